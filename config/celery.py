"""Celery: the worker's rules, and a clockwork that leaves a sign of life."""

import os
import time
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.beat import Scheduler
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import env, wiring

REDIS_URL = env.text("REDIS_URL")
HARD_LIMIT_S = 300

app = Celery("zhitong")
app.conf.update(
    broker_url=REDIS_URL or "memory://localhost/",
    broker_connection_retry_on_startup=True,
    broker_transport_options=(
        {
            "visibility_timeout": HARD_LIMIT_S + 120,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "unacked_restore_limit": None,
        }
        if REDIS_URL
        else {"polling_interval": 0.1}
    ),
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1 if REDIS_URL else 0,
    task_soft_time_limit=HARD_LIMIT_S - 30,
    task_time_limit=HARD_LIMIT_S,
    worker_hijack_root_logger=False,
    timezone="Asia/Shanghai",
    enable_utc=True,
    beat_max_loop_interval=5,
    beat_schedule={
        name: {
            "task": name,
            "schedule": timedelta(seconds=seconds),
            # A look that was not taken in time is not owed: the next one sees the same.
            "options": {"expires": max(seconds, 10.0)},
        }
        for name, seconds in wiring.CLOCKWORK.items()
    },
)
app.autodiscover_tasks(["journal", "deadlines", "rewards"])


class Clockwork(Scheduler):
    """A scheduler without a file: it only says "look now", and shows that it lives.

    It counts by the monotonic clock, so that a step of the wall clock neither stops nor hurries it.
    """

    BEAT_S = 5.0

    def setup_schedule(self) -> None:
        """Take the schedule from the wiring; a clock that starts looks at everything at once."""
        self.merge_inplace(self.app.conf.beat_schedule)
        self._every = wiring.CLOCKWORK
        self._next = dict.fromkeys(self._every, 0.0)
        self._beaten = -self.BEAT_S

    def tick(self, *_args: Any, **_kwargs: Any) -> float:
        """Send what is due and leave the sign of life; give the seconds until the next look."""
        now = time.monotonic()
        if now - self._beaten >= self.BEAT_S:
            self._beaten = now
            _beat()
        for name, seconds in self._every.items():
            if now >= self._next[name]:
                self._next[name] = now + seconds
                self.apply_entry(self.schedule[name], producer=self.producer)
        return max(0.0, min(1.0, min(self._next.values()) - time.monotonic()))


def _beat() -> None:
    from django.db import DatabaseError, close_old_connections  # noqa: PLC0415 - apps are loaded now
    from django.utils import timezone  # noqa: PLC0415

    from journal.services import beat  # noqa: PLC0415

    try:
        close_old_connections()
        beat("clock", at=timezone.now())
    except DatabaseError:
        # The sign of life is missing then, and readiness says so; the clock goes on.
        return


@worker_process_init.connect
def _end_with_the_worker(**_signal: Any) -> None:
    """No process of the pool outlives its worker."""
    from config.server import die_with_parent  # noqa: PLC0415 - it needs the settings

    die_with_parent()
