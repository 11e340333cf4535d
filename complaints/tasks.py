"""What complaints hear: a clock moved, an enterprise was listed."""

from datetime import datetime

from complaints import selectors, services
from deadlines.arithmetic import legal_day
from journal.models import Event
from registry import selectors as registry
from registry.models import ProtectedEntity


def follow_clock(event: Event, *, at: datetime) -> None:  # noqa: ARG001 - every subscriber has it
    """Carry a moved due date onto the row."""
    if event.data.get("of") == "complaint":
        services.follow_clock(event.number)


def mark_green_channel(event: Event, *, at: datetime) -> None:
    """An enterprise was listed after its complaint came in: open the green channel for it."""
    entity = ProtectedEntity.objects.filter(number=event.number).first()
    if entity is None:
        return
    for complaint in selectors.may_concern(entity):
        clue = services.clue_of(complaint)
        reasons = [m.as_reason() for m in registry.matches(clue, on=legal_day(at))]
        if reasons:
            services.mark_green(complaint, reasons=reasons, at=at)
