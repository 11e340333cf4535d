"""The desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages of the office."""

    name = "desk"
    verbose_name = "工作台"
