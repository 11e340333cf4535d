"""From the acceptance to the office, and a lead on its way to another agency."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Office, User
from complaints.models import Complaint
from deadlines.arithmetic import legal_day
from routing import services as routing
from routing.models import Transfer
from tests import making
from tests.story import Story
from wire.problems import Conflict

LEAD = {"agency": "market-supervision", "lead": "trademark", "reason": "涉及商标"}
PART = {"agency": "copyright", "lead": "copyright", "reason": "附带版权线索"}


# -- finding the office


@pytest.mark.parametrize(
    ("over", "office"),
    [
        ({}, "440106"),
        ({"place": {"address": "番禺区大石街道"}}, "440113"),
        ({"place": {"address": "石牌街道石牌西路8号"}}, "440106"),
        ({"place": {"address": "", "district": "440116"}}, "440112"),
        ({"kind": "consultation"}, "440100"),
        ({"kind": "other"}, "440100"),
        ({"kind": "trademark_lead", "right": {"type": "trademark"}}, "440100"),
        ({"kind": "infringement_complaint"}, "440100"),
    ],
)
def test_an_accepted_matter_goes_to_its_office(
    over: dict[str, Any], office: str, story: Story
) -> None:
    number = story.accepted(**{"respondent": {"name": "某公司"}} | over)

    page = story.get("dispatcher", f"/complaints/{number}/")

    assert (page["state"], page["routing"]["office"]) == ("assigned", office)
    assert page["routing"]["evidence"]
    assert page["routing"]["confidence"] >= 0.7
    assert story.verbs(number) == [
        "complaint.received",
        "complaint.accepted",
        "complaint.located",
        "complaint.assigned",
    ]


def test_a_matter_that_nobody_can_place_is_told_to_the_dispatcher(story: Story) -> None:
    number = story.accepted(
        respondent={"name": "某网店", "shop_url": "https://shop.example/1"}, place={}
    )

    page = story.get("dispatcher", f"/complaints/{number}/")
    waiting = story.get("dispatcher", "/complaints/", unroutable="true")["results"]

    assert (page["state"], page["routing"]["unroutable"]) == ("accepted", True)
    assert page["routing"]["office"] is None
    assert [row["number"] for row in waiting] == [number]
    assert story.verbs(number)[-1] == "complaint.unroutable"


def test_the_dispatcher_assigns_by_hand(story: Story) -> None:
    number = story.accepted(respondent={"name": "某网店"}, place={})

    sent = {"office": "440104", "reason": "电话核实在越秀"}
    told = story.take("dispatcher", f"/complaints/{number}/assign/", sent)

    assert (told["state"], told["routing"]["office"]) == ("assigned", "440104")
    assert told["routing"]["unroutable"] is False
    assert story.status("officer_yuexiu", f"/complaints/{number}/") == 200
    again = story.post("dispatcher", f"/complaints/{number}/assign/", sent)
    assert (again.status_code, again.json()["state"]) == (409, "assigned")


def test_an_unknown_office_is_refused(story: Story) -> None:
    number = story.accepted(respondent={"name": "某网店"}, place={})

    for office in ("440305", "", 440104, None):
        sent = {"office": office, "reason": "核实"}
        assert story.post("dispatcher", f"/complaints/{number}/assign/", sent).status_code == 422


def test_what_is_given_back_goes_to_the_dispatcher_and_never_sideways(story: Story) -> None:
    number = story.accepted()
    due = story.get("dispatcher", f"/complaints/{number}/")["due_on"]

    sent = {"reason_code": "not_our_area", "reason": "在越秀区", "suggested_office": "440104"}
    story.take("officer_tianhe", f"/complaints/{number}/give-back/", sent)
    story.deliver()

    page = story.get("dispatcher", f"/complaints/{number}/")
    assert (page["state"], page["routing"]["office"], page["routing"]["rounds"]) == (
        "accepted",
        None,
        1,
    )
    assert (page["routing"]["unroutable"], page["due_on"]) == (True, due)
    assert [
        story.status(user, f"/complaints/{number}/") for user in ("officer_tianhe", "chief_yuexiu")
    ] == [404, 404]


def test_a_second_bounce_goes_to_the_dispatcher_again(story: Story) -> None:
    number = story.accepted()
    sent = {"reason_code": "not_our_area", "reason": "不在本区", "suggested_office": "440105"}
    story.take("officer_tianhe", f"/complaints/{number}/give-back/", sent)
    story.deliver()
    story.take("dispatcher", f"/complaints/{number}/assign/", {"office": "440104"})

    story.take("chief_yuexiu", f"/complaints/{number}/give-back/", sent)
    story.deliver()

    page = story.get("dispatcher", f"/complaints/{number}/")
    assert (page["state"], page["routing"]["office"], page["routing"]["rounds"]) == (
        "accepted",
        None,
        2,
    )


def test_a_delivery_heard_twice_assigns_once(story: Story, now: datetime) -> None:
    number = story.accepted()
    complaint = Complaint.objects.get(number=number)

    routing.route(complaint, at=now)

    assert story.verbs(number).count("complaint.assigned") == 1


# -- who acts in infringement disputes


def entrust(now: datetime, *, days: int = 0) -> None:
    today = legal_day(now)
    routing.entrust(
        office=Office.objects.get(pk="440106"),
        document="穗知委〔2026〕1号",
        since=today - timedelta(days=30),
        until=today + timedelta(days=days),
    )


@pytest.mark.parametrize(("days", "office"), [(0, "440106"), (-1, "440100")])
def test_a_district_has_disputes_only_while_it_is_entrusted(
    days: int, office: str, story: Story, now: datetime
) -> None:
    entrust(now, days=days)

    number = story.accepted(kind="infringement_complaint", written_request=True)

    page = story.get("dispatcher", f"/complaints/{number}/")
    assert (page["state"], page["routing"]["office"]) == ("assigned", office)


# -- transfers


def test_a_lead_walks_the_whole_road_with_its_letter_and_its_clocks(story: Story) -> None:
    number = story.accepted(kind="trademark_lead", right={"type": "trademark"})
    complaint = story.take("intake", f"/complaints/{number}/transfer/", LEAD)
    row = story.get("dispatcher", "/transfers/", complaint=number)["results"][0]
    at = f"/transfers/{row['number']}"

    assert (complaint["state"], complaint["clocks"][0]["state"]) == ("transferred", "stopped")
    assert (row["state"], row["whole"], row["agency"]) == ("draft", True, LEAD["agency"])
    assert story.running("dispatcher", at + "/") == ["T-SEND"]
    assert story.take("dispatcher", f"{at}/approve/")["state"] == "approved"

    sent = story.take("intake", f"{at}/send/")
    year = date.fromisoformat(story.today).year
    assert (sent["state"], sent["letter_no"]) == ("sent", f"穗知移〔{year}〕1号")
    assert story.running("dispatcher", at + "/") == ["T-ACK"]

    receipt = {"receipt_no": "回-7", "received_on": story.today}
    acknowledged = story.take("intake", f"{at}/acknowledge/", receipt)
    assert (acknowledged["receipt_no"], acknowledged["received_on"]) == ("回-7", story.today)
    assert story.running("dispatcher", at + "/") == []

    assert story.take("intake", f"{at}/accept/")["state"] == "accepted"
    told = story.take("intake", f"{at}/feedback/", {"result": "已立案查处"})
    assert (told["state"], told["result"]) == ("answered", "已立案查处")
    assert story.take("intake", f"{at}/close/")["state"] == "closed"
    assert story.get("dispatcher", f"/complaints/{number}/")["state"] == "transferred"
    assert story.verbs(number)[-7:] == [
        "transfer.draft",
        "transfer.approved",
        "transfer.sent",
        "transfer.acknowledged",
        "transfer.accepted",
        "transfer.answered",
        "transfer.closed",
    ]


def test_letters_are_numbered_in_order_by_organ_and_year(story: Story) -> None:
    letters = []
    for _ in range(2):
        number = story.accepted(kind="trademark_lead", right={"type": "trademark"})
        story.take("intake", f"/complaints/{number}/transfer/", LEAD)
        row = story.get("dispatcher", "/transfers/", complaint=number)["results"][0]
        story.take("dispatcher", f"/transfers/{row['number']}/approve/")
        letters.append(story.take("intake", f"/transfers/{row['number']}/send/")["letter_no"])
    part = making.a_transfer("approved")
    letters.append(story.take("chief_tianhe", f"/transfers/{part.number}/send/")["letter_no"])

    year = date.fromisoformat(story.today).year
    assert letters == [f"穗知移〔{year}〕1号", f"穗知移〔{year}〕2号", f"天知移〔{year}〕1号"]


def test_a_letter_that_already_has_a_number_keeps_it(story: Story) -> None:
    row = making.a_transfer("approved")

    sent = {"letter_no": "天知移〔2026〕88号"}
    told = story.take("officer_tianhe", f"/transfers/{row.number}/send/", sent)

    assert told["letter_no"] == "天知移〔2026〕88号"


def test_the_one_who_proposes_a_transfer_does_not_approve_it(story: Story) -> None:
    number = story.accepted(kind="trademark_lead", right={"type": "trademark"})
    story.take("dispatcher", f"/complaints/{number}/transfer/", LEAD)
    row = story.get("dispatcher", "/transfers/", complaint=number)["results"][0]

    assert story.refused("dispatcher", f"/transfers/{row['number']}/approve/")[0] == 403
    assert story.take("supervisor", f"/transfers/{row['number']}/approve/")["state"] == "approved"


def test_the_same_lead_is_not_transferred_twice(story: Story) -> None:
    case = story.docketed()
    complaint = story.get("officer_tianhe", f"/cases/{case}/")["complaint"]
    at = f"/complaints/{complaint}/transfer/"
    story.take("officer_tianhe", at, PART)

    assert story.refused("officer_tianhe", at, PART) == (409, "already_transferred")
    assert Transfer.objects.count() == 1


def test_a_part_leaves_the_matter_on_its_road(story: Story) -> None:
    case = story.docketed()
    complaint = story.get("officer_tianhe", f"/cases/{case}/")["complaint"]

    told = story.take("officer_tianhe", f"/complaints/{complaint}/transfer/", PART)

    row = story.get("dispatcher", "/transfers/", complaint=complaint)["results"][0]
    assert (told["state"], row["whole"], row["office"]) == ("docketed", False, "440106")
    assert story.running("dispatcher", f"/cases/{case}/") == ["B-CLOSE-P", "B-CLOSE-S"]
    story.closed(case)
    assert story.get("dispatcher", f"/complaints/{complaint}/")["state"] == "concluded"


def test_an_agency_takes_only_the_leads_it_is_competent_for(story: Story) -> None:
    number = story.accepted(kind="trademark_lead", right={"type": "trademark"})
    at = f"/complaints/{number}/transfer/"

    assert story.refused("intake", at, LEAD | {"agency": "copyright"}) == (422, "not_competent")
    assert story.refused("intake", at, LEAD | {"agency": "aic"}) == (422, "unknown_agency")
    assert story.refused("intake", at, LEAD | {"agency": "nobody"}) == (422, "unknown_agency")


def test_a_copyright_lead_has_fifteen_days_with_the_agency(story: Story) -> None:
    row = making.a_transfer("sent")

    receipt = {"received_on": story.today}
    story.take("officer_tianhe", f"/transfers/{row.number}/acknowledge/", receipt)

    clock = story.clocks("dispatcher", f"/transfers/{row.number}/")["T-COPYRIGHT"]
    later = date.fromisoformat(story.today) + timedelta(days=15)
    assert (clock["started_on"], clock["nominal_on"]) == (story.today, later.isoformat())
    story.take("officer_tianhe", f"/transfers/{row.number}/accept/")
    assert story.running("dispatcher", f"/transfers/{row.number}/") == []


def test_a_receipt_is_not_dated_in_the_future(story: Story) -> None:
    row = making.a_transfer("sent")
    tomorrow = date.fromisoformat(story.today) + timedelta(days=1)

    at = f"/transfers/{row.number}/acknowledge/"
    sent = {"received_on": tomorrow.isoformat()}

    assert story.refused("officer_tianhe", at, sent) == (422, "too_late")


def test_after_a_return_the_lead_can_be_transferred_again(story: Story) -> None:
    case = story.docketed()
    complaint = story.get("officer_tianhe", f"/cases/{case}/")["complaint"]
    at = f"/complaints/{complaint}/transfer/"
    story.take("officer_tianhe", at, PART)
    row = story.get("dispatcher", "/transfers/", complaint=complaint)["results"][0]
    story.take("chief_tianhe", f"/transfers/{row['number']}/return/", {"reason": "材料不全"})

    story.take("officer_tianhe", at, PART | {"agency": "culture-enforcement"})

    rows = story.get("dispatcher", "/transfers/", complaint=complaint)["results"]
    assert sorted(r["state"] for r in rows) == ["draft", "returned"]


def test_two_who_hold_the_same_page_do_not_both_send_it(
    story: Story, people: dict[str, User], now: datetime
) -> None:
    row = making.a_transfer("approved")
    stale = Transfer.objects.select_related("complaint", "office").get(pk=row.pk)
    story.take("officer_tianhe", f"/transfers/{row.number}/send/")

    with pytest.raises(Conflict):
        routing.send(stale, by=people["chief_tianhe"], at=now)

    assert story.verbs(row.complaint.number) == ["transfer.sent"]


def test_a_preview_stores_nothing_and_says_what_decided(story: Story) -> None:
    sent = {"kind": "counterfeit_report", "place": {"address": "增城区新塘镇"}}

    told = story.take("officer_tianhe", "/routing/preview/", sent)

    assert (told["district"], told["office"], told["unroutable"]) == ("440118", "440118", False)
    assert told["evidence"]
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("sent", "unroutable"),
    [({}, True), ({"kind": "consultation"}, False), ({"place": {"district": "440106"}}, False)],
)
def test_any_part_of_a_complaint_can_be_previewed(
    sent: dict[str, Any], unroutable: bool, story: Story
) -> None:
    assert story.take("intake", "/routing/preview/", sent)["unroutable"] is unroutable


def test_a_preview_and_the_routing_agree(story: Story) -> None:
    body = story.report()
    preview = story.take("intake", "/routing/preview/", body)

    number = story.accepted()

    page = story.get("dispatcher", f"/complaints/{number}/")["routing"]
    same = ("district", "office", "confidence", "evidence", "unroutable", "rounds")
    assert {k: json.dumps(preview[k]) for k in same} == {k: json.dumps(page[k]) for k in same}


def test_the_agencies_of_today_are_listed(story: Story) -> None:
    assert {a["code"] for a in story.get("officer_tianhe", "/routing/agencies/")} == {
        "market-supervision",
        "copyright",
        "culture-enforcement",
        "police",
        "other-region",
        "hotline-12315",
    }
