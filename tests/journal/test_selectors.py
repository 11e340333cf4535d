"""Whether the journal is whole, and what a person may do now."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from complaints import services as complaints
from complaints.models import Complaint
from journal import selectors
from journal.models import Event
from journal.protection import protect, unprotect

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def matter(complaint: Complaint, people: dict[str, User]) -> str:
    """A matter of four events."""
    complaints.accept(complaint, by=people["intake"], at=AT)
    complaints.correct(complaint, by=people["intake"], at=AT, reason="笔误", title="新标题")
    complaints.withdraw(complaint, by=people["intake"], at=AT, reason="撤回")
    assert Event.objects.filter(matter=complaint.number).count() == 4
    return complaint.number


@pytest.fixture
def intruder(matter: str) -> Iterator[Callable[..., None]]:
    """Somebody with the rights of the database's owner, who takes the triggers away first."""
    connection.check_constraints()
    editor = connection.SchemaEditorClass(connection)
    unprotect(editor)

    def execute(statement: str, *values: str | int | None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount > 0

    yield execute
    connection.check_constraints()
    protect(editor)


def verify() -> str:
    out = StringIO()
    call_command("verify_journal", stdout=out)
    return out.getvalue()


def broken_at() -> str:
    with pytest.raises(CommandError) as refused:
        call_command("verify_journal", stdout=StringIO())
    assert refused.value.returncode == 1
    return str(refused.value).removeprefix("the journal is broken at ")


def test_a_whole_journal_says_its_head_on_the_last_line(matter: str) -> None:
    lines = verify().splitlines()

    assert lines[0] == f"{Event.objects.count()} events, every chain holds"
    assert len(lines[-1]) == 64
    assert lines[-1] == selectors.verify().head
    int(lines[-1], 16)


def test_every_event_changes_the_head(complaint: Complaint, people: dict[str, User]) -> None:
    before = selectors.verify().head

    complaints.accept(complaint, by=people["intake"], at=AT)

    assert selectors.verify().head != before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "complaint.concluded"),
        ("subject", "case"),
        ("number", "TS2026-X"),
        ("actor_id", None),
        ("occurred_at", "2026-03-02 01:30:00.000001+00:00"),
        ("reason", "笔误。"),
        ("data", json.dumps({"changed": ["titel"]})),
        ("request_id", "another"),
        ("previous_hash", "f" * 64),
        ("hash", "0" * 64),
    ],
)
def test_one_changed_column_of_one_event_is_named(
    matter: str, intruder: Callable[..., None], column: str, value: str | None
) -> None:
    statement = "UPDATE journal_event SET {} = %s WHERE matter = %s AND seq = 3"
    intruder(statement.format(column), value, matter)

    assert broken_at() == f"{matter}#3"


def test_an_event_moved_to_another_matter_is_named(
    matter: str, intruder: Callable[..., None]
) -> None:
    intruder("UPDATE journal_event SET matter = %s WHERE matter = %s AND seq = 4", "a", matter)

    assert broken_at() == "a#4"


def remove(intruder: Callable[..., None], matter: str, seq: int) -> None:
    intruder(
        "DELETE FROM journal_delivery"
        " WHERE event_id IN (SELECT id FROM journal_event WHERE matter = %s)",
        matter,
    )
    intruder("DELETE FROM journal_event WHERE matter = %s AND seq = %s", matter, seq)


def test_an_event_taken_out_is_noticed_at_the_next_one(
    matter: str, intruder: Callable[..., None]
) -> None:
    remove(intruder, matter, 3)

    assert broken_at() == f"{matter}#4"


def test_the_last_event_cannot_be_cut_off_unseen(
    matter: str, intruder: Callable[..., None]
) -> None:
    remove(intruder, matter, 4)

    assert broken_at() == f"{matter}#end"


def test_two_events_that_changed_places_are_noticed(
    matter: str, intruder: Callable[..., None]
) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        intruder(
            "UPDATE journal_event SET seq = %s WHERE matter = %s AND seq = %s", new, matter, old
        )

    assert broken_at() == f"{matter}#2"


def test_a_matter_without_its_chain_row_is_noticed(
    matter: str, intruder: Callable[..., None]
) -> None:
    intruder("DELETE FROM journal_chain WHERE matter = %s", matter)

    assert broken_at() == f"{matter}#end"


def test_the_history_of_a_matter_is_told_from_its_beginning(
    matter: str, people: dict[str, User]
) -> None:
    events = selectors.history_of(matter, person=people["auditor"])

    assert [e.verb for e in events] == [
        "complaint.received",
        "complaint.accepted",
        "complaint.corrected",
        "complaint.withdrawn",
    ]


def test_a_person_is_offered_only_the_steps_that_are_theirs_now(
    complaint: Complaint, people: dict[str, User]
) -> None:
    def offered(who: str) -> list[str]:
        return selectors.allowed_steps(Complaint.objects.get(pk=complaint.pk), people[who])

    assert offered("intake") == ["accept", "refuse", "merge", "withdraw", "correct", "reveal"]
    assert offered("cashier") == []

    complaints.accept(complaint, by=people["intake"], at=AT)

    assert offered("intake") == [
        "refuse",
        "merge",
        "withdraw",
        "conclude",
        "correct",
        "transfer",
        "reveal",
    ]
    assert offered("dispatcher")[0] == "assign"
