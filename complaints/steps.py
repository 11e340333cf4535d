"""The steps that a person may take with a complaint, for the API and the desk alike."""

from django.utils.translation import gettext_lazy as _

from complaints import serializers as shapes
from complaints import services
from wire.steps import ReasonIn, Step, table

STEPS = table(
    [
        Step("accept", _("受理"), services.accept),
        Step("assign", _("分派"), services.assign, shapes.AssignIn),
        Step("conclude", _("办结答复"), services.conclude, shapes.ConcludeIn),
        Step("correct", _("更正"), services.correct, shapes.CorrectIn),
        Step("give-back", _("退回分派"), services.give_back, shapes.GiveBackIn),
        Step("refuse", _("不予受理"), services.refuse, shapes.RefuseIn),
        Step("merge", _("并案"), services.merge, shapes.MergeIn),
        Step("withdraw", _("撤回"), services.withdraw, ReasonIn),
    ]
)
