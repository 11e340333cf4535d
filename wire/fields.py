"""Fields that take a value as it was meant or refuse it; nothing is coerced."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NoReturn

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from wire import instants
from wire.text import Unacceptable, is_blank, long_text, single_line

LARGEST_WHOLE: Final = 2**31 - 1  # what both databases hold
# Nothing the office handles happened before this.
FIRST_EVENT: Final = datetime(2000, 1, 1, tzinfo=instants.OFFICE_OFFSET)


_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,2})?")
_SPOKEN: Final = {"required": _("此项必填。"), "null": _("此项不能为空值。")}


class _Text(serializers.CharField):
    """A text of at most so many code points; `123` is not a text."""

    default_error_messages = {
        **_SPOKEN,
        "wrong_type": _("应当是字符串。"),
        "blank": _("此项不能为空。"),
        "max_length": _("不能超过 {max_length} 个字符。"),
    }
    clean: Callable[[str], str]

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, trim_whitespace=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:  # noqa: ANN401 - as sent
        # Not CharField's: it knows fewer blanks, and would read str(data).
        return serializers.Field.run_validation(self, data)

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("wrong_type")
        try:
            text = self.clean(data)
        except Unacceptable as refused:
            _refuse(refused)
        if not is_blank(text):
            return text
        if not self.allow_blank:
            self.fail("blank")
        return ""


class Line(_Text):
    """A name, title or number in one line, trimmed."""

    clean = staticmethod(single_line)


class LongText(_Text):
    """An account of several lines, as the citizen wrote it."""

    clean = staticmethod(long_text)


class Instant(serializers.DateTimeField):
    """A moment with an explicit offset; answered at +08:00.

    `not_after` may be a function of the serializer's context, into which the door puts the time.
    """

    default_error_messages = {**_SPOKEN, "wrong_type": _("应当是字符串。")}

    def __init__(
        self,
        *,
        not_before: datetime = FIRST_EVENT,
        not_after: datetime | Callable[[Mapping[str, Any]], datetime] = instants.LATEST,
        **kwargs: Any,
    ) -> None:
        self.not_before = not_before
        self.not_after = not_after
        super().__init__(**kwargs)

    def to_internal_value(self, value: object) -> datetime:
        if not isinstance(value, str):
            self.fail("wrong_type")
        latest = self.not_after(self.context) if callable(self.not_after) else self.not_after
        try:
            return instants.instant(value, not_before=self.not_before, not_after=latest)
        except Unacceptable as refused:
            _refuse(refused)

    def to_representation(self, value: datetime) -> str:
        return instants.shown(value)


class Day(serializers.DateField):
    """A legal day, `YYYY-MM-DD`.

    `not_after` may be a function of the serializer's context, into which the door puts the day.
    """

    default_error_messages = {**_SPOKEN, "wrong_type": _("应当是字符串。")}

    def __init__(
        self,
        *,
        not_before: date = instants.FIRST_DAY,
        not_after: date | Callable[[Mapping[str, Any]], date] = instants.LAST_DAY,
        **kwargs: Any,
    ) -> None:
        self.not_before = not_before
        self.not_after = not_after
        super().__init__(**kwargs)

    def to_internal_value(self, value: object) -> date:
        if not isinstance(value, str):
            self.fail("wrong_type")
        latest = self.not_after(self.context) if callable(self.not_after) else self.not_after
        try:
            return instants.day(value, not_before=self.not_before, not_after=latest)
        except Unacceptable as refused:
            _refuse(refused)


class Money(serializers.DecimalField):
    """Yuan as a decimal string of at most ten digits and two places; answered with two places."""

    default_error_messages = {
        **_SPOKEN,
        "wrong_type": _("金额应当是字符串，例如 “3000.00”。"),
        "amount_format": _("金额应为不超过十位整数、两位小数的数字，例如 3000.00。"),
        "min_value": _("金额不能小于 {min_value} 元。"),
    }

    def __init__(self, *, minimum: Decimal = Decimal(0), **kwargs: Any) -> None:
        super().__init__(
            max_digits=12, decimal_places=2, coerce_to_string=True, min_value=minimum, **kwargs
        )

    def validate_empty_values(self, data: object) -> tuple[bool, Any]:
        # Not DecimalField's: it takes "" for null.
        return serializers.Field.validate_empty_values(self, data)

    def to_internal_value(self, data: object) -> Decimal:
        if not isinstance(data, str):
            self.fail("wrong_type")
        if not _AMOUNT.fullmatch(data):
            self.fail("amount_format")
        return self.quantize(Decimal(data))


class Flag(serializers.BooleanField):
    """`true` or `false`, nothing that looks like them."""

    default_error_messages = {**_SPOKEN, "wrong_type": _("应当是 true 或 false。")}

    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            self.fail("wrong_type")
        return data


class Whole(serializers.IntegerField):
    """A whole number; `1.0` is 1, `true` and `"1"` are not numbers."""

    default_error_messages = {
        **_SPOKEN,
        "wrong_type": _("应当是整数。"),
        "min_value": _("不能小于 {min_value}。"),
        "max_value": _("不能大于 {max_value}。"),
    }

    def __init__(self, *, minimum: int = 0, maximum: int = LARGEST_WHOLE, **kwargs: Any) -> None:
        super().__init__(min_value=minimum, max_value=maximum, **kwargs)

    def to_internal_value(self, data: object) -> int:
        if isinstance(data, bool) or not isinstance(data, int | float | Decimal):
            self.fail("wrong_type")
        number = Decimal(data)
        if not number.is_finite() or number != number.to_integral_value():
            self.fail("wrong_type")
        return int(number)


class Code(serializers.ChoiceField):
    """One of the words the office knows, spelled exactly."""

    default_error_messages = {
        **_SPOKEN,
        "wrong_type": _("应当是字符串。"),
        "invalid_choice": _("不是可选的值。"),
    }

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("wrong_type")
        return super().to_internal_value(data)


def _refuse(refused: Unacceptable) -> NoReturn:
    raise serializers.ValidationError(_(refused.detail), code=refused.code) from refused
