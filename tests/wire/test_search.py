"""Finding a complaint by what is written in it, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import User
from complaints import services
from complaints.models import Complaint
from wire.text import query_grams

V = "/api/v1/complaints/"
Api = Callable[[str], APIClient]


@pytest.fixture
def found(api: Api, report: Callable[..., dict[str, Any]]) -> Callable[..., list[str]]:
    """The titles that a question finds among three reports."""
    for title, text, number in (
        ("甲", "店内保温杯标注专利号 ZL201710123456.0，涉嫌假冒专利", "ZL201710123456.0"),
        ("乙", "网店销售 Bluetooth 耳机，涉嫌假冒注册商标，100% 正品", ""),
        ("丙", "侵权音箱 café，见 O'Brien 的“说明”", "ZL202020202020.2"),
    ):
        body = report(title=title, description=text, right={"type": "patent", "number": number})
        if not number:
            body["right"] = {"type": "trademark"}
        body["respondent"] = {"name": f"广州{title}贸易有限公司"}
        body["place"] = {"district": "440106"}
        answer = api("intake").post(V, body, format="json")
        assert answer.status_code == 201, answer.json()

    def ask(q: str) -> list[str]:
        answer = api("intake").get(V, {"q": q, "ordering": "received_at"})
        assert answer.status_code == 200, answer.json()
        return [row["title"] for row in answer.json()["results"]]

    return ask


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("假冒", ["甲", "乙"]),
        ("保温", ["甲"]),
        ("保温杯", ["甲"]),
        ("温", ["甲"]),
        ("假冒专利", ["甲"]),
        ("假冒 商标", ["乙"]),
        ("杯保", []),
        ("注册专利", []),
        ("贸易", ["甲", "乙", "丙"]),
        ("广州丙贸易", ["丙"]),
        ("ZL201710123456.0", ["甲"]),
        ("201710123456", ["甲"]),
        ("2017", []),
        ("ＺＬ２０１７１０１２３４５６．０", ["甲"]),
        ("bluetooth", ["乙"]),
        ("BLUETOOTH耳机", ["乙"]),
        ("Blue", []),
        ("café", ["丙"]),
        ("cafe\u0301", ["丙"]),
        ("O'Brien", ["丙"]),
        ("欧阳", []),
        ("13812345678", []),
    ],
)
def test_a_question_finds_what_holds_every_word_of_it(
    found: Callable[..., list[str]], q: str, titles: list[str]
) -> None:
    assert found(q) == titles


@pytest.mark.parametrize(
    "q",
    [
        '"',
        "'",
        "''--",
        "%",
        "_",
        "\\",
        "*",
        "假*",
        "(",
        ")",
        "NOT",
        "AND OR NEAR(",
        "terms:假冒",
        '假冒" OR "商标',
        "{a}",
        "^假冒",
        "-假冒",
        "+",
        "; DROP TABLE complaints_complaint",
        "%s",
        "%(x)s",
        "NULL",
        "{1,2}",
        "假\u200b冒",
        "🙂",
        "\u202e假冒",
        "𠮷野家",
        "ß İ ﷺ",
    ],
)
def test_nothing_in_a_question_is_an_order_to_the_database(
    found: Callable[..., list[str]], q: str
) -> None:
    titles = found(q)

    # What the same question finds without a database: every row that holds all of its terms.
    terms = set(query_grams(q))
    rows = Complaint.objects.order_by("received_at")
    held = [row.title for row in rows if terms and terms <= set(row.search_terms.split())]
    assert titles == held
    assert found("贸易") == ["甲", "乙", "丙"]


def test_an_invisible_character_does_not_hide_a_word(found: Callable[..., list[str]]) -> None:
    assert found("假\u200b冒") == ["甲", "乙"]


@pytest.mark.parametrize("q", ["\x00", "假\x00冒", "\ufffe", "字" * 201, "a " * 100 + "b"])
def test_a_question_that_cannot_be_asked_is_refused(api: Api, people: object, q: str) -> None:
    answer = api("intake").get(V, {"q": q})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "q")


def test_half_a_surrogate_pair_in_the_address_is_no_error(api: Api, people: object) -> None:
    assert api("intake").get(f"{V}?q=%ED%A0%80").status_code in {200, 422}
    assert api("intake").get(f"{V}?q=%FF%FE").status_code in {200, 422}


def test_a_question_of_a_hundred_words_is_answered(found: Callable[..., list[str]]) -> None:
    assert found(" ".join(["假冒"] * 60)) == ["甲", "乙"]
    assert found("假冒" + "的" * 190) == []


def test_the_terms_follow_the_row(
    found: Callable[..., list[str]], people: dict[str, User], now: Any
) -> None:
    first = Complaint.objects.get(title="甲")

    services.correct(
        first, by=people["intake"], at=now, reason="笔误", description="店内水壶标注专利号"
    )

    assert found("保温") == []
    assert found("水壶") == ["甲"]


def test_a_row_that_is_gone_is_not_found(found: Callable[..., list[str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_complaint SET search_terms = '' WHERE title = '甲'")

    assert found("假冒") == ["乙"]


def test_a_question_finds_only_in_the_callers_rows(
    api: Api, found: Callable[..., list[str]]
) -> None:
    assert api("officer_yuexiu").get(V, {"q": "贸易"}).json()["results"] == []
