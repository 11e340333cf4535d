"""Make a signed hotline client."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from gateway import services


class Command(BaseCommand):
    """Print `app_id secret` alone on the last line."""

    help = "make a signed client of the hotline gateway"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the client's name and, if there are several platforms, its user."""
        parser.add_argument("name")
        parser.add_argument("--user", metavar="USERNAME", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it and print it."""
        users = User.objects.filter(role=Role.INTEGRATION, is_active=True).order_by("id")
        if options["user"]:
            users = users.filter(username=options["user"])
        user = users.first()
        if user is None:
            raise CommandError("no active user of role integration")
        app_id, secret = services.create_client(name=options["name"], user=user, at=timezone.now())
        self.stdout.write(f"client {options['name']} acts as {user.username}")
        self.stdout.write(f"{app_id} {secret}")
