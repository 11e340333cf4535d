"""Shapes of complaints: what comes in, what goes out."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts import vault
from accounts.choices import DISTRICTS, RETIRED_DISTRICTS
from accounts.models import Office, User
from complaints.choices import (
    GiveBackReason,
    Kind,
    RefusalReason,
    RightType,
    Source,
    State,
)
from complaints.models import Attachment, Complaint, Informant
from deadlines import selectors as clocks
from deadlines.choices import Light
from deadlines.models import Clock
from deadlines.serializers import ClockOut, clock_answer, day_or_none
from journal.models import Event
from journal.selectors import allowed_steps
from wire import instants, numbers
from wire.fields import Code, Day, Flag, Instant, Line, LongText
from wire.people import Person
from wire.serializers import Strict
from wire.steps import ReasonIn

HIDDEN = "***"
"""What stands for a part of an identity where this person may not even know its length."""


def _latest_event(context: Any) -> datetime:  # noqa: ANN401 - a serializer's context
    at: datetime = context["at"]
    return at + timedelta(hours=24)


def _latest_receipt(context: Any) -> datetime:  # noqa: ANN401 - a serializer's context
    at: datetime = context["at"]
    return at + timedelta(seconds=60)


class Checked(Strict):
    """An object some of whose fields are numbers with a form and a check digit.

    A malformed number is refused; one whose check digit is wrong is kept and warned of.
    """

    checks: dict[str, Any] = {}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Normalise, refuse or warn."""
        refused = {}
        for name, check in self.checks.items():
            if attrs.get(name):
                checked = check(attrs[name])
                if checked.refused:
                    detail = numbers.DETAILS[checked.refused]
                    refused[name] = serializers.ErrorDetail(str(detail), code=checked.refused)
                attrs[name] = checked.value
                self._warn(name, checked.warnings)
        if refused:
            raise serializers.ValidationError(refused)
        return attrs

    def _warn(self, name: str, codes: Iterable[str]) -> None:
        root = self.root
        where = f"{self.field_name}.{name}" if self.field_name else name
        kept: list[dict[str, str]] = root.__dict__.setdefault("number_warnings", [])
        kept += [
            {"field": where, "code": code, "detail": str(numbers.DETAILS[code])} for code in codes
        ]


class RightIn(Checked):
    """The right concerned."""

    type = Code(choices=RightType.choices, required=False, default=RightType.NONE)
    number = Line(max_length=40, required=False, allow_blank=True, default="")
    holder = Line(max_length=200, required=False, allow_blank=True, default="")
    holder_uscc = Line(max_length=40, required=False, allow_blank=True, default="")

    checks = {"holder_uscc": numbers.check_uscc}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The number's form depends on the type of the right."""
        asked = self.initial_right()
        thing = self.context.get("thing")
        kind = attrs["type"] if "type" in asked or thing is None else thing.right_type
        self.checks = type(self).checks | {
            "number": {
                RightType.PATENT: numbers.check_patent_number,
                RightType.TRADEMARK: numbers.check_trademark_number,
                RightType.COPYRIGHT: numbers.check_copyright_number,
            }.get(kind, numbers.Checked)
        }
        return super().validate(attrs)

    def initial_right(self) -> dict[str, Any]:
        """What was sent of the right itself."""
        sent = getattr(self.root, "initial_data", {})
        right = sent.get("right") if isinstance(sent, dict) else None
        return right if isinstance(right, dict) else {}


class RespondentIn(Checked):
    """Who is complained of."""

    name = Line(max_length=200, required=False, allow_blank=True, default="")
    uscc = Line(max_length=40, required=False, allow_blank=True, default="")
    address = Line(max_length=300, required=False, allow_blank=True, default="")
    phone = Line(max_length=40, required=False, allow_blank=True, default="")
    shop_url = Line(max_length=500, required=False, allow_blank=True, default="")

    checks = {"uscc": numbers.check_uscc, "phone": numbers.check_phone}

    def validate_shop_url(self, value: str) -> str:
        """Only an address of the web."""
        if value and not value.lower().startswith(("http://", "https://")):
            raise serializers.ValidationError(
                _("网址应以 http:// 或 https:// 开头"), code="url_format"
            )
        return value


class PlaceIn(Strict):
    """Where it happened."""

    address = Line(max_length=300, required=False, allow_blank=True, default="")
    district = Line(max_length=6, required=False, allow_blank=True, default="")

    def validate_district(self, value: str) -> str:
        """One of the eleven districts, or a retired code."""
        if value and value not in DISTRICTS and value not in RETIRED_DISTRICTS:
            raise serializers.ValidationError(_("不是广州市的行政区代码"), code="unknown_district")
        return value


class InformantIn(Checked):
    """Who brings it."""

    name = Line(max_length=100, required=False, allow_blank=True, default="")
    phone = Line(max_length=40, required=False, allow_blank=True, default="")
    email = Line(max_length=200, required=False, allow_blank=True, default="")
    id_no = Line(max_length=40, required=False, allow_blank=True, default="")
    address = Line(max_length=300, required=False, allow_blank=True, default="")
    organisation = Line(max_length=200, required=False, allow_blank=True, default="")
    organisation_uscc = Line(max_length=40, required=False, allow_blank=True, default="")
    anonymous = Flag(required=False, default=False)
    confidential = Flag(required=False, default=True)

    checks = {
        "phone": numbers.check_phone,
        "id_no": numbers.check_identity,
        "organisation_uscc": numbers.check_uscc,
    }

    def validate_email(self, value: str) -> str:
        """An address with one @."""
        name, _at, host = value.partition("@")
        if value and (not name or "." not in host or "@" in host or " " in value):
            raise serializers.ValidationError(_("邮箱格式不正确"), code="email_format")
        return value


class IntakeIn(Strict):
    """A complaint or report as any door brings it; what we do not know is kept and named."""

    unknown = "warn"

    kind = Code(choices=Kind.choices)
    source = Code(choices=Source.choices)  # type: ignore[assignment] # a field of the contract
    external_ref = Line(max_length=64, required=False, allow_blank=True, default="")
    received_at = Instant(not_after=_latest_receipt, required=False)
    occurred_at = Instant(not_after=_latest_event, required=False, allow_null=True)
    title = Line(max_length=200, required=False)
    description = LongText(max_length=20_000)
    right = RightIn(required=False)
    respondent = RespondentIn(required=False)
    place = PlaceIn(required=False)
    informant = InformantIn(required=False)
    written_request = Flag(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Somebody or some place must be named."""
        respondent, place = attrs.get("respondent", {}), attrs.get("place", {})
        if not (respondent.get("name") or respondent.get("shop_url") or place.get("address")):
            raise serializers.ValidationError(
                {
                    "respondent": serializers.ErrorDetail(
                        str(_("请至少填写被投诉举报人名称、行为发生地址、网店地址之一")),
                        code="nobody_named",
                    )
                }
            )
        return attrs

    def columns(self) -> dict[str, Any]:
        """What was given, as columns of a complaint."""
        given = self.validated_data
        return {
            "kind": given["kind"],
            "source": given["source"],
            "external_ref": given["external_ref"],
            "received_at": given.get("received_at", self.context["at"]),
            "occurred_at": given.get("occurred_at"),
            "title": given.get("title", ""),
            "description": given["description"],
            "written_request": given["written_request"],
            **columns_of(given),
        }

    def all_warnings(self) -> tuple[dict[str, str], ...]:
        """Numbers that do not check, and fields that nobody knows."""
        kept: list[dict[str, str]] = getattr(self, "number_warnings", [])
        return (
            *kept,
            *(
                {
                    "field": name,
                    "code": "unknown_field",
                    "detail": str(_("未识别的字段，已原样封存")),
                }
                for name in self.unknown_fields
            ),
        )


PARTS = {
    "right": ("type", "number", "holder", "holder_uscc"),
    "respondent": ("name", "uscc", "address", "phone", "shop_url"),
    "place": ("address", "district"),
}


def columns_of(given: dict[str, Any]) -> dict[str, Any]:
    """The nested objects of a complaint as its columns."""
    return {
        f"{part}_{name}": given[part][name]
        for part, names in PARTS.items()
        if part in given
        for name in names
        if name in given[part]
    }


class RefuseIn(ReasonIn):
    """Why it is not taken."""

    reason_code = Code(choices=RefusalReason.choices)


class OfficeField(serializers.CharField):
    """An office by its code."""

    def to_internal_value(self, data: Any) -> Office:  # type: ignore[override] # noqa: ANN401 - DRF's own signature
        """The office; refused when there is none of this code."""
        office = Office.objects.filter(pk=data).first() if isinstance(data, str) else None
        if office is None:
            raise serializers.ValidationError(_("没有这个机关"), code="unknown_office")
        return office


class AssignIn(Strict):
    """To whom, and why by hand."""

    office = OfficeField()
    reason = LongText(max_length=2000, required=False, allow_blank=True, default="")


class GiveBackIn(ReasonIn):
    """Why, and whom the office proposes."""

    reason_code = Code(choices=GiveBackReason.choices)
    suggested_office = Line(max_length=6, required=False, allow_blank=True, default="")


class ComplaintField(serializers.CharField):
    """A complaint by its number, among those this person may see."""

    def to_internal_value(self, data: Any) -> Complaint:  # type: ignore[override] # noqa: ANN401 - DRF's own signature
        """The complaint; refused when this person sees none of this number."""
        rows = Complaint.objects.visible_to(self.context["by"])
        found = rows.filter(number=data).first() if isinstance(data, str) else None
        if found is None:
            raise serializers.ValidationError(_("没有这个事项"), code="unknown_number")
        return found


class MergeIn(ReasonIn):
    """Into which matter, and why."""

    into = ComplaintField()


class ConcludeIn(Strict):
    """The answer."""

    reply = LongText(max_length=5000)


class CorrectIn(ReasonIn):
    """The fields that change, and why."""

    title = Line(max_length=200, required=False)
    description = LongText(max_length=20_000, required=False)
    right = RightIn(required=False)
    respondent = RespondentIn(required=False)
    place = PlaceIn(required=False)
    occurred_at = Instant(not_after=_latest_event, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Give the columns; of a nested object only what was sent changes."""
        sent = self.initial_data
        plain = ("title", "description", "occurred_at")
        changes: dict[str, Any] = {k: attrs[k] for k in plain if k in attrs}
        changes |= {
            column: value
            for column, value in columns_of(attrs).items()
            if column.partition("_")[2] in sent.get(column.partition("_")[0], {})
        }
        return {"reason": attrs["reason"], **changes}


class ComplaintFilters(Strict):
    """What a list of complaints can be narrowed by."""

    state = Code(choices=State.choices, required=False)
    kind = Code(choices=Kind.choices, required=False)
    source = Code(choices=Source.choices, required=False)  # type: ignore[assignment] # a field of the contract
    district = Line(max_length=6, required=False)
    office = Line(max_length=6, required=False)
    green_channel = Code(choices=[("true", ""), ("false", "")], required=False)
    supervised = Code(choices=[("true", ""), ("false", "")], required=False)
    overdue = Code(choices=[("true", ""), ("false", "")], required=False)
    unroutable = Code(choices=[("true", ""), ("false", "")], required=False)
    due_before = Day(required=False)
    received_after = Instant(required=False)
    received_before = Instant(required=False)
    respondent_uscc = Line(max_length=18, required=False)
    right_number = Line(max_length=40, required=False)
    q = Line(max_length=200, required=False)


class RoutingOut(serializers.Serializer[Any]):
    """Where it went and what in the input decided."""

    district = serializers.CharField(allow_null=True)
    office = serializers.CharField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)
    evidence = serializers.ListField(child=serializers.DictField())
    unroutable = serializers.BooleanField()
    rounds = serializers.IntegerField()


class RightOut(serializers.Serializer[Any]):
    """The right concerned."""

    type = serializers.ChoiceField(RightType.choices)
    number = serializers.CharField()
    holder = serializers.CharField()
    holder_uscc = serializers.CharField()


class RespondentOut(serializers.Serializer[Any]):
    """Who is complained of."""

    name = serializers.CharField()
    uscc = serializers.CharField()
    address = serializers.CharField()
    phone = serializers.CharField()
    shop_url = serializers.CharField()


class PlaceOut(serializers.Serializer[Any]):
    """Where it happened."""

    address = serializers.CharField()
    district = serializers.CharField()


class InformantOut(serializers.Serializer[Any]):
    """Who brought it, masked."""

    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    id_no = serializers.CharField()
    organisation = serializers.CharField()
    anonymous = serializers.BooleanField()
    confidential = serializers.BooleanField()


class ReasonOut(serializers.Serializer[Any]):
    """Why the green channel is open."""

    entity = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField()
    by = serializers.CharField()
    value = serializers.CharField()


class WarningOut(serializers.Serializer[Any]):
    """Something about the input that a person should look at."""

    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class CandidateOut(serializers.Serializer[Any]):
    """An earlier complaint that may be the same matter."""

    number = serializers.CharField()
    score = serializers.FloatField()
    why = serializers.ListField(child=serializers.CharField())


class ComplaintOut(serializers.Serializer[Complaint]):
    """A complaint in any answer."""

    number = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    version = serializers.IntegerField()
    kind = serializers.ChoiceField(Kind.choices)
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment] # a field of the contract
    external_ref = serializers.CharField()
    received_at = serializers.DateTimeField()
    occurred_at = serializers.DateTimeField(allow_null=True)
    title = serializers.CharField()
    description = serializers.CharField()
    right = RightOut()
    respondent = RespondentOut()
    place = PlaceOut()
    informant = InformantOut()
    written_request = serializers.BooleanField()
    green_channel = serializers.BooleanField()
    green_channel_reasons = ReasonOut(many=True)
    supervised = serializers.BooleanField()
    routing = RoutingOut()
    clocks = ClockOut(many=True)
    due_on = serializers.DateField(allow_null=True)
    light = serializers.ChoiceField(Light.choices)
    warnings = WarningOut(many=True)
    merged_into = serializers.CharField(allow_null=True)
    reply = serializers.CharField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    assigned_at = serializers.DateTimeField(allow_null=True)
    docketed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    allowed_steps = serializers.ListField(child=serializers.CharField())
    possible_duplicates = CandidateOut(many=True, required=False)


class IntakeOut(ComplaintOut):
    """The answer to an intake; only here stands the receipt code."""

    receipt_code = serializers.CharField()


def shown(at: datetime | None) -> str | None:
    """An instant as answers carry it."""
    return None if at is None else instants.shown(at)


def complaint_answer(
    complaint: Complaint, running: list[Clock], *, person: Person, today: date
) -> dict[str, Any]:
    """A complaint as every answer carries it."""
    c = complaint
    return {
        "number": c.number,
        "state": c.state,
        "version": c.version,
        "kind": c.kind,
        "source": c.source,
        "external_ref": c.external_ref,
        "received_at": shown(c.received_at),
        "occurred_at": shown(c.occurred_at),
        "title": c.title,
        "description": c.description,
        **{
            part: {name: getattr(c, f"{part}_{name}") for name in names}
            for part, names in PARTS.items()
        },
        "informant": masked(c, person),
        "written_request": c.written_request,
        "green_channel": c.green_channel,
        "green_channel_reasons": c.green_channel_reasons,
        "supervised": c.supervised,
        "routing": routing_answer(c),
        "clocks": [clock_answer(clock, today) for clock in running],
        "due_on": day_or_none(c.due_on),
        "light": clocks.worst_light(running, today).value,
        "warnings": shown_warnings(c, person),
        "merged_into": c.merged_into.number if c.merged_into else None,
        "reply": c.reply,
        "accepted_at": shown(c.accepted_at),
        "assigned_at": shown(c.assigned_at),
        "docketed_at": shown(c.docketed_at),
        "ended_at": shown(c.ended_at),
        "updated_at": shown(c.updated_at),
        "allowed_steps": allowed_steps(c, person),
    }


def shown_warnings(complaint: Complaint, person: Person) -> list[dict[str, str]]:
    """What to look at in the input; what concerns the informant, for those who may reveal."""
    if complaint.verbs["reveal"].allows(complaint, person):
        return list(complaint.warnings)
    return [w for w in complaint.warnings if not w["field"].startswith("informant")]


def routing_answer(complaint: Complaint) -> dict[str, Any]:
    """Where it went and why, as answers carry it."""
    confidence = complaint.routing_confidence
    return {
        "district": complaint.district or None,
        "office": complaint.office_id,
        "confidence": None if confidence is None else float(confidence),
        "evidence": complaint.routing_evidence,
        "unroutable": complaint.unroutable,
        "rounds": complaint.rounds,
    }


def masked(complaint: Complaint, person: Person) -> dict[str, Any]:
    """The informant, always masked; for those who may not reveal, masked to one word."""
    informant: Informant = complaint.informant
    flags = {"anonymous": informant.anonymous, "confidential": informant.confidential}
    names = ("name", "phone", "email", "id_no", "organisation")
    if not complaint.verbs["reveal"].allows(complaint, person):
        return dict.fromkeys(names, HIDDEN) | flags
    identity = vault.unseal(
        bytes(informant.identity),
        place=f"informant.identity:{complaint.number}",
        keys=settings.FIELD_KEYS,
    )
    return {
        "name": numbers.mask_name(identity.get("name", "")),
        "phone": numbers.mask_phone(identity.get("phone", "")),
        "email": numbers.mask_email(identity.get("email", "")),
        "id_no": HIDDEN if identity.get("id_no") else "",
        "organisation": HIDDEN if identity.get("organisation") else "",
        **flags,
    }


class EventOut(serializers.Serializer[Event]):
    """A line of a matter's history."""

    seq = serializers.IntegerField()
    verb = serializers.CharField()
    subject = serializers.CharField()
    number = serializers.CharField()
    actor = serializers.CharField(allow_null=True)
    occurred_at = serializers.DateTimeField()
    reason = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment] # a field of the contract
    hash = serializers.CharField()

    def to_representation(self, instance: Event) -> dict[str, Any]:
        """The line; `actor` is none where the office itself acted."""
        actor: User | None = instance.actor
        return {
            "seq": instance.seq,
            "verb": instance.verb,
            "subject": instance.subject,
            "number": instance.number,
            "actor": actor.username if actor else None,
            "occurred_at": shown(instance.occurred_at),
            "reason": instance.reason,
            "data": instance.data,
            "hash": instance.hash,
        }


class RevealOut(serializers.Serializer[Any]):
    """The informant in clear."""

    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    id_no = serializers.CharField()
    address = serializers.CharField()
    organisation = serializers.CharField()
    organisation_uscc = serializers.CharField()
    anonymous = serializers.BooleanField()
    confidential = serializers.BooleanField()


class AttachmentOut(serializers.Serializer[Attachment]):
    """A file of a complaint."""

    key = serializers.CharField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    added_at = serializers.DateTimeField()

    def to_representation(self, instance: Attachment) -> dict[str, Any]:
        """What is known of the file."""
        return {
            "key": instance.key,
            "name": instance.name,
            "content_type": instance.content_type,
            "size": instance.size,
            "sha256": instance.sha256,
            "added_at": shown(instance.added_at),
        }
