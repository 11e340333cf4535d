"""The steps of the two proceedings, of extensions and of supervision."""

from django.utils.translation import gettext_lazy as _

from cases import serializers as shapes
from cases import services
from cases.choices import Proceeding
from wire.steps import ReasonIn, Step, table

_DOCKET = Step("docket", _("批准立案"), services.docket)
_DECLINE = Step("decline", _("不予立案"), services.decline, ReasonIn)
_SERVE = Step("serve", _("送达"), services.serve, shapes.ServeIn)
_CLOSE = Step("close", _("结案"), services.close, shapes.CloseIn)
_ARCHIVE = Step("archive", _("归档"), services.archive)

COUNTERFEIT = table(
    [
        _DOCKET,
        Step("investigate", _("开始调查"), services.investigate),
        Step("audit", _("审核通过"), services.audit),
        Step("notify", _("告知当事人"), services.notify, shapes.NotifyIn),
        Step("decide", _("作出决定"), services.decide, shapes.DecideIn),
        _SERVE,
        _CLOSE,
        _ARCHIVE,
        Step("reopen", _("重新调查"), services.reopen, ReasonIn),
        _DECLINE,
    ]
)
INFRINGEMENT = table(
    [
        _DOCKET,
        _SERVE,
        Step("answer", _("登记答辩"), services.answer),
        Step("hear", _("口头审理"), services.hear),
        Step("mediate", _("达成调解"), services.mediate, shapes.FactsIn),
        Step("rule", _("作出裁决"), services.rule, shapes.RuleIn),
        Step("publish", _("公开裁决"), services.publish),
        Step("close", _("结案"), services.close_dispute, shapes.CloseDisputeIn),
        _ARCHIVE,
        _DECLINE,
    ]
)
BY_PROCEEDING = {Proceeding.COUNTERFEIT: COUNTERFEIT, Proceeding.INFRINGEMENT: INFRINGEMENT}

PAUSE = Step("pause", _("扣除时间"), services.pause, shapes.PauseIn)
EXTEND = Step("extend", _("申请延期"), services.ask_extension, shapes.ExtendIn)

EXTENSION = table(
    [
        Step("approve", _("批准延期"), services.approve_extension, shapes.ApproveExtensionIn),
        Step("refuse", _("不批准延期"), services.refuse_extension, ReasonIn),
    ]
)
SUPERVISION = table(
    [
        Step("report", _("报告进展"), services.report_progress, shapes.ReportIn),
        Step("lift", _("解除督办"), services.lift, ReasonIn),
    ]
)
