"""The cases room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases room."""

    name = "cases"
    verbose_name = "案件"
