"""The law as a table: every period the office keeps, with its article and its validity.

The day of the event that starts a period chooses the row. Not every number here is law: a row
that is not verified was not read in its text, or is the office's own promise.
"""

from dataclasses import dataclass
from datetime import date

from deadlines.choices import Binding, Bound, Ground, Unit


class UnknownRule(LookupError):
    """No row of the register has this code on this day."""


@dataclass(frozen=True, slots=True)
class Length:
    """So many working days, calendar days or months."""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.n <= 3650:
            raise ValueError(f"期限长度 {self.n} 超出0至3650")

    def __str__(self) -> str:
        return f"{self.n}{_MEASURE[self.unit]}"


_MEASURE = {Unit.WORKING_DAYS: "个工作日", Unit.DAYS: "日", Unit.MONTHS: "个月"}


@dataclass(frozen=True, slots=True)
class ExtensionLevel:
    """One extension: at most how long, the role that approves it, and on what ground."""

    length: Length
    approver: str
    ground: str


@dataclass(frozen=True, slots=True)
class Law:
    """A text, with the first and the last day of its validity."""

    title: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One period: what it is called, how long, which article says so, and who must act.

    least marks a shortest notice: the act may not come before the due day. A period of hours
    does not roll. verified is False where the text was not read or the number is our own.
    """

    code: str
    title: str
    length: Length
    law: Law
    clause: str
    binding: Binding = Binding.STATUTORY
    bound: Bound = Bound.OFFICE
    extensions: tuple[ExtensionLevel, ...] = ()
    excludes: tuple[Ground, ...] = ()
    rolls: bool = True
    least: bool = False
    verified: bool = True
    note: str = ""

    @property
    def article(self) -> str:
        return f"《{self.law.title}》{self.clause}"

    @property
    def since(self) -> date:
        return self.law.since

    @property
    def until(self) -> date | None:
        return self.law.until

    @property
    def warn(self) -> Length:
        """How long before the due day the light turns yellow."""
        if self.code in {"A-CLOSE", "A-CLOSE-OLD", "B-CLOSE-S"}:
            return Length(10, Unit.DAYS)
        if self.length.unit == Unit.MONTHS or self.length.n > 3:
            return Length(3, Unit.WORKING_DAYS)
        # A period this short would otherwise be yellow from its first day.
        return Length(1 if self.length.n > 1 else 0, Unit.WORKING_DAYS)


def _wd(n: int) -> Length:
    return Length(n, Unit.WORKING_DAYS)


def _nd(n: int) -> Length:
    return Length(n, Unit.DAYS)


def _months(n: int) -> Length:
    return Length(n, Unit.MONTHS)


PARTY, AGENCY, POLICY = Bound.PARTY, Bound.AGENCY, Binding.POLICY

RULINGS = Law("专利纠纷行政裁决和调解办法", date(2025, 2, 1))
OLD_RULINGS = Law("专利行政执法办法", date(2015, 7, 1), date(2025, 1, 31))
GUIDE = Law("专利侵权纠纷行政裁决办案指南", date(2020, 1, 1))
PATENT = Law("中华人民共和国专利法", date(2021, 6, 1))
ENFORCEMENT = Law("专利行政执法办法", date(2015, 7, 1))
PROCEDURE = Law("市场监督管理行政处罚程序规定", date(2019, 4, 1))
PENALTY = Law("中华人民共和国行政处罚法", date(2021, 7, 15))
PUBLICITY = Law("市场监督管理行政处罚信息公示规定", date(2021, 9, 1))
COERCION = Law("中华人民共和国行政强制法", date(2012, 1, 1))
REVIEW = Law("中华人民共和国行政复议法", date(2024, 1, 1))
LITIGATION = Law("中华人民共和国行政诉讼法", date(2015, 5, 1))
OLD_REPORTS = Law("市场监督管理投诉举报处理暂行办法", date(2020, 1, 1), date(2026, 4, 14))
REPORTS = Law("市场监督管理投诉举报处理办法", date(2026, 4, 15))
HOTLINE = Law("广东省12345政务服务便民热线管理办法", date(2022, 9, 1))
CRIME = Law("行政执法机关移送涉嫌犯罪案件的规定", date(2020, 8, 7))
COPYRIGHT = Law("著作权行政处罚实施办法", date(2009, 6, 15))
PROTECTION = Law("广东省知识产权保护条例", date(2022, 5, 1))
REWARD = Law("市场监管领域重大违法行为举报奖励暂行办法", date(2021, 12, 1))
MEASURES = Law("关于加强重点企业和重点市场知识产权行政保护的措施", date(2017, 1, 22))

_VERY_COMPLEX = "案情特别复杂或者有其他特殊情况"
_PRESS = "天数见于新闻发布的解读，原文待核"
_OWN = "条文没有写明天数，此为本局内部目标"
_STRICT = "条文未区分工作日与自然日，按自然日从严计算"


def _by(approver: str, length: Length, ground: str) -> ExtensionLevel:
    return ExtensionLevel(length, approver, ground)


# A table is read by the row.
# fmt: off
RULES: tuple[Rule, ...] = (
    # A. Infringement disputes
    Rule("A-FILE", "侵权纠纷立案或者不予立案", _wd(5), RULINGS, "第二十条",
         extensions=(_by("chief", _wd(5), _VERY_COMPLEX),), note="补正的，自收到齐备材料之日起算"),
    Rule("A-CORR", "一次性告知补正", _wd(5), RULINGS, "第十六条", POLICY, verified=False,
         note=_OWN),
    Rule("A-SERVE", "向被请求人送达请求书副本", _wd(5), RULINGS, "第二十二条"),
    Rule("A-ANSWER", "被请求人答辩", _nd(15), RULINGS, "第二十二条", bound=PARTY,
         note="合议组可依申请延长"),
    Rule("A-ANSWER-FOREIGN", "境内无固定住所的被请求人答辩", _nd(30), RULINGS, "第二十二条",
         bound=PARTY, note="合议组可依申请延长"),
    Rule("A-FWD", "向请求人转送答辩书", _wd(5), RULINGS, "第二十二条"),
    Rule("A-JURIS", "审查管辖异议", _wd(5), RULINGS, "第九条"),
    Rule("A-RECUSE", "申请回避", _wd(3), RULINGS, "第五条", bound=PARTY,
         note="也可以在口头审理开始时提出，事后得知的在终结前提出"),
    Rule("A-RECUSE-DECIDE", "决定是否回避", _wd(3), GUIDE, ""),
    Rule("A-PROOF", "举证期限", _nd(15), RULINGS, "第五十四条", bound=PARTY, least=True),
    Rule("A-ORAL", "口头审理前通知", _wd(3), RULINGS, "第二十六条", least=True),
    Rule("A-CLOSE", "侵权纠纷结案", _months(3), RULINGS, "第三十七条",
         extensions=(_by("chief", _months(1), "案情复杂"),
                     _by("superior", _months(2), _VERY_COMPLEX)),
         excludes=(Ground.SUSPENSION, Ground.ANNOUNCEMENT, Ground.APPRAISAL, Ground.JURISDICTION,
                   Ground.EVIDENCE, Ground.SETTLEMENT)),
    Rule("A-CLOSE-OLD", "侵权纠纷结案（旧办法）", _months(3), OLD_RULINGS, "第二十一条",
         extensions=(_by("chief", _months(1), "案情特别复杂"),),
         excludes=(Ground.ANNOUNCEMENT, Ground.APPRAISAL, Ground.SUSPENSION)),
    Rule("A-PUB", "公开行政裁决", _wd(20), RULINGS, "第八十三条",
         note="法院变更或者撤销的，再次起算"),
    Rule("A-SUE", "不服裁决起诉", _nd(15), PATENT, "第六十五条", bound=PARTY),
    Rule("A-ENF", "申请法院强制执行", _months(3), RULINGS, "第八十条", note="自履行期限届满起算"),
    Rule("A-ENF-URGE", "强制执行前催告", _wd(10), COERCION, "第五十四条、第六十九条", least=True),
    Rule("A-ENF-PARTY", "权利人申请强制执行", _months(6), RULINGS, "第八十条", bound=PARTY),
    Rule("A-LIMIT", "请求处理的时效", _months(36), RULINGS, "第十九条", bound=PARTY,
         note="自知道侵权行为和侵权人之日起算，行为仍在继续的应当受理"),
    # M. Mediation of patent disputes
    Rule("M-SERVE", "送达调解请求书", _wd(5), RULINGS, "第六十六条"),
    Rule("M-OPINION", "被请求人提交意见", _nd(15), RULINGS, "第六十六条", bound=PARTY),
    Rule("M-FILE", "同意调解后立案", _wd(5), RULINGS, "第六十六条"),
    Rule("M-TELL", "告知请求人不予立案", _wd(5), RULINGS, "第六十六条"),
    # B. Counterfeit patents
    Rule("B-FILE-P", "举报立案", _wd(10), ENFORCEMENT, "第二十八条", POLICY,
         note="同时指定两名以上执法人员"),
    Rule("B-DISC-P", "自行发现线索立案", _wd(5), ENFORCEMENT, "第二十八条", POLICY),
    Rule("B-FILE-S", "线索核查，决定是否立案", _wd(15), PROCEDURE, "第十八条",
         extensions=(_by("chief", _wd(15), "特殊情况"),),
         excludes=(Ground.APPRAISAL, Ground.IDENTIFICATION)),
    Rule("B-CLOSE-P", "一般假冒专利案件结案", _months(1), ENFORCEMENT, "第三十六条", POLICY,
         extensions=(_by("chief", _nd(15), "案情特别复杂"),),
         excludes=(Ground.HEARING, Ground.ANNOUNCEMENT), note="市局2017年措施（五）1重申"),
    Rule("B-CLOSE-S", "作出行政处罚决定", _nd(90), PROCEDURE, "第六十四条",
         extensions=(_by("chief", _nd(30), "案情复杂或者其他原因"),),
         excludes=(Ground.SUSPENSION, Ground.HEARING, Ground.ANNOUNCEMENT, Ground.APPRAISAL,
                   Ground.IDENTIFICATION, Ground.REFUND),
         note="延长后仍不能结案的，由集体讨论决定是否继续延长"),
    Rule("B-HEAR-ASK", "要求听证", _wd(5), PENALTY, "第六十四条", bound=PARTY),
    Rule("B-HEAR-NOTE", "听证前通知", _wd(7), PENALTY, "第六十四条、第八十五条", least=True),
    Rule("B-AUDIT", "案件审核、法制审核", _wd(10), PROCEDURE, "第五十五条", note="经批准可延长"),
    Rule("B-SERVE", "送达处罚决定书", _wd(7), PENALTY, "第六十一条、第八十五条"),
    Rule("B-PAY", "缴纳罚款", _nd(15), PENALTY, "第六十七条", bound=PARTY,
         note="逾期每日加处百分之三，不超过罚款本数；经批准可以延期或者分期"),
    Rule("B-PUB", "公示处罚信息", _wd(20), PUBLICITY, ""),
    Rule("B-PUB-SEND", "向外省登记机关送公示信息", _wd(10), PUBLICITY, ""),
    Rule("B-PUB-FAR", "外省登记机关公示", _wd(10), PUBLICITY, "", bound=AGENCY),
    Rule("B-ARCH", "填写结案审批表", _wd(15), PROCEDURE, "第七十七条"),
    Rule("B-REG", "先行登记保存后作出处理", _wd(7), PENALTY, "第五十六条、第八十五条"),
    Rule("B-REG-REPORT", "紧急登记保存后报告", _nd(1), PROCEDURE, "第三十三条", rolls=False,
         note="二十四小时"),
    Rule("B-SEAL", "查封、扣押", _nd(30), COERCION, "第二十五条",
         extensions=(_by("chief", _nd(30), "情况复杂"),), excludes=(Ground.APPRAISAL,)),
    Rule("B-LIMIT", "处罚追究时效", _months(24), PENALTY, "第三十六条", note="自行为终了起算"),
    Rule("B-LIMIT-LONG", "处罚追究时效（生命健康、金融安全）", _months(60), PENALTY, "第三十六条"),
    Rule("B-RECON", "申请行政复议", _nd(60), REVIEW, "第二十条", bound=PARTY),
    Rule("B-SUE", "提起行政诉讼", _months(6), LITIGATION, "第四十六条", bound=PARTY),
    # C. Complaints and reports as a market-supervision body receives them
    Rule("C-ACCEPT", "投诉受理", _wd(7), OLD_REPORTS, "第十四条", verified=False, note="条号待核"),
    Rule("C-ACCEPT", "投诉受理", _wd(7), REPORTS, "第十五条"),
    Rule("C-MEDIATE", "投诉调解", _wd(45), OLD_REPORTS, "第二十一条"),
    Rule("C-MEDIATE", "投诉调解", _nd(60), REPORTS, "第二十三条"),
    Rule("C-RESULT", "终止调解后告知双方", _wd(7), OLD_REPORTS, "第二十一条"),
    Rule("C-RESULT", "终止调解后告知双方", _wd(7), REPORTS, "第二十三条"),
    Rule("C-REPORT", "举报核查", _wd(15), OLD_REPORTS, "第三十一条",
         extensions=(_by("chief", _wd(15), "特殊情况"),)),
    Rule("C-REPORT", "举报核查", _wd(15), REPORTS, "第三十五条",
         extensions=(_by("chief", _wd(15), "特殊情况"),),
         note="同一举报人补充新线索的，可以合并，自最后一次举报起算"),
    Rule("C-TELL", "告知实名举报人是否立案", _wd(5), OLD_REPORTS, "第三十一条"),
    Rule("C-QUARREL", "协商确定处理机关", _wd(7), REPORTS, "第三十三条", note="协商不成报共同上级"),
    # H. Hotline work orders, from the handling unit's receipt
    Rule("H-CONSULT", "答复咨询工单", _wd(2), HOTLINE, "", POLICY, verified=False, note=_PRESS),
    Rule("H-HELP", "答复求助、建议工单", _wd(10), HOTLINE, "", POLICY, verified=False, note=_PRESS),
    Rule("H-COMPLAINT", "答复投诉、举报工单", _wd(15), HOTLINE, "", POLICY, verified=False,
         note=_PRESS),
    # X. Suspected crime
    Rule("X-DECIDE", "决定是否移送公安机关", _nd(3), CRIME, "第五条", verified=False, note=_STRICT),
    Rule("X-HANDOVER", "向公安机关移送", _nd(1), CRIME, "第五条", rolls=False, note="二十四小时"),
    Rule("X-POLICE", "公安机关决定是否立案", _nd(3), CRIME, "第八条", bound=AGENCY,
         verified=False, note=_STRICT),
    Rule("X-RECONSIDER", "提请公安机关复议", _nd(3), CRIME, "第九条", verified=False, note=_STRICT),
    Rule("X-REPLY", "公安机关复议决定", _nd(3), CRIME, "第九条", bound=AGENCY, verified=False,
         note=_STRICT),
    Rule("X-PROCURATE", "建议检察院立案监督", _nd(3), CRIME, "第九条", verified=False,
         note=_STRICT),
    Rule("X-GOODS", "移交涉案物品和材料", _nd(3), CRIME, "第十二条", verified=False, note=_STRICT),
    # T. Transfers to other agencies
    Rule("T-SEND", "决定移送后发出", _wd(5), PROTECTION, "第十二条", POLICY, verified=False,
         note=_OWN),
    Rule("T-ACK", "接收机关回执", _wd(5), PROTECTION, "第十二条", POLICY, AGENCY, verified=False,
         note=_OWN),
    Rule("T-COPYRIGHT", "版权部门受理或者不予受理", _nd(15), COPYRIGHT, "第十三条", bound=AGENCY),
    # R. Rewards
    Rule("R-START", "结案后启动奖励", _wd(15), REWARD, "", POLICY, verified=False, note="原文待核"),
    Rule("R-CLAIM", "举报人领取奖励", _wd(30), REWARD, "", POLICY, PARTY, verified=False,
         note="原文待核；有正当理由可以延期，逾期视为放弃"),
    # G. Green channel, from receipt
    Rule("G-TRIAGE", "绿色通道分办", _wd(1), MEASURES, "（七）2", POLICY, verified=False,
         note=_OWN),
    Rule("G-FILE", "绿色通道立案", _wd(3), MEASURES, "（七）2", POLICY, verified=False, note=_OWN),
    # S. Listed supervision
    Rule("S-LISTED", "挂牌督办办结", _wd(20), MEASURES, "（七）2", POLICY, verified=False,
         note=f"{_OWN}，由督办人逐件确定"),
)
# fmt: on


def codes() -> tuple[str, ...]:
    """The codes of all periods, each once, in the order of the register."""
    return tuple(dict.fromkeys(rule.code for rule in RULES))


def rule_for(code: str, on: date) -> Rule:
    """The row of this code that holds for an event of that day (Shanghai).

    Raises UnknownRule when there is none.
    """
    for rule in RULES:
        if rule.code == code and rule.since <= on and (rule.until is None or on <= rule.until):
            return rule
    raise UnknownRule(f"{code} 在 {on} 没有适用的期限")


def in_force(code: str, on: date) -> bool:
    """Whether the register has a row of this code for an event of that day (Shanghai)."""
    return any(
        rule.since <= on and (rule.until is None or on <= rule.until)
        for rule in RULES
        if rule.code == code
    )
