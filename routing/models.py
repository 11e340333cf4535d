"""Agencies that leads are handed to, the transfers themselves, and the city's entrustments."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.choices import CITY_OFFICE, HANDLERS, Role
from accounts.models import Office
from accounts.policies import handler_of_the_office, not_the_one_in, of_the_same_office, role
from complaints.models import Complaint
from deadlines.models import due_field
from journal.models import Recorded
from routing.choices import Lead, TransferState
from wire.people import Person


class Agency(models.Model):
    """An agency that takes leads, with the days between which it is the competent one."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    leads = models.JSONField(_("受理线索"), default=list)
    valid_from = models.DateField(_("有效期自"))
    valid_until = models.DateField(_("有效期至"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("接收机关")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Entrustment(models.Model):
    """A district acts in infringement disputes only under a dated entrustment of the city."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="entrustments")
    document = models.CharField(_("委托文书"), max_length=100)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))

    class Meta:
        verbose_name = verbose_name_plural = _("委托执法")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="entrustment_ends_after_start", condition=Q(until__gte=models.F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.document


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Transfers."""

    def visible_to(self, person: Person) -> Self:
        """The rows gate: overseers and the intake desk all, an office its own."""
        if person.oversees or person.role == Role.INTAKE:
            return self
        if person.role in HANDLERS:
            return self.filter(office=person.office_id)
        return self.none()


_city_desk = role(Role.INTAKE, Role.DISPATCHER)
_sender = _city_desk | handler_of_the_office
_approver = (
    role(Role.SUPERVISOR, Role.DISPATCHER) | role(Role.CHIEF) & of_the_same_office
) & not_the_one_in("proposed_by")


class Transfer(Recorded):
    """One lead on its way to the agency that is competent for it."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, related_name="transfers", verbose_name=_("事项")
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("接收机关"))
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("移送机关"),
        db_index=False,
    )
    lead = models.CharField(_("线索类型"), max_length=12, choices=Lead)
    whole = models.BooleanField(_("整件移送"), default=True)
    reason = models.TextField(_("移送理由"))
    state = FSMField(
        _("状态"),
        default=TransferState.DRAFT,
        choices=TransferState,
        protected=True,
        max_length=14,
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    letter_no = models.CharField(_("移送函文号"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    receipt_no = models.CharField(_("回执编号"), max_length=60, blank=True)
    received_on = models.DateField(_("签收日期"), null=True)
    return_reason = models.TextField(_("退回理由"), blank=True)
    result = models.TextField(_("反馈结果"), blank=True)
    due_on = due_field()
    created_at = models.DateTimeField(_("提出时间"))

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("线索移送")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["complaint", "lead"],
                name="transfer_one_live_per_lead",
                condition=~Q(state=TransferState.RETURNED),
            ),
            models.CheckConstraint(
                name="transfer_sent_has_letter",
                condition=Q(
                    state__in=[TransferState.DRAFT, TransferState.APPROVED, TransferState.RETURNED]
                )
                | ~Q(letter_no=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="transfer_due"),
            models.Index(fields=["state", "-id"], name="transfer_state_new"),
            models.Index(fields=["office", "-id"], name="transfer_office_new"),
            models.Index(fields=["lead", "-id"], name="transfer_lead_new"),
            models.Index(fields=["state", "due_on", "id"], name="transfer_state_due"),
            models.Index(fields=["office", "due_on", "id"], name="transfer_office_due"),
            models.Index(fields=["agency", "due_on", "id"], name="transfer_agency_due"),
            models.Index(fields=["lead", "due_on", "id"], name="transfer_lead_due"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def matter(self) -> str:
        """The chain of the complaint it came from."""
        return self.complaint.number

    def office_codes(self) -> frozenset[str]:
        """The office that sends it."""
        return frozenset({self.office_id or CITY_OFFICE})

    @transition(state, TransferState.DRAFT, TransferState.APPROVED, permission=_approver)
    def approve(self, *, approved_by_id: int) -> None:
        """批准移送"""
        self.approved_by_id = approved_by_id

    @transition(state, TransferState.APPROVED, TransferState.SENT, permission=_sender)
    def send(self, *, letter_no: str, sent_at: datetime) -> None:
        """发出移送函"""
        self.letter_no = letter_no
        self.sent_at = sent_at

    @transition(state, TransferState.SENT, TransferState.ACKNOWLEDGED, permission=_sender)
    def acknowledge(self, *, receipt_no: str, received_on: date) -> None:
        """登记回执"""
        self.receipt_no = receipt_no
        self.received_on = received_on

    @transition(state, TransferState.ACKNOWLEDGED, TransferState.ACCEPTED, permission=_sender)
    def accept(self) -> None:
        """登记对方受理"""

    @transition(
        state,
        [TransferState.SENT, TransferState.ACKNOWLEDGED],
        TransferState.RETURNED,
        permission=_sender,
    )
    @transition(
        state,
        [TransferState.DRAFT, TransferState.APPROVED],
        TransferState.RETURNED,
        permission=_approver,
    )
    def return_(self, *, return_reason: str) -> None:
        """登记退回"""
        self.return_reason = return_reason

    @transition(
        state,
        [TransferState.ACKNOWLEDGED, TransferState.ACCEPTED],
        TransferState.ANSWERED,
        permission=_sender,
    )
    def feedback(self, *, result: str) -> None:
        """登记反馈"""
        self.result = result

    @transition(
        state,
        [TransferState.ACKNOWLEDGED, TransferState.ACCEPTED, TransferState.ANSWERED],
        TransferState.CLOSED,
        permission=_sender,
    )
    def close(self) -> None:
        """办结移送"""
