import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engine import CITY, Decision, Evidence, Facts, decide
from routing.gazetteer import DATA

GAZETTEER: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
DISTRICTS: dict[str, str] = {row["code"]: row["name"] for row in GAZETTEER["districts"]}
TOWNSHIPS: list[dict[str, str]] = GAZETTEER["townships"]
OUTSIDE: list[str] = GAZETTEER["outside"]["named"] + GAZETTEER["outside"]["bare"]
KINDS = [
    "infringement_complaint",
    "counterfeit_report",
    "trademark_lead",
    "copyright_lead",
    "consultation",
    "other",
]


def codes(decision: Decision) -> list[str]:
    return [one.code for one in decision.evidence]


def test_the_decision_says_what_in_the_input_decided_and_what_did_not() -> None:
    facts = Facts(
        kind="counterfeit_report",
        place_address="广东省广州市天河区石牌街道石牌西路8号",
        respondent_address="广州市番禺区",
        shop_url="https://shop.example/1",
        respondent_uscc="91440101MA00000000",
    )

    assert decide(facts) == Decision(
        district="440106",
        office="440106",
        confidence=0.98,
        evidence=(
            Evidence("place_district", "行为发生地写有“天河区”（区名，天河区）", 0.95),
            Evidence("place_township", "行为发生地写有“石牌街道”（街道或镇名，天河区）", 0.9),
        ),
        unroutable=False,
        ignored=(
            "行为发生地：“石牌西路”是道路名称",
            "被投诉人地址（番禺区）未采用，行为发生地优先",
            "网店地址不能说明经营者所在区",
            "统一社会信用代码只反映登记机关，不能说明所在区",
        ),
    )


@pytest.mark.parametrize(
    ("kind", "right", "address", "goes_to", "last"),
    [
        ("counterfeit_report", "patent", "天河区", ("440106", "440106"), "place_district"),
        ("counterfeit_report", "none", "天河区", ("440106", "440106"), "place_district"),
        ("counterfeit_report", "trademark", "天河区", ("440106", CITY), "city_hands_over"),
        ("infringement_complaint", "copyright", "天河区", ("440106", CITY), "city_hands_over"),
        ("infringement_complaint", "patent", "天河区", ("440106", CITY), "city_level"),
        ("infringement_complaint", "patent", "天河区、番禺区", (None, CITY), "city_level"),
        ("infringement_complaint", "patent", "广州市", (None, CITY), "city_level"),
        ("infringement_complaint", "patent", "岗顶", (None, None), "below_threshold"),
        ("infringement_complaint", "patent", "", (None, None), "no_place"),
        ("infringement_complaint", "patent", "佛山市", (None, None), "outside_guangzhou"),
        ("trademark_lead", "trademark", "天河区", ("440106", CITY), "city_hands_over"),
        ("trademark_lead", "none", "", (None, CITY), "city_hands_over"),
        ("trademark_lead", "trademark", "佛山市", (None, None), "outside_guangzhou"),
        ("copyright_lead", "copyright", "天河区", ("440106", CITY), "city_hands_over"),
        ("consultation", "none", "天河区", ("440106", CITY), "city_desk"),
        ("consultation", "none", "", (None, CITY), "city_desk"),
        ("other", "none", "佛山市", (None, CITY), "city_desk"),
        ("bribery", "none", "天河区", (None, None), "unknown_kind"),
    ],
)
def test_the_office_follows_from_the_kind_of_matter(
    kind: str, right: str, address: str, goes_to: tuple[str | None, str | None], last: str
) -> None:
    decision = decide(Facts(kind=kind, right_type=right, place_address=address))

    assert (decision.district, decision.office) == goes_to
    assert decision.unroutable is (decision.office is None)
    assert codes(decision)[-1] == last


def test_an_entrusted_district_handles_infringement_in_the_name_of_the_city() -> None:
    facts = Facts(kind="infringement_complaint", right_type="patent", place_address="天河区")

    decision = decide(facts, entrusted=frozenset({"440106"}))
    elsewhere = decide(facts, entrusted=frozenset({"440113"}))

    assert (decision.district, decision.office) == ("440106", "440106")
    assert decision.evidence[-1] == Evidence(
        "entrusted", "天河区受市局委托，以市局名义办理专利侵权纠纷", 1.0
    )
    assert elsewhere.office == CITY
    assert elsewhere.evidence[-1] == Evidence(
        "city_level", "专利侵权纠纷由市级部门管辖，由市局办理；天河区未受委托", 1.0
    )


def test_infringement_elsewhere_by_a_respondent_of_ours_is_ours() -> None:
    facts = {"place_address": "佛山市南海区", "respondent_address": "广州市花都区"}

    infringement = decide(Facts(kind="infringement_complaint", **facts))
    counterfeit = decide(Facts(kind="counterfeit_report", **facts))

    assert (infringement.district, infringement.office) == ("440114", CITY)
    assert (counterfeit.office, codes(counterfeit)) == (None, ["outside_guangzhou"])


def test_a_contradicting_code_leaves_infringement_with_the_city_while_both_are_ours() -> None:
    kind = "infringement_complaint"

    ours = decide(Facts(kind=kind, place_district="440106", place_address="番禺区"))
    abroad = decide(Facts(kind=kind, place_district="440106", place_address="佛山市"))

    assert (ours.district, ours.office) == (None, CITY)
    assert (abroad.district, abroad.office) == (None, None)


def test_a_stricter_office_sends_less_by_itself() -> None:
    facts = Facts(kind="counterfeit_report", place_address="番禺")

    assert decide(facts, threshold=0.7).office == "440113"
    assert decide(facts, threshold=0.8).office is None


texts = st.lists(
    st.one_of(
        st.sampled_from([*DISTRICTS.values(), *OUTSIDE, "广州市", "新塘", "番禺", "路", "县"]),
        st.sampled_from([row["name"] for row in TOWNSHIPS]),
        st.text(st.characters(), max_size=6),
    ),
    max_size=8,
).map("".join)


matters = st.builds(
    Facts,
    kind=st.sampled_from([*KINDS, "bribery"]),
    right_type=st.sampled_from(["patent", "trademark", "copyright", "none", ""]),
    place_district=st.one_of(
        st.sampled_from([*DISTRICTS, "440102", "440305", ""]), st.text(max_size=8)
    ),
    place_address=texts,
    respondent_address=texts,
    shop_url=st.sampled_from(["", "https://shop.example/1"]),
    respondent_uscc=st.sampled_from(["", "91440101MA00000000"]),
)


@settings(max_examples=200, deadline=None)
@given(matters, st.sampled_from([frozenset[str](), frozenset(DISTRICTS)]))
def test_no_text_breaks_it_and_no_district_is_made_up(
    facts: Facts, entrusted: frozenset[str]
) -> None:
    decision = decide(facts, entrusted=entrusted)

    assert decide(facts, entrusted=entrusted) == decision
    assert 0 <= decision.confidence <= 1
    assert decision.unroutable is (decision.office is None)
    assert decision.evidence != ()
    assert {decision.district} <= {None, *DISTRICTS}
    assert {decision.office} <= {None, CITY, decision.district}
