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


class Terms(TextField):  # type: ignore[type-arg] # not subscriptable at run time
    """Space-separated search terms; `…__holds=[terms]` asks for rows that hold every one."""


@Terms.register_lookup
class Holds(Lookup):
    """Every term is among the row's terms."""

    lookup_name = "holds"
    prepare_rhs = False

    def get_db_prep_lookup(
        self,
        value: Any,  # noqa: ANN401 - Django's own signature
        connection: BaseDatabaseWrapper,
    ) -> tuple[str, Any]:
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
    """Make the index of a terms column, with the rows there are; for use in a migration.

    SQLite makes a table anew to change it, and the index's triggers go with the old one: such a
    migration drops the index first and makes it again.
    """
    index = f"{table}_terms"
    if editor.connection.vendor == "postgresql":
        terms = f"string_to_array(\"{column}\", ' ')"
        editor.execute(f'CREATE INDEX "{index}" ON "{table}" USING gin ({terms})')
        return
    # Table and column are named by our own migrations, never by a request.
    add = f'INSERT INTO "{index}"(rowid, terms) VALUES (new.id, new."{column}");'  # noqa: S608 - see above
    take = (
        f'INSERT INTO "{index}"("{index}", rowid, terms) '  # noqa: S608 - see above
        f"VALUES ('delete', old.id, old.\"{column}\");"
    )
    editor.execute(
        f'CREATE VIRTUAL TABLE "{index}" USING fts5'
        f"(terms, content='', tokenize='unicode61 remove_diacritics 0')"
    )
    editor.execute(f'INSERT INTO "{index}"(rowid, terms) SELECT id, "{column}" FROM "{table}"')  # noqa: S608 - see above
    for name, when, body in (
        ("ai", "INSERT", add),
        ("ad", "DELETE", take),
        ("au", f'UPDATE OF "{column}"', take + add),
    ):
        editor.execute(
            f'CREATE TRIGGER "{index}_{name}" AFTER {when} ON "{table}" BEGIN {body} END'
        )


def drop_index(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Take the index away again."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f'DROP INDEX "{table}_terms"')
        return
    for name in ("ai", "ad", "au"):
        editor.execute(f'DROP TRIGGER "{table}_terms_{name}"')
    editor.execute(f'DROP TABLE "{table}_terms"')
