"""The gateway room."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """The gateway room."""

    name = "gateway"
    verbose_name = "12345对接"
