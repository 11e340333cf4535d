"""Load reference data."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config import reference


class Command(BaseCommand):
    """Offices, agencies, tariffs and days off; twice changes nothing."""

    help = "load offices, agencies, tariffs and days off"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load."""
        reference.load(at=timezone.now())
        self.stdout.write("reference data loaded")
