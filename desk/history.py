"""The journal in the office's own words: one sentence per verb, and the facts worth showing."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from cases.choices import Finding, Outcome, RulingOutcome, ServiceMethod
from complaints.choices import GiveBackReason, Kind, RefusalReason, Source
from deadlines.choices import Ground
from deadlines.register import RULES
from journal.models import Event
from rewards.choices import FactsMatch, Level
from routing.choices import Lead

TITLES: Final[dict[str, Any]] = {
    "complaint.received": _("接收"),
    "complaint.accepted": _("受理"),
    "complaint.refused": _("不予受理"),
    "complaint.located": _("判明属地"),
    "complaint.unroutable": _("判断不了属地，转人工分派"),
    "complaint.assigned": _("分派"),
    "complaint.docketed": _("立案"),
    "complaint.concluded": _("办结答复"),
    "complaint.transferred": _("整件移送"),
    "complaint.handed_over": _("移交其他机关"),
    "complaint.merged": _("并入另一事项"),
    "complaint.absorbed": _("另一事项并入本件"),
    "complaint.withdrawn": _("举报人撤回"),
    "complaint.greened": _("开通绿色通道"),
    "complaint.corrected": _("更正信息"),
    "complaint.restated": _("重新作出答复"),
    "complaint.revealed": _("查看举报人身份"),
    "complaint.supervision": _("变更督办标记"),
    "complaint.attached": _("添加附件"),
    "complaint.file_read": _("下载附件"),
    "case.proposed": _("提请立案"),
    "case.paused": _("扣除办案时间"),
    "case.supervision": _("变更督办标记"),
    "case.greened": _("案件开通绿色通道"),
    "counterfeit.docketed": _("批准立案"),
    "counterfeit.declined": _("不予立案"),
    "counterfeit.investigating": _("开始调查"),
    "counterfeit.audited": _("审核通过"),
    "counterfeit.notified": _("告知当事人"),
    "counterfeit.decided": _("作出决定"),
    "counterfeit.served": _("送达决定书"),
    "counterfeit.closed": _("结案"),
    "counterfeit.archived": _("归档"),
    "infringement.docketed": _("批准立案"),
    "infringement.declined": _("不予立案"),
    "infringement.served": _("送达请求书副本"),
    "infringement.answered": _("登记答辩"),
    "infringement.mediated": _("达成调解"),
    "infringement.heard": _("口头审理"),
    "infringement.ruled": _("作出裁决"),
    "infringement.published": _("公开裁决"),
    "infringement.closed": _("结案"),
    "infringement.archived": _("归档"),
    "extension.proposed": _("申请延期"),
    "extension.approved": _("批准延期"),
    "extension.refused": _("不批准延期"),
    "supervision.listed": _("挂牌督办"),
    "supervision.reported": _("报告督办进展"),
    "supervision.lifted": _("解除督办"),
    "transfer.draft": _("提出移送"),
    "transfer.approved": _("批准移送"),
    "transfer.sent": _("发出移送函"),
    "transfer.acknowledged": _("登记回执"),
    "transfer.accepted": _("对方已受理"),
    "transfer.returned": _("移送退回"),
    "transfer.answered": _("登记反馈"),
    "transfer.closed": _("办结移送"),
    "reward.proposed": _("提出奖励"),
    "reward.not_eligible": _("不符合奖励条件"),
    "reward.no_tariff": _("没有适用的奖励标准"),
    "reward.graded": _("奖励定级"),
    "reward.approved": _("批准奖励"),
    "reward.notified": _("通知举报人领奖"),
    "reward.claimed": _("登记申领"),
    "reward.payee_read": _("查看收款账户"),
    "reward.paid": _("发放奖励"),
    "reward.declined": _("不予奖励"),
    "reward.lapsed": _("逾期未领，视为放弃"),
    "reward.waived": _("举报人放弃奖励"),
    "protectedentity.listed": _("列入名录"),
    "protectedentity.corrected": _("更正名录"),
    "protectedentity.removed": _("退出名录"),
    "clock.moved": _("期限变动"),
    "clock.due_soon": _("临期提醒"),
    "clock.overdue": _("超期提醒"),
    "alert.acknowledged": _("知悉提醒"),
    "calendar.imported": _("导入节假日安排"),
    "delivery.revived": _("重新投递"),
    "user.added": _("新增用户"),
    "user.signed_in": _("登录"),
    "user.sign_in_refused": _("登录被拒绝"),
    "key.created": _("新建接口密钥"),
    "gatewayclient.created": _("新建热线对接方"),
}
"""Verb of the journal → what the history calls it. A test holds it against every verb."""

STEP_TITLES: Final[dict[tuple[str, str], Any]] = {
    ("complaint.accepted", "give_back"): _("退回，重新分派"),
    ("complaint.accepted", "take_back"): _("移送被退回，重新分派"),
    ("counterfeit.investigating", "reopen"): _("重新调查"),
    ("counterfeit.declined", "lapse"): _("提请失效"),
    ("infringement.declined", "lapse"): _("提请失效"),
    ("reward.declined", "take_back"): _("案件重新调查，收回奖励"),
}
"""Where two steps lead to one state."""

ALARMS: Final = frozenset(
    {"clock.due_soon", "clock.overdue", "complaint.unroutable", "complaint.revealed"}
)
RULE_TITLES: Final = {rule.code: _(rule.title) for rule in RULES}

_REASONS = dict(GiveBackReason.choices) | dict(RefusalReason.choices)
_OUTCOMES = dict(Outcome.choices) | dict(RulingOutcome.choices)

FACTS: Final[dict[str, tuple[Any, Mapping[str, Any] | None]]] = {
    "kind": (_("类别"), dict(Kind.choices)),
    "source": (_("来源"), dict(Source.choices)),
    "reason_code": (_("理由类别"), _REASONS),
    "rule": (_("期限"), RULE_TITLES),
    "from": (_("原"), None),
    "to": (_("现"), None),
    "due_on": (_("到期日"), None),
    "docket_no": (_("案号"), None),
    "hearing": (_("告知听证"), {"True": _("是"), "False": _("否")}),
    "outcome": (_("处理结果"), _OUTCOMES),
    "fine": (_("罚款"), None),
    "confiscation": (_("没收"), None),
    "served_on": (_("送达日"), None),
    "service_method": (_("送达方式"), dict(ServiceMethod.choices)),
    "finding": (_("结论"), dict(Finding.choices)),
    "ground": (_("事由"), dict(Ground.choices)),
    "from_on": (_("自"), None),
    "to_on": (_("至"), None),
    "level": (_("等级"), dict(Level.choices)),
    "facts_match": (_("相符程度"), dict(FactsMatch.choices)),
    "amount": (_("金额"), None),
    "voucher_no": (_("凭证号"), None),
    "letter_no": (_("函号"), None),
    "receipt_no": (_("回执"), None),
    "received_on": (_("签收日"), None),
    "listed_no": (_("督办号"), None),
    "merged": (_("并入"), None),
    "into": (_("并入"), None),
}
"""Facts that a reader of the history needs; what is not named here stays in the journal."""


def entries(events: Iterable[Event], offices: Mapping[str, Office]) -> list[dict[str, Any]]:
    """Events as lines of a history, in the order given; at most one statement for names."""
    found = list(events)
    people = _names(found)
    return [
        {
            "at": event.occurred_at,
            "verb": event.verb,
            "number": event.number,
            "title": title_of(event),
            "actor": event.actor.name if event.actor else "",
            "reason": event.reason,
            "data": list(_facts(event, offices, people)),
            "tone": "alert" if event.verb in ALARMS else "",
        }
        for event in found
    ]


def title_of(event: Event) -> str:
    """What the history calls an event; a verb that nobody named stands as it is."""
    step = str(event.data.get("step", ""))
    return str(STEP_TITLES.get((event.verb, step)) or TITLES.get(event.verb, event.verb))


def _names(events: Iterable[Event]) -> dict[str, str]:
    """The names of the officers whom the events name by user name."""
    named = {name for event in events for name in event.data.get("officers", ())}
    if not named:
        return {}
    return dict(User.objects.filter(username__in=named).values_list("username", "name"))


def _facts(
    event: Event, offices: Mapping[str, Office], people: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """The facts in their order; `from` and `to` only where they are days, not states."""
    for name, value in event.data.items():
        if value in (None, "", []) or (name in {"from", "to"} and event.verb != "clock.moved"):
            continue
        if name in {"office", "suggested_office"} or (name == "lead" and value in offices):
            yield str(_OFFICE_LABELS[name]), _office(str(value), offices)
        elif name == "lead":
            yield str(_("线索")), str(dict(Lead.choices).get(value, value))
        elif name == "officers":
            yield str(_("承办人")), "、".join(people.get(str(n), str(n)) for n in value)
        elif name == "level" and event.subject == "extension":
            yield str(_("级次")), str(value)
        elif name in FACTS:
            label, words = FACTS[name]
            yield str(label), _spoken(value, words)


_OFFICE_LABELS = {
    "office": _("承办单位"),
    "suggested_office": _("建议单位"),
    "lead": _("牵头单位"),
}


def _office(code: str, offices: Mapping[str, Office]) -> str:
    return offices[code].short_name if code in offices else code


def _spoken(value: Any, words: Mapping[str, Any] | None) -> str:  # noqa: ANN401 - any JSON fact
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return str((words or {}).get(str(value), value))
