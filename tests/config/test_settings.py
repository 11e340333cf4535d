"""Safe by default, and refusing to start on what is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

SECRET = "a" * 40
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def start(tmp_path: Path, ask: str, **given: str) -> subprocess.CompletedProcess[str]:
    """A fresh process with this environment alone, asked one question about its settings."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(tmp_path),
        "STATIC_ROOT": str(tmp_path / "static"),
    }
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings as s; print({ask})"],
        env=environment | given,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


OFFICE = {
    "DATABASE_URL": "postgres://u@127.0.0.1/x",
    "SECRET_KEY": SECRET,
    "FIELD_KEYS": KEY,
    "ALLOWED_HOSTS": "zhitong.example.cn",
}


def test_without_any_environment_it_is_embedded_and_makes_its_own_secrets(tmp_path: Path) -> None:
    ask = "s.EMBEDDED, s.DEBUG, len(s.SECRET_KEY) > 32, len(s.FIELD_KEYS), s.REDIS_URL"

    first, second = (start(tmp_path, ask + ", s.SECRET_KEY") for _ in range(2))

    assert first.stdout.startswith("True False True 1 "), first.stderr
    assert first.stdout == second.stdout


def test_an_office_is_secure_by_default(tmp_path: Path) -> None:
    ask = (
        "s.EMBEDDED, s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.SESSION_COOKIE_NAME"
    )

    assert start(tmp_path, ask, **OFFICE).stdout.split() == [
        "False",
        "False",
        "True",
        "True",
        "True",
        "True",
        "__Host-session",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS"),
        ({"FIELD_KEYS": "c2hvcnQ="}, "32 bytes"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ],
)
def test_an_office_that_is_not_safe_does_not_start(
    tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    refused = start(tmp_path, "s.DEBUG", **OFFICE | wrong)

    assert refused.returncode != 0
    assert said in refused.stderr


def test_several_field_keys_are_read_newest_first(tmp_path: Path) -> None:
    other = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="

    said = start(
        tmp_path,
        "s.FIELD_KEYS[0][:4], len(s.FIELD_KEYS)",
        **OFFICE | {"FIELD_KEYS": f"{other},{KEY}"},
    )

    assert said.stdout.strip() == "b'fedc' 2"


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET, "utf-8")
    given = {k: v for k, v in OFFICE.items() if k != "SECRET_KEY"}

    said = start(tmp_path, "s.SECRET_KEY", **given, SECRET_KEY_FILE=str(tmp_path / "key"))

    assert said.stdout.strip() == SECRET


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="these are SQLite's own settings")
def test_sqlite_waits_for_the_lock_keeps_what_it_wrote_and_holds_references() -> None:
    asked = {}
    with connection.cursor() as cursor:
        for name in ("synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            asked[name] = cursor.fetchone()[0]

    assert asked == {"synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="these are PostgreSQL's settings")
def test_postgresql_keeps_what_it_wrote_and_waits_for_nobody_for_ever() -> None:
    asked = {}
    with connection.cursor() as cursor:
        for name in ("synchronous_commit", "fsync", "statement_timeout", "lock_timeout"):
            cursor.execute(f"SHOW {name}")
            asked[name] = cursor.fetchone()[0]

    assert asked == {
        "synchronous_commit": "on",
        "fsync": "on",
        "statement_timeout": "1min",
        "lock_timeout": "20s",
    }


def test_the_office_is_in_shanghai_and_keeps_instants_in_utc() -> None:
    assert (settings.USE_TZ, settings.TIME_ZONE, settings.LANGUAGE_CODE) == (
        True,
        "Asia/Shanghai",
        "zh-hans",
    )


def test_passwords_are_hashed_by_argon2_and_the_api_answers_json_only() -> None:
    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert settings.REST_FRAMEWORK["DEFAULT_RENDERER_CLASSES"] == [
        "rest_framework.renderers.JSONRenderer"
    ]
