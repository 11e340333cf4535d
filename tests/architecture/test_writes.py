"""Only services write, and only the journal changes a state."""

import re
import weakref
from typing import Any

from django.apps import apps
from django_fsm import FSMField

from journal.models import Recorded
from tests.architecture.source import ROOMS, Source, sources

WRITES = {
    "save",
    "asave",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "raw_delete",
}
NOT_ROWS = ("super()", "cache", "default_storage", "request.session")
ROWS = re.compile(r"\.(objects|_base_manager|filter\(\)|exclude\(\)|all\(\))(\.|$)")


def writes(source: Source) -> list[str]:
    """Calls in one file that write rows: `.save(…)` and its kin, and `….filter(…).update(…)`."""
    found = []
    for call, name in source.calls():
        owner, _dot, verb = name.rpartition(".")
        if not owner or owner in NOT_ROWS:
            continue
        if verb in WRITES or (verb == "update" and ROWS.search(f".{owner}")):
            found.append(f"{source.name}:{call.lineno} {name}")
    return found


def test_nothing_but_services_writes_rows() -> None:
    doors = [s for s in sources() if "services" not in s.parts and s.parts[-1] != "services.py"]

    assert [write for source in doors for write in writes(source)] == []


def test_the_rule_sees_a_write_where_there_is_one() -> None:
    services = [s for s in sources(*ROOMS) if s.parts[-1] == "services.py"]

    assert {s.parts[0] for s in services if writes(s)} >= {"journal", "complaints", "cases"}


def test_nobody_but_the_journal_updates_a_state() -> None:
    machines = [s for s in sources() if s.parts[0] != "journal"]
    found = [
        f"{source.name}:{call.lineno}"
        for source in machines
        for call, name in source.calls()
        if name.rpartition(".")[2] in {"update", "bulk_update", "update_or_create"}
        and any(word.arg == "state" for word in call.keywords)
        and not source.name.startswith("deadlines/")  # a clock's state is no machine
    ]

    assert found == []


def test_nobody_creates_a_machine_in_the_middle_of_its_road() -> None:
    names = {model.__name__ for model in machines_of_the_office()}
    found = [
        f"{source.name}:{call.lineno} {name}"
        for source in sources()
        for call, name in source.calls()
        if name.rpartition(".")[2] in names and any(word.arg == "state" for word in call.keywords)
    ]

    assert found == []


def test_raw_statements_are_for_the_database_itself() -> None:
    allowed = {"config/backup.py", "config/health.py", "wire/search.py", "journal/protection.py"}
    found = {
        source.name
        for source in sources()
        for _call, name in source.calls()
        if name.endswith((".raw", ".extra", "cursor.execute", "editor.execute", ".executescript"))
    }

    assert found <= allowed


def machines_of_the_office() -> list[Any]:
    """Every model that has a road of states."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Recorded) and hasattr(model, "get_all_state_transitions")
    ]


def test_the_state_of_every_machine_is_protected() -> None:
    states = [
        (model.__name__, field.name, field.protected)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FSMField)
    ]

    assert states
    assert {(name, field) for name, field, safe in states if not safe or field != "state"} == set()


def test_every_step_of_every_machine_says_who_may() -> None:
    steps = [
        (f"{model.__name__}.{t.name}", t.permission)
        for model in machines_of_the_office()
        for t in model().get_all_state_transitions()
    ]

    assert len(steps) > 50
    assert [name for name, permission in steps if permission is None] == []


def test_every_step_has_its_chinese_name() -> None:
    names = {
        (f"{model.__name__}.{t.name}", (t.method.__doc__ or "").strip())
        for model in machines_of_the_office()
        for t in model().get_all_state_transitions()
    }

    assert sorted(step for step, name in names if not name or name.isascii()) == []


def test_the_only_receiver_of_a_transition_is_the_guard() -> None:
    from django_fsm.signals import post_transition, pre_transition

    from journal.services import guard

    receivers = [ref() for _key, ref, *_rest in pre_transition.receivers]
    assert receivers == [guard]
    assert post_transition.receivers == []


def test_no_receiver_of_the_products_own_stands_at_a_model() -> None:
    from django.db.models import signals

    ours = (*ROOMS, "config", "demo", "desk", "portal", "wire")
    found = []
    for name in ("pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"):
        for _key, ref, *_rest in getattr(signals, name).receivers:
            receiver = ref() if isinstance(ref, weakref.ReferenceType) else ref
            module = getattr(receiver, "__module__", "")
            if module.partition(".")[0] in ours:
                found.append(f"{name}: {module}")

    assert found == []
