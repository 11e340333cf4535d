"""The clock is read at doors; a day is made of an instant in one place."""

import ast

from tests.architecture.source import Source, sources

READS = {
    "timezone.now",
    "django.utils.timezone.now",
    "timezone.localtime",
    "timezone.localdate",
    "localdate",
    "localtime",
    "now",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.date.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}
DOORS = {"api.py", "tasks.py"}


def is_door(source: Source) -> bool:
    room, *_folders, file = source.parts
    return (
        file in DOORS
        or "api" in source.parts[1:-1]
        or "management" in source.parts
        or room in {"config", "desk", "portal"}
        or source.name == "wire/doors.py"
    )


def test_nothing_below_a_door_reads_the_clock() -> None:
    found = [
        f"{source.name}:{call.lineno} {name}"
        for source in sources()
        if not is_door(source)
        for call, name in source.calls()
        if name in READS
    ]

    assert found == []


def test_the_rule_sees_a_clock_that_is_read() -> None:
    seen = {source.name for source in sources() for _call, name in source.calls() if name in READS}

    assert {"wire/doors.py", "deadlines/tasks.py", "config/celery.py"} <= seen


def test_an_instant_becomes_a_day_in_one_place() -> None:
    found = [
        source.name
        for source in sources()
        for call, name in source.calls()
        if name.endswith(".date") and not call.args and not call.keywords
        if not name.startswith(("EARLIEST", "LATEST"))
    ]

    assert found == ["deadlines/arithmetic.py"]


def test_no_instant_is_without_an_offset() -> None:
    found = [
        f"{source.name}:{call.lineno}"
        for source in sources()
        for call, name in source.calls()
        if name in {"datetime", "datetime.datetime"}
        and not any(word.arg == "tzinfo" for word in call.keywords)
        and len(call.args) < 8
    ]

    assert found == []


def test_the_year_of_a_number_is_the_year_in_shanghai() -> None:
    found = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"year", "month", "day", "weekday"}
        and isinstance(node.value, ast.Name)
        and (node.value.id in {"at", "now"} or node.value.id.endswith("_at"))
    ]

    assert found == []
