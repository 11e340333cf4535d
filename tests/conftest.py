"""What every test may ask for: the office, its people, their clients, and the relay."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.test import APIClient

from accounts.models import Office, User
from config import reference
from deadlines import selectors as clocks
from demo.office import create_people
from journal import services as journal
from journal.protection import protect, unprotect

_flush = BaseDatabaseOperations.execute_sql_flush


def _flush_test_database(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
    """Only the emptying of a test database may take the journal's triggers away."""
    with self.connection.schema_editor() as editor:
        unprotect(editor)
    try:
        _flush(self, sql_list)
    finally:
        with self.connection.schema_editor() as editor:
            protect(editor)


BaseDatabaseOperations.execute_sql_flush = _flush_test_database  # type: ignore[method-assign]


def _fill(folder: Path) -> None:
    now = timezone.now()
    reference.load(at=now)
    create_people(at=now, data_dir=folder)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The office and its people are there before the first test."""
    with django_db_blocker.unblock():
        _fill(tmp_path_factory.mktemp("office"))


@pytest.fixture
def people(db: None, tmp_path: Path) -> dict[str, User]:
    """Everybody by user name; made again where a test emptied the database."""
    if not Office.objects.exists():
        clocks.forget_calendar()
        _fill(tmp_path)
    return {user.username: user for user in User.objects.select_related("office")}


@pytest.fixture(autouse=True)
def _clean(settings: Any, tmp_path: Path) -> Iterator[None]:
    """No test leaves files, cached counters or a calendar behind."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    yield
    clocks.forget_calendar()


@pytest.fixture
def api(people: dict[str, User]) -> Callable[[str], APIClient]:
    """A client that speaks as the user of this name: `api("intake").post(...)`."""

    def speak_as(username: str) -> APIClient:
        client = APIClient()
        client.force_authenticate(people[username])
        return client

    return speak_as


@pytest.fixture
def now() -> datetime:
    """The instant of the test."""
    return timezone.now()


@pytest.fixture
def deliver() -> Callable[[], int]:
    """Let the relay deliver what is due; gives how many pieces of news were heard."""

    def run() -> int:
        return journal.deliver_due(at=timezone.now())

    return run


@pytest.fixture
def vendor() -> str:
    """The database under test: sqlite or postgresql."""
    return connection.vendor


def a_report(**over: Any) -> dict[str, Any]:
    """A counterfeit report as a platform sends it, in Tianhe."""
    body: dict[str, Any] = {
        "kind": "counterfeit_report",
        "source": "phone",
        "title": "某店销售假冒专利产品",
        "description": "店内保温杯标注专利号，经查该专利并不存在，涉嫌假冒专利。",
        "right": {"type": "patent", "number": "ZL201710123456.0", "holder": "某某公司"},
        "respondent": {
            "name": "广州某某商贸有限公司",
            "address": "广州市天河区石牌街道石牌西路8号",
        },
        "place": {"address": "广州市天河区石牌街道石牌西路8号", "district": "440106"},
        "informant": {"name": "欧阳测试", "phone": "13812345678"},
    }
    return body | over


@pytest.fixture
def report() -> Callable[..., dict[str, Any]]:
    """Bodies of intake: `report(kind=…)`."""
    return a_report
