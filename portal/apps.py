"""The public pages."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages of the public."""

    name = "portal"
    verbose_name = "公众服务"
