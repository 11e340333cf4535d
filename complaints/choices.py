"""Words of complaints and reports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What is brought forward."""

    INFRINGEMENT_COMPLAINT = "infringement_complaint", _("专利侵权投诉")
    COUNTERFEIT_REPORT = "counterfeit_report", _("假冒专利举报")
    TRADEMARK_LEAD = "trademark_lead", _("商标线索")
    COPYRIGHT_LEAD = "copyright_lead", _("版权线索")
    CONSULTATION = "consultation", _("咨询")
    OTHER = "other", _("其他")


class Source(TextChoices):
    """Through which door it came."""

    HOTLINE_12345 = "hotline_12345", _("12345热线")
    WEB = "web", _("网络")
    PHONE = "phone", _("电话")
    ONSITE = "onsite", _("来访")
    LETTER = "letter", _("来信")
    REFERRAL = "referral", _("移送转办")


class RightType(TextChoices):
    """Which right is concerned."""

    PATENT = "patent", _("专利")
    TRADEMARK = "trademark", _("商标")
    COPYRIGHT = "copyright", _("版权")
    NONE = "none", _("无")


class State(TextChoices):
    """Where a complaint stands."""

    RECEIVED = "received", _("已接收")
    ACCEPTED = "accepted", _("已受理")
    ASSIGNED = "assigned", _("已分派")
    DOCKETED = "docketed", _("已立案")
    CONCLUDED = "concluded", _("已办结")
    REFUSED = "refused", _("不予受理")
    TRANSFERRED = "transferred", _("已移送")
    MERGED = "merged", _("已并案")
    WITHDRAWN = "withdrawn", _("已撤回")


ENDED = (State.CONCLUDED, State.REFUSED, State.TRANSFERRED, State.MERGED, State.WITHDRAWN)

HANDED_OVER_FROM = (State.ACCEPTED, State.ASSIGNED, State.DOCKETED)
"""States in which a lead, or a part of the matter, can be handed to another agency."""


class RefusalReason(TextChoices):
    """Why a complaint is not taken."""

    NOT_OUR_DUTY = "not_our_duty", _("非本单位职责")
    NOT_OUR_AREA = "not_our_area", _("非本辖区")
    FACTS_MISSING = "facts_missing", _("要素不全且无法联系")
    DUPLICATE = "duplicate", _("重复事项")
    OTHER_PROCEDURE = "other_procedure", _("已进入诉讼、复议、仲裁或信访等法定途径")
    OTHER = "other", _("其他")


class GiveBackReason(TextChoices):
    """Why an office gives a complaint back."""

    NOT_OUR_AREA = "not_our_area", _("非本辖区")
    NOT_OUR_DUTY = "not_our_duty", _("非本单位职责")
    FACTS_MISSING = "facts_missing", _("要素不全")
    OTHER = "other", _("其他")
