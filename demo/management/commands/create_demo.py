"""Make the demo office."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config import reference
from demo import matters, office

SINCE = timedelta(days=400)
"""The demo people were here before the first of their matters."""


class Command(BaseCommand):
    """Synthetic people and matters, only into an office without users; whole or not at all."""

    help = "make the demo office in an empty database"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make it."""
        call_command("migrate", verbosity=0, interactive=False)
        if User.objects.exists():
            raise CommandError("there are users already; the demo office is for an empty one")
        now = timezone.now()
        reference.load(at=now)
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        self.stdout.write("Making the demo office: people, and some months of their work ...")
        self.stdout.flush()
        with transaction.atomic():
            people = office.create_people(at=now - SINCE, data_dir=settings.DATA_DIR)
            plan = matters.create_matters(people=people, now=now)
        self.stdout.write(f"demo office ready: {plan.matters} matters")
