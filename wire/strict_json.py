"""JSON as the office accepts it: one meaning, bounded before it is read."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from math import isinf
from typing import Any, Final

from wire.text import Unacceptable, gettext_noop, refuse_unstorable

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 32
MAX_KEYS: Final = 500
MAX_ITEMS: Final = 5_000
MAX_DIGITS: Final = 4_000

_BOM: Final = b"\xef\xbb\xbf"
# A string is taken whole, closed or not, so that a scan never looks at a byte twice.
_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}:,]', re.DOTALL)


class Malformed(Unacceptable):
    """A body that is not one clear JSON text within the limits."""


def loads(
    raw: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_keys: int = MAX_KEYS,
    max_items: int = MAX_ITEMS,
    must_be_object: bool = False,
) -> Any:  # noqa: ANN401 - JSON may hold anything
    """Reads one JSON text; numbers with a fraction or exponent become Decimal, never float.

    Limits hold for the whole body: keys and list items are counted over all levels. Raises
    Malformed.
    """
    if len(raw) > max_bytes:
        raise Malformed("too_large", gettext_noop("请求正文过大。"))
    if raw.startswith(_BOM):
        raise Malformed("bom", gettext_noop("JSON 前不能有字节顺序标记（BOM）。"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("not_utf8", gettext_noop("请求正文不是 UTF-8 编码。")) from None
    _refuse_sprawling(raw, max_depth=max_depth, max_keys=max_keys, max_items=max_items)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_constant,
        )
    except json.JSONDecodeError:
        raise Malformed("malformed_json", gettext_noop("请求正文不是合法的 JSON。")) from None
    _refuse_unstorable_strings(value)
    if must_be_object and not isinstance(value, dict):
        raise Malformed("not_an_object", gettext_noop("请求正文应当是一个 JSON 对象。"))
    return value


def canonical(value: object) -> bytes:
    """The one spelling of a JSON value, for digests: sorted keys, no spaces, 1.50 as 1.5.

    Raises TypeError for anything `loads` does not make, float among them.
    """
    return "".join(_spelled(value)).encode()


def _refuse_sprawling(raw: bytes, *, max_depth: int, max_keys: int, max_items: int) -> None:
    opened = bytearray()
    keys = items = 0
    for found in _MARK.finditer(raw):
        match raw[found.start()]:
            case 0x7B | 0x5B as mark:  # { [
                opened.append(mark)
                items += mark == 0x5B
            case 0x7D | 0x5D if opened:  # } ]
                opened.pop()
            case 0x3A:  # :
                keys += 1
            case 0x2C if opened.endswith(b"["):  # ,
                items += 1
        if len(opened) > max_depth:
            raise Malformed("too_deep", gettext_noop("JSON 嵌套过深。"))
        if keys > max_keys:
            raise Malformed("too_many_keys", gettext_noop("JSON 字段过多。"))
        if items > max_items:
            raise Malformed("too_many_items", gettext_noop("JSON 列表元素过多。"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise Malformed("duplicate_key", gettext_noop("JSON 对象中有重复的字段名。"))
    return read


def _whole(digits: str) -> int:
    _refuse_endless(digits)
    return int(digits)


def _fraction(digits: str) -> Decimal:
    _refuse_endless(digits)
    nearest = float(digits)
    mantissa = re.split("[eE]", digits)[0]
    if isinf(nearest) or (nearest == 0 and mantissa.strip("-0.")):
        raise Malformed("number_out_of_range", gettext_noop("数字超出可表示的范围。"))
    return Decimal(mantissa) if nearest == 0 else Decimal(digits)


def _refuse_endless(digits: str) -> None:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise Malformed("number_too_long", gettext_noop("数字过长。"))


def _constant(_name: str) -> None:
    raise Malformed("not_a_number", gettext_noop("JSON 不允许 NaN 或 Infinity。"))


def _refuse_unstorable_strings(value: object) -> None:
    unread = [value]
    while unread:
        match unread.pop():
            case str() as text:
                try:
                    refuse_unstorable(text)
                except Unacceptable as refused:
                    raise Malformed(refused.code, refused.detail) from None
            case dict() as read:
                unread.extend(read.keys())
                unread.extend(read.values())
            case list() as read:
                unread.extend(read)


def _spelled(value: object) -> Iterator[str]:
    match value:
        case None | bool() | str():
            yield json.dumps(value, ensure_ascii=False)
        case int() | Decimal():
            yield _plain(Decimal(value))
        case dict() if all(isinstance(key, str) for key in value):
            yield "{"
            for place, key in enumerate(sorted(value)):
                yield f"{',' if place else ''}{json.dumps(key, ensure_ascii=False)}:"
                yield from _spelled(value[key])
            yield "}"
        case list() | tuple():
            yield "["
            for place, item in enumerate(value):
                yield "," if place else ""
                yield from _spelled(item)
            yield "]"
        case _:
            raise TypeError(f"{type(value).__name__} is not JSON")


def _plain(number: Decimal) -> str:
    digits = f"{number:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits
