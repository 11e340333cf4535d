"""What the office answers about itself, and what happens when a part of it is missing."""

import os
import signal
import subprocess
import sys
import time
import uuid

import pytest

from tests.process import story
from tests.process.premises import REDIS_URL, ROOT, Premises, free_port

SECRETS = {
    "SECRET_KEY": "an-office-that-lives-only-while-it-is-tested-has-no-secrets",
    "ALLOWED_HOSTS": "127.0.0.1 localhost",
    "SSL_REDIRECT": "false",
}


def test_the_signs_of_health_and_the_form_of_refusals(premises: Premises) -> None:
    asked = str(uuid.uuid4())
    taken = premises.call("GET", "/healthz", headers={"X-Request-ID": asked})
    given = premises.call("GET", "/healthz", headers={"X-Request-ID": "not a uuid"})
    ready = premises.ask("/readyz")
    nowhere = premises.call("GET", "/api/v1/nowhere/", "intake")
    wrong_verb = premises.call("DELETE", "/api/v1/complaints/", "intake")
    stranger = premises.call("GET", "/api/v1/complaints/")
    metrics = {
        user: premises.call("GET", "/metrics", user).status for user in ("", "intake", "auditor")
    }
    figures = premises.call("GET", "/metrics", "auditor")

    assert (taken.status, taken.headers["x-request-id"]) == (200, asked)
    assert str(uuid.UUID(given.headers["x-request-id"])) == given.headers["x-request-id"]
    assert (ready.status, ready.json) == (200, {"status": "ok", "down": []})
    for answer, status in ((nowhere, 404), (wrong_verb, 405), (stranger, 401)):
        assert answer.status == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json["status"] == status
        assert {"type", "title", "detail", "code"} <= answer.json.keys()
    assert metrics == {"": 403, "intake": 403, "auditor": 200}
    assert "zhitong_heartbeat_age_seconds" in figures.text


@pytest.fixture
def without_a_broker(closed: Premises) -> Premises:
    """The same office, told of a Redis that does not answer."""
    environ = closed.environ | {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"} | SECRETS
    if "FIELD_KEYS" not in environ:
        environ["FIELD_KEYS"] = (closed.folder / "field-keys").read_text("utf-8").strip()
    return Premises(closed.folder, environ, closed.keys)


def test_without_a_broker_the_office_says_so_and_still_takes_in(
    without_a_broker: Premises,
) -> None:
    office = without_a_broker
    try:
        office.start()
        office.until(lambda: office.ask("/healthz").status == 200, within=60)

        began = time.monotonic()
        ready = office.ask("/readyz")
        asked = time.monotonic() - began
        began = time.monotonic()
        number = story.received(office, "GZ-NOBROKER-1")
        accepted = office.post("intake", f"/complaints/{number}/accept/")
        took = time.monotonic() - began

        assert (ready.status, asked < 3) == (503, True), (ready, asked)
        assert "broker" in ready.json["down"]
        assert accepted.status == 200
        assert took < 5
        assert office.signal(signal.SIGTERM) == 0, office.said()
        assert office.pids() == []
    finally:
        office.kill()


needs_redis = pytest.mark.skipif(not REDIS_URL, reason="a tree of processes needs a REDIS_URL")


@needs_redis
@pytest.mark.parametrize(("part", "named"), [("beat", {"worker", "clock"}), ("worker", {"worker"})])
def test_a_part_that_hangs_is_named(premises: Premises, part: str, named: set[str]) -> None:
    hung = premises.pids("celery", part)

    for pid in hung:
        os.kill(pid, signal.SIGSTOP)
    premises.until(lambda: set(premises.ask("/readyz").json["down"]) == named, within=40)
    for pid in hung:
        os.kill(pid, signal.SIGCONT)

    assert hung
    premises.until(lambda: premises.ask("/readyz").status == 200, within=30)


@needs_redis
@pytest.mark.parametrize("part", ["gunicorn", "worker", "beat"])
def test_a_part_that_ends_by_itself_closes_the_office(premises: Premises, part: str) -> None:
    assert premises.process is not None

    os.kill(min(premises.pids(part)), signal.SIGKILL)

    assert premises.process.wait(40) == 1
    assert premises.pids() == []


LOSE_A_PART = """
import threading, time
import django
django.setup()
from config import server
def lose(office, part):
    time.sleep(1.5)
    getattr(office, part).stop()
class Losing(server.Embedded):
    def run(self):
        threading.Thread(target=lose, args=(self, {part!r}), daemon=True).start()
        super().run()
server.Embedded = Losing
server.serve()
"""


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_a_thread_that_ends_by_itself_closes_the_office(closed: Premises, part: str) -> None:
    environ = {k: v for k, v in closed.environ.items() if k != "REDIS_URL"}

    done = subprocess.run(
        [sys.executable, "-c", LOSE_A_PART.format(part=part)],
        cwd=ROOT,
        env=environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    assert "ended by itself" in done.stderr
