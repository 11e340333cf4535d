"""The clocks of the office: wound, stopped, extended, moved, and told of in time, once."""

import json
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from deadlines import selectors, services
from deadlines.models import Alert, CalendarYear, Clock, DayOff, Entry
from journal.models import Event
from wire.problems import Conflict, NotValid

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
CASE = services.Thing(matter="TS1", subject="case", number="AJ1", office_code="440106")

pytestmark = pytest.mark.usefixtures("people")


def a_thing(n: int) -> services.Thing:
    return services.Thing(matter=f"TS{n}", subject="case", number=f"AJ{n}", office_code="440106")


def wind(rule: str = "B-CLOSE-P", thing: services.Thing = CASE, on: date = MONDAY) -> Clock:
    [clock] = services.start([rule], thing=thing, on=on)
    return Clock.objects.get(pk=clock.pk)


def again(clock: Clock) -> Clock:
    return Clock.objects.get(pk=clock.pk)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def sweep(day: date) -> int:
    return services.announce(today=day, at=noon(day))


def told() -> list[tuple[str, date, date]]:
    rows = Alert.objects.order_by("id")
    return [(a.milestone, a.raised_on, a.due_on) for a in rows]


# Winding and stopping


def test_a_docketed_case_has_a_promise_and_a_limit_of_the_law() -> None:
    services.start(["B-CLOSE-P", "B-CLOSE-S"], thing=CASE, on=MONDAY)

    promise, limit = Clock.objects.order_by("id")
    assert (promise.binding, promise.nominal_on, promise.due_on, promise.warn_on) == (
        "policy",
        date(2026, 4, 2),
        date(2026, 4, 2),
        date(2026, 3, 30),
    )
    assert (limit.binding, limit.nominal_on, limit.due_on, limit.warn_on) == (
        "statutory",
        date(2026, 5, 31),
        date(2026, 6, 1),
        date(2026, 5, 22),
    )
    for clock in (promise, limit):
        assert (clock.state, clock.started_on, clock.announce_on) == (
            "running",
            MONDAY,
            clock.warn_on,
        )
        assert (clock.matter, clock.subject, clock.number, clock.office_code) == (
            "TS1",
            "case",
            "AJ1",
            "440106",
        )
        assert (clock.provisional, clock.extended_by, clock.excluded_days) == (False, "", 0)


@pytest.mark.parametrize(
    ("rule", "on"), [("A-CLOSE", date(2025, 1, 31)), ("A-CLOSE-OLD", date(2025, 2, 1))]
)
def test_a_rule_that_is_not_in_force_winds_nothing(rule: str, on: date) -> None:
    assert services.start([rule], thing=CASE, on=on) == []
    assert not Clock.objects.exists()


def test_a_thing_has_one_running_clock_of_each_rule() -> None:
    wind()

    with pytest.raises(IntegrityError), transaction.atomic():
        wind()

    services.stop(subject="case", number="AJ1", on=MONDAY)
    wind(on=date(2026, 3, 3))
    assert Clock.objects.count() == 2


def test_a_stopped_clock_says_when_and_will_not_be_told_of() -> None:
    clock, other = wind(), wind(thing=a_thing(2))

    assert services.stop(subject="case", number="AJ1", on=date(2026, 3, 9)) == 1
    assert services.stop(subject="case", number="AJ1", on=date(2026, 3, 10)) == 0

    stopped = again(clock)
    assert (stopped.state, stopped.stopped_on, stopped.announce_on) == (
        "stopped",
        date(2026, 3, 9),
        None,
    )
    assert again(other).state == "running"


def test_only_the_clocks_of_the_named_rules_stop() -> None:
    promise, limit = wind("B-CLOSE-P"), wind("B-CLOSE-S")

    assert services.stop(subject="case", number="AJ1", on=MONDAY, rules=["B-CLOSE-P"]) == 1

    assert (again(promise).state, again(limit).state) == ("stopped", "running")


def test_open_clocks_and_what_they_told_follow_the_matter_to_another_office() -> None:
    promise, limit = wind("B-CLOSE-P"), wind("B-CLOSE-S")
    sweep(promise.warn_on)
    services.stop(subject="case", number="AJ1", on=MONDAY, rules=["B-CLOSE-S"])

    services.hand_to("440104", subject="case", number="AJ1")

    assert (again(promise).office_code, again(limit).office_code) == ("440104", "440106")
    assert [a.office_code for a in Alert.objects.all()] == ["440104"]


def test_a_due_day_that_a_person_set_stays_where_it_was_set() -> None:
    clock = services.start_until("B-CLOSE-P", thing=CASE, on=MONDAY, due_on=date(2026, 3, 14))

    services.recompute(again(clock), at=AT)

    kept = again(clock)
    assert (kept.fixed, kept.nominal_on, kept.due_on) == (
        True,
        date(2026, 3, 14),
        date(2026, 3, 14),
    )
    assert kept.announce_on == kept.warn_on == date(2026, 3, 11)


# Extending and excluding


def test_an_extension_is_added_to_the_nominal_end() -> None:
    clock = wind("B-CLOSE-S")

    services.extend(clock, level=1, ground="案情复杂", at=AT)

    moved = again(clock)
    assert (moved.nominal_on, moved.due_on, moved.extended_by) == (
        date(2026, 6, 30),
        date(2026, 6, 30),
        "30 days",
    )
    assert (moved.warn_on, moved.announce_on) == (date(2026, 6, 20), date(2026, 6, 20))
    event = Event.objects.get(verb="clock.moved")
    assert (event.matter, event.number, event.data) == (
        "TS1",
        "AJ1",
        {"rule": "B-CLOSE-S", "of": "case", "from": "2026-06-01", "to": "2026-06-30"},
    )


def test_each_level_of_extension_is_used_once() -> None:
    clock = wind()
    services.extend(clock, level=1, ground="案情特别复杂", at=AT)

    with pytest.raises(Conflict) as refused:
        services.extend(clock, level=1, ground="案情特别复杂", at=AT)

    assert refused.value.code == "level_used"
    assert again(clock).due_on == date(2026, 4, 17)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(clock=clock, kind="extension", n=1, unit="days", level=1, at=AT)


def test_a_long_reason_does_not_stop_an_extension() -> None:
    clock = wind()

    services.extend(clock, level=1, ground="案" * 2000, at=AT)

    assert Entry.objects.get().ground == "案" * 200


@pytest.mark.parametrize("level", [-1, 0, 2, 3])
def test_a_level_that_the_register_does_not_have_is_refused(level: int) -> None:
    clock = wind()

    with pytest.raises(NotValid) as refused:
        services.extend(clock, level=level, ground="案情特别复杂", at=AT)

    assert refused.value.code == "no_such_level"
    assert again(clock).due_on == date(2026, 4, 2)


def test_both_levels_together_count_from_the_start() -> None:
    clock = wind("A-CLOSE", on=date(2025, 11, 30))
    assert clock.nominal_on == date(2026, 2, 28)

    services.extend(clock, level=1, ground="案情复杂", at=AT - timedelta(days=60))
    services.extend(clock, level=2, ground="案情特别复杂", at=AT)

    assert (again(clock).nominal_on, again(clock).extended_by) == (
        date(2026, 5, 30),
        "1 months + 2 months",
    )


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2026, 4, 1, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 4, 1, 16, 0, tzinfo=UTC), True),
    ],
)
def test_the_last_day_for_an_extension_ends_at_midnight_in_shanghai(
    at: datetime, late: bool
) -> None:
    clock = wind()

    if late:
        with pytest.raises(Conflict) as refused:
            services.extend(clock, level=1, ground="案情特别复杂", at=at)
        assert refused.value.code == "too_late"
    else:
        services.extend(clock, level=1, ground="案情特别复杂", at=at)

    assert (again(clock).due_on == date(2026, 4, 2)) is late


def test_a_stopped_clock_is_not_extended() -> None:
    clock = wind()
    services.stop(subject="case", number="AJ1", on=MONDAY)

    with pytest.raises(Conflict) as refused:
        services.extend(again(clock), level=1, ground="案情特别复杂", at=AT)

    assert refused.value.code == "too_late"


def test_excluded_days_move_the_due_day_and_are_counted() -> None:
    clock = wind("B-CLOSE-S")

    services.exclude(
        clock, ground="hearing", from_on=date(2026, 3, 10), to_on=date(2026, 3, 19), at=AT
    )

    moved = again(clock)
    assert (moved.nominal_on, moved.due_on, moved.excluded_days) == (
        date(2026, 6, 10),
        date(2026, 6, 10),
        10,
    )


def test_a_gap_that_ends_before_it_begins_is_refused() -> None:
    clock = wind()

    with pytest.raises(NotValid) as refused:
        services.exclude(
            clock, ground="hearing", from_on=date(2026, 3, 10), to_on=date(2026, 3, 9), at=AT
        )

    assert refused.value.code == "before_start"
    assert not Entry.objects.exists()


def test_reckoning_again_changes_nothing_and_says_nothing() -> None:
    clock = wind("B-CLOSE-S")
    services.extend(clock, level=1, ground="案情复杂", at=AT)
    services.exclude(
        clock, ground="hearing", from_on=date(2026, 3, 10), to_on=date(2026, 3, 19), at=AT
    )
    before, events = Clock.objects.filter(pk=clock.pk).values().get(), Event.objects.count()

    for _ in range(2):
        services.recompute(again(clock), at=AT)

    assert Clock.objects.filter(pk=clock.pk).values().get() == before
    assert Event.objects.count() == events


# Telling


def test_it_is_told_once_that_it_is_due_soon_and_once_that_it_is_overdue() -> None:
    clock = wind()

    raised = [sweep(MONDAY + timedelta(days=n // 3)) for n in range(3 * 60)]

    assert sum(raised) == 2
    assert told() == [
        ("due_soon", date(2026, 3, 30), date(2026, 4, 2)),
        ("overdue", date(2026, 4, 3), date(2026, 4, 2)),
    ]
    assert again(clock).announce_on is None
    events = Event.objects.filter(matter="TS1").order_by("seq")
    assert [(e.verb, e.subject, e.number, e.actor_id) for e in events] == [
        ("clock.due_soon", "clock", "AJ1", None),
        ("clock.overdue", "clock", "AJ1", None),
    ]


def test_an_alert_says_whose_matter_it_is() -> None:
    wind()
    sweep(date(2026, 3, 30))

    alert = Alert.objects.get()
    assert (alert.matter, alert.subject, alert.number, alert.office_code, alert.raised_at) == (
        "TS1",
        "case",
        "AJ1",
        "440106",
        noon(date(2026, 3, 30)),
    )


def test_a_missed_morning_is_caught_up() -> None:
    wind()

    assert sweep(date(2026, 4, 1)) == 1

    assert told() == [("due_soon", date(2026, 4, 1), date(2026, 4, 2))]


def test_after_a_long_silence_only_what_is_still_true_is_told() -> None:
    wind()

    assert [sweep(date(2026, 5, 4)), sweep(date(2026, 5, 5))] == [1, 0]

    assert told() == [("overdue", date(2026, 5, 4), date(2026, 4, 2))]


def test_a_stopped_clock_is_silent() -> None:
    wind()
    services.stop(subject="case", number="AJ1", on=date(2026, 3, 20))

    assert sweep(date(2026, 12, 31)) == 0
    assert told() == []


def test_what_was_told_of_the_old_due_day_is_told_anew_of_the_new_one() -> None:
    clock = wind()
    sweep(date(2026, 3, 30))
    services.extend(again(clock), level=1, ground="案情特别复杂", at=noon(date(2026, 4, 1)))

    for n in range(40):
        sweep(date(2026, 4, 1) + timedelta(days=n))

    assert told() == [
        ("due_soon", date(2026, 3, 30), date(2026, 4, 2)),
        ("due_soon", date(2026, 4, 14), date(2026, 4, 17)),
        ("overdue", date(2026, 4, 18), date(2026, 4, 17)),
    ]


def test_a_clock_set_back_tells_nothing_twice() -> None:
    wind()
    for day in (3, 4, 1, 3, 2, 9):
        sweep(date(2026, 4, day))

    assert [t[0] for t in told()] == ["overdue"]


def test_a_round_reaches_everybody_however_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "BATCH", 2)
    for n in range(7):
        wind(thing=a_thing(n), on=MONDAY + timedelta(days=n % 3))

    assert sweep(date(2026, 4, 30)) == 7


def test_one_clock_that_cannot_be_told_does_not_silence_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for n in range(5):
        wind(thing=a_thing(n))
    Clock.objects.filter(number="AJ2").update(rule="NO-SUCH-RULE")

    assert sweep(date(2026, 4, 30)) == 4

    assert sorted(Alert.objects.values_list("number", flat=True)) == ["AJ0", "AJ1", "AJ3", "AJ4"]
    assert "clock NO-SUCH-RULE of AJ2 cannot be told" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_time_raise_each_alert_once() -> None:
    for n in range(10):
        wind(thing=a_thing(n))
    start, raised, failed = Barrier(4), list[int](), list[BaseException]()

    def look() -> None:
        try:
            start.wait()
            raised.append(sweep(date(2026, 4, 1)))
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sum(raised) == 10
    assert Alert.objects.count() == 10
    assert Event.objects.filter(verb="clock.due_soon").count() == 10


def test_taking_note_twice_is_once(people: dict[str, User]) -> None:
    wind()
    sweep(date(2026, 3, 30))
    alert = Alert.objects.get()

    for _ in range(2):
        services.acknowledge(alert, by=people["officer_tianhe"], at=AT)
    services.acknowledge(alert, by=people["chief_tianhe"], at=AT)

    assert [note.by.username for note in alert.acknowledgements.order_by("id")] == [
        "officer_tianhe",
        "chief_tianhe",
    ]
    assert Event.objects.filter(verb="alert.acknowledged").count() == 2


# The calendar


def schedule_of(*years: int) -> dict[str, Any]:
    file = settings.BASE_DIR / "deadlines" / "data" / "days_off.json"
    schedules = json.loads(file.read_text("utf-8"))
    return {str(year): schedules[str(year)] for year in years}


def forget(*years: int) -> None:
    DayOff.objects.filter(year__in=years).delete()
    CalendarYear.objects.filter(year__in=years).delete()
    selectors.forget_calendar()


def test_a_clock_in_a_year_without_a_schedule_is_provisional_until_it_is_loaded() -> None:
    on = date(2026, 2, 9)
    known = wind("B-FILE-P", thing=a_thing(1), on=on)
    forget(2026)
    guessed = wind("B-FILE-P", thing=a_thing(2), on=on)
    stopped = wind("B-FILE-P", thing=a_thing(3), on=on)
    services.stop(subject="case", number="AJ3", on=on)
    assert (guessed.provisional, guessed.due_on) == (True, date(2026, 2, 23))

    assert services.import_years(schedule_of(2026), by=None, at=AT) == [2026]
    moved = services.recompute_open(at=AT)

    assert [(c.number, before, after) for c, before, after in moved] == [
        ("AJ2", date(2026, 2, 23), known.due_on)
    ]
    healed = again(guessed)
    assert (healed.provisional, healed.due_on, healed.warn_on) == (
        False,
        known.due_on,
        known.warn_on,
    )
    assert known.due_on > date(2026, 2, 23)
    assert again(stopped).due_on == date(2026, 2, 23)
    assert Event.objects.get(verb="clock.moved").number == "AJ2"
    assert services.recompute_open(at=AT) == []


def test_a_year_beyond_those_published_is_provisional_from_the_day_it_is_reached() -> None:
    inside = wind("B-CLOSE-P", thing=a_thing(1), on=date(2026, 11, 20))
    beyond = wind("B-CLOSE-P", thing=a_thing(2), on=date(2026, 12, 1))

    assert (inside.due_on, inside.provisional) == (date(2026, 12, 21), False)
    assert (beyond.due_on.year, beyond.provisional) == (2027, True)


def test_the_same_schedule_twice_changes_nothing() -> None:
    version = selectors.calendar().version

    assert services.import_years(schedule_of(2025, 2026), by=None, at=AT) == []

    assert selectors.calendar().version == version


def test_an_import_is_written_down(people: dict[str, User]) -> None:
    forget(2026)

    services.import_years(schedule_of(2026), by=people["auditor"], at=AT)

    event = Event.objects.filter(verb="calendar.imported").latest("id")
    assert (event.matter, event.number, event.actor_id) == (
        "calendar",
        "2026",
        people["auditor"].pk,
    )


def test_a_schedule_that_is_wrong_changes_nothing() -> None:
    before = DayOff.objects.count()
    schedules = schedule_of(2025)
    schedules["2026"] = {"notice": "通知", "days_off": ["2026-02-30"], "working_weekends": []}
    forget(2025)
    kept = DayOff.objects.count()

    with pytest.raises(NotValid) as refused:
        services.import_years(schedules, by=None, at=AT)

    assert refused.value.code == "bad_schedule"
    assert DayOff.objects.count() == kept < before


def test_one_clock_that_cannot_be_reckoned_does_not_hold_up_the_others() -> None:
    forget(2026)
    for n in range(3):
        wind("B-FILE-P", thing=a_thing(n), on=date(2026, 2, 9))
    Clock.objects.filter(number="AJ1").update(rule="NO-SUCH-RULE")

    services.import_years(schedule_of(2026), by=None, at=AT)

    assert [clock.number for clock, _, _ in services.recompute_open(at=AT)] == ["AJ0", "AJ2"]
