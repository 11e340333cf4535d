"""The complaints room."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """The complaints room."""

    name = "complaints"
    verbose_name = "投诉举报"
