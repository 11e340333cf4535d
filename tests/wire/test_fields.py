from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from wire.fields import Code, Day, Flag, Instant, Line, LongText, Money, Whole
from wire.serializers import Strict, flatten_errors

AnyField = serializers.Field[Any, Any, Any, Any]
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
WRONG_TYPES: list[object] = [123, 1.5, True, [], {}, Decimal("1.5")]


def codes_of(field: AnyField, value: object) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        field.run_validation(value)
    return [error["code"] for error in flatten_errors(refused.value.detail)]


@pytest.mark.parametrize("value", WRONG_TYPES)
@pytest.mark.parametrize(
    "field",
    [Line(max_length=9), LongText(max_length=9), Instant(), Day(), Code(choices=["123", "True"])],
)
def test_what_is_no_string_is_not_made_one(field: AnyField, value: object) -> None:
    assert codes_of(field, value) == ["wrong_type"]


@pytest.mark.parametrize(
    "field",
    [Line(max_length=9), LongText(max_length=9), Instant(), Day(), Money(), Flag(), Whole(),
     Code(choices=["a"])],
)  # fmt: skip
def test_nothing_is_not_a_value_unless_it_may_be(field: AnyField) -> None:
    assert codes_of(field, None) == ["null"]
    field.allow_null = True
    assert field.run_validation(None) is None


@pytest.mark.parametrize("value", ["", " ", "\u3000", "\u200b\u200b", "\ufeff", "\u2060\u00ad"])
def test_a_blank_text_is_refused_unless_it_may_be_blank(value: str) -> None:
    for kind in (Line, LongText):
        assert codes_of(kind(max_length=9), value) == ["blank"]
        assert kind(max_length=9, allow_blank=True).run_validation(value) == ""


def test_a_text_is_measured_in_code_points_after_cleaning() -> None:
    title, account = Line(max_length=200), LongText(max_length=20_000)

    assert title.run_validation("案" * 200) == "案" * 200
    assert title.run_validation("\U00020bb7" * 200) == "\U00020bb7" * 200
    assert title.run_validation("a" * 200 + "\u202e") == "a" * 200
    assert codes_of(title, "案" * 201) == ["max_length"]
    assert codes_of(title, "e\u0301" * 101) == ["max_length"]
    assert account.run_validation("案" * 20_000) == "案" * 20_000
    assert codes_of(account, "a" * 20_001) == ["max_length"]
    assert codes_of(account, " " * 900_000) == ["blank"]


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("a\x00", ["nul"]),
        ("\x00", ["nul"]),
        ("\ud800", ["surrogate"]),
        ("\uffff", ["noncharacter"]),
    ],
)
def test_what_no_database_can_hold_is_refused_in_every_text(value: str, codes: list[str]) -> None:
    assert codes_of(Line(max_length=9, allow_blank=True), value) == codes
    assert codes_of(LongText(max_length=9, allow_blank=True), value) == codes


def test_a_line_is_one_line_and_an_account_has_many() -> None:
    assert codes_of(Line(max_length=9), "a\nb") == ["control"]
    assert LongText(max_length=9).run_validation("a\r\nb\x0b") == "a\nb"
    assert Line(max_length=9).run_validation(" 张三\u202e ") == "张三"


def test_a_refusal_speaks_chinese() -> None:
    with pytest.raises(ValidationError) as refused:
        Line(max_length=2).run_validation("三个字")

    assert flatten_errors(refused.value.detail) == [
        {"field": "", "code": "max_length", "detail": "不能超过 2 个字符。"}
    ]


def test_an_instant_is_taken_in_utc_and_answered_in_guangzhou() -> None:
    at = Instant().run_validation("2026-01-01T00:00:00+14:00")

    assert at == datetime(2025, 12, 31, 10, tzinfo=UTC)
    assert Instant().to_representation(at) == "2025-12-31T18:00:00+08:00"


def test_an_instant_lies_between_the_year_2000_and_what_the_door_allows() -> None:
    class Report(serializers.Serializer[Any]):
        occurred_at = Instant(not_after=lambda context: context["at"] + timedelta(hours=24))

    def codes(written: str) -> list[str]:
        report = Report(data={"occurred_at": written}, context={"at": NOW})
        report.is_valid()
        return [error["code"] for error in flatten_errors(report.errors)]

    assert codes("2000-01-01T00:00:00+08:00") == []
    assert codes("1999-12-31T23:59:59+08:00") == ["too_early"]
    assert codes("2026-11-23T09:00:00+08:00") == []
    assert codes("2026-11-23T09:00:01+08:00") == ["too_late"]
    assert codes("2026-11-22") == ["instant_format"]


def test_a_day_is_taken_and_answered_as_a_day() -> None:
    field = Day(not_before=date(2000, 1, 1), not_after=lambda _: date(2026, 11, 22))

    class Visit(serializers.Serializer[Any]):
        on = field

    assert Visit(data={"on": "2026-11-22"}).is_valid()
    assert not Visit(data={"on": "2026-11-23"}).is_valid()
    assert codes_of(Day(), "20260101") == ["day_format"]
    assert Day().to_representation(date(2026, 1, 31)) == "2026-01-31"


@pytest.mark.parametrize(
    ("written", "amount", "answered"),
    [
        ("3000.00", Decimal(3000), "3000.00"),
        ("3000", Decimal(3000), "3000.00"),
        ("0.5", Decimal("0.5"), "0.50"),
        ("0", Decimal(0), "0.00"),
        ("9999999999.99", Decimal("9999999999.99"), "9999999999.99"),
    ],
)
def test_money_is_a_decimal_string(written: str, amount: Decimal, answered: str) -> None:
    assert Money().run_validation(written) == amount
    assert Money().to_representation(amount) == answered


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (0.1, ["wrong_type"]),
        (Decimal("0.1"), ["wrong_type"]),
        (1, ["wrong_type"]),
        (True, ["wrong_type"]),
        *[
            (text, ["amount_format"])
            for text in [
                "NaN", "sNaN", "Infinity", "1e9", "1.005", "1_000", "1,000", "-1", "-0", "+1", "01",
                ".5", "1.", "", " 1", "10000000000", "\uff11\uff12", "1\n", "1" * 50_000,
            ]
        ],
    ],
)  # fmt: skip
def test_what_is_not_plainly_an_amount_is_refused(value: object, codes: list[str]) -> None:
    assert codes_of(Money(), value) == codes
    assert codes_of(Money(allow_null=True), value) == codes


def test_an_amount_to_be_paid_is_more_than_nothing() -> None:
    assert codes_of(Money(minimum=Decimal("0.01")), "0") == ["min_value"]
    assert Money(minimum=Decimal("0.01")).run_validation("0.01") == Decimal("0.01")


@pytest.mark.parametrize("value", ["true", "1", 1, 0, "", [], "on"])
def test_a_flag_is_true_or_false_and_nothing_like_it(value: object) -> None:
    assert codes_of(Flag(), value) == ["wrong_type"]
    assert [Flag().run_validation(flag) for flag in (True, False)] == [True, False]


@pytest.mark.parametrize("value", [1, Decimal("1.0"), Decimal("1E+0"), 1.0])
def test_a_whole_number_may_be_written_with_a_point(value: object) -> None:
    read = Whole().run_validation(value)

    assert (read, type(read)) == (1, int)


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (Decimal("1.5"), ["wrong_type"]),
        (1.5, ["wrong_type"]),
        (float("inf"), ["wrong_type"]),
        (float("nan"), ["wrong_type"]),
        (True, ["wrong_type"]),
        ("1", ["wrong_type"]),
        ("\uff11\uff12", ["wrong_type"]),
        ("1e5", ["wrong_type"]),
        (2_147_483_648, ["max_value"]),
        (10**4000, ["max_value"]),
        (Decimal("1e308"), ["max_value"]),
        (-1, ["min_value"]),
    ],
)
def test_what_is_no_whole_number_within_bounds_is_refused(value: object, codes: list[str]) -> None:
    assert codes_of(Whole(), value) == codes


def test_a_code_is_one_of_the_words_the_office_knows() -> None:
    field = Code(choices=[("patent", "专利"), ("trademark", "商标")])

    assert field.run_validation("patent") == "patent"
    assert codes_of(field, "Patent") == ["invalid_choice"]
    assert codes_of(field, "") == ["invalid_choice"]


class Party(Strict):
    name = Line(max_length=9)
    phone = Line(max_length=20, required=False)


class Report(Strict):
    title = Line(max_length=9)
    number = Line(max_length=9, read_only=True)
    channel = serializers.HiddenField(default="web")
    respondent = Party(required=False)
    witnesses = Party(many=True, required=False)


class LenientReport(Report):
    unknown = "warn"


def errors_of(serializer: serializers.BaseSerializer[Any]) -> list[tuple[str, str]]:
    assert not serializer.is_valid()
    return [(error["field"], error["code"]) for error in flatten_errors(serializer.errors)]


def test_unknown_and_read_only_fields_are_refused_by_name() -> None:
    data = {
        "title": "题",
        "number": "TS26-0",
        "channel": "phone",
        "__proto__": {"admin": True},
        "respondent": {"name": "甲", "state": "closed"},
        "witnesses": [{"name": "乙"}, {"name": "丙", "age": 9}],
    }

    assert errors_of(Report(data=data)) == [
        ("respondent.state", "unknown_field"),
        ("witnesses.1.age", "unknown_field"),
        ("number", "unknown_field"),
        ("channel", "unknown_field"),
        ("__proto__", "unknown_field"),
    ]


def test_what_is_missing_and_what_is_unknown_are_told_together() -> None:
    assert errors_of(Report(data={"respondent": {"foo": 1}, "x": 1})) == [
        ("title", "required"),
        ("respondent.name", "required"),
        ("respondent.foo", "unknown_field"),
        ("x", "unknown_field"),
    ]


def test_a_long_unknown_name_is_cut_when_it_is_named_back() -> None:
    assert errors_of(Report(data={"title": "题", "x" * 5000: 1})) == [("x" * 100, "unknown_field")]


def test_at_intake_unknown_fields_have_no_effect_and_are_named() -> None:
    report = LenientReport(
        data={
            "title": "题",
            "extra": 1,
            "respondent": {"name": "甲", "state": "closed"},
            "witnesses": [{"name": "乙", "age": 9}, {"name": "丙", "age": 9}],
        }
    )

    assert report.is_valid()
    assert report.validated_data == {
        "title": "题",
        "channel": "web",
        "respondent": {"name": "甲"},
        "witnesses": [{"name": "乙"}, {"name": "丙"}],
    }
    assert report.unknown_fields == ["extra", "respondent.state", "witnesses.age"]


def test_at_intake_what_is_known_is_still_looked_at() -> None:
    report = LenientReport(data={"title": 1, "extra": 1})

    assert errors_of(report) == [("title", "wrong_type")]
    assert report.unknown_fields == ["extra"]


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ([], [("", "invalid")]),
        ("x", [("", "invalid")]),
        (None, [("", "null")]),
        ({"title": "题", "respondent": 1}, [("respondent", "invalid")]),
        ({"title": "题", "respondent": None}, [("respondent", "null")]),
        ({"title": "题", "witnesses": {}}, [("witnesses", "not_a_list")]),
        ({"title": "题", "witnesses": ["x"]}, [("witnesses.0", "invalid")]),
    ],
)
def test_an_object_is_an_object(data: object, errors: list[tuple[str, str]]) -> None:
    assert errors_of(Report(data=data)) == errors


def test_every_shape_of_refusal_is_one_list_of_fields() -> None:
    tree = ValidationError(
        {
            "a": ["甲", "乙"],
            "b": {"non_field_errors": ["丙"], "c": [{}, {"d": ["丁"]}]},
            "non_field_errors": ["戊"],
        },
        code="bad",
    )

    assert flatten_errors(tree.detail) == [
        {"field": "a", "code": "bad", "detail": "甲"},
        {"field": "a", "code": "bad", "detail": "乙"},
        {"field": "b", "code": "bad", "detail": "丙"},
        {"field": "b.c.1.d", "code": "bad", "detail": "丁"},
        {"field": "", "code": "bad", "detail": "戊"},
    ]
    assert flatten_errors(ValidationError("己", code="bad").detail) == [
        {"field": "", "code": "bad", "detail": "己"}
    ]
    assert flatten_errors("庚") == [{"field": "", "code": "invalid", "detail": "庚"}]
