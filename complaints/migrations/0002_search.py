"""The index of the search terms, on both databases."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from wire.search import build_index, drop_index


def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    build_index(editor, "complaints_complaint", "search_terms")


def backwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    drop_index(editor, "complaints_complaint")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
