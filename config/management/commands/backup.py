"""Make a backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config import backup


class Command(BaseCommand):
    """Database and files of a running office into an empty folder, with a manifest of digests."""

    help = "back up database and files into an empty folder, while the office is open"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it and say what is in it."""
        try:
            made = backup.back_up(options["folder"].resolve(), at=timezone.now())
        except backup.Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{len(made.files)} files, {made.size} bytes, {made.events} events in the journal"
        )
        self.stdout.write("FIELD_KEYS are not in it: keep them elsewhere, it is useless without")
        self.stdout.write(made.head)
