"""Questions to the clocks."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines import selectors, services
from deadlines.choices import NEVER
from deadlines.models import Clock

MONDAY = date(2026, 3, 2)
CASE = services.Thing(matter="TS1", subject="case", number="AJ1", office_code="440106")

pytestmark = pytest.mark.usefixtures("people")


@pytest.fixture
def clocks(people: object) -> list[Clock]:
    """A promise due on 2 April, a limit of the law due on 1 June."""
    return services.start(["B-CLOSE-P", "B-CLOSE-S"], thing=CASE, on=MONDAY)


@pytest.mark.parametrize(
    ("today", "promise", "limit"),
    [
        (date(2026, 3, 2), ("green", 23), ("green", 62)),
        (date(2026, 3, 29), ("green", 4), ("green", 43)),
        (date(2026, 3, 30), ("yellow", 3), ("green", 42)),
        (date(2026, 4, 2), ("yellow", 0), ("green", 39)),
        (date(2026, 4, 3), ("red", -1), ("green", 38)),
        (date(2026, 4, 4), ("red", -1), ("green", 38)),
        (date(2026, 5, 21), ("red", -32), ("green", 7)),
        (date(2026, 5, 22), ("red", -33), ("yellow", 6)),
        (date(2026, 6, 1), ("red", -39), ("yellow", 0)),
        (date(2026, 6, 2), ("red", -40), ("black", -1)),
    ],
)
def test_the_light_and_the_days_left_of_a_day(
    clocks: list[Clock], today: date, promise: tuple[str, int], limit: tuple[str, int]
) -> None:
    seen = [(selectors.light_of(c, today), selectors.days_left(c, today)) for c in clocks]

    assert seen == [promise, limit]


def test_a_row_shows_the_worst_of_its_running_clocks(clocks: list[Clock]) -> None:
    days = [MONDAY, date(2026, 3, 30), date(2026, 4, 3), date(2026, 6, 2)]

    assert [selectors.worst_light(clocks, day) for day in days] == [
        "green",
        "yellow",
        "red",
        "black",
    ]
    assert selectors.worst_light([], MONDAY) == "green"


def test_a_stopped_clock_keeps_the_colour_of_the_day_it_stopped(clocks: list[Clock]) -> None:
    services.stop(subject="case", number="AJ1", on=date(2026, 3, 30))
    promise, limit = selectors.clocks_of("case", ["AJ1"])

    later = date(2026, 12, 31)
    assert [selectors.light_of(c, later) for c in (promise, limit)] == ["yellow", "green"]
    assert selectors.days_left(promise, later) == 3
    assert selectors.worst_light([promise, limit], later) == "green"


def test_a_paused_clock_is_green(clocks: list[Clock]) -> None:
    clocks[0].state = "paused"

    assert selectors.light_of(clocks[0], date(2026, 12, 31)) == "green"


def test_the_nearest_due_day_is_that_of_the_clocks_that_run(clocks: list[Clock]) -> None:
    assert selectors.nearest_due(clocks) == date(2026, 4, 2)

    services.stop(subject="case", number="AJ1", on=MONDAY, rules=["B-CLOSE-P"])
    assert selectors.nearest_due(selectors.clocks_of("case", ["AJ1"])) == date(2026, 6, 1)

    services.stop(subject="case", number="AJ1", on=MONDAY)
    assert selectors.nearest_due(selectors.clocks_of("case", ["AJ1"])) == NEVER


def test_the_clocks_of_a_matter_are_those_of_all_its_things(clocks: list[Clock]) -> None:
    reward = services.Thing(matter="TS1", subject="reward", number="JL1", office_code="440106")
    services.start(["R-CLAIM"], thing=reward, on=MONDAY)

    found = selectors.clocks_of_matter("TS1")

    assert [c.rule for c in found] == ["B-CLOSE-P", "B-CLOSE-S", "R-CLAIM"]


def test_a_clock_runs_by_the_rule_of_the_day_it_started(people: object) -> None:
    [old] = services.start(["A-CLOSE-OLD"], thing=CASE, on=date(2025, 1, 31))
    [new] = services.start(["A-CLOSE"], thing=CASE, on=date(2025, 2, 1))

    assert "专利行政执法办法" in selectors.rule_of(old).article
    assert "专利纠纷行政裁决和调解办法" in selectors.rule_of(new).article


def test_the_calendar_is_built_once_and_then_remembered(people: object) -> None:
    selectors.forget_calendar()
    built = selectors.calendar()

    with CaptureQueriesContext(connection) as asked:
        assert selectors.calendar() is built

    assert len(asked) == 0


def test_a_calendar_that_another_process_changed_is_noticed(people: object) -> None:
    from deadlines.models import CalendarYear

    built = selectors.calendar()
    CalendarYear.objects.filter(year=2026).update(version=built.version + 1)
    selectors._built["asked"] -= selectors.FRESH_S

    assert selectors.calendar().version == built.version + 1
