"""The accounts room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and offices."""

    name = "accounts"
    verbose_name = "机关与人员"
