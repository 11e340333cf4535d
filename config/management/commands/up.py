"""Bring the office up."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import User
from config import reference, server


class Command(BaseCommand):
    """Migrate, load reference data, make the demo office on the first start, and serve."""

    help = "migrate, load reference data, and serve web, worker and clock"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Everything that `make run` does after the environment is built."""
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.EMBEDDED:
            call_command("collectstatic", verbosity=0, interactive=False)
        reference.load(at=timezone.now())
        if not settings.DATABASE_URL and not User.objects.exists():
            call_command("create_demo", stdout=self.stdout)
        self.say_hello()
        server.serve()

    def say_hello(self) -> None:
        """Print where it is and who may sign in."""
        self.stdout.write(f"\nZhitong 直通  http://{settings.HOST}:{settings.PORT}/")
        note = settings.DATA_DIR / "demo-password"
        if note.exists():
            self.stdout.write(
                "Demo accounts: intake dispatcher supervisor reward_clerk reward_approver cashier"
                " registrar auditor platform_12345"
            )
            self.stdout.write(
                "  and for each district: officer_<d> officer2_<d> officer3_<d> chief_<d>,"
                " e.g. officer_tianhe"
            )
            self.stdout.write(f"Password of all: {note.read_text('utf-8').strip()}")
        self.stdout.write("Ctrl-C stops it.\n")
        self.stdout.flush()
