"""Questions about days and clocks."""

import time
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from deadlines import arithmetic
from deadlines.arithmetic import Calendar
from deadlines.choices import NEVER, ClockState, DayKind, Light
from deadlines.models import Alert, CalendarYear, Clock, DayOff, ScopedQuerySet
from deadlines.register import Rule, rule_for

FRESH_S = 30.0
"""Seconds for which a process trusts the calendar it has built before it asks the version again."""

_built: dict[str, Any] = {"calendar": None, "asked": 0.0}


def calendar() -> Calendar:
    """The office's calendar, built once per process and version."""
    now = time.monotonic()
    built: Calendar | None = _built["calendar"]
    if built is not None and now - _built["asked"] < FRESH_S:
        return built
    version = CalendarYear.objects.aggregate(newest=Max("version"))["newest"] or 0
    _built["asked"] = now
    if built is None or built.version != version:
        built = _built["calendar"] = build_calendar(version)
    return built


def forget_calendar() -> None:
    """Build the calendar anew at the next question."""
    _built.update(calendar=None, asked=0.0)


def build_calendar(version: int) -> Calendar:
    """Build the calendar from the loaded years."""
    days: dict[str, list[date]] = {DayKind.OFF: [], DayKind.WORKING: []}
    for day, kind in DayOff.objects.values_list("day", "kind"):
        days[kind].append(day)
    years = CalendarYear.objects.values_list("year", flat=True)
    return Calendar.build(days[DayKind.OFF], days[DayKind.WORKING], years, version)


def clocks_of(subject: str, numbers: Iterable[str]) -> QuerySet[Clock]:
    """The clocks of some things of one kind, in the order they were started."""
    return Clock.objects.filter(subject=subject, number__in=list(numbers)).order_by("id")


def clocks_of_matter(matter: str) -> QuerySet[Clock]:
    """Every clock that ran or runs in one matter."""
    return Clock.objects.filter(matter=matter).order_by("id")


def nearest_due(clocks: Iterable[Clock]) -> date:
    """The nearest due date of the clocks that run; NEVER when none does."""
    return min((c.due_on for c in clocks if c.state == ClockState.RUNNING), default=NEVER)


def rule_of(clock: Clock) -> Rule:
    """The line of the register that a clock runs by, chosen by the day it started."""
    return rule_for(clock.rule, clock.started_on)


def light_of(clock: Clock, today: date) -> Light:
    """The colour of one clock; a stopped one keeps the colour of the day it stopped."""
    day = clock.stopped_on if clock.state == ClockState.STOPPED and clock.stopped_on else today
    if clock.state == ClockState.PAUSED:
        return Light.GREEN
    return arithmetic.light(clock.binding, clock.due_on, clock.warn_on, day)


WORST: Sequence[Light] = (Light.BLACK, Light.RED, Light.YELLOW, Light.GREEN)


def worst_light(clocks: Iterable[Clock], today: date) -> Light:
    """The colour that a row shows: the worst of its running clocks."""
    lights = {light_of(c, today) for c in clocks if c.state == ClockState.RUNNING}
    return next((light for light in WORST if light in lights), Light.GREEN)


def days_left(clock: Clock, today: date) -> int:
    """Working days until the due date; 0 on the day, negative after it."""
    day = clock.stopped_on if clock.state == ClockState.STOPPED and clock.stopped_on else today
    return arithmetic.days_left(clock.due_on, day, calendar())


def alerts() -> "ScopedQuerySet[Alert]":
    """Alerts with their clocks and who has taken note."""
    return Alert.objects.select_related("clock").prefetch_related("acknowledgements__by")
