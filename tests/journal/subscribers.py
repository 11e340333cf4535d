"""Subscribers whose effect can be counted: each takes the next number of a series of letters."""

from datetime import datetime

from accounts.models import LetterSequence, Office
from accounts.services import next_letter_number
from journal.models import Event

HERE = "tests.journal.subscribers"


def hear(event: Event, *, at: datetime) -> None:
    """Hear the news."""
    next_letter_number(office=Office.objects.get(code="440100"), word="闻", year=at.year)


def fail(event: Event, *, at: datetime) -> None:
    """Begin to work, and break down in the middle of it."""
    hear(event, at=at)
    message = "the line is dead"
    raise OSError(message)


def die(event: Event, *, at: datetime) -> None:
    """Begin to work, and the process ends."""
    hear(event, at=at)
    raise SystemExit


def heard() -> int:
    """How many times the news had an effect."""
    row = LetterSequence.objects.filter(series__endswith="闻").first()
    return row.last if row else 0
