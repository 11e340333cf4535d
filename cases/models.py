"""Case files 卷宗, the two proceedings that walk their own roads, extensions and supervision."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.choices import HANDLERS, REWARDERS, Role
from accounts.models import Office, User
from accounts.policies import (
    Policy,
    chief_of_the_office,
    handler_of_the_office,
    nobody,
    not_the_one_in,
    officer_of_the_case,
    role,
)
from cases.choices import (
    ENDED,
    Finding,
    Outcome,
    Proceeding,
    RequestState,
    RulingOutcome,
    ServiceMethod,
    State,
    SupervisionState,
)
from complaints.models import Complaint
from deadlines.models import Clock, due_field
from journal.models import Recorded
from wire.people import Person
from wire.search import Terms
from wire.steps import Verb


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases."""

    def visible_to(self, person: Person) -> Self:
        """The rows gate: overseers all, an office its own, reward people what proved true."""
        if person.oversees:
            return self
        if person.role in HANDLERS:
            return self.filter(office=person.office_id)
        if person.role in REWARDERS:
            return self.filter(finding=Finding.VERIFIED, state__in=[State.CLOSED, State.ARCHIVED])
        return self.none()


_running = frozenset(State) - frozenset(ENDED) - {State.PROPOSED}
_clock_verb = Verb(_running, officer_of_the_case | chief_of_the_office)


class Case(Recorded):
    """The file: number, office, officers, supervision. The road is the proceeding's."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    docket_no = models.CharField(_("立案号"), max_length=60, blank=True)
    proceeding = models.CharField(_("程序"), max_length=12, choices=Proceeding)
    state = FSMField(
        _("状态"), default=State.PROPOSED, choices=State, protected=True, max_length=14
    )
    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, null=True, related_name="cases", verbose_name=_("事项")
    )
    discovered_on = models.DateField(_("自行发现日"), null=True)
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("承办机关"),
        db_index=False,
    )
    authority = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("署名机关")
    )
    title = models.CharField(_("案由"), max_length=200)
    officers = models.ManyToManyField(User, related_name="cases", verbose_name=_("承办人"))
    handler_list = models.JSONField(_("承办人名单"), default=list)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("提请时间"))
    docketed_on = models.DateField(_("立案日"), null=True)
    green_channel = models.BooleanField(_("绿色通道"), default=False)
    green_channel_reasons = models.JSONField(_("绿色通道理由"), default=list)
    supervised = models.BooleanField(_("挂牌督办"), default=False)
    due_on = due_field()
    hearing = models.BooleanField(_("听证告知"), default=False)
    outcome = models.CharField(_("处理结果"), max_length=14, choices=Outcome, blank=True)
    ruling = models.CharField(_("裁决结果"), max_length=14, choices=RulingOutcome, blank=True)
    fine = models.DecimalField(_("罚款"), max_digits=12, decimal_places=2, null=True)
    confiscation = models.DecimalField(_("没收"), max_digits=12, decimal_places=2, null=True)
    facts = models.TextField(_("查明事实"), blank=True)
    legal_basis = models.TextField(_("法律依据"), blank=True)
    decided_on = models.DateField(_("决定日"), null=True)
    served_on = models.DateField(_("送达日"), null=True)
    service_method = models.CharField(
        _("送达方式"), max_length=12, choices=ServiceMethod, blank=True
    )
    finding = models.CharField(_("结论"), max_length=10, choices=Finding, blank=True)
    closed_on = models.DateField(_("结案日"), null=True)
    search_terms = Terms(default="")

    verbs: ClassVar[dict[str, Verb]] = {"pause": _clock_verb, "extend": _clock_verb}

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("案件")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["complaint"],
                name="case_one_live_per_complaint",
                condition=~Q(state=State.DECLINED),
            ),
            models.CheckConstraint(
                name="case_has_a_beginning",
                condition=Q(complaint__isnull=False) | Q(discovered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_docketed_has_number",
                condition=Q(state__in=[State.PROPOSED, State.DECLINED]) | ~Q(docket_no=""),
            ),
            models.CheckConstraint(
                name="case_closed_has_finding",
                condition=~Q(state__in=[State.CLOSED, State.ARCHIVED]) | ~Q(finding=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="case_due"),
            models.Index(fields=["docketed_on", "id"], name="case_docketed"),
            models.Index(fields=["office", "due_on", "id"], name="case_office_due"),
            models.Index(fields=["office", "docketed_on", "id"], name="case_office_docketed"),
            models.Index(fields=["office", "state", "due_on", "id"], name="case_office_state_due"),
            models.Index(fields=["state", "due_on", "id"], name="case_state_due"),
            models.Index(fields=["state", "docketed_on", "id"], name="case_state_docketed"),
            models.Index(fields=["proceeding", "due_on", "id"], name="case_proceeding_due"),
            models.Index(
                fields=["proceeding", "docketed_on", "id"], name="case_proceeding_docketed"
            ),
            models.Index(fields=["finding", "due_on", "id"], name="case_finding_due"),
            models.Index(fields=["finding", "docketed_on", "id"], name="case_finding_docketed"),
            models.Index(
                fields=["due_on", "id"], name="case_green_due", condition=Q(green_channel=True)
            ),
            models.Index(
                fields=["due_on", "id"], name="case_supervised_due", condition=Q(supervised=True)
            ),
        ]

    def __str__(self) -> str:
        return self.docket_no or self.number

    @property
    def matter(self) -> str:
        """The chain of its complaint; a case of our own finding has its own."""
        return self.complaint.number if self.complaint else self.number

    def office_codes(self) -> frozenset[str]:
        """The office that handles it."""
        return frozenset({self.office_id})

    def handler_names(self) -> frozenset[str]:
        """The user names of its officers."""
        return frozenset(self.handler_list)

    def machine(self) -> Recorded:
        """The machine of its proceeding."""
        return self.road()

    def road(self) -> "Counterfeit | Infringement":
        """The same row as the machine of its proceeding."""
        machine = Counterfeit if self.proceeding == Proceeding.COUNTERFEIT else Infringement
        same = machine.from_db(
            None,
            [f.attname for f in self._meta.concrete_fields],
            [getattr(self, f.attname) for f in self._meta.concrete_fields],
        )
        same._state.db = self._state.db  # noqa: SLF001 - the same row under its other name
        same._state.fields_cache = dict(self._state.fields_cache)  # noqa: SLF001 - as above
        return same


class Counterfeit(Case):
    """假冒专利查处: an offence that anybody may report (专利行政执法办法 第四章)."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = _("假冒专利案件")

    @transition("state", State.PROPOSED, State.DOCKETED, permission=chief_of_the_office)
    def docket(self, *, docket_no: str, docketed_on: date) -> None:
        """批准立案"""
        self.docket_no = docket_no
        self.docketed_on = docketed_on

    @transition("state", State.PROPOSED, State.DECLINED, permission=chief_of_the_office)
    def decline(self, *, closed_on: date) -> None:
        """不予立案"""
        self.closed_on = closed_on

    @transition("state", State.PROPOSED, State.DECLINED, permission=nobody)
    def lapse(self, *, closed_on: date) -> None:
        """提请失效"""
        self.closed_on = closed_on

    @transition("state", State.DOCKETED, State.INVESTIGATING, permission=officer_of_the_case)
    def investigate(self) -> None:
        """开始调查"""

    @transition("state", State.INVESTIGATING, State.AUDITED, permission=chief_of_the_office)
    def audit(self) -> None:
        """审核通过"""

    @transition("state", State.AUDITED, State.NOTIFIED, permission=officer_of_the_case)
    def notify(self, *, hearing: bool) -> None:
        """告知当事人"""
        self.hearing = hearing

    @transition("state", State.NOTIFIED, State.DECIDED, permission=chief_of_the_office)
    def decide(
        self,
        *,
        outcome: Outcome,
        fine: Decimal,
        confiscation: Decimal,
        facts: str,
        legal_basis: str,
        decided_on: date,
    ) -> None:
        """作出决定"""
        self.outcome = outcome
        self.fine = fine
        self.confiscation = confiscation
        self.facts = facts
        self.legal_basis = legal_basis
        self.decided_on = decided_on

    @transition("state", State.DECIDED, State.SERVED, permission=officer_of_the_case)
    def serve(self, *, served_on: date, service_method: ServiceMethod) -> None:
        """送达决定"""
        self.served_on = served_on
        self.service_method = service_method

    @transition("state", State.SERVED, State.CLOSED, permission=chief_of_the_office)
    def close(self, *, finding: Finding, closed_on: date) -> None:
        """结案"""
        self.finding = finding
        self.closed_on = closed_on

    @transition("state", State.CLOSED, State.ARCHIVED, permission=officer_of_the_case)
    def archive(self) -> None:
        """归档"""

    @transition("state", State.CLOSED, State.INVESTIGATING, permission=role(Role.SUPERVISOR))
    def reopen(self) -> None:
        """重新调查"""
        self.finding = ""
        self.closed_on = None


class Infringement(Case):
    """专利侵权纠纷裁决: a dispute of two parties (专利纠纷行政裁决和调解办法)."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = _("专利侵权纠纷")

    @transition("state", State.PROPOSED, State.DOCKETED, permission=chief_of_the_office)
    def docket(self, *, docket_no: str, docketed_on: date) -> None:
        """批准立案"""
        self.docket_no = docket_no
        self.docketed_on = docketed_on

    @transition("state", State.PROPOSED, State.DECLINED, permission=chief_of_the_office)
    def decline(self, *, closed_on: date) -> None:
        """不予立案"""
        self.closed_on = closed_on

    @transition("state", State.PROPOSED, State.DECLINED, permission=nobody)
    def lapse(self, *, closed_on: date) -> None:
        """提请失效"""
        self.closed_on = closed_on

    @transition("state", State.DOCKETED, State.SERVED, permission=officer_of_the_case)
    def serve(self, *, served_on: date, service_method: ServiceMethod) -> None:
        """送达请求书副本"""
        self.served_on = served_on
        self.service_method = service_method

    @transition("state", State.SERVED, State.ANSWERED, permission=officer_of_the_case)
    def answer(self) -> None:
        """登记答辩"""

    @transition(
        "state", [State.SERVED, State.ANSWERED], State.MEDIATED, permission=officer_of_the_case
    )
    def mediate(self, *, facts: str) -> None:
        """达成调解"""
        self.facts = facts

    @transition(
        "state", [State.SERVED, State.ANSWERED], State.HEARD, permission=officer_of_the_case
    )
    def hear(self) -> None:
        """口头审理"""

    @transition("state", State.HEARD, State.RULED, permission=chief_of_the_office)
    def rule(self, *, outcome: RulingOutcome, facts: str, decided_on: date) -> None:
        """作出裁决"""
        self.ruling = outcome
        self.facts = facts
        self.decided_on = decided_on

    @transition("state", State.RULED, State.PUBLISHED, permission=officer_of_the_case)
    def publish(self) -> None:
        """公开裁决"""

    @transition(
        "state", [State.MEDIATED, State.PUBLISHED], State.CLOSED, permission=chief_of_the_office
    )
    def close(self, *, finding: Finding, closed_on: date) -> None:
        """结案"""
        self.finding = finding
        self.closed_on = closed_on

    @transition("state", State.CLOSED, State.ARCHIVED, permission=officer_of_the_case)
    def archive(self) -> None:
        """归档"""


# The level of the superior office is entered by the supervisor, every other granted by the chief.
_grants_this_level = Policy(
    "for whom the level is",
    lambda request, person: (person.role == Role.CHIEF) == (request.approver == Role.CHIEF),
)
_approver = (
    (chief_of_the_office | role(Role.SUPERVISOR))
    & _grants_this_level
    & not_the_one_in("proposed_by")
)


class Extension(Recorded):
    """A request to extend one clock by one level; another person grants it before the due day."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("级次"))
    approver = models.CharField(_("审批角色"), max_length=20)
    reason = models.TextField(_("理由"))
    state = FSMField(
        _("状态"),
        default=RequestState.PROPOSED,
        choices=RequestState,
        protected=True,
        max_length=10,
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    document = models.CharField(_("批准文书"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("延期申请")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clock", "level"],
                name="extension_once_per_level",
                condition=~Q(state=RequestState.REFUSED),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def matter(self) -> str:
        """The chain of its case."""
        return self.case.matter

    def office_codes(self) -> frozenset[str]:
        """The office that handles the case."""
        return frozenset({self.case.office_id})

    @transition(
        state,
        RequestState.PROPOSED,
        RequestState.APPROVED,
        permission=_approver,
    )
    def approve(self, *, document: str) -> None:
        """批准延期"""
        self.document = document

    @transition(
        state,
        RequestState.PROPOSED,
        RequestState.REFUSED,
        permission=_approver,
    )
    def refuse(self) -> None:
        """不批准延期"""


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    """Listings under supervision."""

    def visible_to(self, person: Person) -> Self:
        """The rows gate: overseers all, an office those it leads."""
        if person.oversees:
            return self
        if person.role in HANDLERS:
            return self.filter(lead=person.office_id)
        return self.none()


class Supervision(Recorded):
    """挂牌督办: a matter watched by the city office, with a number, a lead and a due day."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    listed_no = models.CharField(_("督办号"), max_length=60)
    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, null=True, related_name="supervisions"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="supervisions")
    lead = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("牵头单位")
    )
    reason = models.TextField(_("督办理由"))
    due_on = models.DateField(_("督办期限"))
    state = FSMField(
        _("状态"),
        default=SupervisionState.LISTED,
        choices=SupervisionState,
        protected=True,
        max_length=8,
    )
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    listed_at = models.DateTimeField(_("挂牌时间"))
    lifted_at = models.DateTimeField(_("解除时间"), null=True)
    lifted_reason = models.TextField(_("解除理由"), blank=True)

    verbs: ClassVar[dict[str, Verb]] = {
        "report": Verb(
            frozenset({SupervisionState.LISTED}),
            handler_of_the_office,
        ),
    }

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("挂牌督办")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="supervision_of_one_thing",
                condition=Q(complaint__isnull=False) | Q(case__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["complaint"],
                name="supervision_one_per_complaint",
                condition=Q(state=SupervisionState.LISTED, complaint__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case"],
                name="supervision_one_per_case",
                condition=Q(state=SupervisionState.LISTED, case__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="supervision_due"),
            models.Index(fields=["state", "-id"], name="supervision_state_new"),
            models.Index(fields=["lead", "-id"], name="supervision_lead_new"),
            models.Index(fields=["state", "due_on", "id"], name="supervision_state_due"),
            models.Index(fields=["lead", "due_on", "id"], name="supervision_lead_due"),
        ]

    def __str__(self) -> str:
        return self.listed_no

    @property
    def matter(self) -> str:
        """The chain of what is supervised."""
        if self.complaint is not None:
            return self.complaint.number
        return self.case.matter if self.case else self.number

    def office_codes(self) -> frozenset[str]:
        """The office that leads."""
        return frozenset({self.lead_id})

    @transition(
        state, SupervisionState.LISTED, SupervisionState.LIFTED, permission=role(Role.SUPERVISOR)
    )
    def lift(self, *, lifted_at: datetime, lifted_reason: str) -> None:
        """解除督办"""
        self.lifted_at = lifted_at
        self.lifted_reason = lifted_reason


class SupervisionReport(models.Model):
    """A written progress report under a listing."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="reports")
    text = models.TextField(_("进展"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("报告时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("督办进展")

    def __str__(self) -> str:
        return f"{self.supervision_id} {self.at:%F}"
