"""Triggers that refuse what the journal does not allow, on both databases."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSED = (
    ("journal_event", "UPDATE"),
    ("journal_event", "DELETE"),
    ("journal_chain", "DELETE"),
)
"""(table, operation) that no statement may do."""


def protect(editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
        )
        for table, operation in REFUSED:
            editor.execute(
                f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()"
            )
        for table in ("journal_event", "journal_chain"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()"
            )
        return
    for table, operation in REFUSED:
        editor.execute(
            f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )
    # REPLACE takes the old row away without asking the trigger before DELETE.
    editor.execute(
        "CREATE TRIGGER journal_event_no_replace BEFORE INSERT ON journal_event WHEN EXISTS"
        " (SELECT 1 FROM journal_event"
        " WHERE id = NEW.id OR (matter = NEW.matter AND seq = NEW.seq))"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    )


def unprotect(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away; only a migration backwards and the emptying of a test database do."""
    on_table = editor.connection.vendor == "postgresql"
    for table, operation in REFUSED:
        suffix = f" ON {table}" if on_table else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{operation.lower()}{suffix}")
    if not on_table:
        editor.execute("DROP TRIGGER IF EXISTS journal_event_no_replace")
    if on_table:
        for table in ("journal_event", "journal_chain"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
