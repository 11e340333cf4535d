"""Rewards 举报奖励, the tariff they are reckoned by, and the sealed payee."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.choices import REWARDERS, Role
from accounts.models import Office
from accounts.policies import nobody, not_the_one_in, role
from cases.models import Case
from deadlines.models import due_field
from journal.models import Recorded
from rewards.choices import FactsMatch, Level, State
from wire.people import Person


class TariffVersion(models.Model):
    """A dated version of the rates: practice, so it is data."""

    name = models.CharField(_("名称"), max_length=100)
    version = models.CharField(_("版本"), max_length=20)
    valid_from = models.DateField(_("自"))
    valid_until = models.DateField(_("至"), null=True)
    grades = models.JSONField(_("等级比例"))
    cap = models.DecimalField(_("单案上限"), max_digits=12, decimal_places=2)
    finance_from = models.DecimalField(_("会商财政起点"), max_digits=12, decimal_places=2)
    verified = models.BooleanField(_("已核对"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("奖励标准")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "version"], name="tariff_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class RewardQuerySet(models.QuerySet["Reward"]):
    """Rewards."""

    def visible_to(self, person: Person) -> Self:
        """The rows gate: reward people and overseers of the city all; the cashier what is his."""
        if person.role in REWARDERS or person.role in {Role.SUPERVISOR, Role.AUDITOR}:
            return self
        if person.role == Role.CASHIER:
            return self.filter(state__in=[State.CLAIMED, State.PAID])
        return self.none()


class Reward(Recorded):
    """What the one who reported is paid: graded, approved by another, paid by a third."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="rewards", verbose_name=_("案件")
    )
    closing = models.PositiveIntegerField(_("结案日志序号"))
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("办案机关"),
        db_index=False,
    )
    state = FSMField(
        _("状态"), default=State.PROPOSED, choices=State, protected=True, max_length=10
    )
    base = models.DecimalField(_("罚没款"), max_digits=12, decimal_places=2)
    tariff = models.ForeignKey(TariffVersion, on_delete=models.PROTECT, verbose_name=_("标准"))
    eligibility = models.JSONField(_("条件审查"), default=list)
    level = models.CharField(_("等级"), max_length=1, choices=Level, blank=True)
    direct_evidence = models.BooleanField(_("直接证据"), default=False)
    facts_match = models.CharField(_("相符程度"), max_length=5, choices=FactsMatch, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=12, decimal_places=2, null=True)
    needs_finance = models.BooleanField(_("需会商财政"), default=False)
    finance_document = models.CharField(_("财政意见文号"), max_length=100, blank=True)
    workings = models.JSONField(_("计算过程"), default=list)
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    voucher_no = models.CharField(_("凭证号"), max_length=60, blank=True)
    notified_on = models.DateField(_("通知日"), null=True)
    paid_at = models.DateTimeField(_("发放时间"), null=True)
    created_at = models.DateTimeField(_("提出时间"))
    due_on = due_field()

    objects = RewardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("举报奖励")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "closing"], name="reward_once_per_closing"),
            models.UniqueConstraint(
                fields=["case"],
                name="reward_one_live_per_case",
                condition=~Q(state__in=[State.DECLINED, State.LAPSED, State.WAIVED]),
            ),
            models.CheckConstraint(
                name="reward_paid_has_voucher",
                condition=~Q(state=State.PAID) | (~Q(voucher_no="") & Q(paid_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="reward_amount_positive",
                condition=Q(amount__isnull=True) | Q(amount__gt=0, amount__lte=1_000_000),
            ),
            models.CheckConstraint(
                name="reward_approved_has_amount",
                condition=Q(
                    state__in=[
                        State.PROPOSED,
                        State.GRADED,
                        State.DECLINED,
                        State.LAPSED,
                        State.WAIVED,
                    ]
                )
                | Q(amount__isnull=False, approved_by__isnull=False, graded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="reward_four_eyes",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("graded_by")),
            ),
            models.CheckConstraint(
                name="reward_third_pays",
                condition=Q(paid_by__isnull=True)
                | (~Q(paid_by=F("approved_by")) & ~Q(paid_by=F("graded_by"))),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="reward_state"),
            models.Index(fields=["office", "-id"], name="reward_office"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def matter(self) -> str:
        """The chain of its case."""
        return self.case.matter

    @transition(
        state, [State.PROPOSED, State.GRADED], State.GRADED, permission=role(Role.REWARD_CLERK)
    )
    def grade(
        self,
        *,
        level: Level,
        direct_evidence: bool,
        facts_match: FactsMatch,
        amount: Decimal,
        needs_finance: bool,
        workings: list[dict[str, Any]],
        graded_by_id: int,
    ) -> None:
        """定级"""
        self.level = level
        self.direct_evidence = direct_evidence
        self.facts_match = facts_match
        self.amount = amount
        self.needs_finance = needs_finance
        self.workings = workings
        self.graded_by_id = graded_by_id

    @transition(
        state,
        State.GRADED,
        State.APPROVED,
        permission=role(Role.REWARD_APPROVER) & not_the_one_in("graded_by"),
    )
    def approve(self, *, approved_by_id: int, finance_document: str) -> None:
        """批准奖励"""
        self.approved_by_id = approved_by_id
        self.finance_document = finance_document

    @transition(
        state,
        [State.PROPOSED, State.GRADED],
        State.DECLINED,
        permission=role(Role.REWARD_APPROVER) & not_the_one_in("graded_by"),
    )
    def decline(self) -> None:
        """不予奖励"""

    @transition(state, State.APPROVED, State.NOTIFIED, permission=role(Role.REWARD_CLERK))
    def notify(self, *, notified_on: date) -> None:
        """通知举报人"""
        self.notified_on = notified_on

    @transition(state, State.NOTIFIED, State.CLAIMED, permission=role(Role.REWARD_CLERK))
    def claim(self) -> None:
        """登记申领"""

    @transition(
        state,
        State.CLAIMED,
        State.PAID,
        permission=role(Role.CASHIER) & not_the_one_in("approved_by") & not_the_one_in("graded_by"),
    )
    def pay(self, *, voucher_no: str, paid_by_id: int, paid_at: datetime) -> None:
        """发放奖励"""
        self.voucher_no = voucher_no
        self.paid_by_id = paid_by_id
        self.paid_at = paid_at

    @transition(state, State.NOTIFIED, State.LAPSED, permission=nobody)
    def lapse(self) -> None:
        """逾期失效"""

    @transition(
        state,
        [State.APPROVED, State.NOTIFIED, State.CLAIMED],
        State.WAIVED,
        permission=role(Role.REWARD_CLERK),
    )
    def waive(self) -> None:
        """举报人放弃"""

    @transition(
        state,
        [State.PROPOSED, State.GRADED, State.APPROVED, State.NOTIFIED, State.CLAIMED],
        State.DECLINED,
        permission=nobody,
    )
    def take_back(self) -> None:
        """案件重新调查，奖励收回"""


class Payee(models.Model):
    """To whom a reward is paid: sealed, apart from the reward, read by the cashier to pay."""

    reward = models.OneToOneField(
        Reward, on_delete=models.PROTECT, primary_key=True, related_name="payee"
    )
    account = models.BinaryField()
    claimed_at = models.DateTimeField(_("申领时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("收款人")

    def __str__(self) -> str:
        return str(_("收款人"))
