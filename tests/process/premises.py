"""An office as a user starts it: the real processes, spoken to over HTTP alone."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = (
    "platform_12345",
    "intake",
    "dispatcher",
    "supervisor",
    "auditor",
    "officer_tianhe",
    "chief_tianhe",
    "officer_yuexiu",
    "reward_clerk",
    "reward_approver",
    "cashier",
)
DATABASE_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Answer:
    """One answer of the office."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.text)


@dataclass
class Premises:
    """One office: its folder, its database, its port; opened and closed as often as needed."""

    folder: Path
    environ: dict[str, str]
    keys: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.mark = secrets.token_hex(8)
        self.environ = self.environ | {
            "DATA_DIR": str(self.folder),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "ZHITONG_TEST_PREMISES": self.mark,
        }

    # -- opening and closing

    def open(self, *, within: float = 60.0) -> Self:
        """Start it as `make run` does, and wait until it says that it is ready."""
        self.start()
        self.wait_until_ready(within=within)
        return self

    def start(self) -> None:
        """Start it, without waiting."""
        with (self.folder / "out.log").open("ab") as out, (self.folder / "err.log").open("ab") as e:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=e,
                start_new_session=True,
            )

    def wait_until_ready(self, *, within: float = 60.0) -> None:
        """Ask /readyz until it answers 200."""

        def is_ready() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            return self.ask("/readyz").status == 200

        self.until(is_ready, within=within)

    def ask(self, path: str) -> Answer:
        """Ask without a key; a refused connection is answered as 0."""
        try:
            return self.call("GET", path)
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, "")

    def signal(self, number: signal.Signals) -> int:
        """Send one signal to the first process, as Ctrl-C and a service manager do; its exit."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def kill(self) -> None:
        """Take the current from the whole office at once."""
        for pid in self.pids():
            _kill(pid)
        if self.process is not None:
            self.process.wait(10)
        self.until(lambda: not self.pids(), within=10)

    def pids(self, *words: str) -> list[int]:
        """The processes of this office that live, those whose command holds every word."""
        return [
            pid for pid, command in _marked(self.mark) if all(word in command for word in words)
        ]

    # -- talking

    def call(
        self,
        method: str,
        path: str,
        user: str = "",
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """One request; raises OSError or HTTPException where the office does not answer."""
        sent = {"Connection": "close", **(headers or {})}
        if user:
            sent["Authorization"] = f"Api-Key {self.keys[user]}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            wire.request(method, path, None if body is None else json.dumps(body).encode(), sent)
            answer = wire.getresponse()
            text = answer.read().decode()
            named = {k.lower(): v for k, v in answer.getheaders()}
            return Answer(answer.status, named, text)
        finally:
            wire.close()

    def get(self, user: str, path: str) -> Any:
        """What the API answers with 200."""
        answer = self.call("GET", f"/api/v1{path}", user)
        assert answer.status == 200, (path, answer)
        return answer.json

    def post(self, user: str, path: str, body: Any = None) -> Answer:
        """What the API answers."""
        return self.call("POST", f"/api/v1{path}", user, {} if body is None else body)

    def take(self, user: str, path: str, body: Any = None) -> Any:
        """A step that must go well."""
        answer = self.post(user, path, body)
        assert answer.status in {200, 201}, (user, path, answer)
        return answer.json

    def every(self, user: str, path: str) -> list[Any]:
        """Every row of a list, page by page."""
        rows: list[Any] = []
        while path:
            page = self.get(user, path)
            rows += page["results"]
            path = page["next"].partition("/api/v1")[2] if page["next"] else ""
        return rows

    def until(self, holds: Callable[[], Any], *, within: float = 20.0) -> Any:
        """Ask again until it holds; gives what it then was."""
        end = time.monotonic() + within
        while not (found := holds()):
            if time.monotonic() > end:
                raise AssertionError(f"not within {within} s\n{self.said()}")
            time.sleep(0.05)
        return found

    def said(self) -> str:
        """The end of what it wrote to stderr."""
        return (self.folder / "err.log").read_text("utf-8", "replace")[-3000:]

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of this office."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _marked(mark: str) -> list[tuple[int, str]]:
    """The living processes that were started with this mark in their environment (Linux)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"ZHITONG_TEST_PREMISES={mark}".encode() in (folder / "environ").read_bytes():
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append((int(folder.name), words))
        except (OSError, ValueError):
            continue
    return found


# ------------------------------------------------------------------ databases of their own


def base_environ() -> dict[str, str]:
    """What an office is told here: nothing of this test run but the way to programs."""
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "TMPDIR"}}
    if DATABASE_URL or REDIS_URL:
        kept |= {
            "SECRET_KEY": "an-office-that-lives-only-while-it-is-tested-has-no-secrets",
            "FIELD_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "ALLOWED_HOSTS": "127.0.0.1 localhost",
            "SSL_REDIRECT": "false",
        }
    return kept


def _with_path(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


def _sql(statement: str) -> None:
    import psycopg

    with psycopg.connect(_with_path(DATABASE_URL, "postgres"), autocommit=True) as connection:
        connection.execute(statement)


class Databases:
    """Databases on the server that DATABASE_URL names, and numbers of the Redis of REDIS_URL."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.numbers: list[str] = []

    def make(self, template: str = "template1") -> str:
        """A new database, or a copy of one; gives its URL."""
        name = f"zhitong_process_{secrets.token_hex(4)}"
        _sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        return _with_path(DATABASE_URL, name)

    def take_number(self) -> str:
        """A Redis number that nobody uses; gives its URL."""
        import redis

        for number in range(15, 0, -1):
            url = _with_path(REDIS_URL, str(number))
            with redis.Redis.from_url(url) as client:
                if client.dbsize() == 0 and client.set("taken", "by a test", nx=True):
                    self.numbers.append(url)
                    return url
        raise AssertionError("every number of this Redis is in use")

    def clear(self) -> None:
        """Leave the servers as they were found."""
        import redis

        for name in self.made:
            _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        for url in self.numbers:
            with redis.Redis.from_url(url) as client:
                client.flushdb()
