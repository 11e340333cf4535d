"""Shapes of clocks, alerts and days."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from deadlines import selectors
from deadlines.choices import NEVER, Binding, ClockState, Light, Milestone
from deadlines.models import Alert, Clock
from deadlines.register import Rule
from wire import instants
from wire.fields import Code, Day, Line, Whole
from wire.serializers import Strict


def day_or_none(day: date) -> str | None:
    """A due date as answers carry it; none for "no clock runs"."""
    return None if day == NEVER else day.isoformat()


class ClockOut(serializers.Serializer[Clock]):
    """A clock in any answer; `days_left` counts working days."""

    rule = serializers.CharField()
    title = serializers.CharField()
    binding = serializers.ChoiceField(Binding.choices)
    article = serializers.CharField()
    started_on = serializers.DateField()
    nominal_on = serializers.DateField()
    due_on = serializers.DateField()
    provisional = serializers.BooleanField()
    extended_by = serializers.CharField()
    excluded_days = serializers.IntegerField()
    state = serializers.ChoiceField(ClockState.choices)
    light = serializers.ChoiceField(Light.choices)
    days_left = serializers.IntegerField()

    def to_representation(self, instance: Clock) -> dict[str, Any]:
        """Read the clock by the day in the context."""
        return clock_answer(instance, self.context["today"])


def clock_answer(clock: Clock, today: date) -> dict[str, Any]:
    """A clock as every answer carries it."""
    rule = selectors.rule_of(clock)
    return {
        "rule": clock.rule,
        "title": rule.title,
        "binding": clock.binding,
        "article": rule.article,
        "started_on": clock.started_on.isoformat(),
        "nominal_on": clock.nominal_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "provisional": clock.provisional,
        "extended_by": clock.extended_by,
        "excluded_days": clock.excluded_days,
        "state": clock.state,
        "light": selectors.light_of(clock, today).value,
        "days_left": selectors.days_left(clock, today),
    }


class AlertOut(serializers.Serializer[Alert]):
    """An alert, with the clock that gave it."""

    id = serializers.CharField()
    milestone = serializers.ChoiceField(Milestone.choices)
    subject = serializers.CharField()
    number = serializers.CharField()
    matter = serializers.CharField()
    office = serializers.CharField()
    raised_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    clock = ClockOut()
    acknowledged = serializers.BooleanField()
    acknowledged_by = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: Alert) -> dict[str, Any]:
        """The alert as this person has or has not acknowledged it."""
        names = [note.by.username for note in instance.acknowledgements.all()]
        return {
            "id": str(instance.pk),
            "milestone": instance.milestone,
            "subject": instance.subject,
            "number": instance.number,
            "matter": instance.matter,
            "office": instance.office_code,
            "raised_at": instants.shown(instance.raised_at),
            "due_on": instance.due_on.isoformat(),
            "clock": clock_answer(instance.clock, self.context["today"]),
            "acknowledged": self.context["person"].username in names,
            "acknowledged_by": names,
        }


class AlertFilters(Strict):
    """What a list of alerts can be narrowed by."""

    milestone = Code(choices=Milestone.choices, required=False)
    subject = Line(max_length=16, required=False)
    number = Line(max_length=64, required=False)


class LengthOut(serializers.Serializer[Any]):
    """So many of a unit."""

    n = serializers.IntegerField()
    unit = serializers.CharField()


class LevelOut(serializers.Serializer[Any]):
    """A level of extension that the register allows."""

    length = LengthOut()
    approver = serializers.CharField()
    ground = serializers.CharField()


class RuleOut(serializers.Serializer[Rule]):
    """A line of the register."""

    rule = serializers.CharField()
    title = serializers.CharField()
    length = LengthOut()
    binding = serializers.ChoiceField(Binding.choices)
    article = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    extensions = LevelOut(many=True)
    excludes = serializers.ListField(child=serializers.CharField())
    verified = serializers.BooleanField()
    note = serializers.CharField()

    def to_representation(self, instance: Rule) -> dict[str, Any]:
        """The line, in plain values."""
        return {
            "rule": instance.code,
            "title": instance.title,
            "length": {"n": instance.length.n, "unit": instance.length.unit.value},
            "binding": instance.binding.value,
            "article": instance.article,
            "since": instance.since.isoformat(),
            "until": instance.until.isoformat() if instance.until else None,
            "extensions": [
                {
                    "length": {"n": e.length.n, "unit": e.length.unit.value},
                    "approver": e.approver,
                    "ground": e.ground,
                }
                for e in instance.extensions
            ],
            "excludes": [str(g.label) for g in instance.excludes],
            "verified": instance.verified,
            "note": instance.note,
        }


class ExclusionField(serializers.ListField):
    """A pair of days that do not count, both inside."""

    child = Day()

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - DRF's own signature
        """The pair, in order; refused when it ends before it begins."""
        days = super().to_internal_value(data)
        if len(days) != 2:
            raise serializers.ValidationError(_("应当是起、止两个日期"), code="not_a_pair")
        first, last = days
        if last < first:
            raise serializers.ValidationError(_("止日不得早于起日"), code="before_start")
        return first, last


class PreviewIn(Strict):
    """A period to be reckoned without storing anything."""

    rule = Line(max_length=16)
    start = Day()
    extensions = Whole(minimum=0, maximum=2, required=False, default=0)
    exclusions = serializers.ListField(
        child=ExclusionField(), required=False, default=list, max_length=50
    )


class PreviewOut(serializers.Serializer[Any]):
    """The answer of a preview."""

    rule = serializers.CharField()
    title = serializers.CharField()
    article = serializers.CharField()
    start = serializers.DateField()
    nominal_on = serializers.DateField()
    due_on = serializers.DateField()
    provisional = serializers.BooleanField()
    excluded_days = serializers.IntegerField()
    in_force = serializers.BooleanField()


class DaysFilters(Strict):
    """The first and last day asked for."""

    to = Day()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of the language, so it is declared here."""
        return {"from": Day(), **super().get_fields()}


class DayOut(serializers.Serializer[Any]):
    """One day, whether the office works, and why."""

    day = serializers.DateField()
    working = serializers.BooleanField()
    reason = serializers.CharField()
    provisional = serializers.BooleanField()
