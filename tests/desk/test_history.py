"""Every verb that the journal can record has its sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from desk.history import STEP_TITLES, TITLES
from journal.checks import known_verbs

WRITERS = {"record", "record_first", "amend", "note"}
ROOMS = (
    *("accounts", "cases", "complaints", "deadlines", "gateway", "journal"),
    *("registry", "rewards", "routing", "portal"),
)


def written() -> Iterator[str]:
    """The verbs that stand in calls of the journal's doors."""
    for room in ROOMS:
        for file in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(call, ast.Call) and _name(call) in WRITERS:
                    yield from _verbs(call)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _verbs(call: ast.Call) -> Iterator[str]:
    for argument in call.args[:2]:
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and str(node.value).partition(".")[2]:
                yield str(node.value)


def test_every_verb_of_a_machine_and_every_news_has_a_sentence() -> None:
    assert (known_verbs() | settings.NEWS) - TITLES.keys() == set()


def test_every_verb_in_the_source_has_a_sentence() -> None:
    found = set(written())

    assert len(found) > 30
    assert found - TITLES.keys() == set()


def test_no_two_verbs_are_made_up() -> None:
    known = known_verbs() | settings.NEWS | set(written())

    assert TITLES.keys() - known - {"gatewayclient.created"} == set()
    assert {verb for verb, _step in STEP_TITLES} - TITLES.keys() == set()
