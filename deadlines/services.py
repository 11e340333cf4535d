"""Verbs of the clocks: start, stop, extend, exclude, move, announce; and the calendar's import."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from deadlines import arithmetic, selectors
from deadlines.arithmetic import Exclusion, legal_day
from deadlines.choices import ClockState, DayKind, EntryKind, Milestone, Unit
from deadlines.models import Acknowledgement, Alert, CalendarYear, Clock, DayOff, Entry
from deadlines.register import Length, Rule, in_force, rule_for
from journal.services import lock, record
from wire.people import Person
from wire.problems import Conflict, NotValid

BATCH = 500
log = logging.getLogger("zhitong")


@dataclass(frozen=True)
class Thing:
    """What a clock runs against."""

    matter: str
    subject: str
    number: str
    office_code: str


def start(codes: Iterable[str], *, thing: Thing, on: date) -> list[Clock]:
    """Wind the clocks of these rules from a day (Shanghai), in one statement.

    A rule that was not yet, or is no longer, in force on that day winds nothing.
    """
    clocks = [_wound(rule_for(code, on), thing, on) for code in codes if in_force(code, on)]
    return Clock.objects.bulk_create(clocks) if clocks else []


def start_until(code: str, *, thing: Thing, on: date, due_on: date) -> Clock:
    """Wind a clock whose due day a person has set."""
    clock = _wound(rule_for(code, on), thing, on)
    calendar = selectors.calendar()
    clock.fixed = True
    clock.nominal_on = clock.due_on = due_on
    clock.provisional = calendar.is_provisional(on, due_on)
    _aim(clock, rule_for(code, on))
    clock.save(force_insert=True)
    return clock


def _wound(rule: Rule, thing: Thing, on: date) -> Clock:
    clock = Clock(
        matter=thing.matter,
        subject=thing.subject,
        number=thing.number,
        office_code=thing.office_code,
        rule=rule.code,
        binding=rule.binding,
        started_on=on,
    )
    _reckon(clock, rule, (), ())
    return clock


def _reckon(
    clock: Clock, rule: Rule, extensions: Sequence[Length], exclusions: Sequence[Exclusion]
) -> None:
    calendar = selectors.calendar()
    due = arithmetic.reckon(
        rule.length,
        clock.started_on,
        calendar=calendar,
        extensions=extensions,
        exclusions=exclusions,
        rolls=rule.rolls,
    )
    clock.nominal_on = due.nominal_on
    clock.due_on = due.due_on
    clock.provisional = due.provisional
    clock.excluded_days = due.excluded_days
    clock.extended_by = " + ".join(f"{e.n} {e.unit}" for e in extensions)
    clock.calendar_version = calendar.version
    _aim(clock, rule)


def _aim(clock: Clock, rule: Rule, told: Iterable[str] = ()) -> None:
    """Set the warning day and the next day on which somebody must be told."""
    calendar = selectors.calendar()
    clock.warn_on = arithmetic.warn_day(clock.due_on, rule.warn, calendar)
    upcoming = arithmetic.next_milestone(_stages(clock), set(told), date.min)
    clock.announce_on = upcoming[1] if upcoming else None


def _stages(clock: Clock) -> tuple[tuple[Milestone, date], ...]:
    return arithmetic.milestones(clock.warn_on, clock.due_on)


def stop(*, subject: str, number: str, on: date, rules: Iterable[str] | None = None) -> int:
    """Stop the clocks of a thing (all, or those of some rules); gives how many stopped."""
    running = Clock.objects.filter(subject=subject, number=number).exclude(state=ClockState.STOPPED)
    if rules is not None:
        running = running.filter(rule__in=list(rules))
    return running.update(state=ClockState.STOPPED, stopped_on=on, announce_on=None)


def hand_to(office_code: str, *, subject: str, number: str) -> None:
    """Let the open clocks of a thing, and all its alerts, follow it to another office."""
    clocks = Clock.objects.filter(subject=subject, number=number)
    clocks.exclude(state=ClockState.STOPPED).update(office_code=office_code)
    Alert.objects.filter(clock__in=clocks).update(office_code=office_code)


@transaction.atomic
def extend(clock: Clock, *, level: int, ground: str, at: datetime) -> Clock:
    """Grant the extension of one level, as the register has it; once, and before the due day.

    Raises NotValid when the register has no such level, Conflict when it is too late or the
    level was used.
    """
    rule = selectors.rule_of(clock)
    if not 1 <= level <= len(rule.extensions):
        raise NotValid.at("level", _("该时限没有这一级延期"), "no_such_level")
    if clock.state == ClockState.STOPPED or legal_day(at) >= clock.due_on:
        raise Conflict(_("时限已停止或已届满，不能延期"), code="too_late")
    if clock.entries.filter(kind=EntryKind.EXTENSION, level=level).exists():
        raise Conflict(_("该级延期已经使用"), code="level_used")
    length = rule.extensions[level - 1].length
    Entry(
        clock=clock,
        kind=EntryKind.EXTENSION,
        n=length.n,
        unit=length.unit,
        level=level,
        ground=ground[:200],  # the ledger names it; the request and the journal have it in full
        at=at,
    ).save(force_insert=True)
    return recompute(clock, at=at)


@transaction.atomic
def exclude(clock: Clock, *, ground: str, from_on: date, to_on: date, at: datetime) -> Clock:
    """Write down days that do not count (both inside), and move the due date by them."""
    if to_on < from_on:
        raise NotValid.at("to_on", _("止日不得早于起日"), "before_start")
    Entry(
        clock=clock,
        kind=EntryKind.EXCLUSION,
        ground=ground,
        from_on=from_on,
        to_on=to_on,
        at=at,
    ).save(force_insert=True)
    try:
        return recompute(clock, at=at)
    except ValueError as error:
        raise NotValid.at("to_on", str(error), "out_of_range") from error


def recompute(clock: Clock, *, at: datetime) -> Clock:
    """Bring a clock to what its ledger and the calendar say; records the move when it moves.

    A clock whose due day a person has set stays where it was set.
    """
    if clock.fixed:
        return clock
    # What the ledger says is read when nobody else can write to it.
    lock(clock.matter)
    fresh = Clock.objects.get(pk=clock.pk)
    clock.state, clock.due_on = fresh.state, fresh.due_on
    before = clock.due_on
    rule = selectors.rule_of(clock)
    entries = list(clock.entries.order_by("level", "id"))
    extensions = [Length(e.n, Unit(e.unit)) for e in entries if e.kind == EntryKind.EXTENSION]
    exclusions = [
        (e.from_on, e.to_on)
        for e in entries
        if e.kind == EntryKind.EXCLUSION and e.from_on and e.to_on
    ]
    _reckon(clock, rule, extensions, exclusions)
    told = clock.alerts.filter(due_on=clock.due_on).values_list("milestone", flat=True)
    _aim(clock, rule, told)
    if clock.state == ClockState.STOPPED:
        clock.announce_on = None
    if clock.due_on != before:
        record(
            "clock.moved",
            subject=clock,
            by=None,
            at=at,
            data={"rule": clock.rule, "of": clock.subject, "from": before, "to": clock.due_on},
        )
    clock.save(
        update_fields=[
            "nominal_on",
            "due_on",
            "warn_on",
            "provisional",
            "excluded_days",
            "extended_by",
            "announce_on",
            "calendar_version",
        ]
    )
    return clock


def announce(*, today: date, at: datetime) -> int:
    """The sweep: raise every alert whose day has come; gives how many were raised.

    Level-triggered: a missed day is caught up, a second sweep raises nothing. Each clock has
    its own transaction, so one that cannot be told does not silence the others.
    """
    raised, last = 0, (date.min, 0)
    while True:
        batch = list(
            Clock.objects.filter(announce_on__lte=today, state=ClockState.RUNNING)
            .filter(Q(announce_on__gt=last[0]) | Q(announce_on=last[0], id__gt=last[1]))
            .order_by("announce_on", "id")[:BATCH]
        )
        if not batch:
            return raised
        last = (batch[-1].announce_on or date.min, batch[-1].pk)
        raised += sum(_tell(clock, today=today, at=at) for clock in batch)


class _Faster(Exception):
    """The clock changed while its alert was being written; the next sweep looks again."""


def _tell(clock: Clock, *, today: date, at: datetime) -> int:
    """Raise what one clock has come to. The journal first, then the clock: as every verb does."""
    seen = clock.announce_on
    try:
        with transaction.atomic():
            told = set(clock.alerts.filter(due_on=clock.due_on).values_list("milestone", flat=True))
            upcoming = arithmetic.next_milestone(_stages(clock), told, today)
            reached = upcoming[0] if upcoming and upcoming[1] <= today else None
            if reached:
                _raise_alert(clock, reached, today=today, at=at)
                told.add(reached)
            _aim(clock, selectors.rule_of(clock), told)
            same = Clock.objects.filter(
                pk=clock.pk, announce_on=seen, due_on=clock.due_on, state=ClockState.RUNNING
            )
            if not same.update(announce_on=clock.announce_on):
                raise _Faster
    except (_Faster, IntegrityError):
        return 0
    except Exception:
        log.exception("clock %s of %s cannot be told", clock.rule, clock.number)
        return 0
    return int(reached is not None)


def _raise_alert(clock: Clock, milestone: Milestone, *, today: date, at: datetime) -> None:
    record(
        f"clock.{milestone}",
        subject=clock,
        by=None,
        at=at,
        data={"rule": clock.rule, "of": clock.subject, "due_on": clock.due_on},
    )
    Alert(
        clock=clock,
        milestone=milestone,
        due_on=clock.due_on,
        matter=clock.matter,
        subject=clock.subject,
        number=clock.number,
        office_code=clock.office_code,
        raised_on=today,
        raised_at=at,
    ).save(force_insert=True)


@transaction.atomic
def acknowledge(alert: Alert, *, by: Person, at: datetime) -> Alert:
    """Take note of an alert; twice is once."""
    _note, created = Acknowledgement.objects.get_or_create(
        alert=alert, by_id=by.pk, defaults={"at": at}
    )
    if created:
        record(
            "alert.acknowledged",
            subject=alert,
            by=by,
            at=at,
            data={"milestone": alert.milestone, "due_on": alert.due_on},
        )
    return alert


@transaction.atomic
def import_years(schedules: Mapping[str, Any], *, by: Person | None, at: datetime) -> list[int]:
    """Load published schedules of days off (the shape of `data/days_off.json`).

    Raises NotValid naming the bad entry; then nothing is changed. The open clocks are brought
    up to date by `recompute_open`.
    """
    try:
        off, working, published = arithmetic.load_days(schedules)
    except ValueError as error:
        raise NotValid.at("schedule", str(error), "bad_schedule") from error
    newest = CalendarYear.objects.order_by("-version").values_list("version", flat=True).first()
    version = (newest or 0) + 1
    changed: list[int] = []
    for number in sorted(published):
        days = {d: DayKind.OFF for d in off if d.year == number}
        days |= {d: DayKind.WORKING for d in working if d.year == number}
        kept = dict(DayOff.objects.filter(year=number).values_list("day", "kind"))
        known = CalendarYear.objects.filter(year=number).first()
        if known and kept == days:
            continue
        DayOff.objects.filter(year=number).delete()
        year, _created = CalendarYear.objects.update_or_create(
            year=number,
            defaults={
                "notice": str(schedules[str(number)].get("notice", "")),
                "version": version,
                "imported_at": at,
            },
        )
        DayOff.objects.bulk_create(DayOff(day=d, kind=k, year=year) for d, k in days.items())
        record("calendar.imported", subject=year, by=by, at=at, data={"days": len(days)})
        changed.append(number)
    if changed:
        selectors.forget_calendar()
    return changed


def recompute_open(*, at: datetime) -> list[tuple[Clock, date, date]]:
    """Bring every open clock that an older calendar counted up to date; gives those that moved.

    Runs after an import and again with each sweep, so that a clock wound by a process that
    had not yet seen the new calendar is put right by itself. One that cannot be reckoned does
    not keep the others from it.
    """
    moved: list[tuple[Clock, date, date]] = []
    version = selectors.calendar().version
    stale = Clock.objects.exclude(state=ClockState.STOPPED).filter(
        calendar_version__lt=version, fixed=False
    )
    last = 0
    while True:
        batch = list(stale.filter(pk__gt=last).order_by("pk")[:BATCH])
        if not batch:
            return moved
        last = batch[-1].pk
        for clock in batch:
            before = clock.due_on
            try:
                with transaction.atomic():
                    recompute(clock, at=at)
            except Exception:
                log.exception("clock %s of %s cannot be reckoned", clock.rule, clock.number)
                continue
            if clock.due_on != before:
                moved.append((clock, before, clock.due_on))
