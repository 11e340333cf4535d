"""The rewards room."""

from django.apps import AppConfig


class RewardsConfig(AppConfig):
    """The rewards room."""

    name = "rewards"
    verbose_name = "举报奖励"
