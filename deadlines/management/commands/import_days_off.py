"""Load one year's schedule of days off."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from deadlines import arithmetic, services
from wire.problems import NotValid


class Command(BaseCommand):
    """Load the State Council's schedule and move the open clocks that depend on it."""

    help = "load a schedule of days off (JSON) and recompute the open clocks"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load it and list what moved."""
        try:
            schedules = arithmetic.read_schedule(options["file"])
            years = services.import_years(schedules, by=None, at=timezone.now())
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        except NotValid as error:
            raise CommandError(error.detail) from error
        moved = services.recompute_open(at=timezone.now())
        loaded = ", ".join(map(str, years)) or "nothing new"
        self.stdout.write(f"loaded: {loaded}; clocks moved: {len(moved)}")
        for clock, before, after in moved:
            self.stdout.write(f"  {clock.number} {clock.rule}: {before} -> {after}")
