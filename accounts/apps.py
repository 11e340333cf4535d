"""The accounts room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and offices."""

    name = "accounts"
    verbose_name = "机关与人员"

    def ready(self) -> None:
        """Name the ways of signing in to OpenAPI."""
        from accounts import schema  # noqa: F401, PLC0415 - registers itself
