"""Whatever a person reads can be read in English, too."""

import io
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.template import templatize

from config.management.commands.write_docs import machines
from deadlines.register import RULES

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
WORDS = ("_", "gettext", "gettext_lazy", "gettext_noop", "lazy", "ngettext", "ngettext_lazy")
KEYWORDS: dict[str, Any] = dict.fromkeys(WORDS) | {"ngettext": (1, 2), "ngettext_lazy": (1, 2)}
ROOMS = (
    *("config", "desk", "portal", "gateway", "rewards", "cases", "routing", "complaints"),
    *("registry", "accounts", "deadlines", "journal", "wire"),
)


def files(pattern: str) -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((settings.BASE_DIR / room).rglob(pattern))


def strings(source: bytes, name: str) -> Iterator[tuple[str, str]]:
    for line, found, _comments, _context in extract("python", io.BytesIO(source), KEYWORDS):
        for string in found if isinstance(found, tuple) else (found,):
            if string:
                yield string, f"{name}:{line}"


def of_python() -> Iterator[tuple[str, str]]:
    for file in files("*.py"):
        if "migrations" not in file.parts:
            yield from strings(file.read_bytes(), str(file.relative_to(settings.BASE_DIR)))


def of_templates() -> Iterator[tuple[str, str]]:
    for file in files("templates/**/*.html"):
        source = templatize(file.read_text("utf-8")).encode()
        yield from strings(source, str(file.relative_to(settings.BASE_DIR)))


def of_machines() -> Iterator[tuple[str, str]]:
    """A transition's docstring is its Chinese name."""
    for machine in machines():
        for step in machine._meta.get_field("state").get_all_transitions(machine):
            yield step.method.__doc__.strip(), f"{machine.__name__}.{step.name}"


def of_register() -> Iterator[tuple[str, str]]:
    for rule in RULES:
        yield rule.title, rule.code


def english() -> dict[str, str]:
    """Chinese to English; nothing of ours has plural forms."""
    with CATALOGUE.open("rb") as file:
        messages = [m for m in read_po(file) if m.id and m.string and not m.fuzzy]
    return {str(message.id): str(message.string) for message in messages}


@pytest.mark.parametrize("source", [of_python, of_templates, of_machines, of_register])
def test_every_string_has_its_english(source: Any) -> None:
    known = english()

    found = list(source())
    missing = [f"{where} {string}" for string, where in found if string not in known]

    assert len(found) > 10
    assert not missing, "\n".join(["no English for:", *missing])


def test_no_translation_is_left_over() -> None:
    used = {
        string
        for source in (of_python, of_templates, of_machines, of_register)
        for string, _where in source()
    }

    assert sorted(english().keys() - used) == []


def test_a_translation_keeps_the_places_that_are_filled_in() -> None:
    places = re.compile(r"%\(\w+\)[sd]|\{\w+\}")

    differ = [
        chinese
        for chinese, text in english().items()
        if sorted(places.findall(chinese)) != sorted(places.findall(text))
    ]

    assert differ == []


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)._catalog  # type: ignore[attr-defined] # all there is

    found = {chinese: text for chinese, text in compiled.items() if chinese}
    assert found == english(), "run: .venv/bin/pybabel compile -D django -d locale"


def test_the_switch_changes_the_words() -> None:
    with translation.override("en"):
        assert gettext("绿色通道") == "Green channel"
    with translation.override("zh-hans"):
        assert gettext("绿色通道") == "绿色通道"
