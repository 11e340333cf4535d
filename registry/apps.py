"""The registry room."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The registry room."""

    name = "registry"
    verbose_name = "重点企业和重点市场"
