"""Dates in, dates out: how the office counts a period. No database and no clock.

The rules are those of 民法典 arts 200-204: the first day never counts, a month without the
corresponding day ends on its last day, and a last day of rest moves to the next working day.
"""

import json
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from deadlines.choices import NEVER, Binding, DayReason, Light, Milestone, Unit
from deadlines.register import Length

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)
_DAY_OR_RANGE = re.compile(r"(?P<first>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.(?P<last>[0-9-]{10}))?")
_KEYS = frozenset({"notice", "days_off", "working_weekends"})

Exclusion = tuple[date, date]
"""The first and the last day that do not count; both are inside."""


def legal_day(at: datetime) -> date:
    """The day on which the office says this happened: the civil day in Shanghai.

    Raises ValueError for a time without a zone and for one outside what a date can hold.
    """
    if at.utcoffset() is None:
        raise ValueError("时间缺少时区")
    try:
        return at.astimezone(SHANGHAI).date()
    except OverflowError as error:
        raise ValueError("时间超出可用范围") from error


def months_after(start: date, n: int) -> date:
    """The corresponding day n months later, or the last day of that month (民法典 art 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError("日期超出可用范围")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Which days of 2000-2099 the office works, with answers by index instead of by counting.

    Days outside these years raise ValueError.
    """

    off: frozenset[date]
    working: frozenset[date]
    published: frozenset[int]
    version: int
    # _before[i]: working days among the first i days; _ordinals: the working days themselves.
    _before: tuple[int, ...]
    _ordinals: tuple[int, ...]

    @classmethod
    def build(
        cls,
        off: Iterable[date],
        working: Iterable[date],
        published: Iterable[int],
        version: int = 0,
    ) -> Self:
        """Monday to Friday, less the days off, plus the make-up days.

        A year that is not published counts Monday to Friday and makes results provisional.
        Raises ValueError for a day both off and worked, or outside 2000-2099.
        """
        off, working = frozenset(off), frozenset(working)
        if both := off & working:
            raise ValueError(f"{min(both)} 既是放假日又是上班日")
        for day in off | working:
            _index(day)
        first, last = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
        rest, worked = {d.toordinal() for d in off}, {d.toordinal() for d in working}
        # Ordinal 1 is a Monday.
        works = [
            number in worked or ((number - 1) % 7 < 5 and number not in rest)
            for number in range(first, last + 1)
        ]
        return cls(
            off=off,
            working=working,
            published=frozenset(published),
            version=version,
            _before=tuple(accumulate(works, initial=0)),
            _ordinals=tuple(first + i for i, works_then in enumerate(works) if works_then),
        )

    def is_working(self, day: date) -> bool:
        """Whether the office works that day."""
        i = _index(day)
        return self._before[i + 1] > self._before[i]

    def reason(self, day: date) -> DayReason:
        """Why the office works or rests that day."""
        _index(day)
        if day in self.working:
            return DayReason.MAKE_UP if day.weekday() >= 5 else DayReason.ORDINARY
        if day in self.off:
            return DayReason.HOLIDAY
        return DayReason.WEEKEND if day.weekday() >= 5 else DayReason.ORDINARY

    def roll(self, day: date) -> date:
        """That day, or the first working day after it (民法典 art 203)."""
        return self._nth(self._before[_index(day)])

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after the start, which does not count; before it if n < 0."""
        i = _index(start)
        if n > 0:
            return self._nth(self._before[i + 1] + n - 1)
        if n < 0:
            return self._nth(self._before[i] + n)
        return start

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days lie after a and up to b; negative when b is before a."""
        return self._before[_index(b) + 1] - self._before[_index(a) + 1]

    def is_provisional(self, a: date, b: date) -> bool:
        """Whether a day from a to b lies in a year whose days off are not yet published."""
        return any(year not in self.published for year in range(a.year, b.year + 1))

    def _nth(self, n: int) -> date:
        if not 0 <= n < len(self._ordinals):
            raise ValueError("日期超出2000—2099年的工作日历")
        return date.fromordinal(self._ordinals[n])


def _index(day: date) -> int:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} 超出2000—2099年的工作日历")
    return day.toordinal() - FIRST_DAY.toordinal()


def merged(exclusions: Iterable[Exclusion]) -> tuple[Exclusion, ...]:
    """The intervals in order, with those that overlap or touch made one.

    Raises ValueError for an interval that ends before it begins or leaves 2000-2099.
    """
    whole: list[Exclusion] = []
    for first, last in sorted(exclusions):
        _index(first)
        _index(last)
        if last < first:
            raise ValueError(f"不计入期限的时间 {first} 至 {last} 起止颠倒")
        if whole and first <= whole[-1][1] + timedelta(days=1):
            whole[-1] = (whole[-1][0], max(whole[-1][1], last))
        else:
            whole.append((first, last))
    return tuple(whole)


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends, and what moved its end.

    nominal_on is the end before rest days are considered; excluded_days counts the days that
    exclusions took out, working days in a period of working days and calendar days otherwise.
    """

    nominal_on: date
    due_on: date
    provisional: bool
    excluded_days: int
    extended_by: tuple[Length, ...]


def reckon(
    length: Length,
    start: date,
    *,
    calendar: Calendar,
    extensions: Iterable[Length] = (),
    exclusions: Iterable[Exclusion] = (),
    rolls: bool = True,
) -> Due:
    """The last day of a period that began with the event of the start day.

    Extensions are added to the end before rest days are considered, months first and counted
    from the start. Excluded days on or before the start are not part of the period, and an
    interval beginning after the due day changes nothing. A period of hours does not roll.
    Raises ValueError when working days and calendar days extend each other.
    """
    _index(start)
    extended_by = tuple(extensions)
    extra: Counter[str] = Counter()
    for extension in extended_by:
        extra[extension.unit] += extension.n
    mixed = {Unit.DAYS, Unit.MONTHS} if length.unit == Unit.WORKING_DAYS else {Unit.WORKING_DAYS}
    if mixed & extra.keys():
        raise ValueError("工作日期限与自然日期限不能互相延长")
    gaps = [
        (max(first, start + timedelta(days=1)), last)
        for first, last in merged(exclusions)
        if last > start
    ]

    if length.unit == Unit.WORKING_DAYS:
        nominal, excluded = _counting_work(start, length.n + extra[length.unit], gaps, calendar)
        due = calendar.roll(nominal)
    else:
        if length.unit == Unit.MONTHS:
            unmoved = months_after(start, length.n + extra[Unit.MONTHS])
        else:
            unmoved = months_after(start + timedelta(days=length.n), extra[Unit.MONTHS])
        unmoved += timedelta(days=extra[Unit.DAYS])
        nominal, due = _counting_all(unmoved, gaps, calendar.roll if rolls else lambda day: day)
        excluded = (nominal - unmoved).days
    return Due(nominal, due, calendar.is_provisional(start, due), excluded, extended_by)


def _counting_work(
    start: date, n: int, gaps: Sequence[Exclusion], calendar: Calendar
) -> tuple[date, int]:
    end, excluded = calendar.add_working_days(start, n), 0
    for first, last in gaps:
        if first > end:
            break
        excluded += calendar.working_days_between(first - timedelta(days=1), last)
        end = calendar.add_working_days(start, n + excluded)
    return end, excluded


def _counting_all(
    end: date, gaps: Sequence[Exclusion], settle: Callable[[date], date]
) -> tuple[date, date]:
    due = settle(end)
    for first, last in gaps:
        if first > due:
            break
        after = last + timedelta(days=1)
        end += after - first
        # A gap that opens in the rest days after the end still covers the day it had moved to.
        due = settle(max(end, after))
    return end, due


def warn_day(due_on: date, warn: Length, calendar: Calendar) -> date:
    """The day from which the office is warned: the warning's length before the due day."""
    if due_on == NEVER:
        return NEVER
    if warn.unit == Unit.WORKING_DAYS:
        return calendar.add_working_days(due_on, -warn.n)
    if warn.unit == Unit.MONTHS:
        return months_after(due_on, -warn.n)
    return due_on - timedelta(days=warn.n)


def light(binding: Binding | str, due_on: date, warn_on: date, today: date) -> Light:
    """Green, yellow from the warning day, then red for a promise broken or black for the law."""
    if today > due_on:
        return Light.BLACK if binding == Binding.STATUTORY else Light.RED
    return Light.YELLOW if today >= warn_on else Light.GREEN


def days_left(due_on: date, today: date, calendar: Calendar) -> int:
    """Working days left: 0 on the due day, -1 or less once it has passed, also on a rest day.

    Raises ValueError for NEVER, which has no number of days.
    """
    left = calendar.working_days_between(today, due_on)
    return min(left, -1) if today > due_on else left


def milestones(warn_on: date, due_on: date) -> tuple[tuple[Milestone, date], ...]:
    """The days on which somebody must be told, in their order; none without a due day."""
    if due_on == NEVER:
        return ()
    return ((Milestone.DUE_SOON, warn_on), (Milestone.OVERDUE, due_on + timedelta(days=1)))


def next_milestone(
    stages: Sequence[tuple[Milestone, date]], told: Collection[str], today: date
) -> tuple[Milestone, date] | None:
    """What must be told next, and from which day; None when nothing is left.

    What has been told, and what came before it, is not told again. Of several that were missed
    only the latest is still news: nobody is warned of a day that has passed.
    """
    said = max((i for i, (milestone, _) in enumerate(stages) if milestone in told), default=-1)
    left = stages[said + 1 :]
    missed = [stage for stage in left if stage[1] <= today]
    return missed[-1] if missed else next(iter(left), None)


def load_days(
    source: Path | Mapping[str, object],
) -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    """Days off, make-up days and published years of a schedule, from a file or its content.

    {"2026": {"notice": "…", "days_off": ["2026-01-01..2026-01-03"], "working_weekends": [...]}}
    Raises ValueError that names the entry which is wrong.
    """
    schedule = read_schedule(source) if isinstance(source, Path) else source
    off: set[date] = set()
    working: set[date] = set()
    for year, entry in schedule.items():
        if not re.fullmatch(r"20[0-9]{2}", year):
            raise ValueError(f"放假安排：年份“{year}”不是2000至2099之间的四位数字")
        if not isinstance(entry, Mapping) or entry.keys() != _KEYS:
            raise ValueError(f"放假安排：{year}年应当且只能有{'、'.join(sorted(_KEYS))}")
        if not isinstance(entry["notice"], str) or not entry["notice"].strip():
            raise ValueError(f"放假安排：{year}年的notice应当写明所依据的通知")
        off |= (rest := _days_of(year, "days_off", entry["days_off"]))
        working |= (worked := _days_of(year, "working_weekends", entry["working_weekends"]))
        if weekdays := {day for day in worked if day.weekday() < 5}:
            raise ValueError(f"放假安排：{year}年上班的 {min(weekdays)} 不是周末")
        if both := rest & worked:
            raise ValueError(f"放假安排：{year}年的 {min(both)} 既放假又上班")
    return frozenset(off), frozenset(working), frozenset(map(int, schedule))


def read_schedule(path: Path) -> dict[str, object]:
    """A schedule of days off as its file has it; raises ValueError for anything else."""
    try:
        content = json.loads(path.read_bytes(), object_pairs_hook=_each_once)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"放假安排：{path.name} 不是合法的JSON") from error
    if isinstance(content, dict):
        return content
    raise ValueError(f"放假安排：{path.name} 的最外层应当以年份为键")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError(f"放假安排：“{Counter(k for k, _ in pairs).most_common(1)[0][0]}”重复")
    return content


def _days_of(year: str, key: str, entries: object) -> set[date]:
    days: set[date] = set()
    for entry in entries if isinstance(entries, list) else [entries]:
        where = f"放假安排：{year}年{key}的“{entry}”"
        match = _DAY_OR_RANGE.fullmatch(entry) if isinstance(entry, str) else None
        if not match or not isinstance(entries, list):
            raise ValueError(f"{where}不是由 YYYY-MM-DD 或 YYYY-MM-DD..YYYY-MM-DD 组成的列表")
        try:
            first, last = map(date.fromisoformat, (match["first"], match["last"] or match["first"]))
        except ValueError as error:
            raise ValueError(f"{where}不是真实的日期") from error
        if not first.year == last.year == int(year):
            raise ValueError(f"{where}不在这一年")
        if last < first:
            raise ValueError(f"{where}起止颠倒")
        span = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        if again := days & span:
            raise ValueError(f"{where}重复列出了 {min(again)}")
        days |= span
    return days
