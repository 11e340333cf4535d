"""A step asks in this order: is it possible now, may this person, is what was sent right."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _
from rest_framework.test import APIClient

from accounts.models import User
from complaints.models import Complaint
from complaints.steps import STEPS
from journal.models import Event
from wire.problems import Conflict, Forbidden, NotValid
from wire.steps import Nothing, Step, table

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def complaint(api: Callable[[str], APIClient], report: Callable[..., dict[str, Any]]) -> Complaint:
    """One report, received by phone."""
    answer = api("intake").post("/api/v1/complaints/", report(), format="json")
    return Complaint.objects.get(number=answer.json()["number"])


def events() -> int:
    return Event.objects.count()


def test_a_step_gives_the_thing_as_it_is_afterwards(
    complaint: Complaint, people: dict[str, User]
) -> None:
    accepted = STEPS["accept"].take(complaint, {}, by=people["intake"], at=AT)

    assert (accepted.state, accepted.version) == ("accepted", 1)


def test_the_state_is_asked_first(complaint: Complaint, people: dict[str, User]) -> None:
    before = events()

    with pytest.raises(Conflict) as refused:
        STEPS["give-back"].take(complaint, {"no": "such"}, by=people["cashier"], at=AT)

    assert (refused.value.thing, events()) == (complaint, before)


def test_the_person_is_asked_second(complaint: Complaint, people: dict[str, User]) -> None:
    before = events()

    with pytest.raises(Forbidden):
        STEPS["refuse"].take(complaint, {"no": "such"}, by=people["cashier"], at=AT)

    assert events() == before


def test_what_was_sent_is_read_last_and_every_fault_of_it_is_named(
    complaint: Complaint, people: dict[str, User]
) -> None:
    before = events()

    with pytest.raises(NotValid) as refused:
        STEPS["refuse"].take(complaint, {"no": "such"}, by=people["intake"], at=AT)

    codes = {(e["field"], e["code"]) for e in refused.value.errors}
    assert ("no", "unknown_field") in codes
    assert "required" in {code for _field, code in codes}
    assert events() == before


def test_a_step_without_words_refuses_words(complaint: Complaint, people: dict[str, User]) -> None:
    with pytest.raises(NotValid) as refused:
        STEPS["accept"].take(complaint, {"state": "concluded"}, by=people["intake"], at=AT)

    assert [(e["field"], e["code"]) for e in refused.value.errors] == [("state", "unknown_field")]
    assert Complaint.objects.get(pk=complaint.pk).state == "received"


def test_a_verb_that_changes_no_state_is_asked_in_the_same_order(
    complaint: Complaint, people: dict[str, User]
) -> None:
    STEPS["withdraw"].take(complaint, {"reason": "撤回"}, by=people["intake"], at=AT)
    ended = Complaint.objects.get(pk=complaint.pk)

    with pytest.raises(Conflict):
        STEPS["correct"].take(ended, {}, by=people["cashier"], at=AT)


def test_a_verb_is_forbidden_to_those_it_is_not_for(
    complaint: Complaint, people: dict[str, User]
) -> None:
    with pytest.raises(Forbidden):
        STEPS["correct"].take(complaint, {}, by=people["cashier"], at=AT)
    with pytest.raises(NotValid):
        STEPS["correct"].take(complaint, {}, by=people["intake"], at=AT)


def test_a_step_that_the_thing_does_not_know_is_never_possible(
    complaint: Complaint, people: dict[str, User]
) -> None:
    fly = Step("fly-away", _("飞走"), lambda thing, **_given: thing)

    with pytest.raises(Conflict):
        fly.take(complaint, {}, by=people["intake"], at=AT)


def test_two_people_with_the_same_page_open(complaint: Complaint, people: dict[str, User]) -> None:
    stale = Complaint.objects.get(pk=complaint.pk)
    STEPS["accept"].take(complaint, {}, by=people["intake"], at=AT)

    with pytest.raises(Conflict):
        STEPS["refuse"].take(
            stale,
            {"reason_code": "other", "reason": "不属于本局职责"},
            by=people["intake"],
            at=AT,
        )

    assert Complaint.objects.get(pk=complaint.pk).state == "accepted"


def test_a_table_of_steps_keeps_its_order() -> None:
    steps = [Step(name, name, print) for name in ("give-back", "accept", "merge")]

    assert list(table(steps)) == ["give-back", "accept", "merge"]
    assert (steps[0].method, steps[0].input) == ("give_back", Nothing)
