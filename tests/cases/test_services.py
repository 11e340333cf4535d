"""The two roads of a case, the ledger of its clocks, and supervision."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Office, User
from cases import services as cases
from cases.models import Case, Counterfeit, Supervision
from deadlines import services as deadlines
from deadlines.arithmetic import legal_day
from deadlines.models import Clock, Entry
from registry import services as registry
from routing import services as routing
from routing.models import Entrustment
from tests import making
from tests.story import OFFICERS, Story
from wire.problems import Conflict, NotValid

PANEL = ["officer_tianhe", "officer2_tianhe", "officer3_tianhe"]


def noon(day: str) -> datetime:
    """Noon of a day in Shanghai."""
    return datetime.fromisoformat(f"{day}T04:00:00+00:00")


def entrust(now: datetime) -> None:
    today = legal_day(now)
    office = Office.objects.get(pk="440106")
    routing.entrust(office=office, document="穗知委〔2026〕1号", since=today, until=today)


def dispute(story: Story, now: datetime, **over: Any) -> str:
    """An infringement dispute that is assigned to Tianhe under an entrustment."""
    entrust(now)
    facts = {"kind": "infringement_complaint", "written_request": True}
    return story.accepted(**facts | over)


# -- proposing and docketing


def test_no_closing_clock_runs_before_the_docketing(story: Story) -> None:
    case = story.proposed()

    assert story.get("chief_tianhe", f"/cases/{case}/")["clocks"] == []

    docketed = story.take("chief_tianhe", f"/cases/{case}/docket/")

    assert [(c["rule"], c["started_on"]) for c in docketed["clocks"]] == [
        ("B-CLOSE-P", story.today),
        ("B-CLOSE-S", story.today),
    ]
    year = date.fromisoformat(story.today).year
    assert docketed["docket_no"] == f"天知处〔{year}〕1号"


def test_the_docketing_stops_the_filing_clocks_of_the_complaint(story: Story) -> None:
    complaint = story.accepted(source="hotline_12345", external_ref="GZ1")
    at = f"/complaints/{complaint}/"
    assert story.running("dispatcher", at) == ["B-FILE-P", "B-FILE-S", "H-COMPLAINT"]

    story.docketed(complaint)

    assert story.running("dispatcher", at) == []
    assert story.get("dispatcher", at)["state"] == "docketed"


@pytest.mark.parametrize(
    ("officers", "code"),
    [
        (["officer_tianhe"], "too_few_officers"),
        (["officer_tianhe", "officer2_tianhe"], None),
        (PANEL, None),
    ],
)
def test_a_counterfeit_case_has_two_officers_or_more(
    officers: list[str], code: str | None, story: Story
) -> None:
    case = story.proposed(officers=officers)

    answer = story.post("chief_tianhe", f"/cases/{case}/docket/")

    if code:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
        assert story.get("chief_tianhe", f"/cases/{case}/")["state"] == "proposed"
    else:
        assert answer.json()["state"] == "docketed"


@pytest.mark.parametrize(
    ("officers", "code"),
    [(OFFICERS, "too_few_officers"), (PANEL, None), ([*PANEL, "officer4_tianhe"], "even_panel")],
)
def test_a_panel_has_three_members_or_more_and_is_odd(
    officers: list[str],
    code: str | None,
    story: Story,
    people: dict[str, User],
    now: datetime,
) -> None:
    User.objects.create(username="officer4_tianhe", name="李四", role="officer", office_id="440106")
    case = story.proposed(dispute(story, now), proceeding="infringement", officers=officers)

    answer = story.post("chief_tianhe", f"/cases/{case}/docket/")

    if code:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    else:
        assert answer.json()["state"] == "docketed"
        assert answer.json()["docket_no"].startswith("穗知裁〔")
        assert answer.json()["authority"] == "440100"


def test_a_dispute_needs_the_written_request(story: Story, now: datetime) -> None:
    complaint = dispute(story, now, written_request=False)
    case = story.proposed(complaint, proceeding="infringement", officers=PANEL)

    refused = story.refused("chief_tianhe", f"/cases/{case}/docket/")

    assert refused == (422, "written_request_missing")


def test_a_district_without_an_entrustment_dockets_no_dispute(story: Story, now: datetime) -> None:
    case = story.proposed(dispute(story, now), proceeding="infringement", officers=PANEL)
    yesterday = legal_day(now) - timedelta(days=1)
    Entrustment.objects.update(since=yesterday, until=yesterday)

    refused = story.refused("chief_tianhe", f"/cases/{case}/docket/")

    assert refused == (422, "not_entrusted")


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"officers": ["officer_tianhe", "officer_yuexiu"]}, "not_an_officer"),
        ({"officers": ["officer_tianhe", "chief_tianhe"]}, "not_an_officer"),
        ({"officers": ["officer_tianhe", "nobody"]}, "not_an_officer"),
        ({"officers": ["officer_tianhe", "officer_tianhe"]}, "repeated"),
        ({"officers": []}, "empty"),
        ({"proceeding": "penalty"}, "invalid_choice"),
        ({"complaint": "TS26-0000000000"}, "unknown_number"),
        ({"state": "docketed"}, "unknown_field"),
    ],
)
def test_a_proposal_that_is_not_meant_is_refused(
    over: dict[str, Any], code: str, story: Story
) -> None:
    sent = {"complaint": story.accepted(), "proceeding": "counterfeit", "officers": OFFICERS}

    assert story.refused("officer_tianhe", "/cases/", sent | over) == (422, code)
    assert not Case.objects.exists()


def test_only_an_officer_of_the_assigned_office_proposes(story: Story) -> None:
    sent = {"complaint": story.accepted(), "proceeding": "counterfeit", "officers": OFFICERS}

    refused = {
        user: story.refused(user, "/cases/", sent)[0]
        for user in ("chief_tianhe", "officer_yuexiu", "dispatcher", "supervisor", "intake")
    }

    assert refused == {
        "chief_tianhe": 403,
        "officer_yuexiu": 422,
        "dispatcher": 403,
        "supervisor": 403,
        "intake": 403,
    }


def test_a_matter_has_one_case(story: Story) -> None:
    complaint = story.accepted()
    story.proposed(complaint)

    sent = {"complaint": complaint, "proceeding": "counterfeit", "officers": OFFICERS}

    assert story.refused("officer_tianhe", "/cases/", sent) == (409, "case_exists")


def test_a_matter_that_is_not_assigned_has_no_case(story: Story) -> None:
    case = story.docketed()
    complaint = story.get("officer_tianhe", f"/cases/{case}/")["complaint"]
    sent = {"complaint": complaint, "proceeding": "counterfeit", "officers": OFFICERS}

    answer = story.post("officer_tianhe", "/cases/", sent)

    assert (answer.status_code, answer.json()["state"]) == (409, "docketed")


def test_a_case_of_our_own_finding_has_five_days_to_be_docketed(story: Story) -> None:
    sent = {"discovered_on": "2026-09-30", "proceeding": "counterfeit", "officers": OFFICERS}

    case = story.take("officer_tianhe", "/cases/", sent)

    assert [(c["rule"], c["due_on"]) for c in case["clocks"]] == [("B-DISC-P", "2026-10-13")]
    docketed = story.take("chief_tianhe", f"/cases/{case['number']}/docket/")
    assert [c["rule"] for c in docketed["clocks"] if c["state"] == "running"] == [
        "B-CLOSE-P",
        "B-CLOSE-S",
    ]
    assert story.get("chief_tianhe", f"/cases/{case['number']}/history/")[0]["seq"] == 1


def test_a_case_begins_with_a_complaint_or_a_finding(story: Story) -> None:
    sent = {"proceeding": "counterfeit", "officers": OFFICERS}
    tomorrow = date.fromisoformat(story.today) + timedelta(days=1)

    later = sent | {"discovered_on": tomorrow.isoformat()}
    assert story.refused("officer_tianhe", "/cases/", sent) == (422, "no_beginning")
    assert story.refused("officer_tianhe", "/cases/", later) == (422, "too_late")


def test_a_declined_case_ends_the_matter_and_another_may_be_proposed_no_more(story: Story) -> None:
    case = story.proposed()
    complaint = story.get("officer_tianhe", f"/cases/{case}/")["complaint"]

    declined = story.take("chief_tianhe", f"/cases/{case}/decline/", {"reason": "不符合立案条件"})

    page = story.get("dispatcher", f"/complaints/{complaint}/")
    assert (declined["state"], page["state"]) == ("declined", "concluded")
    assert page["reply"]
    assert story.running("dispatcher", f"/complaints/{complaint}/") == []


# -- the due dates are those of the law


@pytest.mark.parametrize(
    ("filed", "policy", "statutory"),
    [
        ("2026-01-28", "2026-02-28", None),
        ("2026-01-16", "2026-02-24", None),
        ("2026-02-28", "2026-03-30", None),
        ("2026-08-25", "2026-09-28", None),
        ("2026-09-10", "2026-10-10", None),
        ("2026-02-27", "2026-03-27", "2026-05-28"),
        ("2026-06-29", "2026-07-29", "2026-09-28"),
        ("2025-11-18", "2025-12-18", "2026-02-24"),
    ],
)
def test_a_counterfeit_case_is_due_in_a_month_and_in_ninety_days(
    filed: str, policy: str, statutory: str | None, people: dict[str, User]
) -> None:
    case = making.a_case("proposed", complaint=making.a_complaint("assigned"))

    cases.docket(case.road(), by=people["chief_tianhe"], at=noon(filed))

    due = {c.rule: c.due_on.isoformat() for c in Clock.objects.filter(number=case.number)}
    assert due["B-CLOSE-P"] == policy
    assert statutory in {None, due["B-CLOSE-S"]}


@pytest.mark.parametrize(
    ("filed", "due", "once", "twice"),
    [
        ("2025-07-07", "2025-10-09", "2025-11-07", "2026-01-07"),
        ("2025-11-17", "2026-02-24", "2026-03-17", "2026-05-18"),
        ("2025-11-28", "2026-02-28", "2026-03-30", "2026-05-28"),
        ("2026-06-30", "2026-09-30", "2026-10-30", "2026-12-30"),
    ],
)
def test_a_dispute_is_due_in_three_months_and_can_be_extended_twice(
    filed: str, due: str, once: str, twice: str, people: dict[str, User]
) -> None:
    at = noon(filed)
    entrust(at)
    case = making.a_case(
        "proposed",
        proceeding="infringement",
        handlers=tuple(PANEL),
        complaint=making.a_complaint("assigned", written_request=True),
    )
    cases.docket(case.road(), by=people["chief_tianhe"], at=at)
    clock = Clock.objects.get(number=case.number, rule="A-CLOSE")
    found = [clock.due_on.isoformat()]

    for level, granter, document in (
        (1, "chief_tianhe", ""),
        (2, "supervisor", "粤知复〔2026〕1号"),
    ):
        asked = cases.ask_extension(
            case, clock="A-CLOSE", reason="案情复杂", by=people["officer_tianhe"], at=at
        )
        assert asked.level == level
        cases.approve_extension(asked, by=people[granter], at=at, document=document)
        found.append(Clock.objects.get(pk=clock.pk).due_on.isoformat())

    assert found == [due, once, twice]
    with pytest.raises(NotValid):
        cases.ask_extension(
            case, clock="A-CLOSE", reason="再延", by=people["officer_tianhe"], at=at
        )


@pytest.mark.parametrize(
    ("served", "answer"),
    [("2026-02-03", "2026-02-24"), ("2025-09-19", "2025-10-09"), ("2026-09-21", "2026-10-08")],
)
def test_the_respondent_has_fifteen_days_from_the_service(
    served: str, answer: str, people: dict[str, User]
) -> None:
    case = making.a_case(
        "docketed", proceeding="infringement", docketed_on=date.fromisoformat(served)
    )

    cases.serve(
        case.road(),
        served_on=date.fromisoformat(served),
        method="direct",
        by=people["officer_tianhe"],
        at=noon(served),
    )

    clock = Clock.objects.get(number=case.number, rule="A-ANSWER")
    assert clock.due_on.isoformat() == answer


def test_a_case_filed_after_four_in_the_afternoon_utc_is_of_the_next_day(
    people: dict[str, User],
) -> None:
    case = making.a_case("proposed", complaint=making.a_complaint("assigned"))

    at = datetime(2026, 9, 9, 16, 0, tzinfo=UTC)
    docketed = cases.docket(case.road(), by=people["chief_tianhe"], at=at)

    assert docketed.docketed_on == date(2026, 9, 10)


# -- extensions


def extend(story: Story, case: str, clock: str = "B-CLOSE-P", user: str = "officer_tianhe") -> Any:
    sent = {"clock": clock, "reason": "案情特别复杂"}
    return story.post(user, f"/cases/{case}/extensions/", sent)


def test_an_extension_moves_the_due_date_only_when_another_grants_it(story: Story) -> None:
    case = story.docketed()
    due = story.clocks("chief_tianhe", f"/cases/{case}/")["B-CLOSE-P"]

    asked = extend(story, case)
    assert (asked.status_code, asked.json()["state"], asked.json()["level"]) == (201, "proposed", 1)
    assert story.clocks("chief_tianhe", f"/cases/{case}/")["B-CLOSE-P"] == due
    at = f"/cases/{case}/extensions/{asked.json()['id']}"
    assert story.refused("officer_tianhe", f"{at}/approve/")[0] == 403
    assert story.refused("supervisor", f"{at}/approve/")[0] == 403

    assert story.take("chief_tianhe", f"{at}/approve/")["state"] == "approved"

    moved = story.clocks("chief_tianhe", f"/cases/{case}/")["B-CLOSE-P"]
    later = date.fromisoformat(due["nominal_on"]) + timedelta(days=15)
    assert moved["nominal_on"] == later.isoformat()
    assert moved["extended_by"] == "15 days"
    assert story.get("chief_tianhe", f"/cases/{case}/")["due_on"] == moved["due_on"]


def test_a_level_is_asked_for_and_granted_once(story: Story) -> None:
    case = story.docketed()
    first = extend(story, case).json()

    assert extend(story, case).json()["code"] == "extension_pending"
    at = f"/cases/{case}/extensions/{first['id']}/approve/"
    story.take("chief_tianhe", at)
    assert story.post("chief_tianhe", at).status_code == 409
    answer = extend(story, case)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "no_such_level")
    assert Entry.objects.filter(kind="extension").count() == 1


def test_a_refused_extension_moves_nothing_and_may_be_asked_for_again(story: Story) -> None:
    case = story.docketed()
    due = story.get("chief_tianhe", f"/cases/{case}/")["due_on"]
    asked = extend(story, case).json()

    at = f"/cases/{case}/extensions/{asked['id']}/refuse/"
    refused = story.take("chief_tianhe", at, {"reason": "理由不足"})

    assert (refused["state"], story.get("chief_tianhe", f"/cases/{case}/")["due_on"]) == (
        "refused",
        due,
    )
    assert extend(story, case).status_code == 201
    rows = story.get("chief_tianhe", f"/cases/{case}/extensions/")
    assert [(r["state"], r["level"]) for r in rows] == [("refused", 1), ("proposed", 1)]


def test_the_chief_who_asks_does_not_grant(story: Story) -> None:
    case = story.docketed()
    asked = extend(story, case, user="chief_tianhe").json()

    at = f"/cases/{case}/extensions/{asked['id']}"
    assert story.refused("chief_tianhe", f"{at}/approve/")[0] == 403
    assert story.refused("chief_tianhe", f"{at}/refuse/", {"reason": "x"})[0] == 403


def test_the_level_of_the_superior_office_needs_its_document(story: Story) -> None:
    row = making.an_extension(approver="superior")
    at = f"/cases/{row.case.number}/extensions/{row.number}/approve/"

    assert story.refused("chief_tianhe", at)[0] == 403
    assert story.refused("supervisor", at) == (422, "document_missing")
    assert story.take("supervisor", at, {"document": "粤知复〔2026〕1号"})["state"] == "approved"


def test_from_the_due_day_on_nothing_is_extended(people: dict[str, User], now: datetime) -> None:
    row = making.an_extension()
    due, granter = row.clock.due_on, people["chief_tianhe"]
    after, before = noon(due.isoformat()), noon((due - timedelta(days=1)).isoformat())

    with pytest.raises(Conflict) as too_late:
        cases.approve_extension(row, by=granter, at=after)
    with pytest.raises(Conflict) as asked_too_late:
        cases.ask_extension(
            row.case, clock="B-CLOSE-P", reason="x", by=people["officer_tianhe"], at=after
        )
    approved = cases.approve_extension(row, by=granter, at=before)

    assert (too_late.value.code, asked_too_late.value.code) == ("too_late", "too_late")
    assert approved.state == "approved"


@pytest.mark.parametrize(
    ("clock", "code"), [("A-CLOSE", "unknown_clock"), ("B-SERVE", "unknown_clock"), ("", "blank")]
)
def test_only_a_clock_that_runs_can_be_extended(clock: str, code: str, story: Story) -> None:
    case = story.docketed()

    answer = extend(story, case, clock=clock)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


# -- days that do not count


def test_a_hearing_moves_both_closing_clocks_by_its_days(people: dict[str, User]) -> None:
    case = making.a_case("docketed")
    thing = deadlines.Thing(
        matter=case.number, subject="case", number=case.number, office_code="440106"
    )
    deadlines.start(["B-CLOSE-P", "B-CLOSE-S"], thing=thing, on=date(2025, 9, 1))

    cases.pause(
        case,
        ground="hearing",
        from_on=date(2025, 9, 15),
        to_on=date(2025, 9, 25),
        by=people["officer_tianhe"],
        at=noon("2025-09-25"),
    )

    clock = Clock.objects.get(number=case.number, rule="B-CLOSE-P")
    assert (clock.excluded_days, clock.nominal_on, clock.due_on) == (
        11,
        date(2025, 10, 12),
        date(2025, 10, 13),
    )
    assert Clock.objects.get(number=case.number, rule="B-CLOSE-S").excluded_days == 11


def test_an_appraisal_moves_only_the_clock_whose_law_knows_it(story: Story) -> None:
    case = story.docketed()
    tomorrow = (date.fromisoformat(story.today) + timedelta(days=1)).isoformat()
    sent = {"ground": "appraisal", "from_on": tomorrow, "to_on": tomorrow}

    paused = story.post("officer_tianhe", f"/cases/{case}/pauses/", sent)

    assert paused.status_code == 201
    excluded = {c["rule"]: c["excluded_days"] for c in paused.json()["clocks"]}
    assert excluded == {"B-CLOSE-P": 0, "B-CLOSE-S": 1}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"ground": "settlement"}, "ground_not_known"),
        ({"ground": "holiday"}, "invalid_choice"),
        ({"ground": "hearing", "to_on": "2020-01-01"}, "before_start"),
        ({"ground": "hearing", "from_on": "2026-02-30"}, "no_such_day"),
    ],
)
def test_a_ground_that_the_law_does_not_know_excludes_nothing(
    sent: dict[str, Any], code: str, story: Story
) -> None:
    case = story.docketed()
    before = story.get("officer_tianhe", f"/cases/{case}/")

    refused = story.refused(
        "officer_tianhe", f"/cases/{case}/pauses/", {"from_on": story.today} | sent
    )

    assert refused == (422, code)
    assert story.get("officer_tianhe", f"/cases/{case}/") == before


# -- deciding, serving, closing, reopening


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"outcome": "penalty", "fine": "0.00"}, "no_amount"),
        ({"outcome": "no_penalty", "fine": "1.00"}, "amount_without_penalty"),
        ({"outcome": "unfounded", "confiscation": "1.00", "fine": "0"}, "amount_without_penalty"),
        ({"fine": 80000}, "wrong_type"),
        ({"fine": "80000.001"}, "amount_format"),
        ({"fine": "-1.00"}, "amount_format"),
        ({"fine": "１２"}, "amount_format"),
        ({"facts": " "}, "blank"),
        ({"outcome": "settled"}, "invalid_choice"),
    ],
)
def test_a_decision_that_contradicts_itself_is_refused(
    over: dict[str, Any], code: str, story: Story
) -> None:
    case = making.a_case("notified").number
    sent = {"outcome": "penalty", "fine": "80000.00", "facts": "属实", "legal_basis": "专利法"}

    refused = story.refused("chief_tianhe", f"/cases/{case}/decide/", sent | over)

    assert refused == (422, code)


def test_the_decision_ends_the_statutory_clock_and_starts_that_of_the_service(
    story: Story,
) -> None:
    case = story.docketed()
    for user, step, sent in story.road()[:4]:
        story.take(user, f"/cases/{case}/{step}/", sent)

    assert story.running("chief_tianhe", f"/cases/{case}/") == ["B-CLOSE-P", "B-SERVE"]

    story.take(
        "officer_tianhe", f"/cases/{case}/serve/", {"served_on": story.today, "method": "mail"}
    )
    assert story.running("chief_tianhe", f"/cases/{case}/") == ["B-CLOSE-P"]


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "before_document"), (1, "too_late"), (-365, "before_document")]
)
def test_nothing_is_served_before_it_is_written_or_in_the_future(
    days: int, code: str, story: Story, now: datetime
) -> None:
    today = legal_day(now)
    case = making.a_case("decided", decided_on=today).number
    sent = {"served_on": (today + timedelta(days=days)).isoformat(), "method": "direct"}

    assert story.refused("officer_tianhe", f"/cases/{case}/serve/", sent) == (422, code)


@pytest.mark.parametrize(("finding", "verified"), [("verified", True), ("unfounded", False)])
def test_a_closed_case_ends_its_matter_with_an_answer(
    finding: str, verified: bool, story: Story
) -> None:
    case = story.closed(finding=finding)

    page = story.get("chief_tianhe", f"/cases/{case}/")
    complaint = story.get("dispatcher", f"/complaints/{page['complaint']}/")
    assert (page["finding"], page["closed_on"], complaint["state"]) == (
        finding,
        story.today,
        "concluded",
    )
    assert story.running("chief_tianhe", f"/cases/{case}/") == []
    seen = story.status("reward_clerk", f"/complaints/{page['complaint']}/") == 200
    assert (seen, "不属实" in complaint["reply"]) == (verified, not verified)


def test_a_withdrawn_case_was_not_verified(story: Story) -> None:
    case = story.served(outcome="unfounded", fine="0.00")

    refused = story.refused("chief_tianhe", f"/cases/{case}/close/", {"finding": "verified"})

    assert refused == (422, "contradicts_outcome")


def test_a_reopened_case_runs_again_and_its_unpaid_reward_is_taken_back(story: Story) -> None:
    case = story.closed()
    reward = story.reward_of(case)

    reopened = story.take("supervisor", f"/cases/{case}/reopen/", {"reason": "发现新事实"})
    story.deliver()

    assert (reopened["state"], reopened["finding"]) == ("investigating", "")
    assert story.running("supervisor", f"/cases/{case}/") == ["B-CLOSE-P", "B-CLOSE-S"]
    assert story.get("reward_clerk", f"/rewards/{reward}/")["state"] == "declined"

    for user, step, sent in story.road()[1:]:
        story.take(user, f"/cases/{case}/{step}/", sent)
    story.take("chief_tianhe", f"/cases/{case}/close/", {"finding": "verified"})
    story.deliver()

    rows = story.get("reward_clerk", "/rewards/", case=case)["results"]
    assert [r["state"] for r in rows] == ["proposed", "declined"]


def test_a_paid_reward_stays_paid_when_its_case_is_reopened(story: Story) -> None:
    case = story.closed()
    reward = story.claimed(case)
    story.take("cashier", f"/rewards/{reward}/pay/", {"voucher_no": "V-1"})

    story.take("supervisor", f"/cases/{case}/reopen/", {"reason": "发现新事实"})
    for user, step, sent in story.road()[1:]:
        story.take(user, f"/cases/{case}/{step}/", sent)
    story.take("chief_tianhe", f"/cases/{case}/close/", {"finding": "verified"})
    story.deliver()

    rows = story.get("reward_clerk", "/rewards/", case=case)["results"]
    assert [(r["number"], r["state"]) for r in rows] == [(reward, "paid")]


def test_a_step_of_the_other_road_is_a_conflict_that_says_where_the_case_stands(
    story: Story,
) -> None:
    case = story.docketed()

    answer = story.post("officer_tianhe", f"/cases/{case}/hear/")

    body = answer.json()
    assert (answer.status_code, body["state"]) == (409, "docketed")
    assert body["allowed_steps"] == ["investigate", "pause", "extend"]


# -- the green channel and supervision


def test_a_green_matter_gives_a_green_case(
    story: Story, people: dict[str, User], now: datetime
) -> None:
    registry.list_entity(
        kind="enterprise",
        name="某某公司",
        uscc="91440101MA5AB12C9E",
        district="440106",
        listed_on=legal_day(now),
        by=people["registrar"],
        at=now,
    )

    case = story.get("officer_tianhe", f"/cases/{story.docketed()}/")

    assert case["green_channel"] is True
    assert [r["by"] for r in case["green_channel_reasons"]] == ["name"]
    listed = story.get("chief_tianhe", "/cases/", green_channel="true")["results"]
    assert [row["number"] for row in listed] == [case["number"]]


def listing(story: Story, **over: Any) -> dict[str, Any]:
    due = date.fromisoformat(story.today) + timedelta(days=20)
    sent = {"reason": "群体性侵权", "due_on": due.isoformat(), "lead": "440106"}
    return story.take("supervisor", "/supervision/", sent | over)


def test_a_listed_case_has_a_number_a_lead_and_a_day_of_its_own(story: Story) -> None:
    case = story.docketed()
    complaint = story.get("officer_tianhe", f"/cases/{case}/")["complaint"]

    row = listing(story, case=case)

    year = date.fromisoformat(story.today).year
    assert (row["listed_no"], row["lead"], row["state"]) == (
        f"穗知督〔{year}〕1号",
        "440106",
        "listed",
    )
    clock = Clock.objects.get(subject="supervision", number=row["number"])
    assert (clock.rule, clock.due_on.isoformat()) == ("S-LISTED", row["due_on"])
    flags = [
        story.get("supervisor", f"/cases/{case}/")["supervised"],
        story.get("supervisor", f"/complaints/{complaint}/")["supervised"],
    ]
    assert flags == [True, True]
    assert "supervision.listed" in story.verbs(complaint)


def test_the_lead_reports_and_the_supervisor_lifts(story: Story) -> None:
    case = story.docketed()
    row = listing(story, case=case)
    at = f"/supervision/{row['number']}"

    assert story.refused("officer_yuexiu", f"{at}/report/", {"text": "x"})[0] == 404
    assert story.refused("supervisor", f"{at}/report/", {"text": "x"})[0] == 403
    told = story.take("officer_tianhe", f"{at}/report/", {"text": "已现场检查"})
    told = story.take("chief_tianhe", f"{at}/report/", {"text": "已作出决定"})
    assert [(r["text"], r["by"]) for r in told["reports"]] == [
        ("已现场检查", "officer_tianhe"),
        ("已作出决定", "chief_tianhe"),
    ]

    assert story.refused("chief_tianhe", f"{at}/lift/", {"reason": "x"})[0] == 403
    assert story.refused("supervisor", f"{at}/lift/") == (422, "required")
    lifted = story.take("supervisor", f"{at}/lift/", {"reason": "已办结"})

    assert (lifted["state"], lifted["lifted_reason"]) == ("lifted", "已办结")
    assert story.get("supervisor", f"/cases/{case}/")["supervised"] is False
    assert story.refused("officer_tianhe", f"{at}/report/", {"text": "x"})[0] == 409
    assert Clock.objects.get(subject="supervision").state == "stopped"


def test_a_matter_is_listed_once_and_again_after_it_was_lifted(story: Story) -> None:
    complaint = story.accepted()
    row = listing(story, complaint=complaint)
    due = (date.fromisoformat(story.today) + timedelta(days=9)).isoformat()
    sent = {"complaint": complaint, "reason": "x", "due_on": due, "lead": "440106"}

    assert story.refused("supervisor", "/supervision/", sent) == (409, "listed")
    story.take("supervisor", f"/supervision/{row['number']}/lift/", {"reason": "已办结"})
    assert listing(story, complaint=complaint)["state"] == "listed"


@pytest.mark.parametrize(
    ("over", "refused"),
    [
        ({"due_on": "2020-01-01"}, (422, "in_the_past")),
        ({"lead": "440305"}, (422, "unknown_office")),
        ({"reason": ""}, (422, "blank")),
        ({"case": "AJ26-0000000000"}, (422, "unknown_number")),
        ({}, (422, "one_of_two")),
    ],
)
def test_a_listing_that_is_not_meant_is_refused(
    over: dict[str, Any], refused: tuple[int, str], story: Story
) -> None:
    due = (date.fromisoformat(story.today) + timedelta(days=9)).isoformat()
    sent = {"reason": "群体性侵权", "due_on": due, "lead": "440106"}
    if over and "case" not in over:
        sent["case"] = making.a_case("docketed").number

    assert story.refused("supervisor", "/supervision/", sent | over) == refused


@pytest.mark.parametrize("state", ["closed", "archived", "declined"])
def test_an_ended_case_is_not_listed(state: str, story: Story) -> None:
    case = making.a_case(state, complaint=making.a_complaint("concluded"))
    due = (date.fromisoformat(story.today) + timedelta(days=9)).isoformat()
    sent = {"case": case.number, "reason": "x", "due_on": due, "lead": "440106"}

    assert story.post("supervisor", "/supervision/", sent).status_code == 409


@pytest.mark.parametrize("state", ["concluded", "refused", "withdrawn"])
def test_an_ended_complaint_is_not_listed(state: str, story: Story) -> None:
    complaint = making.a_complaint(state)
    due = (date.fromisoformat(story.today) + timedelta(days=9)).isoformat()
    sent = {"complaint": complaint.number, "reason": "x", "due_on": due, "lead": "440106"}

    assert story.post("supervisor", "/supervision/", sent).status_code == 409


@pytest.mark.parametrize(
    "user", ["dispatcher", "auditor", "chief_tianhe", "intake", "registrar", "reward_clerk"]
)
def test_only_the_supervisor_lists(
    user: str, story: Story, api: Callable[[str], APIClient]
) -> None:
    complaint = making.a_complaint("assigned")
    due = (date.fromisoformat(story.today) + timedelta(days=9)).isoformat()
    sent = {"complaint": complaint.number, "reason": "x", "due_on": due, "lead": "440106"}

    assert story.post(user, "/supervision/", sent).status_code in {403, 422}
    assert not Supervision.objects.exists()


def test_a_supervised_complaint_gives_a_supervised_case(story: Story) -> None:
    complaint = story.accepted()
    listing(story, complaint=complaint)

    case = story.proposed(complaint)

    assert story.get("supervisor", f"/cases/{case}/")["supervised"] is True
    assert Counterfeit.objects.filter(supervised=True).count() == 1
