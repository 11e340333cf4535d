"""Words of rewards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a reward stands."""

    PROPOSED = "proposed", _("待定级")
    GRADED = "graded", _("待审批")
    APPROVED = "approved", _("已批准")
    NOTIFIED = "notified", _("已通知")
    CLAIMED = "claimed", _("已申领")
    PAID = "paid", _("已发放")
    DECLINED = "declined", _("不予奖励")
    LAPSED = "lapsed", _("逾期失效")
    WAIVED = "waived", _("放弃")


ENDED = (State.PAID, State.DECLINED, State.LAPSED, State.WAIVED)


class Level(TextChoices):
    """How much the report contributed."""

    ONE = "1", _("一级")
    TWO = "2", _("二级")
    THREE = "3", _("三级")


class FactsMatch(TextChoices):
    """How far the report agrees with what was found."""

    FULL = "full", _("完全相符")
    BASIC = "basic", _("基本相符")
