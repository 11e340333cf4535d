"""The documents that follow from the code."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from config.management.commands import write_docs
from deadlines.register import RULES


@pytest.fixture
def docs(settings: Any, tmp_path: Path) -> Path:
    settings.BASE_DIR = tmp_path
    return tmp_path / "docs"


def test_what_was_written_is_not_stale(docs: Path) -> None:
    call_command("write_docs", verbosity=0)

    call_command("write_docs", "--check")
    assert {file.name for file in docs.iterdir()} == {"states.md", "periods.md", "openapi.yaml"}


def test_the_stale_file_is_named(docs: Path) -> None:
    call_command("write_docs", "states", "periods")
    (docs / "states.md").write_text("once upon a time\n", "utf-8")

    with pytest.raises(CommandError, match=r"docs/states\.md") as refusal:
        call_command("write_docs", "states", "periods", "--check")

    assert "periods" not in str(refusal.value)
    assert (docs / "states.md").read_text("utf-8") == "once upon a time\n"


def test_only_what_was_asked_for_is_written(docs: Path) -> None:
    call_command("write_docs", "periods")

    assert [file.name for file in docs.iterdir()] == ["periods.md"]


def test_an_unknown_document_is_refused(docs: Path) -> None:
    with pytest.raises(CommandError, match="novel"):
        call_command("write_docs", "novel")


def test_every_machine_and_every_step_stands_in_the_states() -> None:
    text = write_docs.states()

    names = [machine.__name__ for machine in write_docs.machines()]
    assert names == [
        "Complaint",
        "Counterfeit",
        "Extension",
        "Infringement",
        "Supervision",
        "Transfer",
        "Reward",
        "ProtectedEntity",
    ]
    assert "| `accept` | 受理 | `received` | `accepted` | intake |" in text
    assert "    received --> accepted: accept" in text
    assert "    concluded --> [*]" in text
    assert "nobody (the system)" in text


def test_a_row_of_the_register_that_is_not_verified_says_so() -> None:
    lines = [line for line in write_docs.periods().splitlines() if line.startswith("| `")]

    marked = [line for line in lines if "⚠ 待核" in line]
    assert len(lines) == len(RULES)
    assert len(marked) == sum(not rule.verified for rule in RULES)


def test_the_api_is_described_in_openapi_3_1() -> None:
    document = yaml.safe_load(write_docs.schema())

    assert document["openapi"].startswith("3.1")
    assert "/api/v1/complaints/" in document["paths"]
