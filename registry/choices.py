"""Words of the register of key enterprises and key markets."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntityKind(TextChoices):
    """What is protected."""

    ENTERPRISE = "enterprise", _("重点企业")
    MARKET = "market", _("重点市场")


class EntityState(TextChoices):
    """Where an entry stands."""

    LISTED = "listed", _("在册")
    REMOVED = "removed", _("已退出")


class KeyKind(TextChoices):
    """By what a matter is recognised as concerning an entry."""

    USCC = "uscc", _("统一社会信用代码")
    NAME = "name", _("名称或曾用名")
    RIGHT = "right", _("权利号")
    PLACE = "place", _("市场名称")
