"""Habits that no linter knows: excuses with a reason, names, docstrings, one place for each."""

import ast
import re
import tomllib
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from tests.architecture.source import FRAME, ROOMS, ROOT, Source, sources

NAMELESS = {"utils", "helpers", "helper", "common", "manager", "handler", "data", "info", "misc"}
HERE = "tests/architecture/test_habits.py"
EVERYTHING = [*sources(), *sources("tests"), Source(ROOT / "manage.py")]


def comments(word: str) -> list[tuple[str, str]]:
    """Every line that holds this excuse, with where it stands."""
    return [
        (f"{source.name}:{number}", line)
        for source in EVERYTHING
        if source.name != HERE
        for number, line in enumerate(source.text.splitlines(), 1)
        if word in line
    ]


def test_every_lint_that_is_silenced_is_named() -> None:
    excuse = re.compile(r"# noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*( - | #|$)")

    assert [place for place, line in comments("# noqa") if not excuse.search(line)] == []


def test_every_type_that_is_ignored_is_named() -> None:
    excuse = re.compile(r"# type: ignore\[[a-z-]+(, ?[a-z-]+)*\]")

    assert [place for place, line in comments("# type: ignore") if not excuse.search(line)] == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")

    assert [s.name for s in EVERYTHING if later.search(s.text) and s.name != HERE] == []


def test_every_module_is_named_after_what_it_holds() -> None:
    names = {
        source.name
        for source in EVERYTHING
        if NAMELESS & {part.removesuffix(".py") for part in source.parts}
    }

    assert names == set()


def test_no_form_and_no_answer_takes_all_fields_there_are() -> None:
    found = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id.endswith("fields") for t in node.targets)
        and isinstance(node.value, ast.Constant)
        and node.value.value == "__all__"
    ]

    assert found == []


def test_the_environment_is_read_in_one_place() -> None:
    touched = re.compile(r"os\.(environ\b(?!\.setdefault\()|getenv|putenv)|from os import")

    assert {
        s.name for s in EVERYTHING[:-1] if s.parts[0] != "tests" and touched.search(s.text)
    } == {"config/env.py"}


def test_every_public_verb_says_what_the_office_would_say() -> None:
    silent = [
        f"{source.name}:{node.lineno} {node.name}"
        for source in sources(*ROOMS)
        if source.parts[-1] in {"services.py", "selectors.py"} or "services" in source.parts
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]

    assert silent == []


@pytest.mark.parametrize("verb", sorted(settings.SUBSCRIPTIONS))
def test_everybody_who_wants_to_hear_exists_and_takes_news(verb: str) -> None:
    for name in settings.SUBSCRIPTIONS[verb]:
        code = import_string(name).__code__
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        assert (name.split(".")[1], names) == ("tasks", ("event", "at"))


def test_nobody_hears_the_same_news_twice() -> None:
    twice = [
        (verb, name)
        for verb, names in settings.SUBSCRIPTIONS.items()
        for name, count in Counter(names).items()
        if count > 1
    ]

    assert twice == []


def test_the_clockwork_calls_tasks_that_exist() -> None:
    from config.celery import app
    from config.wiring import CLOCKWORK

    app.loader.import_default_modules()

    assert set(CLOCKWORK) <= set(app.tasks)


def test_every_table_belongs_to_one_room_and_every_room_is_under_contract() -> None:
    ours = {model._meta.app_label for model in apps.get_models()} & {*ROOMS, *FRAME}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert ours == set(ROOMS)
    assert set(project["tool"]["importlinter"]["root_packages"]) == {*ROOMS, *FRAME}
    assert {
        model._meta.db_table.partition("_")[0]
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
    } == set(ROOMS)


def test_no_print_reaches_the_log() -> None:
    found = [
        f"{source.name}:{call.lineno}"
        for source in sources()
        for call, name in source.calls()
        if name in {"print", "pprint", "breakpoint"}
    ]

    assert found == []


def test_nothing_is_unpickled_and_nothing_evaluated() -> None:
    dangerous = {"pickle.loads", "pickle.load", "marshal.loads", "eval", "exec", "yaml.load"}
    found = [
        f"{source.name}:{call.lineno} {name}"
        for source in sources()
        for call, name in source.calls()
        if name in dangerous
    ]

    assert found == []


def test_services_and_machines_touch_nothing_but_the_database() -> None:
    outside = {"requests", "urllib", "http", "smtplib", "socket", "subprocess", "celery", "redis"}
    quiet = {"services.py", "models.py", "selectors.py", "policies.py"}
    found = []
    for source in sources(*ROOMS):
        if source.parts[-1] not in quiet:
            continue
        for node in ast.walk(source.tree):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found += [
                f"{source.name}: {name}"
                for name in names
                if name.partition(".")[0] in outside or name.startswith("django.core.mail")
            ]

    assert found == []
