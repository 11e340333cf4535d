"""The steps of a reward."""

from django.utils.translation import gettext_lazy as _

from rewards import serializers as shapes
from rewards import services
from wire.steps import ReasonIn, Step, table

STEPS = table(
    [
        Step("grade", _("定级"), services.grade, shapes.GradeIn),
        Step("approve", _("批准奖励"), services.approve, shapes.ApproveIn),
        Step("notify", _("通知举报人"), services.notify),
        Step("claim", _("登记申领"), services.claim, shapes.ClaimIn),
        Step("pay", _("发放奖励"), services.pay, shapes.PayIn),
        Step("decline", _("不予奖励"), services.decline, ReasonIn),
        Step("waive", _("举报人放弃"), services.waive, shapes.WaiveIn),
    ]
)
