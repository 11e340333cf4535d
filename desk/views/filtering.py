"""Filters of the lists: forms over the query string, and what they leave on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Office
from desk.forms import Choices
from desk.page import Page
from wire.serializers import Strict

ALL: tuple[str, Any] = ("", lazy("全部"))


class Filters(forms.Form):
    """A GET form whose fields are given; a value nobody knows is simply not shown as chosen."""

    use_required_attribute = False

    def __init__(self, fields: Mapping[str, forms.Field], data: QueryDict) -> None:
        """Draw the fields with what is asked for now."""
        super().__init__(data)
        self.fields.update(fields)

    def full_clean(self) -> None:
        """Nothing is judged on the page; the shape of the filters does that."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data: dict[str, Any] = {}


def words(label: Any, placeholder: Any = "") -> forms.Field:  # noqa: ANN401 - lazy text
    """A field for words."""
    attrs = {"type": "search", "placeholder": placeholder}
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs))


def one_of(label: Any, choices: Choices) -> forms.Field:  # noqa: ANN401 - lazy text
    """A field for one word of a list, or all."""
    return forms.ChoiceField(label=label, choices=[ALL, *choices])


def tick(label: Any) -> forms.Field:  # noqa: ANN401 - lazy text
    """A field that is on or off."""
    box = forms.CheckboxInput(attrs={"value": "true"}, check_test=lambda v: v == "true")
    return forms.BooleanField(label=label, widget=box)


def a_day(label: Any) -> forms.Field:  # noqa: ANN401 - lazy text
    """A field for a day."""
    return forms.CharField(label=label, widget=forms.TextInput(attrs={"type": "date"}))


def kept(name: str) -> forms.Field:
    """A field that only travels along."""
    return forms.CharField(widget=forms.HiddenInput(), label=name)


def office_choices(offices: Mapping[str, Office]) -> Choices:
    """The offices by short name."""
    return [(code, office.short_name) for code, office in offices.items()]


def asked(
    shape: type[Strict],
    query: QueryDict,
    *,
    at: datetime,
    by: Any,  # noqa: ANN401 - a person
) -> dict[str, Any]:
    """The filters of an address, as the API's shape reads them; what is not valid is left out."""
    known = shape().fields
    said = {str(name): query.get(str(name), "") for name in known}
    sent = {name: value for name, value in said.items() if value and "\0" not in value}
    for name in ("received_after", "received_before"):
        if len(sent.get(name, "")) == len("2026-01-01"):
            sent[name] += "T00:00:00+08:00"
    given = shape(data=sent, context={"at": at, "by": by})
    if not given.is_valid():
        sent = {k: v for k, v in sent.items() if k not in given.errors}
        given = shape(data=sent, context={"at": at, "by": by})
        given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def chips(page: Page, forms_shown: Sequence[Filters]) -> list[dict[str, str]]:
    """What is set now, each with the address without it."""
    found = []
    for form in forms_shown:
        for name, field in form.fields.items():
            value = page.request.GET.get(name, "")
            if not value or isinstance(field.widget, forms.HiddenInput):
                continue
            shown = _shown(field, value)
            if shown is not None:
                label = f"{field.label}：{shown}" if shown else str(field.label)
                found.append({"label": label, "url": page.address(**{name: None})})
    return found


def _shown(field: forms.Field, value: str) -> str | None:
    if isinstance(field, forms.ChoiceField):
        options: Any = field.choices
        return next((str(label) for word, label in options if word == value), None)
    if isinstance(field, forms.BooleanField):
        return "" if value == "true" else None
    return value


def tabs(page: Page, name: str, choices: Choices, *, first: Any = None) -> list[dict[str, Any]]:  # noqa: ANN401
    """One tab per word of a filter; the first is "all"."""
    now = page.request.GET.get(name, "")
    options = [("", first or _("全部")), *choices]
    return [
        {
            "label": label,
            "url": page.address(**{name: word}),
            "current": now == word,
            "count": None,
        }
        for word, label in options
    ]
