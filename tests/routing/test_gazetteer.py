import gc
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.gazetteer import DATA, Entry, Gazetteer, Kind, guangzhou, places_in

FACTS: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
TOWNSHIPS: list[dict[str, str]] = FACTS["townships"]


def read(text: str) -> list[tuple[str, Kind, tuple[str, ...]]]:
    return [(one.text, one.kind, one.districts) for one in places_in(text)]


def calls_made_by(act: Callable[[], object]) -> int:
    """Work counted in calls, so that the speed of the machine does not matter."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    gc.disable()  # collecting may call back, whenever it comes
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


def test_the_city_has_eleven_districts_and_176_townships() -> None:
    kinds = [row["kind"] for row in TOWNSHIPS]

    assert len(FACTS["districts"]) == 11
    assert (kinds.count("subdistrict"), kinds.count("town")) == (142, 34)


def test_statistical_units_are_no_townships() -> None:
    assert places_in("黄龙带水库") == ()
    assert places_in("大岭山林场") == ()


def test_every_township_belongs_to_a_district_by_its_code() -> None:
    districts = {row["code"] for row in FACTS["districts"]}

    assert {row["district_code"] for row in TOWNSHIPS} == districts
    assert [row["code"][:6] for row in TOWNSHIPS] == [row["district_code"] for row in TOWNSHIPS]


def test_every_name_points_to_one_of_the_eleven_districts() -> None:
    districts = {row["code"] for row in FACTS["districts"]}
    used = {row["district_code"] for row in FACTS["retired_districts"] + FACTS["former_towns"]}
    used |= {code for row in FACTS["aliases"] for code in row["district_codes"]}
    used |= {code for codes in FACTS["bare_district_names"].values() for code in codes}

    assert used - districts == set()


def test_landmarks_wait_for_confirmation_by_the_office() -> None:
    assert {row["verified"] for row in FACTS["aliases"] + FACTS["former_towns"]} == {False}


@pytest.mark.parametrize("row", TOWNSHIPS, ids=[row["name"] for row in TOWNSHIPS])
def test_a_township_is_found_by_its_full_name(row: dict[str, str]) -> None:
    found = read(f"广州市{row['name']}")

    assert found == [
        ("广州市", Kind.HOME, ()),
        (row["name"], Kind.TOWNSHIP, (row["district_code"],)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("天河区", [("天河区", Kind.DISTRICT, ("440106",))]),
        ("東山區", [("东山区", Kind.DISTRICT, ("440104",))]),
        ("石牌街", [("石牌街", Kind.STREET, ("440106",))]),
        ("石牌街口", [("石牌", Kind.STEM, ("440106",)), ("街口", Kind.NOTHING, ())]),
        ("新塘街", [("新塘街", Kind.STREET, ("440106", "440118"))]),
        ("白云街", [("白云街", Kind.STREET, ("440104", "440111"))]),
        ("白云湖街道", [("白云湖街道", Kind.TOWNSHIP, ("440111",))]),
        ("天河南街道", [("天河南街道", Kind.TOWNSHIP, ("440106",))]),
        ("大石镇", [("大石镇", Kind.FORMER_TOWN, ("440113",))]),
        ("番禺", [("番禺", Kind.BARE_DISTRICT, ("440113",))]),
        ("番禺万达广场", [("番禺", Kind.PART, ("440113",))]),
        ("新塘", [("新塘", Kind.STEM, ("440106", "440118"))]),
        ("白云机场", [("白云机场", Kind.ALIAS, ("440111", "440114"))]),
        ("太平", [("太平", Kind.NOTHING, ())]),
        ("增城市场", [("增城", Kind.BARE_DISTRICT, ("440118",))]),
        ("从化学品", []),
        ("花都是假货", []),
        ("本县", []),
        ("县级", []),
        ("始兴县", [("始兴", Kind.OUTSIDE_BARE, ())]),
        ("隆安县太平", [("隆安县", Kind.OUTSIDE, ()), ("太平", Kind.NOTHING, ())]),
        ("石门县", [("石门县", Kind.OUTSIDE, ())]),
        ("永宁县", [("永宁县", Kind.OUTSIDE, ())]),
        ("花縣", [("花县", Kind.DISTRICT, ("440114",))]),
        ("永宁区", [("永宁区", Kind.NOTHING, ())]),
        ("海珠市", [("海珠市", Kind.NOTHING, ())]),
        ("番禺市桥", [("番禺", Kind.BARE_DISTRICT, ("440113",)), ("市桥", Kind.STEM, ("440113",))]),
        ("石牌市场", [("石牌", Kind.STEM, ("440106",))]),
        ("深圳市某某公司", [("深圳市", Kind.OUTSIDE_BARE, ())]),
        ("珠江西路", [("珠江西路", Kind.NOTHING, ())]),
        ("广州大道中", [("广州大道中", Kind.NOTHING, ())]),
        ("天河北路", [("天河北路", Kind.NOTHING, ())]),
        ("中山五路", [("中山五路", Kind.NOTHING, ())]),
        (
            "广州市桥",
            [("广州", Kind.HOME, ()), ("市桥", Kind.STEM, ("440113",))],
        ),
        (
            "广州市桥南街道",
            [("广州市", Kind.HOME, ()), ("桥南街道", Kind.TOWNSHIP, ("440113",))],
        ),
        (
            "从化街口街道",
            [("从化", Kind.BARE_DISTRICT, ("440117",)), ("街口街道", Kind.TOWNSHIP, ("440117",))],
        ),
    ],
)
def test_a_name_is_read_for_what_it_is_where_it_stands(
    text: str, expected: list[tuple[str, Kind, tuple[str, ...]]]
) -> None:
    assert read(text) == expected


def test_a_mention_says_where_it_stands_in_the_normalised_text() -> None:
    text = "廣州市 天河　區"

    plain = guangzhou().normalised(text)
    found = [(plain[one.start : one.end], one.start, one.end) for one in places_in(text)]

    assert plain == "广州市天河区"
    assert found == [("广州市", 0, 3), ("天河区", 3, 6)]


def test_names_are_believed_in_the_order_of_how_plain_they_are() -> None:
    texts = ["天河区", "石牌街道", "石牌街", "大石镇", "番禺", "岗顶", "石牌"]
    weights = [places_in(text)[0].weight for text in texts]

    assert weights == [0.95, 0.9, 0.85, 0.8, 0.75, 0.6, 0.55]


def test_a_street_of_a_generic_name_is_weaker_than_a_landmark_that_was_confirmed() -> None:
    confirmed = dict(FACTS, aliases=[{**row, "verified": True} for row in FACTS["aliases"]])

    (landmark,) = Gazetteer.of(confirmed).places_in("岗顶")
    (street,) = places_in("人民街")

    assert (street.weight, landmark.weight) == (0.6, 0.74)


def test_an_unknown_word_in_front_is_noticed() -> None:
    found = {text: places_in(text)[0].prefixed for text in ("某太平镇", "在太平镇", "太平镇")}

    assert found == {"某太平镇": True, "在太平镇": False, "太平镇": False}


def test_five_thousand_more_names_cost_no_more_work() -> None:
    more = [Entry(f"某{number}市场", Kind.ALIAS, "某市场", ("440106",)) for number in range(5000)]
    small, large = guangzhou(), Gazetteer.of(FACTS, more)
    text = "广东省广州市天河区石牌街道石牌西路8号 " * 20

    assert calls_made_by(lambda: large.places_in(text)) == calls_made_by(
        lambda: small.places_in(text)
    )
    assert large.places_in("某77市场")[0].districts == ("440106",)


@pytest.mark.parametrize(
    "unit", ["天河区石牌街道", "番禺", "某", "县", "广州大道", "佛山市", "天河某某"]
)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    once = unit * (10_000 // len(unit))

    single = calls_made_by(lambda: places_in(once))
    double = calls_made_by(lambda: places_in(once + once))

    assert double <= 2 * single + 10


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [row["name"] for row in TOWNSHIPS] + FACTS["dangerous_stems"] + ["县", "市", "路"]
            ),
            st.text(st.characters(), max_size=8),
        ),
        max_size=12,
    )
)
def test_mentions_stand_in_order_and_never_overlap(parts: list[str]) -> None:
    text = "".join(parts)

    found = places_in(text)
    ends = [0, *(one.end for one in found)]

    assert [one for one, end in zip(found, ends, strict=False) if one.start < end] == []
    assert [
        one for one in found if guangzhou().normalised(text)[one.start : one.end] != one.text
    ] == []
