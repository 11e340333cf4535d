"""The steps of an entry of the register."""

from django.utils.translation import gettext_lazy as _

from registry import serializers as shapes
from registry import services
from wire.steps import Step, table

STEPS = table(
    [
        Step("correct", _("更正"), services.correct, shapes.CorrectEntityIn),
        Step("remove", _("退出名录"), services.remove, shapes.RemoveIn),
    ]
)
