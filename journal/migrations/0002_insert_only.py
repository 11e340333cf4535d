"""The journal can only be added to: the database itself refuses everything else."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from journal.protection import protect, unprotect


def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor)


def backwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
