"""By what a matter is recognised as concerning a key enterprise or a key market."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from registry import services
from registry.models import MatchKey, ProtectedEntity
from registry.selectors import Clue, keys_for, matches

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)
ENTERPRISE_CODE, MARKET_CODE = "91440101MA59ABCDX1", "91440104MA59MKT0X2"


@pytest.fixture
def listed(people: dict[str, User]) -> dict[str, ProtectedEntity]:
    """One enterprise with an alias and two rights, one market with an alias."""
    enterprise: dict[str, Any] = {
        "kind": "enterprise",
        "name": "广州测试科技股份有限公司",
        "uscc": ENTERPRISE_CODE,
        "aliases": ["测试科技", "Ceshi Tech Ltd."],
        "right_numbers": ["ZL201710123456.0", "201930000001.X"],
    }
    market: dict[str, Any] = {
        "kind": "market",
        "name": "白马测试服装市场",
        "uscc": MARKET_CODE,
        "aliases": ["白马试"],
    }
    return {
        facts["kind"]: services.list_entity(
            **facts, district="440106", listed_on=DAY, by=people["registrar"], at=AT
        )
        for facts in (enterprise, market)
    }


def found(on: date = DAY, **clue: Any) -> list[tuple[str, str, str]]:
    return [(m.kind, m.by, m.value) for m in matches(Clue(**clue), on=on)]


@pytest.mark.parametrize(
    ("clue", "by", "value"),
    [
        ({"holder_uscc": ENTERPRISE_CODE}, "uscc", ENTERPRISE_CODE),
        ({"holder_uscc": ENTERPRISE_CODE.lower()}, "uscc", ENTERPRISE_CODE),
        ({"holder_name": "广州测试科技股份有限公司"}, "name", "广州测试科技股份有限公司"),
        ({"holder_name": " 广州测试科技（股份）有限公司 "}, "name", "广州测试科技股份有限公司"),
        ({"holder_name": "测试科技"}, "name", "测试科技"),
        ({"holder_name": "CESHI TECH LTD"}, "name", "Ceshi Tech Ltd."),
        ({"holder_name": "ｃｅｓｈｉ ｔｅｃｈ ｌｔｄ"}, "name", "Ceshi Tech Ltd."),
        ({"right_number": "ZL201710123456.0"}, "right", "ZL201710123456.0"),
        ({"right_number": "201710123456.0"}, "right", "ZL201710123456.0"),
        ({"right_number": "zl 2017 1012 3456.0"}, "right", "ZL201710123456.0"),
        ({"right_number": "ZL201930000001.x"}, "right", "201930000001.X"),
    ],
)
def test_an_enterprise_is_known_by_its_code_a_name_or_a_right(
    listed: object, clue: dict[str, Any], by: str, value: str
) -> None:
    assert found(**clue) == [("enterprise", by, value)]


@pytest.mark.parametrize(
    ("places", "value"),
    [
        (("广州市越秀区白马测试服装市场3楼312档",), "白马测试服装市场"),
        (("", "越秀区站南路 白马（测试）服装市场"), "白马测试服装市场"),
        (("白马试一楼",), "白马试"),
    ],
)
def test_a_market_is_known_by_its_name_in_the_place_of_the_act(
    listed: object, places: tuple[str, ...], value: str
) -> None:
    assert found(places=places) == [("market", "place", value)]


@pytest.mark.parametrize(
    "clue",
    [
        {},
        {"holder_name": "广州测试科技"},
        {"holder_name": "测试"},
        {"holder_name": "（）"},
        {"holder_name": "%"},
        {"holder_uscc": "91440101MA59ABCDX"},
        {"right_number": "201710123456"},
        {"right_number": "ZL"},
        {"places": ("广州市天河区石牌西路8号",)},
        {"places": ("测试科技大厦",)},
        {"places": ("白马", "测试服装市场")},
        {"places": ("%", "_")},
        {"places": ("",)},
    ],
)
def test_what_only_resembles_is_not_recognised(listed: object, clue: dict[str, Any]) -> None:
    assert found(**clue) == []


def test_one_entry_is_named_once_and_two_are_both_named(listed: object) -> None:
    reasons = found(
        holder_uscc=ENTERPRISE_CODE,
        holder_name="测试科技",
        right_number="ZL201710123456.0",
        places=("白马测试服装市场",),
    )

    assert [kind for kind, _by, _value in reasons] == ["enterprise", "market"]


def test_all_keys_of_a_matter_are_looked_up_in_one_statement(listed: object) -> None:
    clue = Clue(
        holder_uscc=ENTERPRISE_CODE,
        holder_name="测试科技",
        right_number="ZL201710123456.0",
        places=("白马测试服装市场", "别处"),
    )

    with CaptureQueriesContext(connection) as asked:
        assert len(matches(clue, on=DAY)) == 2

    assert len(asked) == 1


def test_a_matter_without_keys_asks_nothing(people: object) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert matches(Clue(holder_name="（）"), on=DAY) == []

    assert len(asked) == 0


def test_an_entry_counts_from_the_day_it_was_listed(listed: object) -> None:
    assert found(on=date(2026, 3, 1), holder_uscc=ENTERPRISE_CODE) == []
    assert len(found(on=date(2026, 3, 3), holder_uscc=ENTERPRISE_CODE)) == 1


def test_an_entry_that_was_removed_counts_no_more(
    listed: dict[str, ProtectedEntity], people: dict[str, User]
) -> None:
    services.remove(
        listed["enterprise"], by=people["registrar"], at=AT, reason="注销", removed_on=DAY
    )

    assert found(holder_uscc=ENTERPRISE_CODE) == []


def test_a_correction_rewrites_the_keys(
    listed: dict[str, ProtectedEntity], people: dict[str, User]
) -> None:
    services.correct(
        listed["enterprise"],
        by=people["registrar"],
        at=AT,
        reason="更名",
        name="广州新名科技有限公司",
        aliases=["广州测试科技股份有限公司"],
        right_numbers=["ZL202310000001.2"],
    )

    assert found(holder_name="广州新名科技有限公司")
    assert found(holder_name="广州测试科技股份有限公司")
    assert found(right_number="202310000001.2")
    assert found(holder_uscc=ENTERPRISE_CODE)
    assert found(holder_name="测试科技") == []
    assert found(right_number="ZL201710123456.0") == []
    assert MatchKey.objects.filter(entity=listed["enterprise"]).count() == 4


def test_a_reason_says_who_and_by_what(listed: dict[str, ProtectedEntity]) -> None:
    [match] = matches(Clue(holder_name="测试科技"), on=DAY)

    assert match.as_reason() == {
        "entity": listed["enterprise"].number,
        "kind": "enterprise",
        "name": "广州测试科技股份有限公司",
        "by": "name",
        "value": "测试科技",
    }


def test_keys_of_nothing_are_not_kept() -> None:
    keys = keys_for(
        kind="market",
        name="白马",
        uscc=MARKET_CODE,
        aliases=["（）", ""],
        right_numbers=["ZL", "-"],
    )

    assert keys == [
        ("uscc", MARKET_CODE, MARKET_CODE),
        ("name", "白马", "白马"),
        ("place", "白马", "白马"),
    ]


def test_a_report_about_a_listed_enterprise_turns_green_and_says_why(
    listed: dict[str, ProtectedEntity],
    api: Callable[[str], Any],
    report: Callable[..., dict[str, Any]],
) -> None:
    right = {"type": "patent", "number": "ZL201710123456.0"}
    plain = {"type": "patent", "number": "ZL202310000001.2"}

    def received(wanted: dict[str, str]) -> dict[str, Any]:
        answer = api("intake").post("/api/v1/complaints/", report(right=wanted), format="json")
        body: dict[str, Any] = answer.json()
        return body

    green = received(right)
    assert green["green_channel"] is True
    assert [r["entity"] for r in green["green_channel_reasons"]] == [listed["enterprise"].number]
    assert received(plain)["green_channel"] is False
