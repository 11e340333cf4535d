"""The steps of a transfer."""

from django.utils.translation import gettext_lazy as _

from routing import serializers as shapes
from routing import services
from wire.steps import ReasonIn, Step, table

STEPS = table(
    [
        Step("approve", _("批准移送"), services.approve),
        Step("send", _("发出移送函"), services.send, shapes.SendIn),
        Step("acknowledge", _("登记回执"), services.acknowledge, shapes.AcknowledgeIn),
        Step("accept", _("登记对方受理"), services.accept),
        Step("feedback", _("登记反馈"), services.feedback, shapes.FeedbackIn),
        Step("close", _("办结移送"), services.close),
        Step("return", _("登记退回"), services.return_, ReasonIn),
    ]
)

HAND_OVER = Step("transfer", _("移送线索"), services.transfer, shapes.TransferIn)
