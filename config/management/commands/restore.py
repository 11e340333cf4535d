"""Restore a backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config import backup


class Command(BaseCommand):
    """Put a backup in the place of this office's data; refuses a damaged or foreign one."""

    help = "restore a backup into a closed office"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, and whether data that are here may be replaced."""
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--force", action="store_true", help="replace the data that are here already"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Restore it and say what came back."""
        try:
            made = backup.restore(
                options["folder"].resolve(), at=timezone.now(), force=options["force"]
            )
        except backup.Refused as error:
            raise CommandError(str(error)) from error
        if not backup.opens(made):
            self.stderr.write(
                "The FIELD_KEYS of this office do not open this backup: identities and accounts"
                " stay sealed until the FIELD_KEYS are those of the office in which it was made."
            )
        self.stdout.write(f"the office of {made.made_at} is back, every chain of its journal holds")
        self.stdout.write(made.head)
