"""Words of routing and transfers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Lead(TextChoices):
    """What is handed over."""

    TRADEMARK = "trademark", _("商标线索")
    COPYRIGHT = "copyright", _("版权线索")
    CRIME = "crime", _("涉嫌犯罪")
    REGION = "region", _("其他地区")
    OTHER = "other", _("其他线索")


class TransferState(TextChoices):
    """Where a transfer stands."""

    DRAFT = "draft", _("待批准")
    APPROVED = "approved", _("待发出")
    SENT = "sent", _("已移送")
    ACKNOWLEDGED = "acknowledged", _("已签收")
    ACCEPTED = "accepted", _("对方已受理")
    RETURNED = "returned", _("已退回")
    ANSWERED = "answered", _("已反馈")
    CLOSED = "closed", _("已办结")
