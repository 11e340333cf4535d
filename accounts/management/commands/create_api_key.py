"""Make a key for a program."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    """Print a new key alone on the last line; it acts as the named user."""

    help = "make an API key that acts as a user"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the key's name and the user."""
        parser.add_argument("name")
        parser.add_argument("--user", required=True, metavar="USERNAME")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it and print it."""
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            message = f"no active user is called {options['user']}"
            raise CommandError(message)
        self.stdout.write(f"key {options['name']} acts as {user.username} ({user.role})")
        secret = services.create_api_key(
            user=user, name=options["name"], by=None, at=timezone.now()
        )
        self.stdout.write(secret)
