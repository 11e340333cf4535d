import json
from pathlib import Path
from typing import Any

import pytest

from routing.engine import Decision, Evidence, Facts, decide
from routing.gazetteer import DATA

GAZETTEER: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
DISTRICTS: dict[str, str] = {row["code"]: row["name"] for row in GAZETTEER["districts"]}
TOWNSHIPS: list[dict[str, str]] = GAZETTEER["townships"]
OUTSIDE: list[str] = GAZETTEER["outside"]["named"] + GAZETTEER["outside"]["bare"]
ADDRESSES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "addresses.json").read_text(encoding="utf-8")
)


def report(address: str = "", **given: str) -> Decision:
    return decide(Facts(kind="counterfeit_report", place_address=address, **given))


def codes(decision: Decision) -> list[str]:
    return [one.code for one in decision.evidence]


# Addresses. `district` is where the place is, or none when nobody could tell; `sure` says whether
# the address alone is enough to send a matter there.


@pytest.mark.parametrize("row", ADDRESSES, ids=[row["address"] or "-" for row in ADDRESSES])
def test_an_address_goes_to_its_district_or_to_a_person(row: dict[str, Any]) -> None:
    decision = report(row["address"])

    assert decision.office == (row["district"] if row["sure"] else None)
    assert decision.unroutable is not row["sure"]


@pytest.mark.parametrize("row", TOWNSHIPS, ids=[row["name"] for row in TOWNSHIPS])
def test_a_township_alone_is_enough(row: dict[str, str]) -> None:
    bare, with_city = report(row["name"]), report(f"广东省广州市{row['name']}")

    assert (bare.office, with_city.office) == (row["district_code"], row["district_code"])


def test_precision_and_recall_over_the_labelled_addresses() -> None:
    rows = [(report(row["address"]).office, row["district"]) for row in ADDRESSES]
    rows += [(report(row["name"]).office, row["district_code"]) for row in TOWNSHIPS]
    sent = [(office, district) for office, district in rows if office]
    right = sum(office == district for office, district in sent)
    known = sum(district is not None for _, district in rows)
    print(f"{len(rows)} addresses, {right}/{len(sent)} precision, {right}/{known} recall")  # noqa: T201

    assert len(ADDRESSES) >= 120
    assert right == len(sent)
    assert right / known > 0.7


def test_a_township_under_another_district_is_a_contradiction() -> None:
    wrong = []
    for code, name in DISTRICTS.items():
        for row in TOWNSHIPS:
            fits = row["district_code"] == code
            if report(f"广州市{name}{row['name']}").office != (code if fits else None):
                wrong.append((name, row["name"]))

    assert wrong == []


def test_a_city_in_front_wins_over_every_township_of_ours() -> None:
    names = [row["name"] for row in TOWNSHIPS[::16]]
    wrong = [
        (city, name) for city in OUTSIDE for name in names if not report(f"{city}{name}").unroutable
    ]

    assert wrong == []


def test_two_districts_in_one_text_are_both_named() -> None:
    decision = report("广州市天河区、番禺区")

    assert (decision.district, decision.office, decision.unroutable) == (None, None, True)
    assert decision.evidence == (
        Evidence("place_district", "行为发生地写有“天河区”（区名，天河区）", 0.95),
        Evidence("place_district", "行为发生地写有“番禺区”（区名，番禺区）", 0.95),
        Evidence("several_districts", "行为发生地写有不同的区：天河区、番禺区", 0.0),
    )


@pytest.mark.parametrize(
    ("facts", "district", "confidence", "expected"),
    [
        ({"place_district": "440106"}, "440106", 1.0, ["place_code"]),
        ({"place_district": "４４０１０６"}, "440106", 1.0, ["place_code"]),
        ({"place_district": "440102"}, "440104", 0.95, ["retired_code"]),
        ({"place_district": "440107"}, "440103", 0.95, ["retired_code"]),
        ({"place_district": "440116"}, "440112", 0.95, ["retired_code"]),
        ({"place_district": "440183"}, "440118", 0.95, ["retired_code"]),
        ({"place_district": "440184"}, "440117", 0.95, ["retired_code"]),
        ({"place_district": "440100"}, None, 0.0, ["no_place"]),
        ({"place_district": "天河"}, None, 0.0, ["no_place"]),
        ({"place_district": "440305"}, None, 0.0, ["outside_guangzhou"]),
        (
            {"place_district": "440106", "place_address": "天河区"},
            "440106",
            1.0,
            ["place_code", "place_district"],
        ),
        (
            {"place_district": "440106", "place_address": "番禺区"},
            None,
            0.3,
            ["place_code", "place_district", "code_contradicts_address"],
        ),
        (
            {"place_district": "440106", "place_address": "佛山市南海区"},
            None,
            0.3,
            ["place_code", "outside_guangzhou", "code_contradicts_address"],
        ),
        (
            {"place_district": "440305", "place_address": "天河区"},
            None,
            0.3,
            ["outside_guangzhou", "place_district", "code_contradicts_address"],
        ),
        ({"place_district": "440106", "place_address": "大罗塘"}, "440106", 1.0, ["place_code"]),
        (
            {"place_district": "440106", "place_address": "新塘"},
            "440106",
            0.9,
            ["place_code", "place_stem", "ambiguous_place"],
        ),
        ({"respondent_address": "番禺区"}, "440113", 0.8075, ["respondent_district"]),
        (
            {"respondent_address": "番禺"},
            None,
            0.6375,
            ["respondent_bare_district", "below_threshold"],
        ),
        ({"respondent_address": "佛山市"}, None, 0.0, ["outside_guangzhou"]),
        (
            {"place_address": "广州市", "respondent_address": "番禺区"},
            "440113",
            0.8075,
            ["place_city", "respondent_district"],
        ),
        (
            {"place_address": "广州市", "respondent_address": "佛山市"},
            None,
            0.0,
            ["place_city", "no_district"],
        ),
        (
            {"place_address": "岗顶", "respondent_address": "天河区"},
            "440106",
            0.923,
            ["place_alias", "respondent_district"],
        ),
        (
            {"place_address": "岗顶", "respondent_address": "番禺区"},
            None,
            0.8075,
            ["place_alias", "respondent_district", "several_districts"],
        ),
        (
            {"place_address": "岗顶", "respondent_address": "佛山市"},
            None,
            0.6,
            ["place_alias", "below_threshold"],
        ),
        (
            {"place_address": "新塘", "respondent_address": "增城区"},
            "440118",
            0.8604,
            ["place_stem", "ambiguous_place", "respondent_district"],
        ),
        (
            {"place_address": "新塘", "respondent_address": "新塘街"},
            None,
            0.5369,
            ["place_stem", "ambiguous_place", "respondent_street", "ambiguous_place"],
        ),
        (
            {"place_address": "岗顶", "respondent_address": "天河区、番禺区"},
            None,
            0.4165,
            ["place_alias", "respondent_district", "respondent_district", "several_districts"],
        ),
        (
            {"place_address": "佛山市", "respondent_address": "天河区"},
            None,
            0.0,
            ["outside_guangzhou"],
        ),
        (
            {"place_address": "天河区、番禺区", "respondent_address": "番禺区"},
            None,
            0.49,
            ["place_district", "place_district", "several_districts"],
        ),
        ({"shop_url": "https://shop.example/1"}, None, 0.0, ["no_place"]),
        ({}, None, 0.0, ["no_place"]),
    ],
)
def test_code_then_act_then_domicile(
    facts: dict[str, str], district: str | None, confidence: float, expected: list[str]
) -> None:
    decision = decide(Facts(kind="counterfeit_report", **facts))

    assert (decision.district, decision.office) == (district, district)
    assert decision.unroutable is (district is None)
    assert decision.confidence == pytest.approx(confidence, abs=0.0002)
    assert codes(decision) == expected


def test_a_text_of_twenty_thousand_characters_is_decided() -> None:
    tale = "被举报人长期在市内多处销售，" * 1500

    decision = report(f"{tale}广州市天河区石牌街道")

    assert len(tale) >= 20_000
    assert (decision.office, decision.confidence) == ("440106", 0.98)
