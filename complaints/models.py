"""Complaints and reports 投诉举报, the sealed identity of who brought them, and their files."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.choices import HANDLERS, REWARDERS, Role
from accounts.models import Office
from accounts.policies import (
    handler_of_the_office,
    nobody,
    of_the_same_office,
    role,
)
from complaints.choices import (
    ENDED,
    HANDED_OVER_FROM,
    GiveBackReason,
    Kind,
    RefusalReason,
    RightType,
    Source,
    State,
)
from deadlines.models import due_field
from journal.models import Recorded
from wire.people import Person
from wire.search import Terms
from wire.steps import Verb


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Complaints."""

    def visible_to(self, person: Person) -> Self:
        """The rows gate.

        Overseers and the intake desk see all; those who handle see their office's; a platform
        sees what it brought; the reward people see what ended as verified; others none.
        """
        if person.oversees or person.role == Role.INTAKE:
            return self
        if person.role in HANDLERS:
            return self.filter(office=person.office_id)
        if person.role == Role.INTEGRATION:
            return self.filter(created_by=person.pk)
        if person.role in REWARDERS:
            return self.filter(verified=True)
        return self.none()


_desk = role(Role.INTAKE, Role.DISPATCHER)
_open = frozenset(State) - frozenset(ENDED)
may_attach = role(Role.INTAKE, Role.DISPATCHER, Role.INTEGRATION) | handler_of_the_office
"""Who may add a file to a complaint, among those who see it."""
_revealers = role(Role.INTAKE, Role.REWARD_APPROVER, Role.REWARD_CLERK) | handler_of_the_office


class Complaint(Recorded):
    """One complaint or report, from its receipt to its answer."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    state = FSMField(
        _("状态"), default=State.RECEIVED, choices=State, protected=True, max_length=12
    )
    kind = models.CharField(_("类别"), max_length=24, choices=Kind)
    source = models.CharField(_("来源"), max_length=16, choices=Source)
    external_ref = models.CharField(_("来源编号"), max_length=64, blank=True)
    client_key = models.CharField(  # noqa: DJ001 - unset ones must not collide
        _("幂等键"), max_length=200, null=True
    )
    body_digest = models.BinaryField(max_length=32)
    received_at = models.DateTimeField(_("收到时间"))
    occurred_at = models.DateTimeField(_("发生时间"), null=True)
    title = models.CharField(_("标题"), max_length=200, blank=True)
    description = models.TextField(_("内容"))
    right_type = models.CharField(
        _("权利类型"), max_length=10, choices=RightType, default=RightType.NONE
    )
    right_number = models.CharField(_("权利号"), max_length=40, blank=True)
    right_holder = models.CharField(_("权利人"), max_length=200, blank=True)
    right_holder_uscc = models.CharField(_("权利人代码"), max_length=18, blank=True)
    respondent_name = models.CharField(_("被投诉举报人"), max_length=200, blank=True)
    respondent_key = models.CharField(max_length=200, blank=True)
    respondent_uscc = models.CharField(_("被投诉举报人代码"), max_length=18, blank=True)
    respondent_address = models.CharField(_("被投诉举报人地址"), max_length=300, blank=True)
    respondent_phone = models.CharField(_("被投诉举报人电话"), max_length=40, blank=True)
    respondent_shop_url = models.CharField(_("网店地址"), max_length=500, blank=True)
    place_address = models.CharField(_("行为发生地"), max_length=300, blank=True)
    place_district = models.CharField(_("发生地区划"), max_length=6, blank=True)
    written_request = models.BooleanField(_("已提交书面请求"), default=False)
    warnings = models.JSONField(_("提示"), default=list)
    green_channel = models.BooleanField(_("绿色通道"), default=False)
    green_channel_reasons = models.JSONField(_("绿色通道理由"), default=list)
    supervised = models.BooleanField(_("挂牌督办"), default=False)
    verified = models.BooleanField(_("举报属实"), default=False)
    district = models.CharField(_("行政区"), max_length=6, blank=True)
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("承办机关"),
        db_index=False,
    )
    routing_confidence = models.DecimalField(
        _("路由置信度"), max_digits=3, decimal_places=2, null=True
    )
    routing_evidence = models.JSONField(_("路由依据"), default=list)
    unroutable = models.BooleanField(_("待人工分派"), default=False)
    rounds = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    due_on = due_field()
    reply = models.TextField(_("答复"), blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("录入时间"), null=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True)
    assigned_at = models.DateTimeField(_("分派时间"), null=True)
    docketed_at = models.DateTimeField(_("立案时间"), null=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True)
    search_terms = Terms(default="")

    verbs: ClassVar[dict[str, Verb]] = {
        "correct": Verb(_open, _desk | handler_of_the_office),
        "transfer": Verb(frozenset(HANDED_OVER_FROM), _desk | handler_of_the_office),
        "reveal": Verb(frozenset(State), _revealers),
    }

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("投诉举报")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "external_ref"],
                name="complaint_twice_is_once",
                condition=~Q(external_ref=""),
            ),
            models.UniqueConstraint(
                fields=["created_by", "client_key"], name="complaint_client_key_once"
            ),
            models.CheckConstraint(
                name="complaint_assigned_has_office",
                condition=~Q(state__in=[State.ASSIGNED, State.DOCKETED]) | Q(office__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_merged_has_target",
                condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["received_at", "id"], name="complaint_received"),
            models.Index(fields=["due_on", "id"], name="complaint_due"),
            models.Index(fields=["office", "received_at", "id"], name="complaint_office_recv"),
            models.Index(fields=["office", "due_on", "id"], name="complaint_office_due"),
            models.Index(fields=["office", "state", "due_on", "id"], name="complaint_office_state"),
            models.Index(fields=["created_by", "received_at", "id"], name="complaint_by_recv"),
            models.Index(fields=["created_by", "due_on", "id"], name="complaint_by_due"),
            models.Index(fields=["state", "received_at", "id"], name="complaint_state_recv"),
            models.Index(fields=["state", "due_on", "id"], name="complaint_state_due"),
            models.Index(fields=["kind", "received_at", "id"], name="complaint_kind_recv"),
            models.Index(fields=["kind", "due_on", "id"], name="complaint_kind_due"),
            models.Index(fields=["source", "received_at", "id"], name="complaint_source_recv"),
            models.Index(fields=["source", "due_on", "id"], name="complaint_source_due"),
            models.Index(fields=["district", "received_at", "id"], name="complaint_distr_recv"),
            models.Index(fields=["district", "due_on", "id"], name="complaint_distr_due"),
            models.Index(
                fields=["received_at", "id"],
                name="complaint_green_recv",
                condition=Q(green_channel=True),
            ),
            models.Index(
                fields=["due_on", "id"], name="complaint_green_due", condition=Q(green_channel=True)
            ),
            models.Index(
                fields=["received_at", "id"],
                name="complaint_superv_recv",
                condition=Q(supervised=True),
            ),
            models.Index(
                fields=["due_on", "id"], name="complaint_superv_due", condition=Q(supervised=True)
            ),
            models.Index(
                fields=["received_at", "id"],
                name="complaint_unroutable",
                condition=Q(unroutable=True),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="complaint_unroutable_due",
                condition=Q(unroutable=True),
            ),
            models.Index(
                fields=["received_at", "id"], name="complaint_verified", condition=Q(verified=True)
            ),
            models.Index(
                fields=["due_on", "id"], name="complaint_verified_due", condition=Q(verified=True)
            ),
            models.Index(fields=["respondent_uscc", "received_at", "id"], name="complaint_uscc"),
            models.Index(fields=["respondent_key", "received_at"], name="complaint_respondent"),
            models.Index(fields=["right_number", "received_at", "id"], name="complaint_right"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def matter(self) -> str:
        """The chain that its case, its transfers and its reward are written on, too."""
        return self.number

    def office_codes(self) -> frozenset[str]:
        """The office that handles it, once there is one."""
        return frozenset({self.office_id} if self.office_id else ())

    @transition(state, State.RECEIVED, State.ACCEPTED, permission=role(Role.INTAKE))
    def accept(self, *, accepted_at: datetime) -> None:
        """受理"""
        self.accepted_at = accepted_at

    @transition(
        state, [State.RECEIVED, State.ACCEPTED], State.REFUSED, permission=role(Role.INTAKE)
    )
    def refuse(self, *, reason_code: RefusalReason, ended_at: datetime) -> None:
        """不予受理"""
        self.ended_at = ended_at

    @transition(state, State.ACCEPTED, State.ASSIGNED, permission=role(Role.DISPATCHER))
    def assign(self, *, office: Office, assigned_at: datetime) -> None:
        """分派"""
        self.office = office
        self.district = office.code if office.kind == "district" else self.district
        self.assigned_at = assigned_at
        self.unroutable = False

    @transition(state, State.ASSIGNED, State.ACCEPTED, permission=handler_of_the_office)
    def give_back(self, *, reason_code: GiveBackReason, suggested_office: str) -> None:
        """退回分派"""
        self.office = None
        self.rounds += 1
        self.unroutable = True

    @transition(state, State.ASSIGNED, State.DOCKETED, permission=nobody)
    def docket(self, *, docketed_at: datetime) -> None:
        """立案"""
        self.docketed_at = docketed_at

    @transition(
        state,
        State.ACCEPTED,
        State.TRANSFERRED,
        permission=_desk,
        custom={"inner": "transfer"},
    )
    @transition(
        state,
        State.ASSIGNED,
        State.TRANSFERRED,
        permission=_desk | handler_of_the_office,
        custom={"inner": "transfer"},
    )
    def hand_over(self, *, ended_at: datetime) -> None:
        """移送"""
        self.ended_at = ended_at
        self.unroutable = False

    @transition(state, State.TRANSFERRED, State.ACCEPTED, permission=nobody)
    def take_back(self) -> None:
        """移送退回"""
        self.ended_at = None
        self.office = None
        self.unroutable = True

    @transition(
        state, [State.RECEIVED, State.ACCEPTED, State.ASSIGNED], State.MERGED, permission=_desk
    )
    def merge(self, *, into: "Complaint", ended_at: datetime) -> None:
        """并案"""
        self.merged_into = into
        self.ended_at = ended_at
        self.unroutable = False

    @transition(
        state,
        [State.RECEIVED, State.ACCEPTED, State.ASSIGNED],
        State.WITHDRAWN,
        permission=_desk,
    )
    def withdraw(self, *, ended_at: datetime) -> None:
        """撤回"""
        self.ended_at = ended_at
        self.unroutable = False

    @transition(state, State.DOCKETED, State.CONCLUDED, permission=nobody)
    @transition(state, State.ACCEPTED, State.CONCLUDED, permission=_desk)
    @transition(
        state,
        State.ASSIGNED,
        State.CONCLUDED,
        permission=_desk & of_the_same_office | handler_of_the_office,
    )
    def conclude(self, *, reply: str, verified: bool, ended_at: datetime) -> None:
        """办结答复"""
        self.reply = reply
        self.verified = verified
        self.ended_at = ended_at
        self.unroutable = False


class Informant(models.Model):
    """Who brought it: sealed, in a table of its own, opened only by a journalled reveal."""

    complaint = models.OneToOneField(
        Complaint, on_delete=models.PROTECT, primary_key=True, related_name="informant"
    )
    anonymous = models.BooleanField(_("匿名"), default=False)
    confidential = models.BooleanField(_("要求保密"), default=True)
    natural_person = models.BooleanField(_("自然人"), default=True)
    identity = models.BinaryField()
    body = models.BinaryField()
    phone_digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("举报人身份")

    def __str__(self) -> str:
        return str(_("举报人"))


class Attachment(models.Model):
    """A file that belongs to a complaint, stored under a random name."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="attachments")
    key = models.CharField(_("编号"), max_length=40, unique=True)
    name = models.CharField(_("文件名"), max_length=200)
    content_type = models.CharField(_("类型"), max_length=100)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("附件")
        indexes: ClassVar = [models.Index(fields=["complaint", "id"], name="attachment_of")]

    def __str__(self) -> str:
        return self.name
