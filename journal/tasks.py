"""The relay: a task that looks for news to deliver. It needs no broker to lose nothing."""

from celery import shared_task
from django.utils import timezone

from journal import services


@shared_task(name="journal.deliver_pending")
def deliver_pending() -> int:
    """Deliver what is due and leave the worker's sign of life."""
    services.beat("worker", at=timezone.now())
    return services.deliver_due(at=timezone.now())
