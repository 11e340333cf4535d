"""What routing hears."""

from datetime import datetime

from complaints import selectors
from journal.models import Event
from routing import services


def route_complaint(event: Event, *, at: datetime) -> None:
    """A complaint was accepted: find its office. One that came back waits for the dispatcher."""
    if event.data.get("step") != "accept":
        return
    complaint = selectors.in_full().filter(number=event.number).first()
    if complaint is not None:
        services.route(complaint, at=at)


def follow_clock(event: Event, *, at: datetime) -> None:  # noqa: ARG001 - every subscriber
    """Carry a moved due date onto the row."""
    if event.data.get("of") == "transfer":
        services.follow_clock(event.number)
