"""The worker's rules: what is lost must be found again, and nothing runs twice for long."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from config import celery, env, wiring

LIMIT = celery.HARD_LIMIT_S
ASK = """
import json
from config.celery import app
names = ("task_soft_time_limit", "task_time_limit", "worker_prefetch_multiplier",
         "broker_transport_options", "broker_url")
print(json.dumps({name: app.conf[name] for name in names}))
"""


@pytest.fixture(scope="module")
def on_redis() -> Any:
    """The settings as a process has them that is given a broker."""
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        env=dict(os.environ) | {"REDIS_URL": "redis://127.0.0.1:1/0"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(said.stdout)


def test_only_json_is_written_and_read() -> None:
    conf = celery.app.conf

    assert (conf.task_serializer, list(conf.accept_content)) == ("json", ["json"])


def test_a_task_is_done_when_it_is_done() -> None:
    conf = celery.app.conf

    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, True)


def test_results_are_kept_nowhere() -> None:
    conf = celery.app.conf

    assert conf.task_ignore_result is True
    assert not conf.result_backend


def test_a_task_ends_before_the_broker_gives_it_to_another(on_redis: Any) -> None:
    options = on_redis["broker_transport_options"]

    assert on_redis["task_soft_time_limit"] < on_redis["task_time_limit"] == LIMIT
    assert options["visibility_timeout"] >= LIMIT + 60
    assert on_redis["worker_prefetch_multiplier"] == 1


def test_a_broker_that_is_named_is_used(on_redis: Any) -> None:
    assert on_redis["broker_url"] == "redis://127.0.0.1:1/0"


def test_a_broker_that_hangs_is_given_up(on_redis: Any) -> None:
    options = on_redis["broker_transport_options"]

    assert 0 < options["socket_timeout"] <= 60
    assert 0 < options["socket_connect_timeout"] <= 10


def test_without_a_broker_the_queue_is_in_the_process() -> None:
    broker: str = celery.app.conf.broker_url

    assert broker.startswith(env.text("REDIS_URL") or "memory://")


def test_a_look_that_was_not_taken_is_not_owed() -> None:
    schedule = celery.app.conf.beat_schedule

    assert set(schedule) == set(wiring.CLOCKWORK)
    for name, entry in schedule.items():
        assert entry["task"] == name
        assert entry["schedule"].total_seconds() == wiring.CLOCKWORK[name]
        assert entry["options"]["expires"] >= wiring.CLOCKWORK[name]
        assert "args" not in entry
        assert "kwargs" not in entry


def test_the_relay_looks_every_few_seconds_and_the_sweep_every_few_minutes() -> None:
    assert wiring.CLOCKWORK["journal.deliver_pending"] <= 10
    assert wiring.CLOCKWORK["deadlines.sweep"] <= 600
    assert celery.app.conf.beat_max_loop_interval <= 10
