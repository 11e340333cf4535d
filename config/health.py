"""Whether the process lives, whether it can serve, and its figures."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.api import ByKey
from accounts.choices import Role
from journal.choices import DeliveryState
from journal.models import Delivery, Heartbeat

PARTS = ("worker", "clock")
STALE = timedelta(seconds=20)
"""Four beats of the clock (`config.celery.Clockwork.BEAT_S`), twenty looks of the worker."""


def alive(_request: HttpRequest) -> HttpResponse:
    """200 while the process lives."""
    return JsonResponse({"status": "ok"})


def ready(_request: HttpRequest) -> HttpResponse:
    """200 when intake, worker and clock work; 503 naming what is down."""
    parts = {"database": _database(), "broker": _broker()}
    if parts["database"]:
        parts |= _signs_of_life()
    down = [name for name, well in parts.items() if not well]
    body = {"status": "ok" if not down else "down", "down": down}
    answer = JsonResponse(body, status=503 if down else 200)
    # Whoever asks each second need not fill the log with the same line.
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own mark
    return answer


_migrated = {"yes": False}


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated["yes"]:
            executor = MigrationExecutor(connection)
            _migrated["yes"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
    return _migrated["yes"]


def _broker() -> bool:
    if not settings.REDIS_URL:
        return True
    try:
        cache.set("readyz", "1", timeout=10)
    except Exception:  # noqa: BLE001 - whatever the client library raises, the broker is down
        return False
    return True


def _signs_of_life() -> dict[str, bool]:
    """Whether each left a sign of life lately; one from the future is none, either."""
    now = timezone.now()
    beats = dict(Heartbeat.objects.values_list("name", "beat_at"))
    return {name: name in beats and abs(now - beats[name]) < STALE for name in PARTS}


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for an auditor's key or an allowed address."""
    if not _may_read_metrics(request):
        return HttpResponse(status=403)
    registry = CollectorRegistry()
    now = timezone.now()
    gauge = Gauge("zhitong_deliveries", "Deliveries by state", ["state"], registry=registry)
    for state in (DeliveryState.PENDING, DeliveryState.DEAD):
        gauge.labels(state.value).set(Delivery.objects.filter(state=state).count())
    beats = Gauge(
        "zhitong_heartbeat_age_seconds", "Age of the last sign", ["part"], registry=registry
    )
    for name, at in Heartbeat.objects.values_list("name", "beat_at"):
        beats.labels(name).set((now - at).total_seconds())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: HttpRequest) -> bool:
    if request.META.get("REMOTE_ADDR") in settings.METRICS_ALLOW:
        return True
    try:
        found = ByKey().authenticate(Request(request))
    except AuthenticationFailed:
        return False
    return bool(found and found[0].role == Role.AUDITOR)
