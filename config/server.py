"""Serving the office: everything in one process, or a tree of processes on a broker."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections

log = logging.getLogger("zhitong")
GRACE_S = 15.0
"""Seconds that work in hand may still take after a stop was asked for, per part."""
TURN_S = 0.2
"""Seconds between two looks whether a stop was asked for."""
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Let the kernel end this process when its parent ends, however that ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Stop:
    """Whether the office shall close: asked for by a signal, or because a part of it ended."""

    def __init__(self) -> None:
        """Listen to the signals; a second one changes nothing, for the first is being obeyed."""
        self.asked = threading.Event()
        self.failed = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup leaves it
            signal.signal(signal.SIGHUP, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked.set()

    def lost(self, part: str) -> None:
        """Close the office because a part ended by itself."""
        if not self.asked.is_set():
            self.failed = True
            log.error("%s ended by itself; the office closes", part)
            self.asked.set()


class Embedded:
    """Web, worker and clock as threads of one process over an in-memory broker.

    The broker may forget: what must happen stands in the database, and the clock asks it.
    """

    def __init__(self, stop: Stop) -> None:
        """Build the three parts; nothing runs yet, but the port is taken."""
        from celery.beat import Service  # noqa: PLC0415 - after the settings are loaded
        from waitress.server import create_server  # noqa: PLC0415

        from config.celery import Clockwork, app  # noqa: PLC0415
        from config.wsgi import application  # noqa: PLC0415

        self.stop = stop
        self.sockets: dict[int, Any] = {}
        self.web: Any = create_server(
            application,
            map=self.sockets,
            host=settings.HOST,
            port=settings.PORT,
            threads=8,
            channel_timeout=30,
            max_request_body_size=settings.DATA_UPLOAD_MAX_NUMBER_FILES * settings.MAX_FILE_BYTES,
            ident="zhitong",
            clear_untrusted_proxy_headers=True,
        )
        self.worker: Any = app.WorkController(
            pool="threads",
            concurrency=2,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            quiet=True,
        )
        self.beat: Any = Service(app, scheduler_cls=Clockwork)
        self.threads = [
            threading.Thread(target=self._live, args=(part, start), name=part, daemon=True)
            for part, start in (("worker", self.worker.start), ("clock", self.beat.start))
        ]

    def _live(self, part: str, start: Callable[[], None]) -> None:
        try:
            start()
        except Exception:
            log.exception("%s failed", part)
        finally:
            self.stop.lost(part)

    def run(self) -> None:
        """Serve until a stop is asked for, answer what is in hand, then stop all three."""
        for thread in self.threads:
            thread.start()
        while not self.stop.asked.is_set():
            self._turn()
        # Whatever hangs on the way out is not waited for: nothing here is lost by a kill.
        last_resort = threading.Timer(3 * GRACE_S, os._exit, (1,))
        last_resort.daemon = True
        last_resort.start()
        self._refuse_newcomers()
        until = time.monotonic() + GRACE_S
        while self._answering() and time.monotonic() < until:
            self._turn()
        self.web.task_dispatcher.shutdown(timeout=GRACE_S)
        self.web.close()
        self.beat.stop()
        self.worker.stop()
        for thread in self.threads:
            thread.join(GRACE_S)
        last_resort.cancel()

    def _turn(self) -> None:
        self.web.asyncore.loop(timeout=TURN_S, map=self.sockets, count=1)

    def _refuse_newcomers(self) -> None:
        for door in list(self.sockets.values()):
            if getattr(door, "accepting", False):
                door.accepting = False
                door.socket.close()
                door.del_channel()

    def _answering(self) -> bool:
        return any(
            getattr(door, "requests", ()) or getattr(door, "total_outbufs_len", 0)
            for door in self.sockets.values()
        )


class Tree:
    """Gunicorn, a Celery worker and the clock as children; when one ends, all end."""

    def __init__(self, stop: Stop) -> None:
        """Name the children; nothing runs yet."""
        self.stop = stop
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "-A", "config"]
        self.commands = {
            "web": [
                *python,
                "gunicorn",
                "config.wsgi",
                f"--bind={settings.HOST}:{settings.PORT}",
                "--worker-class=gthread",
                "--workers=2",
                "--threads=4",
                "--preload",
                "--graceful-timeout=10",
                "--log-level=warning",
                "--no-control-socket",
            ],
            "worker": [
                *celery,
                "worker",
                "--loglevel=WARNING",
                "--concurrency=2",
                "--without-mingle",
                "--without-gossip",
            ],
            "clock": [*celery, "beat", "--loglevel=WARNING", "--scheduler=config.celery:Clockwork"],
        }
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def run(self) -> None:
        """Start the children, wait, and stop them all when asked to or when one ends."""
        self.children = {
            # A group of its own: Ctrl-C reaches this process alone, which stops them in order.
            part: subprocess.Popen(  # noqa: S603 - our own commands
                command,
                process_group=0,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - there is no other thread yet
            )
            for part, command in self.commands.items()
        }
        while not self.stop.asked.wait(TURN_S):
            for part, child in self.children.items():
                if child.poll() is not None:
                    self.stop.lost(part)
        for child in self.children.values():
            child.terminate()
        until = time.monotonic() + GRACE_S
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("%s did not stop in time", child.args)
        for child in self.children.values():
            self._sweep_away(child)

    @staticmethod
    def _sweep_away(child: subprocess.Popen[bytes]) -> None:
        """Kill what is left of a child and of its own children."""
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            child.wait()


def serve() -> None:
    """Serve the office as the environment says; exits 1 when a part of it ended by itself."""
    stop = Stop()
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    try:
        part = Tree(stop) if settings.REDIS_URL else Embedded(stop)
    except OSError as error:
        sys.exit(f"{settings.HOST}:{settings.PORT} cannot be served: {error.strerror}")
    _forget_signs_of_life()
    connections.close_all()
    part.run()
    _forget_signs_of_life()
    if stop.failed:
        sys.exit(1)


def _forget_signs_of_life() -> None:
    """Readiness asks whether worker and clock live now, not whether they lived before."""
    from journal.services import forget_beats  # noqa: PLC0415 - after the settings are loaded

    try:
        forget_beats()
    except DatabaseError:
        log.warning("the signs of life could not be taken away")
