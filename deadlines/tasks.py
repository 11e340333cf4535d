"""The morning round of the clocks."""

from celery import shared_task
from django.utils import timezone

from deadlines import services
from deadlines.arithmetic import legal_day


@shared_task(name="deadlines.sweep")
def sweep() -> int:
    """Bring clocks up to date with the calendar, then raise what has come due."""
    now = timezone.now()
    services.recompute_open(at=now)
    return services.announce(today=legal_day(now), at=now)
