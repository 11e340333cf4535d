"""Offices for the tests: founded once, copied for each test, gone afterwards."""

import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.process.premises import (
    DATABASE_URL,
    PEOPLE,
    REDIS_URL,
    Databases,
    Premises,
    base_environ,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever starts the real server is marked so."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.process)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Databases for offices, gone afterwards."""
    made = Databases()
    yield made
    made.clear()


@pytest.fixture(scope="session")
def founded(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """An office after its first day: demo accounts, keys of programs, closed again.

    On SQLite the first start makes the demo office; elsewhere it is asked for.
    """
    folder = tmp_path_factory.mktemp("founded")
    environ = base_environ()
    if DATABASE_URL:
        environ["DATABASE_URL"] = databases.make()
    office = Premises(folder, environ, {})
    if DATABASE_URL:
        for words in (("migrate",), ("load_reference",), ("create_demo",)):
            done = office.manage(*words)
            assert done.returncode == 0, done.stderr
    else:
        try:
            office.open(within=240)
            assert office.signal(signal.SIGTERM) == 0
        finally:
            office.kill()

    def make_key(user: str) -> tuple[str, str]:
        done = office.manage("create_api_key", "test", "--user", user)
        assert done.returncode == 0, done.stderr
        return user, done.stdout.splitlines()[-1]

    with ThreadPoolExecutor(2) as pool:
        office.keys = dict(pool.map(make_key, PEOPLE))
    return office


@pytest.fixture
def closed(founded: Premises, databases: Databases, tmp_path: Path) -> Iterator[Premises]:
    """A copy of the founded office, not yet opened; nothing of it lives on after the test."""
    folder = tmp_path / "office"
    shutil.copytree(founded.folder, folder)
    environ = base_environ()
    if DATABASE_URL:
        template = urlsplit(founded.environ["DATABASE_URL"]).path.strip("/")
        environ["DATABASE_URL"] = databases.make(template)
    if REDIS_URL:
        environ["REDIS_URL"] = databases.take_number()
    office = Premises(folder, environ, founded.keys)
    yield office
    office.kill()


@pytest.fixture
def premises(closed: Premises) -> Premises:
    """A copy of the founded office, open."""
    return closed.open()


@pytest.fixture
def on_sqlite() -> bool:
    """Whether the offices of this run keep their data in one SQLite file."""
    return not DATABASE_URL


@pytest.fixture
def in_a_tree() -> bool:
    """Whether the offices of this run are several processes around a Redis."""
    return bool(REDIS_URL)
