"""The index of the search terms, on both databases."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from wire.search import build_index, drop_index


def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    build_index(editor, "cases_case", "search_terms")


def backwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    drop_index(editor, "cases_case")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
