"""The morning round, once, now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from deadlines import services
from deadlines.arithmetic import legal_day
from wire.instants import day


class Command(BaseCommand):
    """What the clock runs each morning; prints counts."""

    help = "bring the clocks up to date and raise what has come due"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the office day to sweep for; today in Shanghai by default."""
        parser.add_argument("--today", metavar="YYYY-MM-DD")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Sweep and say how much."""
        now = timezone.now()
        try:
            today = day(options["today"]) if options["today"] else legal_day(now)
        except ValueError as error:
            raise CommandError(str(error)) from error
        moved = services.recompute_open(at=now)
        raised = services.announce(today=today, at=now)
        self.stdout.write(f"clocks moved: {len(moved)}; alerts raised: {raised}")
