"""The morning round and the calendar, from the command line."""

import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from deadlines import selectors, services, tasks
from deadlines.models import Alert, CalendarYear, Clock, DayOff

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
CASE = services.Thing(matter="TS1", subject="case", number="AJ1", office_code="440106")

pytestmark = pytest.mark.usefixtures("people")


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def schedule(people: object, tmp_path: Path) -> Path:
    """The schedule of 2026 in a file, and an office that has not loaded it."""
    days_off = settings.BASE_DIR / "deadlines" / "data" / "days_off.json"
    file = tmp_path / "2026.json"
    year = {"2026": json.loads(days_off.read_text("utf-8"))["2026"]}
    file.write_text(json.dumps(year, ensure_ascii=False), "utf-8")
    DayOff.objects.filter(year=2026).delete()
    CalendarYear.objects.filter(year=2026).delete()
    selectors.forget_calendar()
    return file


def test_the_sweep_tells_once_and_prints_how_much(people: object) -> None:
    services.start(["B-CLOSE-P", "B-CLOSE-S"], thing=CASE, on=date(2026, 3, 2))

    said = [
        run("sweep", "--today", day)
        for day in ("2026-03-29", "2026-03-30", "2026-03-30", "2026-04-03", "2026-06-02")
    ]

    assert said == [f"clocks moved: 0; alerts raised: {n}\n" for n in (0, 1, 0, 1, 1)]
    assert list(Alert.objects.order_by("id").values_list("milestone", flat=True)) == [
        "due_soon",
        "overdue",
        "overdue",
    ]


def test_without_a_day_the_sweep_is_of_today_in_shanghai(people: object, now: datetime) -> None:
    services.start(["B-CLOSE-P"], thing=CASE, on=date(2026, 3, 2))

    assert run("sweep") == "clocks moved: 0; alerts raised: 1\n"

    assert abs((Alert.objects.get().raised_at - now).total_seconds()) < 60


@pytest.mark.parametrize(
    "day",
    ["2026-02-30", "20260302", "today", "2026-3-2", "0001-01-01", "9999-12-31", "２０２６-03-02"],
)
def test_a_day_that_is_none_is_refused(people: object, day: str) -> None:
    with pytest.raises(CommandError):
        run("sweep", "--today", day)


def test_a_year_loaded_late_moves_the_clocks_that_guessed(schedule: Path) -> None:
    services.start(["B-FILE-P", "B-CLOSE-S"], thing=CASE, on=date(2026, 2, 9))
    guessed = list(Clock.objects.order_by("id").values_list("due_on", flat=True))
    assert set(Clock.objects.values_list("provisional", flat=True)) == {True}

    said = run("import_days_off", str(schedule)).splitlines()

    known = list(Clock.objects.order_by("id").values_list("due_on", flat=True))
    moved = [
        f"  AJ1 {rule}: {before} -> {after}"
        for rule, before, after in zip(("B-FILE-P", "B-CLOSE-S"), guessed, known, strict=True)
        if before != after
    ]
    assert said == [f"loaded: 2026; clocks moved: {len(moved)}", *moved]
    assert moved[0] == f"  AJ1 B-FILE-P: 2026-02-23 -> {known[0]}"
    assert set(Clock.objects.values_list("provisional", flat=True)) == {False}
    assert run("import_days_off", str(schedule)) == "loaded: nothing new; clocks moved: 0\n"


@pytest.mark.parametrize("by", ["command", "task"])
def test_a_clock_wound_on_an_old_calendar_is_put_right_by_the_next_sweep(
    schedule: Path, by: str
) -> None:
    services.start(["B-FILE-P"], thing=CASE, on=date(2026, 2, 9))
    services.import_years(json.loads(schedule.read_text("utf-8")), by=None, at=AT)
    assert Clock.objects.get().due_on == date(2026, 2, 23)

    if by == "command":
        assert run("sweep", "--today", "2026-02-10") == "clocks moved: 1; alerts raised: 0\n"
    else:
        assert tasks.sweep() == 1

    healed = Clock.objects.get()
    assert healed.due_on > date(2026, 2, 23)
    assert (healed.provisional, healed.calendar_version) == (False, selectors.calendar().version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        '{"2026": []}',
        '{"2026": {}, "2026": {}}',
        '{"2026": {"notice": "通知", "days_off": 7, "working_weekends": []}}',
        '{"2026": {"notice": "通知", "days_off": ["2026-02-30"], "working_weekends": []}}',
        '{"2026": {"notice": "通知", "days_off": ["2025-10-01"], "working_weekends": []}}',
        '{"2026": {"notice": "通知", "days_off": [], "working_weekends": ["2026-03-02"]}}',
        '{"9999": {"notice": "通知", "days_off": [], "working_weekends": []}}',
        '{"2026": {"notice": "", "days_off": [], "working_weekends": []}}',
        '{"2026": {"notice": "通知"}}',
    ],
)
def test_a_file_that_is_no_schedule_is_refused_and_changes_nothing(
    people: object, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text, "utf-8")
    before = sorted(DayOff.objects.values_list("day", "kind"))

    with pytest.raises(CommandError):
        run("import_days_off", str(file))

    assert sorted(DayOff.objects.values_list("day", "kind")) == before


def test_a_file_in_another_encoding_or_nowhere_is_refused(people: object, tmp_path: Path) -> None:
    file = tmp_path / "gbk.json"
    file.write_bytes('{"2026": "通知"}'.encode("gbk"))

    for name in (file, tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(CommandError):
            run("import_days_off", str(name))
