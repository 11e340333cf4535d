"""Serving the office: everything in one process, or a tree of processes on a broker."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings

log = logging.getLogger("zhitong")
GRACE_S = 15.0


class Embedded:
    """Web, worker and clock as threads of one process over an in-memory broker.

    The broker may forget: what must happen stands in the database, and the clock asks it.
    """

    def __init__(self) -> None:
        """Build the three parts; nothing runs yet."""
        from celery.beat import Service  # noqa: PLC0415 - after the settings are loaded
        from waitress.server import create_server  # noqa: PLC0415

        from config.celery import Clockwork, app  # noqa: PLC0415
        from config.wsgi import application  # noqa: PLC0415

        self.worker: Any = app.WorkController(
            pool="threads",
            concurrency=2,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            quiet=True,
        )
        self.beat: Any = Service(app, scheduler_cls=Clockwork)
        self.web: Any = create_server(
            application,
            host=settings.HOST,
            port=settings.PORT,
            threads=8,
            channel_timeout=30,
            max_request_body_size=settings.DATA_UPLOAD_MAX_NUMBER_FILES * settings.MAX_FILE_BYTES,
            ident="zhitong",
            clear_untrusted_proxy_headers=True,
        )
        self.threads = [
            threading.Thread(target=self.worker.start, name="worker", daemon=True),
            threading.Thread(target=self.beat.start, name="clock", daemon=True),
        ]

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM, then stop all three."""
        for thread in self.threads:
            thread.start()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            self.web.run()
        except SystemExit:
            log.info("stopping")
        finally:
            self.web.close()
            self.web.task_dispatcher.shutdown(timeout=GRACE_S)
            self.beat.stop()
            self.worker.stop()
            for thread in self.threads:
                thread.join(GRACE_S)

    @staticmethod
    def _stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)


class Tree:
    """Gunicorn, a Celery worker and the clock as children; when one ends, all end."""

    def __init__(self) -> None:
        """Name the children; nothing runs yet."""
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "-A", "config"]
        self.commands = [
            [
                *python,
                "gunicorn",
                "config.wsgi",
                "--bind",
                f"{settings.HOST}:{settings.PORT}",
                "--workers=2",
                "--threads=4",
                "--log-level=warning",
                "--no-control-socket",
            ],
            [*celery, "worker", "--loglevel=WARNING", "--concurrency=2", "--without-mingle"],
            [*celery, "beat", "--loglevel=WARNING", "--scheduler=config.celery:Clockwork"],
        ]
        self.children: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        """Start the children, wait, and stop them all on a signal or when one ends."""
        done = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: done.set())
        self.children = [subprocess.Popen(command) for command in self.commands]  # noqa: S603
        while not done.wait(0.5):
            if any(child.poll() is not None for child in self.children):
                log.error("a part of the office ended by itself; stopping the others")
                break
        for child in self.children:
            child.terminate()
        for child in self.children:
            try:
                child.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()
        if not done.is_set():
            sys.exit(1)


def serve() -> None:
    """Serve the office as the environment says."""
    part: Callable[[], Embedded | Tree] = Tree if settings.REDIS_URL else Embedded
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    part().run()
