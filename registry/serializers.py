"""Shapes of the register."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.choices import DISTRICTS
from journal.selectors import allowed_steps
from registry.choices import EntityKind, EntityState
from registry.models import ProtectedEntity
from wire import numbers
from wire.fields import Code, Day, Line, LongText
from wire.people import Person
from wire.serializers import Strict


def _uscc(value: str) -> str:
    checked = numbers.check_uscc(value)
    if checked.refused:
        raise serializers.ValidationError(
            str(numbers.DETAILS[checked.refused]), code=checked.refused
        )
    return checked.value


class EntityIn(Strict):
    """An enterprise or market to be listed."""

    kind = Code(choices=EntityKind.choices)
    name = Line(max_length=200)
    uscc = Line(max_length=40)
    district = Code(choices=list(DISTRICTS.items()))
    address = Line(max_length=300, required=False, allow_blank=True, default="")
    aliases = serializers.ListField(
        child=Line(max_length=200), required=False, default=list, max_length=50
    )
    right_numbers = serializers.ListField(
        child=Line(max_length=40), required=False, default=list, max_length=500
    )
    listed_on = Day()

    def validate_uscc(self, value: str) -> str:
        """A code of the right form."""
        return _uscc(value)


class CorrectEntityIn(Strict):
    """What changes, and why."""

    reason = LongText(max_length=2000)
    name = Line(max_length=200, required=False)
    address = Line(max_length=300, required=False, allow_blank=True)
    aliases = serializers.ListField(child=Line(max_length=200), required=False, max_length=50)
    right_numbers = serializers.ListField(child=Line(max_length=40), required=False, max_length=500)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something must change."""
        if len(attrs) == 1:
            raise serializers.ValidationError(_("没有要更正的内容"), code="nothing_to_correct")
        return attrs


class RemoveIn(Strict):
    """From which day, and why."""

    reason = LongText(max_length=2000)
    removed_on = Day()


class EntityFilters(Strict):
    """What a list of entries can be narrowed by."""

    kind = Code(choices=EntityKind.choices, required=False)
    state = Code(choices=EntityState.choices, required=False)
    district = Line(max_length=6, required=False)
    uscc = Line(max_length=40, required=False)


class EntityOut(serializers.Serializer[ProtectedEntity]):
    """An entry of the register."""

    number = serializers.CharField()
    kind = serializers.ChoiceField(EntityKind.choices)
    name = serializers.CharField()
    uscc = serializers.CharField()
    district = serializers.CharField()
    address = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    right_numbers = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(EntityState.choices)
    version = serializers.IntegerField()
    listed_on = serializers.DateField()
    removed_on = serializers.DateField(allow_null=True)
    allowed_steps = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: ProtectedEntity) -> dict[str, Any]:
        """The entry as this person may act on it."""
        person: Person = self.context["person"]
        return {
            "number": instance.number,
            "kind": instance.kind,
            "name": instance.name,
            "uscc": instance.uscc,
            "district": instance.district_id,
            "address": instance.address,
            "aliases": instance.aliases,
            "right_numbers": instance.right_numbers,
            "state": instance.state,
            "version": instance.version,
            "listed_on": instance.listed_on.isoformat(),
            "removed_on": instance.removed_on.isoformat() if instance.removed_on else None,
            "allowed_steps": allowed_steps(instance, person),
        }
