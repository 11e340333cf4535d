"""What was written down stays as it was written, in Python and in the database."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from complaints.models import Complaint
from journal.models import AppendOnly, Event

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def the_event(complaint: Complaint) -> Event:
    return Event.objects.get(matter=complaint.number, seq=1)


def test_an_event_is_not_saved_again(complaint: Complaint) -> None:
    event = the_event(complaint)
    event.reason = "另有隐情"

    with pytest.raises(AppendOnly):
        event.save()

    assert the_event(complaint).reason == ""


def test_an_event_is_not_deleted(complaint: Complaint) -> None:
    with pytest.raises(AppendOnly):
        the_event(complaint).delete()

    assert the_event(complaint).verb == "complaint.received"


def test_many_events_are_neither_changed_nor_deleted(complaint: Complaint) -> None:
    rows = Event.objects.filter(matter=complaint.number)

    with pytest.raises(AppendOnly):
        rows.update(reason="另有隐情")
    with pytest.raises(AppendOnly), transaction.atomic():
        rows.bulk_update(list(rows), ["reason"])
    with pytest.raises(AppendOnly):
        rows.delete()

    assert the_event(complaint).reason == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_event SET reason = '另有隐情' WHERE matter = %s",
        "DELETE FROM journal_event WHERE matter = %s",
        "DELETE FROM journal_chain WHERE matter = %s",
    ],
)
def test_the_database_itself_refuses(complaint: Complaint, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [complaint.number])

    assert the_event(complaint).reason == ""


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["journal_event", "journal_chain"])
def test_a_table_of_the_journal_is_not_emptied(complaint: Complaint, table: str) -> None:
    connection.check_constraints()

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")

    assert the_event(complaint).verb == "complaint.received"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has REPLACE")
def test_an_event_is_not_replaced(complaint: Complaint) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "REPLACE INTO journal_event SELECT * FROM journal_event WHERE matter = %s",
            [complaint.number],
        )

    assert the_event(complaint).reason == ""
