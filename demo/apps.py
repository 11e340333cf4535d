"""The demo office."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Synthetic people and matters."""

    name = "demo"
    verbose_name = "演示"
