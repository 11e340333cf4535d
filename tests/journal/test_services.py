"""The one door through which anything changes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from accounts.models import User
from complaints import services as complaints
from complaints.models import Complaint
from journal import services
from journal.models import Chain, Delivery, Event
from wire.problems import Conflict, Forbidden
from wire.request_id import request_id

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def again(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def test_a_step_changes_the_row_and_writes_one_event(
    complaint: Complaint, people: dict[str, User]
) -> None:
    before = Event.objects.count()

    event = services.advance(complaint.accept, by=people["intake"], at=AT, accepted_at=AT)

    row = again(complaint)
    assert (row.state, row.version, row.updated_at, row.accepted_at) == ("accepted", 1, AT, AT)
    assert Event.objects.count() == before + 1
    written = Event.objects.get(pk=event.pk)
    assert (written.verb, written.subject, written.number, written.matter) == (
        "complaint.accepted",
        "complaint",
        complaint.number,
        complaint.number,
    )
    assert (written.actor_id, written.occurred_at, written.seq) == (people["intake"].pk, AT, 2)
    assert written.data == {
        "from": "received",
        "step": "accept",
        "accepted_at": "2026-03-02T01:30:00+00:00",
    }


def test_the_office_itself_is_written_as_nobody(complaint: Complaint) -> None:
    event = services.advance(complaint.accept, by=None, at=AT, accepted_at=AT)

    assert event.actor_id is None


def test_the_event_carries_the_reason_and_the_id_of_the_request(
    complaint: Complaint, people: dict[str, User]
) -> None:
    token = request_id.set("0a1b2c3d-0000-4000-8000-000000000000")
    try:
        complaints.withdraw(complaint, by=people["intake"], at=AT, reason="举报人来电撤回")
    finally:
        request_id.reset(token)

    event = Event.objects.get(matter=complaint.number, seq=2)
    assert (event.reason, event.request_id) == (
        "举报人来电撤回",
        "0a1b2c3d-0000-4000-8000-000000000000",
    )


def test_a_step_that_the_state_does_not_have_is_a_conflict(
    complaint: Complaint, people: dict[str, User]
) -> None:
    with pytest.raises(Conflict) as refused:
        services.advance(complaint.give_back, by=people["officer_tianhe"], at=AT)

    assert (refused.value.status, refused.value.thing) == (409, complaint)
    assert (again(complaint).state, Event.objects.filter(matter=complaint.number).count()) == (
        "received",
        1,
    )


def test_a_step_that_is_not_for_this_person_is_forbidden(
    complaint: Complaint, people: dict[str, User]
) -> None:
    with pytest.raises(Forbidden) as refused:
        services.advance(complaint.accept, by=people["cashier"], at=AT, accepted_at=AT)

    assert refused.value.status == 403
    assert (again(complaint).state, Event.objects.filter(matter=complaint.number).count()) == (
        "received",
        1,
    )


def test_the_state_is_asked_before_the_person(
    complaint: Complaint, people: dict[str, User]
) -> None:
    services.advance(complaint.accept, by=people["intake"], at=AT, accepted_at=AT)

    with pytest.raises(Conflict):
        services.advance(complaint.accept, by=people["cashier"], at=AT, accepted_at=AT)


def test_who_holds_an_old_copy_is_too_late(complaint: Complaint, people: dict[str, User]) -> None:
    stale = again(complaint)
    services.advance(complaint.accept, by=people["intake"], at=AT, accepted_at=AT)

    with pytest.raises(Conflict), transaction.atomic():
        services.advance(stale.withdraw, by=people["intake"], at=AT, reason="撤回", ended_at=AT)

    row = again(complaint)
    assert (row.state, row.version, row.ended_at) == ("accepted", 1, None)
    assert Event.objects.filter(matter=complaint.number).count() == 2


def test_a_copy_of_the_right_state_but_an_old_version_is_too_late(
    complaint: Complaint, people: dict[str, User]
) -> None:
    stale = again(complaint)
    services.amend(complaint, "complaint.corrected", by=None, at=AT, title="新标题")

    with pytest.raises(Conflict), transaction.atomic():
        services.advance(stale.accept, by=people["intake"], at=AT, accepted_at=AT)

    assert (again(complaint).state, again(complaint).title) == ("received", "新标题")


def test_a_correction_changes_its_columns_and_nothing_else(complaint: Complaint) -> None:
    event = services.amend(
        complaint, "complaint.corrected", by=None, at=AT, reason="笔误", title="新标题"
    )

    row = again(complaint)
    assert (row.title, row.version, row.state, row.updated_at) == ("新标题", 1, "received", AT)
    assert row.description == complaint.description
    assert (event.verb, event.reason, event.data) == (
        "complaint.corrected",
        "笔误",
        {"title": "新标题"},
    )


def test_of_two_corrections_of_one_copy_the_second_is_refused(complaint: Complaint) -> None:
    stale = again(complaint)
    services.amend(complaint, "complaint.corrected", by=None, at=AT, title="甲的标题")

    with pytest.raises(Conflict), transaction.atomic():
        services.amend(stale, "complaint.corrected", by=None, at=AT, title="乙的标题")

    assert again(complaint).title == "甲的标题"


def test_what_must_not_be_kept_is_told_in_other_words(complaint: Complaint) -> None:
    event = services.amend(
        complaint,
        "complaint.corrected",
        by=None,
        at=AT,
        told={"changed": ["respondent_phone"]},
        respondent_phone="13800000000",
    )

    assert event.data == {"changed": ["respondent_phone"]}
    assert again(complaint).respondent_phone == "13800000000"


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(complaint: Complaint) -> None:
    before = Event.objects.count()

    with pytest.raises(TransactionManagementError):
        services.record("complaint.revealed", subject=complaint, by=None, at=AT)
    with pytest.raises(TransactionManagementError):
        services.record_first("complaint.received", subject=complaint, by=None, at=AT)

    assert Event.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_a_step_whose_event_cannot_be_written_has_not_happened(
    complaint: Complaint, people: dict[str, User], settings: Any
) -> None:
    settings.SUBSCRIPTIONS = {"complaint.accepted": [None]}

    with pytest.raises(IntegrityError):
        complaints.accept(complaint, by=people["intake"], at=AT)

    assert (again(complaint).state, Event.objects.filter(matter=complaint.number).count()) == (
        "received",
        1,
    )


def test_the_first_event_of_a_matter_opens_its_chain_and_each_next_one_moves_its_head(
    complaint: Complaint, people: dict[str, User]
) -> None:
    complaints.accept(complaint, by=people["intake"], at=AT)

    first, second = Event.objects.filter(matter=complaint.number).order_by("seq")
    chain = Chain.objects.get(matter=complaint.number)
    assert first.previous_hash == "0" * 64
    assert second.previous_hash == first.hash
    assert (chain.seq, chain.head) == (2, second.hash)


def test_a_chain_is_not_opened_twice(complaint: Complaint) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services.record_first("complaint.received", subject=complaint, by=None, at=AT)

    assert Chain.objects.get(matter=complaint.number).seq == 1


def test_a_transition_called_past_the_door_is_refused(complaint: Complaint) -> None:
    with pytest.raises(services.OutsideAdvance):
        complaint.accept(accepted_at=AT)

    assert complaint.state == "received"


def test_a_state_cannot_be_assigned(complaint: Complaint) -> None:
    with pytest.raises(AttributeError):
        complaint.state = "concluded"

    assert complaint.state == "received"


def test_the_door_closes_behind_a_step_that_failed(
    complaint: Complaint, people: dict[str, User]
) -> None:
    with pytest.raises(TypeError):
        services.advance(complaint.accept, by=people["intake"], at=AT, no_such_fact=1)

    with pytest.raises(services.OutsideAdvance):
        complaint.accept(accepted_at=AT)


def test_news_is_queued_once_for_each_who_hears_it(
    complaint: Complaint, people: dict[str, User], settings: Any
) -> None:
    settings.SUBSCRIPTIONS = {"complaint.accepted": ["routing.tasks.a", "desk.tasks.b"]}

    complaints.accept(complaint, by=people["intake"], at=AT)

    queued = Delivery.objects.filter(event__matter=complaint.number)
    assert sorted(queued.values_list("subscriber", "state", "attempts", "next_try_at")) == [
        ("desk.tasks.b", "pending", 0, AT),
        ("routing.tasks.a", "pending", 0, AT),
    ]


@pytest.mark.parametrize(
    ("fact", "kept"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("文", "文"),
        (Decimal("3000.00"), "3000.00"),
        (date(2026, 2, 28), "2026-02-28"),
        (AT, "2026-03-02T01:30:00+00:00"),
        ({"a": {1: Decimal(1)}}, {"a": {"1": "1"}}),
        ([date(2026, 1, 1)], ["2026-01-01"]),
        ((1, 2), [1, 2]),
        (Complaint(number="TS-1"), "TS-1"),
        (b"x", "b'x'"),
    ],
)
def test_a_fact_is_kept_as_plain_json(fact: object, kept: object) -> None:
    assert services.plain(fact) == kept
