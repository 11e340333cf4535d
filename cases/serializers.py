"""Shapes of cases."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cases.choices import (
    Finding,
    Outcome,
    Proceeding,
    RequestState,
    RulingOutcome,
    ServiceMethod,
    State,
    SupervisionState,
)
from cases.models import Case, Extension, Supervision
from complaints.models import Complaint
from complaints.serializers import ComplaintField, OfficeField, ReasonOut, shown
from deadlines import selectors as clocks
from deadlines.arithmetic import FIRST_DAY, LAST_DAY, legal_day
from deadlines.choices import Ground, Light
from deadlines.models import Clock
from deadlines.serializers import ClockOut, clock_answer, day_or_none
from journal.selectors import allowed_steps
from wire.fields import Code, Day, Flag, Line, LongText, Money
from wire.people import Person
from wire.serializers import Strict

LAST_PLANNED = date(2090, 12, 31)
"""Nobody plans further; what is reckoned from such a day still lies within the calendar."""


def _today(context: Any) -> date:  # noqa: ANN401 - a serializer's context
    return legal_day(context["at"])


class ProposeIn(Strict):
    """A case to be docketed."""

    complaint = ComplaintField(required=False)
    discovered_on = Day(required=False, not_after=_today)
    proceeding = Code(choices=Proceeding.choices)
    officers = serializers.ListField(
        child=Line(max_length=150), min_length=1, max_length=15, allow_empty=False
    )
    title = Line(max_length=200, required=False, allow_blank=True, default="")

    def validate_officers(self, value: list[str]) -> list[str]:
        """Each once."""
        if len(set(value)) != len(value):
            raise serializers.ValidationError(_("同一人不得重复"), code="repeated")
        return value


class NotifyIn(Strict):
    """Whether the party is told of a hearing."""

    hearing = Flag()


class DecideIn(Strict):
    """The decision."""

    outcome = Code(choices=Outcome.choices)
    fine = Money(required=False, default=Decimal(0))
    confiscation = Money(required=False, default=Decimal(0))
    facts = LongText(max_length=20_000)
    legal_basis = LongText(max_length=5000)


class ServeIn(Strict):
    """When and how it was served."""

    served_on = Day(not_after=_today)
    method = Code(choices=ServiceMethod.choices)


class FactsIn(Strict):
    """What was found or agreed."""

    facts = LongText(max_length=20_000, required=False, allow_blank=True, default="")


class RuleIn(FactsIn):
    """The ruling."""

    outcome = Code(choices=RulingOutcome.choices)


class CloseIn(Strict):
    """The finding."""

    finding = Code(choices=Finding.choices)


class CloseDisputeIn(Strict):
    """The finding; where it is left out it follows the ruling."""

    finding = Code(choices=Finding.choices, required=False, allow_blank=True, default="")


class PauseIn(Strict):
    """Days that do not count."""

    ground = Code(choices=Ground.choices)
    from_on = Day(not_before=FIRST_DAY, not_after=LAST_PLANNED)
    to_on = Day(required=False, not_before=FIRST_DAY, not_after=LAST_PLANNED)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """It does not end before it begins."""
        if attrs.get("to_on", attrs["from_on"]) < attrs["from_on"]:
            raise serializers.ValidationError(
                {"to_on": serializers.ErrorDetail(str(_("止日不得早于起日")), code="before_start")}
            )
        return attrs


class ExtendIn(Strict):
    """Which clock, and why."""

    clock = Line(max_length=16)
    reason = LongText(max_length=2000)


class ApproveExtensionIn(Strict):
    """The document of the superior office, where it is the one that grants."""

    document = Line(max_length=100, required=False, allow_blank=True, default="")


class CaseField(serializers.CharField):
    """A case by its number, among those this person may see."""

    def to_internal_value(self, data: Any) -> Case:  # type: ignore[override]  # noqa: ANN401 - DRF's own signature
        """The case; refused when this person sees none of this number."""
        rows = Case.objects.visible_to(self.context["by"]).select_related("complaint")
        found = rows.filter(number=data).first() if isinstance(data, str) else None
        if found is None:
            raise serializers.ValidationError(_("没有这个案件"), code="unknown_number")
        return found


class SuperviseIn(Strict):
    """What is listed, why, until when, and who leads."""

    case = CaseField(required=False)
    complaint = ComplaintField(required=False)
    reason = LongText(max_length=2000)
    due_on = Day(not_after=LAST_DAY)
    lead = OfficeField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if ("case" in attrs) == ("complaint" in attrs):
            raise serializers.ValidationError(
                {
                    "case": serializers.ErrorDetail(
                        str(_("请填写案件或投诉举报编号之一")), code="one_of_two"
                    )
                }
            )
        return attrs


class ReportIn(Strict):
    """The progress."""

    text = LongText(max_length=5000)


class CaseFilters(Strict):
    """What a list of cases can be narrowed by."""

    state = Code(choices=State.choices, required=False)
    proceeding = Code(choices=Proceeding.choices, required=False)
    office = Line(max_length=6, required=False)
    officer = Line(max_length=150, required=False)
    complaint = Line(max_length=20, required=False)
    green_channel = Code(choices=[("true", ""), ("false", "")], required=False)
    supervised = Code(choices=[("true", ""), ("false", "")], required=False)
    overdue = Code(choices=[("true", ""), ("false", "")], required=False)
    due_soon = Code(choices=[("true", ""), ("false", "")], required=False)
    due_before = Day(required=False)
    q = Line(max_length=200, required=False)


class SupervisionFilters(Strict):
    """What a list of listings can be narrowed by."""

    state = Code(choices=SupervisionState.choices, required=False)
    lead = Line(max_length=6, required=False)


class CaseOut(serializers.Serializer[Case]):
    """A case in any answer."""

    number = serializers.CharField()
    docket_no = serializers.CharField()
    proceeding = serializers.ChoiceField(Proceeding.choices)
    state = serializers.ChoiceField(State.choices)
    version = serializers.IntegerField()
    complaint = serializers.CharField(allow_null=True)
    discovered_on = serializers.DateField(allow_null=True)
    office = serializers.CharField()
    authority = serializers.CharField()
    title = serializers.CharField()
    officers = serializers.ListField(child=serializers.CharField())
    proposed_at = serializers.DateTimeField()
    docketed_on = serializers.DateField(allow_null=True)
    green_channel = serializers.BooleanField()
    green_channel_reasons = ReasonOut(many=True)
    supervised = serializers.BooleanField()
    clocks = ClockOut(many=True)
    due_on = serializers.DateField(allow_null=True)
    light = serializers.ChoiceField(Light.choices)
    hearing = serializers.BooleanField()
    outcome = serializers.CharField()
    ruling = serializers.CharField()
    fine = serializers.CharField(allow_null=True)
    confiscation = serializers.CharField(allow_null=True)
    facts = serializers.CharField()
    legal_basis = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    served_on = serializers.DateField(allow_null=True)
    service_method = serializers.CharField()
    finding = serializers.CharField()
    closed_on = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()
    allowed_steps = serializers.ListField(child=serializers.CharField())


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def money(amount: Decimal | None) -> str | None:
    """Yuan with two places, as every answer carries them."""
    return None if amount is None else f"{amount:.2f}"


def case_answer(case: Case, running: list[Clock], *, person: Person, today: date) -> dict[str, Any]:
    """A case as every answer carries it."""
    complaint: Complaint | None = case.complaint
    return {
        "number": case.number,
        "docket_no": case.docket_no,
        "proceeding": case.proceeding,
        "state": case.state,
        "version": case.version,
        "complaint": complaint.number if complaint else None,
        "discovered_on": _day(case.discovered_on),
        "office": case.office_id,
        "authority": case.authority_id,
        "title": case.title,
        "officers": case.handler_list,
        "proposed_at": shown(case.proposed_at),
        "docketed_on": _day(case.docketed_on),
        "green_channel": case.green_channel,
        "green_channel_reasons": case.green_channel_reasons,
        "supervised": case.supervised,
        "clocks": [clock_answer(clock, today) for clock in running],
        "due_on": day_or_none(case.due_on),
        "light": clocks.worst_light(running, today).value,
        "hearing": case.hearing,
        "outcome": case.outcome,
        "ruling": case.ruling,
        "fine": money(case.fine),
        "confiscation": money(case.confiscation),
        "facts": case.facts,
        "legal_basis": case.legal_basis,
        "decided_on": _day(case.decided_on),
        "served_on": _day(case.served_on),
        "service_method": case.service_method,
        "finding": case.finding,
        "closed_on": _day(case.closed_on),
        "updated_at": shown(case.updated_at),
        "allowed_steps": allowed_steps(case.road(), person),
    }


class ExtensionOut(serializers.Serializer[Extension]):
    """A request to extend a clock."""

    id = serializers.CharField()
    case = serializers.CharField()
    clock = serializers.CharField()
    level = serializers.IntegerField()
    approver = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(RequestState.choices)
    document = serializers.CharField()
    due_on = serializers.DateField()
    allowed_steps = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: Extension) -> dict[str, Any]:
        """The request, and what this person may do with it."""
        return {
            "id": instance.number,
            "case": instance.case.number,
            "clock": instance.clock.rule,
            "level": instance.level,
            "approver": instance.approver,
            "reason": instance.reason,
            "state": instance.state,
            "document": instance.document,
            "due_on": instance.clock.due_on.isoformat(),
            "allowed_steps": allowed_steps(instance, self.context["person"]),
        }


class ProgressOut(serializers.Serializer[Any]):
    """A report under a listing."""

    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class SupervisionOut(serializers.Serializer[Supervision]):
    """A listing under supervision."""

    number = serializers.CharField()
    listed_no = serializers.CharField()
    complaint = serializers.CharField(allow_null=True)
    case = serializers.CharField(allow_null=True)
    lead = serializers.CharField()
    reason = serializers.CharField()
    due_on = serializers.DateField()
    overdue = serializers.BooleanField()
    state = serializers.ChoiceField(SupervisionState.choices)
    listed_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_reason = serializers.CharField()
    reports = ProgressOut(many=True)
    allowed_steps = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: Supervision) -> dict[str, Any]:
        """The listing with its reports."""
        listed = instance.state == SupervisionState.LISTED
        return {
            "number": instance.number,
            "listed_no": instance.listed_no,
            "complaint": instance.complaint.number if instance.complaint else None,
            "case": instance.case.number if instance.case else None,
            "lead": instance.lead_id,
            "reason": instance.reason,
            "due_on": instance.due_on.isoformat(),
            "overdue": listed and instance.due_on < self.context["today"],
            "state": instance.state,
            "listed_at": shown(instance.listed_at),
            "lifted_at": shown(instance.lifted_at),
            "lifted_reason": instance.lifted_reason,
            "reports": [
                {"text": r.text, "by": r.by.username, "at": shown(r.at)}
                for r in instance.reports.all()
            ],
            "allowed_steps": allowed_steps(instance, self.context["person"]),
        }
