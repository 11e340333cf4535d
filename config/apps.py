"""The frame."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Commands that know every room."""

    name = "config"
    verbose_name = "系统"
