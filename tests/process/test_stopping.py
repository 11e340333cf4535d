"""Opening again, closing, and what is left behind."""

import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.process import story
from tests.process.premises import Premises


def is_sound(office: Premises, *, on_sqlite: bool) -> bool:
    """Whether the database is whole and the journal holds."""
    if on_sqlite:
        database = sqlite3.connect(office.folder / "zhitong.sqlite3")
        try:
            if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return False
            if database.execute("PRAGMA foreign_key_check").fetchone() is not None:
                return False
        finally:
            database.close()
    return office.manage("verify_journal").returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_closes_the_office_and_leaves_nothing_running(
    premises: Premises, on_sqlite: bool, number: signal.Signals
) -> None:
    kept = story.received(premises, f"GZ-STOP-{number}")

    began = time.monotonic()
    left = premises.signal(number)

    assert left == 0, premises.said()
    assert time.monotonic() - began < 20
    assert premises.pids() == []
    assert "Traceback" not in premises.said()
    assert is_sound(premises, on_sqlite=on_sqlite)
    premises.open()
    assert premises.get("dispatcher", f"/complaints/{kept}/")["state"] == "received"


def test_an_impatient_second_ctrl_c_does_no_harm(premises: Premises, on_sqlite: bool) -> None:
    assert premises.process is not None
    for _ in range(3):
        premises.process.send_signal(signal.SIGINT)
        time.sleep(0.05)

    assert premises.signal(signal.SIGINT) == 0
    assert premises.pids() == []
    assert "Traceback" not in premises.said()
    assert is_sound(premises, on_sqlite=on_sqlite)


def test_what_was_asked_before_the_stop_is_answered(premises: Premises) -> None:
    from concurrent.futures import ThreadPoolExecutor

    bodies = [story.a_hotline_report(f"GZ-HAND-{n}") for n in range(4)]
    with ThreadPoolExecutor(4) as clients:
        asked = [clients.submit(premises.post, "platform_12345", "/complaints/", b) for b in bodies]
        time.sleep(0.02)
        left = premises.signal(signal.SIGTERM)
        answers = [a.exception() or a.result().status for a in asked]

    assert left == 0
    premises.open()
    known = {c["external_ref"] for c in premises.every("platform_12345", "/complaints/")}
    accepted = {b["external_ref"] for b, a in zip(bodies, answers, strict=True) if a == 201}
    assert accepted <= known


def test_a_second_start_is_ready_in_ten_seconds_and_keeps_the_data(closed: Premises) -> None:
    closed.open()
    number = story.received(closed, "GZ-AGAIN-1")
    assert closed.signal(signal.SIGTERM) == 0
    password = closed.folder / "demo-password"
    kept = password.read_text("utf-8") if password.exists() else ""

    began = time.monotonic()
    closed.open()
    took = time.monotonic() - began

    assert took < 10, f"{took:.1f} s"
    assert closed.get("dispatcher", f"/complaints/{number}/")["state"] == "received"
    assert (password.read_text("utf-8") if password.exists() else "") == kept


def test_a_taken_port_is_said_in_one_line(premises: Premises, tmp_path: Path) -> None:
    second = Premises(tmp_path / "office", premises.environ, premises.keys, port=premises.port)

    done = second.manage("up")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(premises.port) in done.stderr
    assert premises.ask("/healthz").status == 200


def test_nothing_outlives_the_first_process(premises: Premises) -> None:
    assert premises.process is not None

    premises.process.kill()
    premises.process.wait(10)

    premises.until(lambda: not premises.pids(), within=10)


def test_a_quiet_start_says_nothing_on_stderr(premises: Premises, in_a_tree: bool) -> None:
    said = [line for line in premises.said().splitlines() if line.startswith("{")]

    assert said == []
    assert in_a_tree or premises.said() == ""
