"""Words of the accounts room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is in the office; one person has one role."""

    INTAKE = "intake", _("受理员")
    DISPATCHER = "dispatcher", _("分派员")
    OFFICER = "officer", _("执法人员")
    CHIEF = "chief", _("负责人")
    SUPERVISOR = "supervisor", _("督办员")
    REWARD_CLERK = "reward_clerk", _("奖励经办")
    REWARD_APPROVER = "reward_approver", _("奖励审批")
    CASHIER = "cashier", _("出纳")
    REGISTRAR = "registrar", _("名录管理员")
    AUDITOR = "auditor", _("审计员")
    INTEGRATION = "integration", _("对接平台")


class OfficeKind(TextChoices):
    """The city office, or one of its eleven district offices."""

    CITY = "city", _("市级")
    DISTRICT = "district", _("区级")


CITY_OFFICE = "440100"

OVERSEERS = (Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR)
"""Roles that look at the rows of every office."""

HANDLERS = (Role.OFFICER, Role.CHIEF)
"""Roles that handle cases in the office they belong to."""

REWARDERS = (Role.REWARD_CLERK, Role.REWARD_APPROVER)
"""Roles that decide on rewards."""

DISTRICTS = {
    "440103": _("荔湾区"),
    "440104": _("越秀区"),
    "440105": _("海珠区"),
    "440106": _("天河区"),
    "440111": _("白云区"),
    "440112": _("黄埔区"),
    "440113": _("番禺区"),
    "440114": _("花都区"),
    "440115": _("南沙区"),
    "440117": _("从化区"),
    "440118": _("增城区"),
}
"""The eleven districts by GB/T 2260 code."""

RETIRED_DISTRICTS = {
    "440102": "440104",
    "440107": "440103",
    "440116": "440112",
    "440183": "440118",
    "440184": "440117",
}
"""Codes of districts that were merged or renamed, and the district that stands there now."""
