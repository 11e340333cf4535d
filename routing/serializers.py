"""Shapes of routing and transfers."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from complaints.serializers import IntakeIn, shown
from deadlines import selectors as clocks
from deadlines.arithmetic import legal_day
from deadlines.choices import Light
from deadlines.models import Clock
from deadlines.serializers import ClockOut, clock_answer, day_or_none
from journal.selectors import allowed_steps
from routing import selectors
from routing.choices import Lead, TransferState
from routing.models import Agency, Transfer
from wire.fields import Code, Day, Line, LongText
from wire.people import Person
from wire.serializers import Strict


class AgencyField(serializers.CharField):
    """An agency by its code, among those valid today."""

    def to_internal_value(self, data: Any) -> Agency:  # type: ignore[override]  # noqa: ANN401 - DRF's own signature
        """The agency; refused when there is none of this code today."""
        rows = selectors.agencies(legal_day(self.context["at"]))
        found = rows.filter(code=data).first() if isinstance(data, str) else None
        if found is None:
            raise serializers.ValidationError(_("没有这个接收机关"), code="unknown_agency")
        return found


class TransferIn(Strict):
    """To whom, which lead, and why."""

    agency = AgencyField()
    lead = Code(choices=Lead.choices)
    reason = LongText(max_length=2000)


class SendIn(Strict):
    """The number of the letter, where the office numbers it itself."""

    letter_no = Line(max_length=60, required=False, allow_blank=True, default="")


class AcknowledgeIn(Strict):
    """The receipt."""

    receipt_no = Line(max_length=60, required=False, allow_blank=True, default="")
    received_on = Day(not_after=lambda context: legal_day(context["at"]))


class FeedbackIn(Strict):
    """What came of it."""

    result = LongText(max_length=5000)


class AnyPartIn(IntakeIn):
    """Any part of a complaint; nothing is required."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The fields of an intake, none of them required."""
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nobody need be named."""
        return attrs


class TransferFilters(Strict):
    """What a list of transfers can be narrowed by."""

    state = Code(choices=TransferState.choices, required=False)
    lead = Code(choices=Lead.choices, required=False)
    agency = Line(max_length=40, required=False)
    office = Line(max_length=6, required=False)
    complaint = Line(max_length=20, required=False)
    overdue = Code(choices=[("true", ""), ("false", "")], required=False)


class TransferOut(serializers.Serializer[Transfer]):
    """A transfer in any answer."""

    number = serializers.CharField()
    complaint = serializers.CharField()
    agency = serializers.CharField()
    agency_name = serializers.CharField()
    office = serializers.CharField()
    lead = serializers.ChoiceField(Lead.choices)
    whole = serializers.BooleanField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(TransferState.choices)
    version = serializers.IntegerField()
    letter_no = serializers.CharField()
    sent_at = serializers.DateTimeField(allow_null=True)
    receipt_no = serializers.CharField()
    received_on = serializers.DateField(allow_null=True)
    return_reason = serializers.CharField()
    result = serializers.CharField()
    created_at = serializers.DateTimeField()
    clocks = ClockOut(many=True)
    due_on = serializers.DateField(allow_null=True)
    light = serializers.ChoiceField(Light.choices)
    allowed_steps = serializers.ListField(child=serializers.CharField())


def transfer_answer(
    row: Transfer, running: list[Clock], *, person: Person, today: date
) -> dict[str, Any]:
    """A transfer as every answer carries it."""
    return {
        "number": row.number,
        "complaint": row.complaint.number,
        "agency": row.agency.code,
        "agency_name": row.agency.name,
        "office": row.office_id,
        "lead": row.lead,
        "whole": row.whole,
        "reason": row.reason,
        "state": row.state,
        "version": row.version,
        "letter_no": row.letter_no,
        "sent_at": shown(row.sent_at),
        "receipt_no": row.receipt_no,
        "received_on": row.received_on.isoformat() if row.received_on else None,
        "return_reason": row.return_reason,
        "result": row.result,
        "created_at": shown(row.created_at),
        "clocks": [clock_answer(clock, today) for clock in running],
        "due_on": day_or_none(row.due_on),
        "light": clocks.worst_light(running, today).value,
        "allowed_steps": allowed_steps(row, person),
    }


class AgencyOut(serializers.Serializer[Agency]):
    """An agency that takes leads."""

    code = serializers.CharField()
    name = serializers.CharField()
    leads = serializers.ListField(child=serializers.CharField())
