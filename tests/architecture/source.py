"""The product's own files, read once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
ROOMS = (
    "accounts",
    "cases",
    "complaints",
    "deadlines",
    "gateway",
    "journal",
    "registry",
    "rewards",
    "routing",
)
"""Rooms that have tables."""
FRAME = ("config", "demo", "desk", "portal", "wire")


@dataclass(frozen=True)
class Source:
    """One file: its path from the root, its text, its tree."""

    path: Path

    @property
    def name(self) -> str:
        """The path as it is written in a sentence."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and file."""
        return self.path.relative_to(ROOT).parts

    @cached_property
    def text(self) -> str:
        """What is written."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """What Python makes of it."""
        return ast.parse(self.text)

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call with the dotted name that is called, as far as it can be written."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, dotted(node.func)


def dotted(node: ast.expr) -> str:
    """`a.b().c` of an expression; what is neither a name nor a call is `[]`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return "[]"


YARDSTICKS = {"config/bench.py", "config/management/commands/bench.py"}
"""The plain programs that the product is measured against, on a database of their own."""


def sources(*folders: str) -> list[Source]:
    """The files of the product, without migrations and yardsticks, in order."""
    return [
        Source(path)
        for folder in folders or (*ROOMS, *FRAME)
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts and str(path.relative_to(ROOT)) not in YARDSTICKS
    ]
