"""The hotline's words as ours. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from complaints.choices import Kind, Source
from wire import numbers
from wire.text import Unacceptable, is_blank, long_text, single_line

KNOWN = frozenset(
    {
        "order_no",
        "push_seq",
        "request_type",
        "channel",
        "caller_name",
        "contact_phone",
        "caller_no",
        "is_confidential",
        "accused_name",
        "accused_phone",
        "accused_address",
        "title",
        "content",
        "address",
        "district_code",
        "requested_at",
        "dispatched_at",
        "limit_value",
        "limit_unit",
    }
)
CONSULTATIONS = {"咨询"}
HELP = {"求助", "建议", "意见建议"}


class NotAnOrder(ValueError):
    """The order lacks what no matter can do without, or holds what cannot be stored."""


def order_key(order: Mapping[str, Any]) -> tuple[str, int]:
    """The number and the push; raises NotAnOrder."""
    number, push = order.get("order_no"), order.get("push_seq", 1)
    if not isinstance(number, str) or not 0 < len(number.strip()) <= 64:
        raise NotAnOrder("工单编号缺失或过长")
    if isinstance(push, bool) or not isinstance(push, int) or not 0 < push < 2**31:
        raise NotAnOrder("推送序号应为正整数")
    return _line(order, "order_no", 64), push


def columns_of(order: Mapping[str, Any], *, received_at: datetime) -> dict[str, Any]:
    """An order as columns of a complaint; raises NotAnOrder."""
    content = _long(order, "content")
    accused, address = _line(order, "accused_name", 200), _line(order, "address", 300)
    if is_blank(content):
        raise NotAnOrder("诉求内容缺失")
    if not accused and not address and not _line(order, "accused_address", 300):
        raise NotAnOrder("被反映人和事发地址均缺失")
    return {
        "kind": kind_of(_line(order, "request_type", 20), content),
        "source": Source.HOTLINE_12345,
        "external_ref": order_key(order)[0],
        "received_at": received_at,
        "title": _line(order, "title", 200),
        "description": content,
        "respondent_name": accused,
        "respondent_phone": _line(order, "accused_phone", 40),
        "respondent_address": _line(order, "accused_address", 300),
        "place_address": address or _line(order, "accused_address", 300),
        "place_district": _district(order),
        "right_type": "patent" if "专利" in content else "none",
    }


def identity_of(order: Mapping[str, Any]) -> dict[str, Any]:
    """The caller, as the vault keeps it; a masked phone is kept as masked."""
    phone = _line(order, "contact_phone", 40) or _line(order, "caller_no", 40)
    checked = numbers.check_phone(phone) if phone else None
    return {
        "name": _line(order, "caller_name", 100),
        "phone": checked.value if checked and not checked.refused else phone,
        "anonymous": False,
        "confidential": order.get("is_confidential") is not False,
    }


def kind_of(request_type: str, content: str) -> str:
    """What an order brings forward, from its type and its words.

    A call that says infringement is only a lead until the written request arrives.
    """
    if request_type in CONSULTATIONS:
        return Kind.CONSULTATION
    if request_type in HELP:
        return Kind.OTHER
    if "商标" in content and "专利" not in content:
        return Kind.TRADEMARK_LEAD
    if ("版权" in content or "著作权" in content) and "专利" not in content:
        return Kind.COPYRIGHT_LEAD
    if "侵权" in content and "假冒" not in content:
        return Kind.INFRINGEMENT_COMPLAINT
    if "专利" in content:
        return Kind.COUNTERFEIT_REPORT
    return Kind.OTHER


def unknown_fields(order: Mapping[str, Any]) -> list[str]:
    """Fields that we keep and do not read."""
    return sorted(str(name)[:100] for name in order if name not in KNOWN)


def _district(order: Mapping[str, Any]) -> str:
    code = _line(order, "district_code", 12)[:6]
    return code if code.startswith("4401") and len(code) == 6 else ""


def _line(order: Mapping[str, Any], name: str, most: int) -> str:
    value = order.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise NotAnOrder(f"{name} 应为文本")
    try:
        return single_line(str(value).replace("\n", " ").replace("\r", " "))[:most].strip()
    except Unacceptable as error:
        raise NotAnOrder(f"{name}：{error.detail}") from error


def _long(order: Mapping[str, Any], name: str) -> str:
    value = order.get(name, "")
    if not isinstance(value, str) or len(value) > 20_000:
        raise NotAnOrder(f"{name} 应为不超过20000字的文本")
    try:
        return long_text(value)
    except Unacceptable as error:
        raise NotAnOrder(f"{name}：{error.detail}") from error
