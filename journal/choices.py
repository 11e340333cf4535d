"""Words of the journal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    """Where a piece of news stands with one subscriber."""

    PENDING = "pending", _("待投递")
    DONE = "done", _("已投递")
    DEAD = "dead", _("投递失败")
