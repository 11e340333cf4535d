import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines import arithmetic
from deadlines.arithmetic import (
    Calendar,
    Due,
    Exclusion,
    days_left,
    legal_day,
    light,
    load_days,
    merged,
    milestones,
    months_after,
    next_milestone,
    reckon,
    warn_day,
)
from deadlines.choices import NEVER, Binding, DayReason, Light, Milestone, Unit
from deadlines.register import Length

SCHEDULE = Path(arithmetic.__file__).parent / "data" / "days_off.json"
VECTORS: dict[str, list[Any]] = json.loads(
    Path(__file__).with_name("vectors.json").read_text("utf-8")
)
WORKING, NATURAL, MONTHS = Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS
DAY = timedelta(days=1)
D = date.fromisoformat

# The notice for 2006 made this Saturday a working day; the package does not know it.
PACKAGE_IS_WRONG = {date(2005, 12, 31)}


@cache
def calendar() -> Calendar:
    return Calendar.build(*load_days(SCHEDULE), version=7)


def length(pair: Sequence[Any]) -> Length:
    return Length(pair[0], Unit(pair[1]))


# ------------------------------------------------------------------------------ the known dates


@pytest.mark.parametrize("row", VECTORS["periods"])
def test_a_known_period_ends_on_its_known_day(row: dict[str, Any]) -> None:
    due = reckon(
        length(row["length"]),
        D(row["start"]),
        calendar=calendar(),
        extensions=[length(pair) for pair in row["extensions"]],
        exclusions=[(D(first), D(last)) for first, last in row["exclusions"]],
    )

    assert (str(due.nominal_on), str(due.due_on)) == (row["nominal"], row["due"])
    assert not due.provisional


@pytest.mark.parametrize(("start", "n", "naive"), VECTORS["monday_to_friday"])
def test_without_a_schedule_the_same_periods_end_elsewhere(start: str, n: int, naive: str) -> None:
    bare = Calendar.build([], [], [])

    due = reckon(Length(n, WORKING), D(start), calendar=bare)

    assert due == Due(D(naive), D(naive), True, 0, ())
    assert due.due_on != reckon(Length(n, WORKING), D(start), calendar=calendar()).due_on


@pytest.mark.parametrize("row", VECTORS["other_calendars"], ids=lambda row: row["why"])
def test_a_period_follows_the_calendar_it_is_given(row: dict[str, Any]) -> None:
    start = D(row["start"])
    given_days = Calendar.build(map(D, row["off"]), map(D, row["working"]), [start.year])
    suspended = row["suspended_days"]

    due = reckon(
        length(row["length"]),
        start,
        calendar=given_days,
        exclusions=[(start + DAY, start + suspended * DAY)] if suspended else [],
    )

    assert (str(due.due_on), due.excluded_days) == (row["due"], suspended)


def test_a_year_that_is_not_published_makes_the_due_day_provisional() -> None:
    due = reckon(Length(1, MONTHS), date(2026, 12, 31), calendar=calendar())

    assert due == Due(date(2027, 1, 31), date(2027, 2, 1), True, 0, ())


def test_a_due_day_that_rolls_into_an_unpublished_year_is_provisional() -> None:
    until_2025 = Calendar.build([date(2025, 12, 31)], [], [2025])

    due = reckon(Length(1, NATURAL), date(2025, 12, 30), calendar=until_2025)

    assert due == Due(date(2025, 12, 31), date(2026, 1, 1), True, 0, ())


def test_a_period_that_began_in_an_unpublished_year_is_provisional() -> None:
    due = reckon(Length(5, WORKING), date(2003, 12, 30), calendar=calendar())

    assert due == Due(date(2004, 1, 7), date(2004, 1, 7), True, 0, ())


# ------------------------------------------------------------------------------- the office day


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Shanghai"])
def _host_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_host_zone")
def test_half_past_seven_in_shanghai_is_the_shanghai_day_wherever_the_host_stands() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert legal_day(at) == date(2026, 11, 23)
    assert legal_day(at.astimezone()) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("received_at", "day"),
    [
        ("2026-03-31T15:59:59.999+00:00", "2026-03-31"),
        ("2026-03-31T16:00:00+00:00", "2026-04-01"),
        ("2026-01-01T00:00:00+14:00", "2025-12-31"),
    ],
)
def test_the_office_day_changes_at_midnight_in_shanghai(received_at: str, day: str) -> None:
    assert str(legal_day(datetime.fromisoformat(received_at))) == day


def test_a_time_without_a_zone_has_no_office_day() -> None:
    with pytest.raises(ValueError, match="时区"):
        legal_day(datetime(2026, 3, 31, 8, 0))  # noqa: DTZ001 - this is what is refused


def test_a_time_beyond_the_last_day_has_no_office_day() -> None:
    with pytest.raises(ValueError, match="范围"):
        legal_day(datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-8))))


# ----------------------------------------------------------------------------------- the months


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-03-15", 0, "2026-03-15"),
    ],
)
def test_a_month_ends_on_the_corresponding_day_or_the_last(start: str, n: int, end: str) -> None:
    assert str(months_after(D(start), n)) == end


def test_months_do_not_leave_the_calendar() -> None:
    with pytest.raises(ValueError, match="范围"):
        months_after(date(9999, 12, 1), 1)


# --------------------------------------------------------------------------------- the calendar


def test_the_schedule_agrees_with_the_package_on_every_day() -> None:
    span = (date(2026, 12, 31) - date(2004, 1, 1)).days + 1
    days = [date(2004, 1, 1) + n * DAY for n in range(span)]

    differing = {d for d in days if calendar().is_working(d) != chinese_calendar.is_workday(d)}

    assert differing == PACKAGE_IS_WRONG
    assert calendar().published == frozenset(range(2004, 2027))
    assert calendar().version == 7


def test_the_years_have_their_known_numbers_of_working_days() -> None:
    counted = {
        year: calendar().working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
        for year in (2024, 2025, 2026)
    }

    assert counted == {2024: 251, 2025: 248, 2026: 248}


@pytest.mark.parametrize(
    ("day", "works", "reason"),
    [
        ("2026-02-13", True, DayReason.ORDINARY),
        ("2026-02-14", True, DayReason.MAKE_UP),
        ("2026-02-15", False, DayReason.HOLIDAY),
        ("2026-02-16", False, DayReason.HOLIDAY),
        ("2026-03-01", False, DayReason.WEEKEND),
        ("2024-02-09", True, DayReason.ORDINARY),
        ("2027-02-06", False, DayReason.WEEKEND),
    ],
)
def test_a_day_is_worked_or_not_for_a_reason(day: str, works: bool, reason: DayReason) -> None:
    assert (calendar().is_working(D(day)), calendar().reason(D(day))) == (works, reason)


def test_a_weekday_listed_as_worked_stays_an_ordinary_day() -> None:
    odd = Calendar.build([], [date(2026, 3, 2)], [2026])

    assert odd.reason(date(2026, 3, 2)) == DayReason.ORDINARY


def test_working_days_are_counted_backwards_as_well() -> None:
    days = calendar()

    assert days.add_working_days(date(2026, 2, 24), -3) == date(2026, 2, 12)
    assert days.add_working_days(date(2026, 2, 15), 0) == date(2026, 2, 15)
    assert days.working_days_between(date(2026, 2, 12), date(2026, 2, 24)) == 3
    assert days.working_days_between(date(2026, 2, 24), date(2026, 2, 12)) == -3


def test_a_day_cannot_be_both_off_and_worked() -> None:
    with pytest.raises(ValueError, match="2026-02-14"):
        Calendar.build([date(2026, 2, 14)], [date(2026, 2, 14)], [2026])


@pytest.mark.parametrize(
    "ask",
    [
        lambda: calendar().is_working(date(1999, 12, 31)),
        lambda: calendar().reason(date(2100, 1, 1)),
        lambda: calendar().roll(NEVER),
        lambda: calendar().add_working_days(date(2099, 12, 30), 5),
        lambda: calendar().add_working_days(date(2000, 1, 3), -1),
        lambda: Calendar.build([date(2100, 1, 1)], [], []),
        lambda: reckon(Length(1, NATURAL), NEVER, calendar=calendar()),
        lambda: reckon(Length(3650, NATURAL), date(2095, 1, 1), calendar=calendar()),
        lambda: merged([(date(2026, 1, 1), NEVER)]),
        lambda: days_left(NEVER, date(2026, 1, 1), calendar()),
    ],
)
def test_days_outside_the_calendar_are_refused(ask: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="2000—2099"):
        ask()


# --------------------------------------------------------------------- extensions and exclusions


def test_working_days_and_calendar_days_do_not_extend_each_other() -> None:
    start = date(2026, 3, 2)

    for base, extension in [(WORKING, NATURAL), (WORKING, MONTHS), (NATURAL, WORKING)]:
        with pytest.raises(ValueError, match="互相延长"):
            reckon(Length(5, base), start, calendar=calendar(), extensions=[Length(1, extension)])


def test_what_extended_a_period_is_told_in_the_order_granted() -> None:
    granted = (Length(2, MONTHS), Length(15, NATURAL))

    due = reckon(Length(3, MONTHS), date(2026, 3, 31), calendar=calendar(), extensions=granted)

    assert due == Due(date(2026, 9, 15), date(2026, 9, 15), False, 0, granted)


def test_months_that_extend_a_period_of_days_are_counted_from_its_end() -> None:
    due = reckon(
        Length(30, NATURAL),
        date(2026, 3, 1),
        calendar=calendar(),
        extensions=[Length(1, MONTHS)],
    )

    assert due.nominal_on == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("first", "last", "excluded", "due_on"),
    [
        ("2026-04-01", "2026-04-03", 0, "2026-03-31"),  # begins after the due day
        ("2026-03-31", "2026-03-31", 1, "2026-04-01"),  # begins on it
        ("2026-02-20", "2026-03-02", 0, "2026-03-31"),  # is over before the period begins
        ("2026-02-20", "2026-03-04", 2, "2026-04-02"),  # began before the period
    ],
)
def test_only_days_of_the_period_can_be_left_out(
    first: str, last: str, excluded: int, due_on: str
) -> None:
    due = reckon(
        Length(29, NATURAL),
        date(2026, 3, 2),
        calendar=calendar(),
        exclusions=[(D(first), D(last))],
    )

    assert (due.excluded_days, str(due.due_on)) == (excluded, due_on)


def test_a_gap_that_opens_in_the_rest_days_after_the_end_still_moves_the_due_day() -> None:
    holiday_end = date(2026, 10, 8)

    due = reckon(
        Length(1, MONTHS),
        date(2026, 9, 2),
        calendar=calendar(),
        exclusions=[(date(2026, 10, 5), holiday_end)],
    )

    assert due.due_on == date(2026, 10, 9)


def test_a_working_day_period_leaves_out_working_days_only() -> None:
    due = reckon(
        Length(5, WORKING),
        date(2026, 9, 23),
        calendar=calendar(),
        exclusions=[(date(2026, 9, 25), date(2026, 9, 28))],
    )

    assert (due.excluded_days, due.due_on) == (1, date(2026, 10, 9))


def test_a_working_day_period_does_not_end_on_a_day_left_out() -> None:
    last_day = date(2026, 3, 9)

    due = reckon(
        Length(5, WORKING),
        date(2026, 3, 2),
        calendar=calendar(),
        exclusions=[(last_day, last_day)],
    )

    assert (due.excluded_days, due.due_on) == (1, date(2026, 3, 10))


def test_a_period_of_hours_ends_on_a_day_of_rest() -> None:
    due = reckon(Length(1, NATURAL), date(2026, 3, 6), calendar=calendar(), rolls=False)

    assert due.due_on == date(2026, 3, 7)


def test_intervals_that_overlap_or_touch_are_one() -> None:
    first, second, third = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 9)

    whole = merged([(third, third), (second, second + DAY), (first, second - DAY), (first, first)])

    assert whole == ((first, second + DAY), (third, third))


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="起止颠倒"):
        merged([(date(2026, 3, 2), date(2026, 3, 1))])


# ------------------------------------------------------------------- what must hold for any day


STARTS = st.dates(date(2004, 1, 2), date(2028, 6, 30))
LENGTHS = st.one_of(
    st.builds(Length, st.integers(1, 30), st.just(WORKING)),
    st.builds(Length, st.integers(1, 120), st.just(NATURAL)),
    st.builds(Length, st.integers(1, 6), st.just(MONTHS)),
)
GAPS = st.lists(st.tuples(st.integers(-20, 200), st.integers(0, 40)), max_size=4)
MORE = st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=3)


def intervals(start: date, gaps: list[tuple[int, int]]) -> list[Exclusion]:
    return [(start + ahead * DAY, start + (ahead + span) * DAY) for ahead, span in gaps]


def extended(base: Length, more: list[tuple[int, bool]]) -> list[Length]:
    if base.unit == WORKING:
        return [Length(n, WORKING) for n, _ in more]
    return [Length(n % 3, MONTHS) if by_month else Length(n, NATURAL) for n, by_month in more]


def walked(base: Length, start: date, more: list[Length], gaps: list[Exclusion]) -> date:
    """Walk the calendar a day at a time, as a clerk would."""
    left_out = {first + n * DAY for first, last in gaps for n in range((last - first).days + 1)}

    def walk(day: date, n: int, counts: Callable[[date], bool]) -> date:
        while n:
            day += DAY
            n -= counts(day)
        return day

    def in_months(day: date, n: int) -> date:
        wanted = day.day
        for _ in range(n):
            last_of_this = (day.replace(day=1) + 31 * DAY).replace(day=1) - DAY
            last_of_next = (last_of_this + 32 * DAY).replace(day=1) - DAY
            day = min(last_of_this + wanted * DAY, last_of_next)
        return day

    def rests(day: date) -> bool:
        return not calendar().is_working(day)

    n, in_days = base.n, sum(extension.n for extension in more if extension.unit == NATURAL)
    if base.unit == WORKING:
        n += sum(extension.n for extension in more)
        return walk(start, n, lambda day: not rests(day) and day not in left_out)
    by_month = sum(extension.n for extension in more if extension.unit == MONTHS)
    if base.unit == MONTHS:
        plain = in_months(start, n + by_month) + in_days * DAY
    else:
        plain = in_months(start + n * DAY, by_month) + in_days * DAY
    day = walk(start, (plain - start).days, lambda day: day not in left_out)
    while rests(day) or day in left_out:
        day += DAY
    return day


@given(LENGTHS, STARTS, MORE, GAPS)
@settings(max_examples=300, deadline=None)
def test_the_due_day_is_the_one_a_clerk_finds_by_walking(
    base: Length, start: date, more: list[tuple[int, bool]], gaps: list[tuple[int, int]]
) -> None:
    extensions, exclusions = extended(base, more), intervals(start, gaps)

    due = reckon(base, start, calendar=calendar(), extensions=extensions, exclusions=exclusions)

    assert due.due_on == walked(base, start, extensions, exclusions)
    assert calendar().is_working(due.due_on)
    assert due.provisional == (due.due_on.year > 2026)


@given(LENGTHS, STARTS, MORE, GAPS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_in_which_things_were_granted_does_not_matter(
    base: Length,
    start: date,
    more: list[tuple[int, bool]],
    gaps: list[tuple[int, int]],
    chance: Random,
) -> None:
    extensions, exclusions = extended(base, more), intervals(start, gaps)
    due = reckon(base, start, calendar=calendar(), extensions=extensions, exclusions=exclusions)

    chance.shuffle(extensions)
    chance.shuffle(exclusions)
    again = reckon(base, start, calendar=calendar(), extensions=extensions, exclusions=exclusions)

    assert (again.nominal_on, again.due_on, again.provisional, again.excluded_days) == (
        due.nominal_on,
        due.due_on,
        due.provisional,
        due.excluded_days,
    )


@given(LENGTHS, STARTS, st.integers(1, 40), MORE, GAPS)
@settings(max_examples=200, deadline=None)
def test_a_later_start_is_never_due_earlier(
    base: Length, start: date, later: int, more: list[tuple[int, bool]], gaps: list[tuple[int, int]]
) -> None:
    extensions = extended(base, more)
    # Two starts at a month's end share one corresponding day, so a gap that has eaten into the
    # later period before it began would count against it: gaps begin after both starts.
    exclusions = intervals(start + later * DAY, [(abs(a) + 1, span) for a, span in gaps])

    early, late = (
        reckon(base, day, calendar=calendar(), extensions=extensions, exclusions=exclusions)
        for day in (start, start + later * DAY)
    )

    assert early.due_on <= late.due_on
    assert early.nominal_on <= late.nominal_on


@given(LENGTHS, STARTS, MORE, GAPS)
@settings(max_examples=100, deadline=None)
def test_counting_again_gives_the_same_day(
    base: Length, start: date, more: list[tuple[int, bool]], gaps: list[tuple[int, int]]
) -> None:
    extensions, exclusions = extended(base, more), intervals(start, gaps)
    rebuilt = Calendar.build(calendar().off, calendar().working, calendar().published)

    once, twice = (
        reckon(base, start, calendar=days, extensions=extensions, exclusions=exclusions)
        for days in (calendar(), rebuilt)
    )

    assert once == twice


@given(STARTS, st.integers(-60, 60))
@settings(max_examples=200, deadline=None)
def test_adding_and_counting_working_days_agree(start: date, n: int) -> None:
    days = calendar()
    base = days.roll(start)

    end = days.add_working_days(base, n)

    assert days.working_days_between(base, end) == n
    assert days.roll(end) == end


# --------------------------------------------------------------------------- lights and warnings


@pytest.mark.parametrize(
    ("today", "promised", "legal", "left"),
    [
        ("2026-03-25", Light.GREEN, Light.GREEN, 4),
        ("2026-03-26", Light.YELLOW, Light.YELLOW, 3),
        ("2026-03-29", Light.YELLOW, Light.YELLOW, 2),
        ("2026-03-31", Light.YELLOW, Light.YELLOW, 0),
        ("2026-04-01", Light.RED, Light.BLACK, -1),
        ("2026-04-07", Light.RED, Light.BLACK, -4),
    ],
)
def test_the_light_and_the_days_left_follow_the_day(
    today: str, promised: Light, legal: Light, left: int
) -> None:
    due_on = date(2026, 3, 31)
    warn_on = warn_day(due_on, Length(3, WORKING), calendar())

    assert light(Binding.POLICY, due_on, warn_on, D(today)) == promised
    assert light(Binding.STATUTORY, due_on, warn_on, D(today)) == legal
    assert days_left(due_on, D(today), calendar()) == left


def test_on_the_saturday_after_a_friday_a_matter_is_already_late() -> None:
    assert days_left(date(2026, 3, 20), date(2026, 3, 21), calendar()) == -1
    assert days_left(date(2026, 3, 20), date(2026, 3, 23), calendar()) == -1


@pytest.mark.parametrize(
    ("warn", "day"),
    [
        (Length(3, WORKING), "2026-09-29"),
        (Length(0, WORKING), "2026-10-09"),
        (Length(10, NATURAL), "2026-09-29"),
        (Length(1, MONTHS), "2026-09-09"),
    ],
)
def test_the_warning_comes_its_length_before_the_due_day(warn: Length, day: str) -> None:
    assert str(warn_day(date(2026, 10, 9), warn, calendar())) == day


def test_without_a_due_day_nobody_is_warned() -> None:
    warn_on = warn_day(NEVER, Length(3, WORKING), calendar())

    assert warn_on == NEVER
    assert light(Binding.POLICY, NEVER, warn_on, date(2026, 3, 2)) == Light.GREEN
    assert milestones(warn_on, NEVER) == ()
    assert next_milestone((), (), date(2026, 3, 2)) is None


SOON = (Milestone.DUE_SOON, date(2026, 7, 31))
LATE = (Milestone.OVERDUE, date(2026, 8, 4))


def test_somebody_is_told_on_the_warning_day_and_on_the_day_after_the_due_day() -> None:
    assert milestones(date(2026, 7, 31), date(2026, 8, 3)) == (SOON, LATE)


@pytest.mark.parametrize(
    ("told", "today", "expected"),
    [
        ((), "2026-07-01", SOON),
        ((), "2026-07-31", SOON),
        ((), "2026-08-03", SOON),
        ((), "2026-08-04", LATE),
        (("due_soon",), "2026-07-31", LATE),
        (("due_soon",), "2026-08-09", LATE),
        (("overdue",), "2026-08-09", None),
        (("due_soon", "overdue"), "2026-08-09", None),
    ],
)
def test_the_next_thing_to_tell_is_the_latest_that_is_still_news(
    told: tuple[str, ...], today: str, expected: tuple[Milestone, date] | None
) -> None:
    assert next_milestone((SOON, LATE), told, D(today)) == expected


# ------------------------------------------------------------------------- reading a schedule


def year(**changes: object) -> dict[str, object]:
    entry: dict[str, object] = {
        "notice": "通知",
        "days_off": ["2027-01-01..2027-01-03", "2027-02-05"],
        "working_weekends": ["2027-02-20"],
    }
    return {"2027": entry | changes}


def test_a_schedule_gives_days_off_make_up_days_and_published_years() -> None:
    off, working, published = load_days(year())

    assert sorted(map(str, off)) == ["2027-01-01", "2027-01-02", "2027-01-03", "2027-02-05"]
    assert working == {date(2027, 2, 20)}
    assert published == {2027}


@pytest.mark.parametrize(
    ("schedule", "complaint"),
    [
        ({"27": {}}, "年份“27”"),
        ({"1999": {}}, "年份“1999”"),
        ({"2027": []}, "2027年应当且只能有"),
        (year(holidays=[]), "2027年应当且只能有"),
        ({"2027": {"notice": "通知", "days_off": []}}, "2027年应当且只能有"),
        (year(notice=" "), "2027年的notice"),
        (year(notice=7), "2027年的notice"),
        (year(days_off="2027-01-01"), "2027年days_off的“2027-01-01”不是由"),
        (year(days_off=[20270101]), "“20270101”不是由"),
        (year(days_off=["20270101"]), "“20270101”不是由"),
        (year(days_off=["2027-W01-1"]), "“2027-W01-1”不是由"),
        (year(days_off=["2027/01/01"]), "“2027/01/01”不是由"),
        (year(days_off=["2027-01-01\n"]), "不是由"),
        (year(days_off=["２０２７-01-01"]), "不是由"),
        (year(days_off=["2027-02-29"]), "“2027-02-29”不是真实的日期"),
        (year(days_off=["2027-02-28..2027-02-30"]), "不是真实的日期"),
        (year(days_off=["2026-12-31"]), "“2026-12-31”不在这一年"),
        (year(days_off=["2027-12-30..2028-01-02"]), "不在这一年"),
        (year(days_off=["2027-01-03..2027-01-01"]), "起止颠倒"),
        (year(days_off=["2027-01-01..2027-01-03", "2027-01-02"]), "重复列出了 2027-01-02"),
        (year(working_weekends=["2027-02-22"]), "2027-02-22 不是周末"),
        (year(working_weekends=["2027-01-02"]), "2027-01-02 既放假又上班"),
    ],
)
def test_a_bad_entry_of_a_schedule_is_named(schedule: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        load_days(schedule)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{", "schedule.json 不是合法的JSON"),
        ("{'通知'}".encode("gbk"), "schedule.json 不是合法的JSON"),
        (b"[]", "最外层"),
        (b'{"2027": {}, "2026": {}, "2027": {}}', "“2027”重复"),
    ],
)
def test_a_file_that_is_no_schedule_is_refused(
    content: bytes, complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / "schedule.json"
    path.write_bytes(content)

    with pytest.raises(ValueError, match=complaint):
        load_days(path)
