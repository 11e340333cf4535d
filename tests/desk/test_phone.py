"""A call written down on one screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from complaints.models import Complaint
from complaints.services import identity_of, receipt_code
from tests import making

Desk = Callable[[str], Client]


def a_call(**over: Any) -> dict[str, Any]:
    """What is filled in during a call."""
    return {
        "kind": "counterfeit_report",
        "source": "phone",
        "description": "档口卖的蓝牙音箱标注发明专利号\r\n查询是中药专利",
        "respondent_name": "宏达数码经营部",
        "place_address": "广州市天河区石牌街道石牌西路8号",
        "right_type": "patent",
        "right_number": "ZL201710123456.0",
        "informant_name": "王小明",
        "informant_phone": "13812345678",
        "confidential": "on",
        "idempotency_key": "11111111-1111-4111-8111-111111111111",
        "then": "accept",
    } | over


def test_a_call_is_taken_in_and_accepted_at_once(desk: Desk) -> None:
    taken = desk("intake").post("/phone/", a_call())

    complaint = Complaint.objects.get()
    assert (taken.status_code, taken["Location"]) == (303, f"/phone/{complaint.number}/")
    assert (complaint.state, complaint.source) == ("accepted", "phone")
    assert complaint.description == "档口卖的蓝牙音箱标注发明专利号\n查询是中药专利"
    assert identity_of(complaint)["name"] == "王小明"


def test_the_caller_is_told_number_and_code_by_who_took_the_call(desk: Desk) -> None:
    address = desk("intake").post("/phone/", a_call())["Location"]
    complaint = Complaint.objects.get()

    told = desk("intake").get(address)

    assert receipt_code(complaint.number) in told.content.decode()
    assert desk("dispatcher").get(address).status_code == 404


def test_the_dispatcher_takes_in_and_does_not_accept(desk: Desk) -> None:
    desk("dispatcher").post("/phone/", a_call())

    assert Complaint.objects.get().state == "received"


def test_the_same_screen_sent_twice_is_one_complaint(desk: Desk) -> None:
    client = desk("intake")

    first, second = (client.post("/phone/", a_call()) for _n in range(2))

    assert first["Location"] == second["Location"]
    assert Complaint.objects.count() == 1
    assert client.post("/phone/", a_call(description="别的事")).status_code == 409


def test_an_anonymous_caller_leaves_no_name(desk: Desk) -> None:
    desk("intake").post("/phone/", a_call(anonymous="on"))

    complaint = Complaint.objects.get()
    assert complaint.informant.anonymous
    assert identity_of(complaint)["name"] == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"description": ""}, "description"),
        ({"kind": ""}, "kind"),
        ({"respondent_name": "", "place_address": ""}, "respondent_name"),
        ({"right_number": "ZL2017"}, "right_number"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"source": "hotline_12345"}, "source"),
        ({"informant_phone": "12"}, "informant_phone"),
        ({"respondent_shop_url": "javascript:alert(1)"}, "respondent_shop_url"),
    ],
)
def test_what_will_not_do_is_named_and_the_rest_is_kept(
    desk: Desk, wrong: dict[str, str], field: str
) -> None:
    answer = desk("intake").post("/phone/", a_call(**wrong))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "王小明" in answer.content.decode()
    assert Complaint.objects.count() == 0


def test_the_hints_say_office_lane_and_earlier_matters(desk: Desk) -> None:
    making.an_entity(name="某某公司")
    from registry.models import MatchKey, ProtectedEntity

    entity = ProtectedEntity.objects.get()
    MatchKey(entity=entity, kind="name", key="某某公司", shown="某某公司").save()
    earlier = making.a_complaint(respondent_key="宏达数码经营部")

    hints = desk("intake").post("/phone/hints/", a_call(right_holder="某某公司", title="x" * 300))

    assert hints.status_code == 200
    assert hints.context["routing"]["office_name"] == "天河区市场监督管理局（知识产权局）"
    assert [d["number"] for d in hints.context["duplicates"]] == [earlier.number]
    assert len(hints.context["lane_reasons"]) == 1
    assert len(hints.context["warnings"]) >= 1
    assert Complaint.objects.count() == 1


def test_an_empty_screen_gives_no_hints(desk: Desk) -> None:
    hints = desk("intake").post("/phone/hints/", {})

    assert hints.status_code == 200
    assert desk("officer_tianhe").post("/phone/hints/", {}).status_code == 404
