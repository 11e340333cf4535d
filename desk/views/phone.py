"""A call, a visit or a letter, written down on one screen while it is spoken."""

import uuid
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.choices import DISTRICTS, Role
from complaints import selectors, services
from complaints.choices import Kind, RightType, Source
from complaints.models import Complaint
from complaints.serializers import IntakeIn, columns_of
from complaints.steps import STEPS
from desk import rows
from desk.forms import at_office
from desk.page import Page
from desk.views.complaints import duplicate_lines, reason_line
from registry import selectors as registry
from routing import services as routing
from routing.serializers import AnyPartIn
from wire.problems import Conflict, FieldError
from wire.serializers import flatten_errors
from wire.text import match_key

SOURCES = (Source.PHONE, Source.ONSITE, Source.LETTER, Source.REFERRAL)
GROUPS = {
    "respondent": ("name", "uscc", "address", "phone", "shop_url"),
    "place": ("address", "district"),
    "right": ("type", "number", "holder", "holder_uscc"),
}
IDENTITY = ("name", "phone", "email", "id_no", "organisation", "organisation_uscc")
PLAIN = ("kind", "source", "external_ref", "title", "description")


def _line(label: Any, longest: int, placeholder: Any = "") -> forms.CharField:  # noqa: ANN401 - lazy text
    attrs: dict[str, Any] = {"maxlength": longest, "placeholder": placeholder}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attrs))


class CallForm(forms.Form):
    """The questions in the order in which a call goes; the intake's own shape judges them."""

    kind = forms.ChoiceField(label=lazy("类别"), choices=Kind.choices, widget=forms.RadioSelect)
    description = forms.CharField(
        label=lazy("经过"),
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "maxlength": 20_000,
                "autofocus": True,
                "placeholder": lazy("什么商品、什么标注、在哪里看到、怎么知道是假的"),
            }
        ),
    )
    title = _line(lazy("标题"), 200, lazy("不填则取经过的开头"))
    occurred_at = forms.CharField(
        label=lazy("发生时间"),
        required=False,
        widget=forms.TextInput(attrs={"type": "datetime-local"}),
    )
    source = forms.ChoiceField(label=lazy("来源"), choices=[(s.value, s.label) for s in SOURCES])
    respondent_name = _line(lazy("名称"), 200, lazy("单位、店铺或个人"))
    place_address = _line(lazy("发生地址"), 300, lazy("街道、路、门牌、商场、档口号"))
    place_district = forms.ChoiceField(
        label=lazy("区"),
        required=False,
        choices=[("", lazy("由系统判断")), *DISTRICTS.items()],
    )
    respondent_phone = _line(lazy("电话"), 40)
    respondent_uscc = _line(lazy("统一社会信用代码"), 40)
    respondent_shop_url = _line(lazy("网店地址"), 500, "https://")
    respondent_address = _line(lazy("住所"), 300)
    right_type = forms.ChoiceField(label=lazy("权利类型"), choices=RightType.choices)
    right_number = _line(lazy("号码"), 40, "ZL…")
    right_holder = _line(lazy("权利人"), 200)
    right_holder_uscc = _line(lazy("权利人信用代码"), 40)
    anonymous = forms.BooleanField(label=lazy("匿名"), required=False)
    confidential = forms.BooleanField(label=lazy("要求保密"), required=False)
    written_request = forms.BooleanField(label=lazy("已提交书面请求书"), required=False)
    informant_name = _line(lazy("姓名"), 100)
    informant_phone = _line(lazy("电话"), 40)
    informant_organisation = _line(lazy("单位"), 200)
    informant_id_no = _line(lazy("证件号码"), 40)
    informant_email = _line(lazy("电子邮箱"), 200)
    informant_organisation_uscc = _line(lazy("单位信用代码"), 40)
    external_ref = _line(lazy("来源单号"), 64, lazy("来信、转办的编号"))
    idempotency_key = forms.CharField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, refused: list[FieldError] | None = None, **kwargs: Any) -> None:
        """Draw the questions; `refused` when the intake did not take the answers."""
        super().__init__(*args, **kwargs)
        self.refused = refused or []

    def full_clean(self) -> None:
        """Only what the intake refused is shown."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for error in self.refused:
            name = error["field"].replace(".", "_")
            place = name if name in self.fields else _NAMED.get(name, "__all__")
            kept = self._errors.setdefault(place, self.error_class(renderer=self.renderer))
            kept.append(error["detail"])


_NAMED = {"respondent": "respondent_name", "place": "place_address"}
_FIRST = {
    "kind": Kind.COUNTERFEIT_REPORT.value,
    "source": Source.PHONE.value,
    "right_type": RightType.PATENT.value,
    "confidential": True,
}


def body_of(said: Any) -> dict[str, Any]:  # noqa: ANN401 - a QueryDict
    """What was written down, as an intake brings it; blanks are left out."""
    answers = {name: said.get(name, "").replace("\r\n", "\n").strip() for name in said}
    body: dict[str, Any] = {name: answers[name] for name in PLAIN if answers.get(name)}
    if answers.get("occurred_at"):
        body["occurred_at"] = at_office(answers["occurred_at"])
    for part, names in GROUPS.items():
        given = {n: answers[f"{part}_{n}"] for n in names if answers.get(f"{part}_{n}")}
        if given:
            body[part] = given
    anonymous = "anonymous" in said
    informant: dict[str, Any] = {"anonymous": anonymous, "confidential": "confidential" in said}
    if not anonymous:
        informant |= {
            n: answers[f"informant_{n}"] for n in IDENTITY if answers.get(f"informant_{n}")
        }
    return body | {"informant": informant, "written_request": "written_request" in said}


class PhoneEntry(Page):
    """The screen."""

    room = "phone_entry"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """An empty screen."""
        return self._draw(CallForm(initial=_FIRST | {"idempotency_key": str(uuid.uuid4())}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Take it in, and accept it at once where that was asked for."""
        said = request.POST
        body = body_of(said)
        given = IntakeIn(data=body, context={"at": self.now, "by": self.person})
        refused = [] if given.is_valid() else flatten_errors(given.errors)
        if body.get("source") not in SOURCES:
            refused.append(FieldError(field="source", code="invalid", detail=_("不是可选的值。")))
        if refused:
            return self._draw(CallForm(said, refused=refused), 422)
        key = said.get("idempotency_key", "")
        try:
            received = services.receive(
                services.Intake(
                    columns=given.columns(),
                    identity=given.validated_data.get("informant", {}),
                    body=body,
                    warnings=given.all_warnings(),
                ),
                by=self.person,
                at=self.now,
                idempotency_key=key if len(key) <= 200 and key.isprintable() else "",
            )
        except Conflict as conflict:
            error = FieldError(field="external_ref", code=conflict.code, detail=conflict.detail)
            return self._draw(CallForm(said, refused=[error]), 409)
        complaint = received.complaint
        if said.get("then") == "accept" and self._may_accept() and complaint.state == "received":
            STEPS["accept"].take(complaint, {}, by=self.person, at=self.now)
        return self.go(reverse("desk:phone_done", args=[complaint.number]))

    def _may_accept(self) -> bool:
        return self.person.role == Role.INTAKE

    def _draw(self, form: CallForm, status: int = 200) -> HttpResponse:
        return self.show(
            "phone_entry",
            status,
            form=form,
            hints_url=reverse("desk:phone_hints"),
            may_accept=self._may_accept(),
        )


class PhoneDone(Page):
    """What the caller is told: the number and the receipt code, to who wrote it down."""

    room = "phone_entry"

    def get(self, _request: HttpRequest, number: str) -> HttpResponse:
        """Only for the one who took it in, on the same day."""
        mine = Complaint.objects.visible_to(self.person).filter(created_by=self.person.pk)
        complaint: Complaint = self.one(mine, number=number)
        if (self.now - (complaint.created_at or complaint.received_at)).days > 0:
            raise Http404
        return self.show(
            "phone_done",
            complaint=complaint,
            title=rows.title_of(complaint),
            receipt_code=services.receipt_code(complaint.number),
            url=reverse("desk:complaint", args=[complaint.number]),
        )


class PhoneHints(Page):
    """What the system makes of a call so far."""

    room = "phone_entry"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Routing, green channel and earlier matters by what is written so far; stores nothing."""
        body = body_of(request.POST)
        given = self._read(body)
        if given is None:
            return self.show("parts/hints")
        data = {"kind": Kind.OTHER.value, **given.validated_data}
        columns = columns_of(data)
        draft = Complaint(kind=data["kind"], **columns)
        told = bool(draft.place_address or draft.respondent_address or draft.place_district)
        decision = routing.decision_for(draft, on=self.today) if told else None
        duplicates = selectors.possible_duplicates(
            respondent_uscc=draft.respondent_uscc,
            respondent_key=match_key(draft.respondent_name)[:200],
            right_number=draft.right_number,
            since=self.now,
            for_whom=self.person,
        )
        office = self.offices.get(decision.office or "") if decision else None
        return self.show(
            "parts/hints",
            routing={
                "office_name": office.name if office else "",
                "evidence": [e.detail for e in decision.evidence],
                "unroutable": decision.unroutable,
            }
            if decision
            else None,
            lane_reasons=[
                reason_line(match.as_reason())
                for match in registry.matches(services.clue_of(draft), on=self.today)
            ],
            duplicates=duplicate_lines(duplicates),
            warnings=[*self._refused, *(w["detail"] for w in given.all_warnings())],
        )

    def _read(self, body: dict[str, Any]) -> AnyPartIn | None:
        """The parts that can be read; what cannot yet is said and left out."""
        self._refused: list[str] = []
        for _attempt in range(2):
            given = AnyPartIn(data=body, context={"at": self.now, "by": self.person})
            if given.is_valid():
                return given
            for error in flatten_errors(given.errors):
                self._refused.append(error["detail"])
                part, _dot, name = error["field"].partition(".")
                if name and isinstance(body.get(part), dict):
                    body[part].pop(name, None)
                else:
                    body.pop(part, None)
        return None
