"""Input as the office takes it: every field by name, nothing unasked for with an effect."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.settings import api_settings

from wire.problems import FieldError

LONGEST_NAME = 100  # of a field a client made up, when it is named back


class Strict(serializers.Serializer[Any]):
    """An object whose unknown and read-only fields are refused by name (`unknown_field`).

    With `unknown = "warn"` they have no effect and their dotted paths are in `unknown_fields`.
    Of nested ones the outermost decides, and collects.
    """

    default_error_messages = {
        "required": _("此项必填。"),
        "null": _("此项不能为空值。"),
        "invalid": _("应当是一个对象。"),
        "unknown_field": _("没有这个字段。"),
    }
    unknown: ClassVar[Literal["refuse", "warn"]] = "refuse"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.unknown_fields: list[str] = []
        super().__init__(*args, **kwargs)

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - whatever was sent
        outermost, path = self._place()
        if outermost is self:
            self.unknown_fields = []
        strangers = self._strangers(data)
        if outermost.unknown == "warn":
            named = [".".join([*path, name]) for name in strangers]
            outermost.unknown_fields += [
                name for name in named if name not in outermost.unknown_fields
            ]
            return super().to_internal_value(data)
        refused = {
            name: [ErrorDetail(str(self.error_messages["unknown_field"]), code="unknown_field")]
            for name in strangers
        }
        try:
            read = super().to_internal_value(data)
        except ValidationError as invalid:
            known = invalid.detail if isinstance(invalid.detail, dict) else {}
            raise ValidationError({**known, **refused}) from invalid
        if refused:
            raise ValidationError(refused)
        return read

    def _strangers(self, data: object) -> list[str]:
        if not isinstance(data, Mapping):
            return []
        known = {
            name
            for name, field in self.fields.items()
            if not field.read_only and not isinstance(field, serializers.HiddenField)
        }
        return [str(name)[:LONGEST_NAME] for name in data if name not in known]

    def _place(self) -> tuple["Strict", list[str]]:
        """The outermost strict object around this one, and the path from there to here."""
        outermost, path = self, list[str]()
        names: list[str] = []
        here: Any = self
        while here is not None:
            if isinstance(here, Strict):
                outermost, path = here, list(reversed(names))
            if here.field_name:
                names.append(here.field_name)
            here = here.parent
        return outermost, path


def flatten_errors(detail: Any) -> list[FieldError]:  # noqa: ANN401 - whatever shape DRF gives it
    """Every refused field once per reason, by dotted path; the whole object is the empty path."""
    return _flattened(detail, "")


def _flattened(detail: object, path: str) -> list[FieldError]:
    if isinstance(detail, Mapping):
        return [
            error
            for name, inner in detail.items()
            for error in _flattened(inner, path if name in _OF_THE_WHOLE else _below(path, name))
        ]
    if isinstance(detail, list | tuple):
        return [
            error
            for place, inner in enumerate(detail)
            for error in _flattened(
                inner, _below(path, place) if isinstance(inner, Mapping | list) else path
            )
        ]
    return [FieldError(field=path, code=getattr(detail, "code", "invalid"), detail=str(detail))]


_OF_THE_WHOLE = {api_settings.NON_FIELD_ERRORS_KEY, "__all__"}


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
