"""Forms made from the shapes that the steps take: the shape alone judges, the form shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from rest_framework import serializers

from complaints.serializers import OfficeField
from wire.fields import Code, Day, Flag, Instant, LongText, Money
from wire.problems import FieldError, NotValid
from wire.serializers import Strict

LABELS: Final[dict[str, Any]] = {
    "reason": lazy("理由"),
    "reason_code": lazy("理由类别"),
    "office": lazy("承办单位"),
    "suggested_office": lazy("建议单位"),
    "reply": lazy("答复内容"),
    "into": lazy("并入哪一件（编号）"),
    "title": lazy("标题"),
    "description": lazy("反映内容"),
    "occurred_at": lazy("发生时间"),
    "right_type": lazy("权利类型"),
    "right_number": lazy("权利号"),
    "right_holder": lazy("权利人"),
    "right_holder_uscc": lazy("权利人信用代码"),
    "respondent_name": lazy("被投诉举报人"),
    "respondent_uscc": lazy("被投诉举报人信用代码"),
    "respondent_address": lazy("被投诉举报人地址"),
    "respondent_phone": lazy("被投诉举报人电话"),
    "respondent_shop_url": lazy("网店地址"),
    "place_address": lazy("发生地址"),
    "place_district": lazy("发生地的区"),
    "agency": lazy("接收机关"),
    "lead": lazy("线索类型"),
    "officers": lazy("承办人"),
    "proceeding": lazy("程序"),
    "discovered_on": lazy("发现日期"),
    "hearing": lazy("告知听证权利"),
    "outcome": lazy("处理结果"),
    "fine": lazy("罚款（元）"),
    "confiscation": lazy("没收违法所得（元）"),
    "facts": lazy("查明事实"),
    "legal_basis": lazy("法律依据"),
    "served_on": lazy("送达日期"),
    "method": lazy("送达方式"),
    "finding": lazy("结案结论"),
    "ground": lazy("扣除事由"),
    "from_on": lazy("自"),
    "to_on": lazy("至"),
    "clock": lazy("延长哪个期限"),
    "document": lazy("上级批准文书"),
    "due_on": lazy("督办期限"),
    "text": lazy("进展情况"),
    "letter_no": lazy("移送函文号"),
    "receipt_no": lazy("回执编号"),
    "received_on": lazy("签收日期"),
    "result": lazy("反馈结果"),
    "level": lazy("奖励等级"),
    "direct_evidence": lazy("提供了直接证据"),
    "facts_match": lazy("与查实情况"),
    "amount": lazy("人工核定金额（元）"),
    "finance_document": lazy("财政部门意见文号"),
    "payee_name": lazy("收款人姓名"),
    "payee_account": lazy("收款账号"),
    "payee_bank": lazy("开户行"),
    "voucher_no": lazy("付款凭证号"),
    "kind": lazy("类别"),
    "name": lazy("名称"),
    "uscc": lazy("统一社会信用代码"),
    "district": lazy("区"),
    "address": lazy("地址"),
    "aliases": lazy("别名、曾用名"),
    "right_numbers": lazy("权利号"),
    "listed_on": lazy("入库日期"),
    "removed_on": lazy("退出日期"),
}

HELP: Final[dict[str, Any]] = {
    "aliases": lazy("每行一个"),
    "right_numbers": lazy("每行一个"),
    "letter_no": lazy("不填则由系统编号"),
    "to_on": lazy("不填则到今天"),
}

Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Asking:
    """What is known beforehand about the questions of one step."""

    skip: frozenset[str] = frozenset()
    choices: Mapping[str, Choices] = field(default_factory=dict)
    initial: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    changed_only: bool = False


@dataclass(frozen=True)
class Slot:
    """One question: its name on the page, its place in what is sent, the field that judges it."""

    name: str
    path: tuple[str, ...]
    judge: "serializers.Field[Any, Any, Any, Any]"


def slots(shape: type[Strict], skip: frozenset[str] = frozenset()) -> list[Slot]:
    """The questions of a shape; those of an object inside it stand beside the others."""
    return [slot for slot in _slots(shape(), ()) if slot.name not in skip]


def _slots(shape: "serializers.Serializer[Any]", path: tuple[str, ...]) -> Iterator[Slot]:
    for name, judge in shape.fields.items():
        here = (*path, str(name))
        if isinstance(judge, serializers.Serializer):
            yield from _slots(judge, here)
        else:
            yield Slot("_".join(here), here, judge)


class StepForm(forms.Form):
    """The questions of one step. It carries what was said; whether it will do, the step says."""

    def __init__(
        self,
        shape: type[Strict],
        asking: Asking,
        *,
        data: QueryDict | None = None,
        refused: Sequence[FieldError] = (),
    ) -> None:
        """Draw the questions; `data` and `refused` when they have been answered wrongly."""
        super().__init__(data, initial=dict(asking.initial))
        self.asking = asking
        self.slots = slots(shape, asking.skip)
        self.refused = refused
        for slot in self.slots:
            self.fields[slot.name] = _question(slot, asking)

    def full_clean(self) -> None:
        """Nothing is judged here; only what the step refused is shown."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        known = {".".join(slot.path): slot.name for slot in self.slots}
        for error in self.refused:
            place = _nearest(error["field"], known)
            kept = self._errors.setdefault(place, self.error_class(renderer=self.renderer))
            kept.append(error["detail"])


def _nearest(path: str, known: Mapping[str, str]) -> str:
    """The question that an error is about: its own, or the one it is a part of."""
    while path:
        if path in known:
            return known[path]
        inside = [name for place, name in known.items() if place.startswith(f"{path}.")]
        if inside:
            return inside[0]
        path = path.rpartition(".")[0]
    return "__all__"


def sent(shape: type[Strict], asking: Asking, data: QueryDict) -> dict[str, Any]:
    """What was filled in, as the step takes it: blanks left out, words as their JSON types.

    Raises NotValid for text that no field can take.
    """
    body: dict[str, Any] = {}
    for slot in slots(shape, asking.skip):
        value = _read(slot, asking, data)
        if value is None or (asking.changed_only and _unchanged(slot, asking, value)):
            continue
        place = body
        for part in slot.path[:-1]:
            place = place.setdefault(part, {})
        place[slot.path[-1]] = value
    return body | dict(asking.fixed)


def _unchanged(slot: Slot, asking: Asking, value: Any) -> bool:  # noqa: ANN401 - any JSON
    before = asking.initial.get(slot.name, "")
    if isinstance(slot.judge, serializers.ListField):
        before = _lines(str(before))
    return slot.name != "reason" and bool(value == before)


def _read(slot: Slot, asking: Asking, data: QueryDict) -> Any:  # noqa: ANN401 - any JSON
    said = data.getlist(slot.name)
    if any("\0" in value for value in said):
        raise NotValid.at(".".join(slot.path), _("含有不能接受的字符。"), "unacceptable")
    if isinstance(slot.judge, Flag):
        return bool(said)
    if isinstance(slot.judge, serializers.ListField):
        if slot.name in asking.choices:
            return [value for value in said if value] or None
        lines = _lines(data.get(slot.name, ""))
        return lines if lines or asking.changed_only else None
    value = data.get(slot.name, "").replace("\r\n", "\n").strip()
    if isinstance(slot.judge, Instant):
        return at_office(value) if value else None
    if value or (asking.changed_only and getattr(slot.judge, "allow_blank", False)):
        return value
    return None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def at_office(value: str) -> str:
    """A moment as a browser writes it, with the office's offset."""
    minutes = value.count(":") == 1
    return f"{value}:00+08:00" if minutes else f"{value}+08:00"


def _question(slot: Slot, asking: Asking) -> forms.Field:
    judge = slot.judge
    label = asking.labels.get(slot.name) or LABELS.get(slot.name, slot.name)
    common = {
        "label": label,
        "required": judge.required and not isinstance(judge, Flag),
        "help_text": HELP.get(slot.name, ""),
    }
    choices = asking.choices.get(slot.name)
    if isinstance(judge, serializers.ListField):
        return _list_question(choices, common)
    if choices is not None or isinstance(judge, Code | OfficeField):
        known: Any = judge
        options = list(choices if choices is not None else known.choices.items())
        nothing: Choices = [] if common["required"] and len(options) == 1 else [("", _("请选择"))]
        return forms.ChoiceField(choices=[*nothing, *options], **common)
    if isinstance(judge, Flag):
        return forms.BooleanField(**common)
    return forms.CharField(widget=_widget(judge), **common)


def _list_question(choices: Choices | None, common: dict[str, Any]) -> forms.Field:
    if choices is not None:
        boxes = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(choices=choices, widget=boxes, **common)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)


def _widget(judge: "serializers.Field[Any, Any, Any, Any]") -> forms.Widget:
    if isinstance(judge, Day):
        return forms.TextInput(attrs={"type": "date"})
    if isinstance(judge, Instant):
        return forms.TextInput(attrs={"type": "datetime-local"})
    if isinstance(judge, Money):
        return forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "0.00"})
    longest = getattr(judge, "max_length", None)
    attrs: dict[str, Any] = {"maxlength": longest} if longest else {}
    if isinstance(judge, LongText):
        return forms.Textarea(attrs={"rows": 4, **attrs})
    return forms.TextInput(attrs=attrs)


class FileForm(forms.Form):
    """One file to be added."""

    file = forms.FileField(
        label=lazy("文件"), help_text=lazy("图片、PDF、Word、Excel、录音、录像，20MB以内")
    )

    def __init__(self, *args: Any, refused: Sequence[FieldError] = (), **kwargs: Any) -> None:
        """Draw the question; `refused` when the file will not do."""
        super().__init__(*args, **kwargs)
        self.refused = refused

    def full_clean(self) -> None:
        """Only what was refused is shown; the file itself is judged by its content."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for error in self.refused:
            kept = self._errors.setdefault("file", self.error_class(renderer=self.renderer))
            kept.append(error["detail"])
