"""What rewards hear, and the look for what was not claimed in time."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from cases.choices import Finding
from deadlines.arithmetic import legal_day
from journal.models import Event
from rewards import services


def propose_reward(event: Event, *, at: datetime) -> None:
    """A counterfeit case closed: propose a reward when the report proved true."""
    if event.data.get("finding") == Finding.VERIFIED:
        services.propose(event.number, closing=event.seq, at=at)


def take_back(event: Event, *, at: datetime) -> None:
    """A closed case is investigated again: take its unpaid reward back."""
    if event.data.get("step") == "reopen":
        services.take_back(event.number, before=event.seq, at=at)


def follow_clock(event: Event, *, at: datetime) -> None:  # noqa: ARG001 - every subscriber
    """Carry a moved due date onto the row."""
    if event.data.get("of") == "reward":
        services.follow_clock(event.number)


@shared_task(name="rewards.lapse_unclaimed")
def lapse_unclaimed() -> int:
    """Let lapse what was not claimed in time."""
    now = timezone.now()
    return services.lapse_unclaimed(today=legal_day(now), at=now)
