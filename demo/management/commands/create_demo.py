"""Make the demo office."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from demo import office


class Command(BaseCommand):
    """Synthetic people and matters, only into an office without users."""

    help = "make the demo office in an empty database"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make it."""
        if User.objects.exists():
            raise CommandError("there are users already; the demo office is for an empty one")
        now = timezone.now()
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        office.create_people(at=now, data_dir=settings.DATA_DIR)
        self.stdout.write("demo office ready")
