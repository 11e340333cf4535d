"""What once went wrong with cases and must not again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Office, User
from cases import services as cases
from cases.models import Case
from complaints.models import Complaint
from deadlines.arithmetic import legal_day
from journal.models import Event
from routing import services as routing
from tests import making
from tests.story import OFFICERS, Story
from wire.problems import Conflict

PANEL = ["officer_tianhe", "officer2_tianhe", "officer3_tianhe"]
BACK = {"reason_code": "not_our_area", "reason": "不在本区"}
Leave = Callable[[Story, str], object]


def give_back(story: Story, complaint: str) -> object:
    return story.take("officer_tianhe", f"/complaints/{complaint}/give-back/", BACK)


def withdraw(story: Story, complaint: str) -> object:
    return story.take("dispatcher", f"/complaints/{complaint}/withdraw/", {"reason": "撤回"})


def merge(story: Story, complaint: str) -> object:
    sent = {"into": story.received(), "reason": "同一事实"}
    return story.take("dispatcher", f"/complaints/{complaint}/merge/", sent)


def conclude(story: Story, complaint: str) -> object:
    return story.take("officer_tianhe", f"/complaints/{complaint}/conclude/", {"reply": "已答复"})


WAYS: list[tuple[Leave, str]] = [
    (give_back, "accepted"),
    (withdraw, "withdrawn"),
    (merge, "merged"),
    (conclude, "concluded"),
]


# -- a proposal falls when its matter leaves the office


@pytest.mark.parametrize(("leave", "state"), WAYS)
def test_a_proposal_falls_when_its_matter_leaves_the_office(
    leave: Leave, state: str, story: Story
) -> None:
    complaint = story.accepted()
    case = story.proposed(complaint)

    leave(story, complaint)
    story.deliver()

    assert story.get("supervisor", f"/cases/{case}/")["state"] == "declined"
    assert story.get("supervisor", f"/complaints/{complaint}/")["state"] == state
    event = Event.objects.get(verb="counterfeit.declined")
    assert (event.data["step"], event.actor, event.number) == ("lapse", None, case)


def test_a_proposal_falls_when_its_matter_is_handed_over(story: Story) -> None:
    complaint = making.a_complaint("assigned", kind="trademark_lead", right_type="trademark")
    case = making.a_case("proposed", complaint=complaint)
    lead = {"agency": "market-supervision", "lead": "trademark", "reason": "涉及商标"}

    story.take("officer_tianhe", f"/complaints/{complaint.number}/transfer/", lead)
    story.deliver()

    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("declined", date.fromisoformat(story.today))
    assert Event.objects.get(verb="counterfeit.declined").data["step"] == "lapse"


@pytest.mark.parametrize(("leave", "state"), WAYS)
def test_a_case_whose_matter_has_left_is_not_docketed(
    leave: Leave, state: str, story: Story
) -> None:
    complaint = story.accepted()
    case = story.proposed(complaint)
    leave(story, complaint)

    answer = story.post("chief_tianhe", f"/cases/{case}/docket/")

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Complaint.objects.get(number=complaint).state == state
    assert Case.objects.get(number=case).docket_no == ""


def test_a_matter_that_another_office_has_by_now_is_not_docketed_here(story: Story) -> None:
    complaint = story.accepted()
    case = story.proposed(complaint)
    give_back(story, complaint)
    story.take("dispatcher", f"/complaints/{complaint}/assign/", {"office": "440104"})

    assert story.refused("chief_tianhe", f"/cases/{case}/docket/") == (409, "conflict")

    story.deliver()
    assert story.get("supervisor", f"/cases/{case}/")["state"] == "declined"
    sent = {
        "complaint": complaint,
        "proceeding": "counterfeit",
        "officers": ["officer_yuexiu", "officer2_yuexiu"],
    }
    again = story.take("officer_yuexiu", "/cases/", sent)
    assert (again["state"], again["office"]) == ("proposed", "440104")


def test_a_matter_that_came_back_before_the_news_keeps_its_proposal(story: Story) -> None:
    complaint = story.accepted()
    case = story.proposed(complaint)
    give_back(story, complaint)
    story.take("dispatcher", f"/complaints/{complaint}/assign/", {"office": "440106"})

    story.deliver()

    assert story.take("chief_tianhe", f"/cases/{case}/docket/")["state"] == "docketed"


def test_declining_a_proposal_leaves_a_matter_of_others_alone(story: Story) -> None:
    complaint = story.accepted()
    case = story.proposed(complaint)
    give_back(story, complaint)

    story.take("chief_tianhe", f"/cases/{case}/decline/", {"reason": "不属本区"})

    assert story.get("dispatcher", f"/complaints/{complaint}/")["state"] == "accepted"


@pytest.mark.parametrize("state", ["received", "accepted", "docketed", "concluded", "withdrawn"])
def test_a_case_begins_from_a_matter_that_is_assigned(
    state: str, people: dict[str, User], now: datetime
) -> None:
    complaint = making.a_complaint(state, office="440106")

    with pytest.raises(Conflict):
        cases.propose(
            complaint=complaint,
            proceeding="counterfeit",
            officers=OFFICERS,
            by=people["officer_tianhe"],
            at=now,
        )

    assert not Case.objects.exists()


def test_a_case_begins_in_the_office_that_has_the_matter(
    people: dict[str, User], now: datetime
) -> None:
    complaint = making.a_complaint("assigned", office="440106")

    with pytest.raises(Conflict):
        cases.propose(
            complaint=complaint,
            proceeding="counterfeit",
            officers=["officer_yuexiu", "officer2_yuexiu"],
            by=people["officer_yuexiu"],
            at=now,
        )

    assert not Case.objects.exists()


# -- investigated again


@pytest.mark.parametrize(
    ("first", "second", "reply"),
    [
        ("verified", "unfounded", "经查不属实。"),
        ("unfounded", "verified", "经查属实，已依法处理。"),
    ],
)
def test_a_matter_follows_the_second_closing_of_its_case(
    first: str, second: str, reply: str, story: Story
) -> None:
    complaint = story.accepted()
    case = story.closed(story.docketed(complaint), first)
    before = Complaint.objects.get(number=complaint)
    assert (before.verified, before.reply != reply) == (first == "verified", True)

    story.take("supervisor", f"/cases/{case}/reopen/", {"reason": "发现新事实"})
    for user, step, sent in story.road()[1:]:
        story.take(user, f"/cases/{case}/{step}/", sent)
    story.closed_by_chief(case, second)

    after = Complaint.objects.get(number=complaint)
    assert (after.state, after.verified, after.reply) == ("concluded", second == "verified", reply)
    assert story.verbs(complaint).count("complaint.restated") == 1


# -- a matter is listed once


def listing_of(story: Story, **subject: str) -> dict[str, Any]:
    due = date.fromisoformat(story.today) + timedelta(days=9)
    return {"reason": "群体性侵权", "due_on": due.isoformat(), "lead": "440106"} | subject


@pytest.mark.parametrize("first", ["complaint", "case"])
def test_a_matter_and_its_case_are_not_both_listed(first: str, story: Story) -> None:
    case = story.docketed()
    complaint = story.get("supervisor", f"/cases/{case}/")["complaint"]
    numbers = {"case": case, "complaint": complaint}
    second = "case" if first == "complaint" else "complaint"
    row = story.take("supervisor", "/supervision/", listing_of(story, **{first: numbers[first]}))

    again = listing_of(story, **{second: numbers[second]})

    assert story.refused("supervisor", "/supervision/", again) == (409, "listed")
    story.take("supervisor", f"/supervision/{row['number']}/lift/", {"reason": "已办结"})
    assert story.take("supervisor", "/supervision/", again)["state"] == "listed"


# -- steps of a dispute that need few words


def begun(story: Story, now: datetime) -> str:
    """A dispute whose respondent was served."""
    today = legal_day(now)
    office = Office.objects.get(pk="440106")
    routing.entrust(office=office, document="穗知委〔2026〕1号", since=today, until=today)
    complaint = story.accepted(kind="infringement_complaint", written_request=True)
    case = story.docketed(complaint, proceeding="infringement", officers=PANEL)
    sent = {"served_on": story.today, "method": "direct"}
    story.take("officer_tianhe", f"/cases/{case}/serve/", sent)
    return case


def test_a_dispute_is_mediated_and_closed_without_further_words(
    story: Story, now: datetime
) -> None:
    case = begun(story, now)

    assert story.take("officer_tianhe", f"/cases/{case}/mediate/")["state"] == "mediated"
    closed = story.take("chief_tianhe", f"/cases/{case}/close/")

    assert (closed["state"], closed["finding"]) == ("closed", "verified")


@pytest.mark.parametrize(
    ("ruling", "finding"),
    [("infringed", "verified"), ("not_infringed", "unfounded"), ("dismissed", "unfounded")],
)
def test_the_finding_of_a_dispute_follows_its_ruling(
    ruling: str, finding: str, story: Story, now: datetime
) -> None:
    case = begun(story, now)
    at = f"/cases/{case}"
    story.take("officer_tianhe", f"{at}/hear/")
    assert story.refused("chief_tianhe", f"{at}/rule/") == (422, "required")

    story.take("chief_tianhe", f"{at}/rule/", {"outcome": ruling})
    story.take("officer_tianhe", f"{at}/publish/")
    closed = story.take("chief_tianhe", f"{at}/close/")

    assert (closed["state"], closed["finding"]) == ("closed", finding)
    complaint = Complaint.objects.get(number=closed["complaint"])
    assert (complaint.state, complaint.verified) == ("concluded", finding == "verified")


def test_a_counterfeit_case_is_not_closed_without_its_finding(story: Story) -> None:
    case = story.served()

    assert story.refused("chief_tianhe", f"/cases/{case}/close/") == (422, "required")


# -- what may become which case


@pytest.mark.parametrize(
    ("kind", "proceeding"),
    [
        ("trademark_lead", "counterfeit"),
        ("copyright_lead", "counterfeit"),
        ("consultation", "counterfeit"),
        ("trademark_lead", "infringement"),
        ("counterfeit_report", "infringement"),
        ("other", "infringement"),
    ],
)
def test_a_matter_becomes_no_case_of_the_wrong_proceeding(
    kind: str, proceeding: str, story: Story
) -> None:
    complaint = making.a_complaint("assigned", kind=kind)
    sent = {"complaint": complaint.number, "proceeding": proceeding, "officers": PANEL}

    assert story.refused("officer_tianhe", "/cases/", sent) == (422, "wrong_proceeding")
    assert not Case.objects.exists()


def test_a_finding_of_our_own_becomes_no_dispute(story: Story) -> None:
    sent = {"discovered_on": story.today, "proceeding": "infringement", "officers": PANEL}

    assert story.refused("officer_tianhe", "/cases/", sent) == (422, "wrong_proceeding")
    assert not Case.objects.exists()


# -- absurd input


@pytest.mark.parametrize(
    ("from_on", "to_on", "field"),
    [
        ("0001-01-01", None, "from_on"),
        ("1999-12-31", "2026-01-01", "from_on"),
        ("9999-12-31", None, "from_on"),
        ("2026-01-01", "9999-12-31", "to_on"),
        ("2026-01-01", "2099-12-31", "to_on"),
        ("2026-02-30", None, "from_on"),
    ],
)
def test_days_that_no_calendar_has_stop_no_clock(
    from_on: str, to_on: str | None, field: str, story: Story
) -> None:
    case = story.docketed()
    sent = {"ground": "hearing", "from_on": from_on} | ({"to_on": to_on} if to_on else {})

    answer = story.post("officer_tianhe", f"/cases/{case}/pauses/", sent)

    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, [field])


def test_days_out_of_count_up_to_the_last_planned_one_are_reckoned(story: Story) -> None:
    case = story.docketed()
    sent = {"ground": "hearing", "from_on": story.today, "to_on": "2090-12-31"}

    answer = story.post("officer_tianhe", f"/cases/{case}/pauses/", sent)

    assert answer.status_code < 500
    assert story.status("officer_tianhe", f"/cases/{case}/") == 200


@pytest.mark.parametrize("due_on", ["0001-01-01", "2100-01-01", "9999-12-31", "2026-13-01"])
def test_a_listing_is_not_due_beyond_the_calendar(due_on: str, story: Story) -> None:
    sent = listing_of(story, complaint=story.accepted()) | {"due_on": due_on}

    answer = story.post("supervisor", "/supervision/", sent)

    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, ["due_on"])


def test_a_matter_without_a_title_and_with_the_longest_name_becomes_a_case(story: Story) -> None:
    body = story.report(respondent={"name": "某" * 200}) | {"source": "onsite"}
    del body["title"]
    complaint = story.take("intake", "/complaints/", body)["number"]
    story.take("intake", f"/complaints/{complaint}/accept/")
    story.deliver()

    case = story.proposed(complaint)

    title = story.get("officer_tianhe", f"/cases/{case}/")["title"]
    assert title == f"{'某' * 150}·{Complaint.objects.get().get_kind_display()}"
