"""What the migrations left in the database under test."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from journal.protection import REFUSED
from tests.architecture.source import ROOMS
from wire.search import Terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def triggers() -> Callable[[str], set[str]]:
    """The triggers of a table."""

    def of(table: str) -> set[str]:
        statement = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [table])
            return {name for (name,) in cursor.fetchall()}

    return of


def test_models_and_migrations_say_the_same() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_the_journal_still_refuses_after_every_migration(
    triggers: Callable[[str], set[str]],
) -> None:
    for table, operation in REFUSED:
        assert f"{table}_no_{operation.lower()}" in triggers(table)


def test_every_column_of_search_terms_is_still_indexed_after_every_migration(
    triggers: Callable[[str], set[str]],
) -> None:
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, Terms) and model._meta.app_label in ROOMS and not model._meta.proxy
    ]

    assert sorted(tables) == ["cases_case", "complaints_complaint"]
    for table in tables:
        if connection.vendor == "sqlite":
            assert triggers(table) == {f"{table}_terms_{name}" for name in ("ai", "ad", "au")}
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
                assert any("gin" in row[0] and "search_terms" in row[0] for row in cursor)
