"""The deadlines room."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Periods, days off and clocks."""

    name = "deadlines"
    verbose_name = "时限"
