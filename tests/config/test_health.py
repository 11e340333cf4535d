"""Readiness says what is down, and never keeps the one who asks waiting."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config import health
from journal import services as journal


@pytest.fixture
def office(db: None) -> Callable[..., Any]:
    """What /readyz answers where the parts gave their last signs so long ago."""

    def ask(**ages: float) -> Any:
        journal.forget_beats()
        now: datetime = timezone.now()
        for name, seconds in ages.items():
            journal.beat(name, at=now - timedelta(seconds=seconds))
        answer = Client().get("/readyz")
        return answer.status_code, answer.json()["down"]

    return ask


OLD = health.STALE.total_seconds() + 1


@pytest.mark.parametrize(
    ("ages", "status", "down"),
    [
        ({"worker": 1, "clock": 1}, 200, []),
        ({"worker": OLD, "clock": 1}, 503, ["worker"]),
        ({"worker": 1, "clock": OLD}, 503, ["clock"]),
        ({"worker": 1}, 503, ["clock"]),
        ({}, 503, ["worker", "clock"]),
        ({"worker": -OLD, "clock": 1}, 503, ["worker"]),
    ],
    ids=["both live", "no worker", "no clock", "clock never", "nobody", "from the future"],
)
def test_a_part_without_a_fresh_sign_of_life_is_named(
    office: Callable[..., Any], ages: dict[str, float], status: int, down: list[str]
) -> None:
    assert office(**ages) == (status, down)


def test_being_alive_asks_nobody(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/healthz").status_code == 200
