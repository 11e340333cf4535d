"""What cases hear."""

from datetime import datetime

from cases import services
from journal.models import Event


def mark_green_channel(event: Event, *, at: datetime) -> None:
    """The green channel was opened for a complaint that has a case already."""
    services.mark_green(event.number, at=at)


def let_go(event: Event, *, at: datetime) -> None:
    """A complaint left its office: a case proposed for it, and not yet docketed, falls."""
    services.let_go(event.number, at=at)


def follow_clock(event: Event, *, at: datetime) -> None:  # noqa: ARG001 - every subscriber
    """Carry a moved due date onto the row."""
    if event.data.get("of") == "case":
        services.follow_clock(event.number)
