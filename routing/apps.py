"""The routing room."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """The routing room."""

    name = "routing"
    verbose_name = "分派与移送"
