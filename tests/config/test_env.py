"""The environment, read in one place."""

import stat
from pathlib import Path

import pytest

from config import env


def test_a_value_comes_from_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZT_TEST", " a ")

    assert (env.text("ZT_TEST"), env.text("ZT_TEST_NONE", "b")) == (" a ", "b")


def test_a_value_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret\n", "utf-8")
    monkeypatch.setenv("ZT_TEST", "not this")
    monkeypatch.setenv("ZT_TEST_FILE", str(tmp_path / "secret"))

    assert env.text("ZT_TEST") == "a secret"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", True),
        ("true", True),
        ("True", True),
        ("YES", True),
        ("on", True),
        ("0", False),
        ("false", False),
        ("no", False),
        ("2", False),
    ],
)
def test_a_flag_is_yes_or_no(monkeypatch: pytest.MonkeyPatch, text: str, meant: bool) -> None:
    monkeypatch.setenv("ZT_TEST", text)

    assert env.flag("ZT_TEST") is meant


def test_a_flag_that_is_not_set_is_what_it_is_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZT_TEST", raising=False)

    assert (env.flag("ZT_TEST"), env.flag("ZT_TEST", default=True)) == (False, True)


def test_words_are_parted_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZT_TEST", "a, b  c,,d")

    assert env.words("ZT_TEST") == ["a", "b", "c", "d"]
    assert env.words("ZT_TEST_NONE", "x y") == ["x", "y"]


def test_a_number_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZT_TEST", "8001")
    assert (env.number("ZT_TEST", 1), env.number("ZT_TEST_NONE", 7)) == (8001, 7)

    monkeypatch.setenv("ZT_TEST", "eight")
    with pytest.raises(ValueError, match="eight"):
        env.number("ZT_TEST", 1)


def test_a_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "var"

    assert env.kept("ZT_TEST_KEY", folder, "first") == "first"
    assert env.kept("ZT_TEST_KEY", folder, "second") == "first"
    assert stat.S_IMODE((folder / "zt-test-key").stat().st_mode) == 0o600


def test_a_secret_that_is_given_is_not_written_down(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZT_TEST_KEY", "given")

    assert env.kept("ZT_TEST_KEY", tmp_path, "made") == "given"
    assert list(tmp_path.iterdir()) == []
