"""A column of search terms that two Chinese characters can find, on both databases.

The terms are made in Python (`wire.text.grams`); PostgreSQL indexes them by a GIN over the
array of terms, SQLite by an FTS5 table that triggers keep in step with the row.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

__all__ = ["Terms", "build_index", "drop_index"]


class Terms(TextField):  # type: ignore[type-arg] # a plain text column
    """Space-separated search terms; `…__holds=[terms]` asks for rows that hold every one."""


@Terms.register_lookup
class Holds(Lookup):  # type: ignore[type-arg] # not subscriptable at run time
    """Every term is among the row's terms."""

    lookup_name = "holds"
    prepare_rhs = False

    def get_db_prep_lookup(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,  # noqa: ANN401 - Django's own
    ) -> tuple[str, list[Any]]:
        """The terms go in as one parameter, built per database below."""
        return "%s", [list(value)]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Array containment, through the GIN index."""
        left, params = self.process_lhs(compiler, connection)
        return f"string_to_array({left}, ' ') @> %s::text[]", [*params, list(self.rhs)]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Full-text match of every term, each quoted so that nothing in it is an operator."""
        target: Any = self.lhs
        table = target.target.model._meta.db_table
        quoted = " ".join('"' + term.replace('"', '""') + '"' for term in self.rhs)
        sql = f'"{target.alias}"."id" IN (SELECT rowid FROM "{table}_terms" WHERE terms MATCH %s)'  # noqa: S608 - names are our own
        return sql, [quoted]


def build_index(editor: BaseDatabaseSchemaEditor, table: str, column: str) -> None:
    """Make the index of a terms column; for use in a migration."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f'CREATE INDEX "{table}_terms" ON "{table}" USING gin (string_to_array("{column}", \' \'))'
        )
        return
    fts, delete = (
        f"{table}_terms",
        f"""INSERT INTO "{table}_terms"("{table}_terms", rowid, terms)
        VALUES ('delete', old.id, old."{column}");""",
    )
    insert = f"""INSERT INTO "{fts}"(rowid, terms) VALUES (new.id, new."{column}");"""
    editor.execute(
        f'CREATE VIRTUAL TABLE "{fts}" USING fts5'
        f"(terms, content='', tokenize='unicode61 remove_diacritics 0')"
    )
    for name, when, body in (
        ("ai", "INSERT", insert),
        ("ad", "DELETE", delete),
        ("au", f'UPDATE OF "{column}"', delete + insert),
    ):
        editor.execute(f'CREATE TRIGGER "{fts}_{name}" AFTER {when} ON "{table}" BEGIN {body} END')


def drop_index(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Take the index away again."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f'DROP INDEX "{table}_terms"')
        return
    for name in ("ai", "ad", "au"):
        editor.execute(f'DROP TRIGGER "{table}_terms_{name}"')
    editor.execute(f'DROP TABLE "{table}_terms"')
