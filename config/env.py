"""The only place that reads the environment; any value may also come from a file NAME_FILE."""

import os
from collections.abc import Mapping
from pathlib import Path

import environ

BASE = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE / ".env")


def text(name: str, default: str = "") -> str:
    """A value, from NAME or from the file that NAME_FILE names."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text("utf-8").strip()
    return os.environ.get(name, default)


def for_child(values: Mapping[str, str]) -> dict[str, str]:
    """The environment for a program that we start, with some values of its own; empty ones not."""
    return os.environ | {name: value for name, value in values.items() if value}


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no: 1, true, yes and on mean yes."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas or spaces."""
    return text(name, default).replace(",", " ").split()


def number(name: str, default: int) -> int:
    """A whole number."""
    return int(text(name) or default)


def kept(name: str, folder: Path, make: str) -> str:
    """A secret that the embedded default makes once and keeps beside its data, mode 0600."""
    given = text(name)
    if given:
        return given
    file = folder / name.lower().replace("_", "-")
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(make)
    return file.read_text("utf-8").strip()
