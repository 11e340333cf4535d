"""Instants and days as they are written on the wire: RFC 3339, with an offset, in ASCII."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from wire.text import Unacceptable, gettext_noop

OFFICE_OFFSET: Final = timezone(timedelta(hours=8))
WIDEST_OFFSET: Final = timedelta(hours=14)
# Wide enough for any office, and nothing overflows when shown at another offset.
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)
FIRST_DAY: Final = EARLIEST.date()
LAST_DAY: Final = LATEST.date()

_INSTANT = re.compile(
    r"(?P<wall>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:(?P<seconds>\d{2}))(?:\.(?P<fraction>\d{1,6}))?"
    r"(?P<offset>Z|(?P<sign>[+-])(?P<hours>\d{2}):(?P<minutes>\d{2}))?",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def instant(
    value: str, *, not_before: datetime = EARLIEST, not_after: datetime = LATEST
) -> datetime:
    """The moment meant, in UTC; bounds included. Raises Unacceptable.

    Date, `T`, time with seconds, up to six decimals, and `Z` or an offset within ±14:00; `-00:00`
    says the offset is unknown and is refused.
    """
    written = _INSTANT.fullmatch(value)
    if written is None:
        raise Unacceptable(
            "instant_format", gettext_noop("时间格式应为 2026-01-31T09:30:00+08:00。")
        )
    if written["offset"] is None:
        raise Unacceptable("offset_missing", gettext_noop("时间必须写明时区偏移，例如 +08:00。"))
    if written["seconds"] == "60":
        raise Unacceptable("leap_second", gettext_noop("不接受闰秒，秒应在 00 至 59 之间。"))
    offset = _offset(written)
    try:
        wall = datetime.strptime(written["wall"] + "Z", "%Y-%m-%dT%H:%M:%S%z")
        wall = wall.replace(microsecond=int((written["fraction"] or "").ljust(6, "0")))
    except ValueError:
        raise Unacceptable("no_such_time", gettext_noop("没有这样的日期或时间。")) from None
    try:
        at = wall - offset
    except OverflowError:
        at = wall
    if at < max(not_before, EARLIEST):
        raise Unacceptable("too_early", gettext_noop("时间过早。"))
    if at > min(not_after, LATEST):
        raise Unacceptable("too_late", gettext_noop("时间过晚。"))
    return at


def day(value: str, *, not_before: date = FIRST_DAY, not_after: date = LAST_DAY) -> date:
    """The legal day written `YYYY-MM-DD`; bounds included. Raises Unacceptable."""
    if not _DAY.fullmatch(value):
        raise Unacceptable("day_format", gettext_noop("日期格式应为 2026-01-31。"))
    try:
        on = date.fromisoformat(value)
    except ValueError:
        raise Unacceptable("no_such_day", gettext_noop("没有这样的日期。")) from None
    if on < not_before:
        raise Unacceptable("too_early", gettext_noop("日期过早。"))
    if on > not_after:
        raise Unacceptable("too_late", gettext_noop("日期过晚。"))
    return on


def shown(at: datetime) -> str:
    """An instant as the office answers it, at +08:00; raises ValueError without an offset."""
    if at.tzinfo is None:
        raise ValueError("an instant has an offset")
    return at.astimezone(OFFICE_OFFSET).isoformat()


def _offset(written: re.Match[str]) -> timedelta:
    if written["offset"] == "Z":
        return timedelta()
    offset = timedelta(hours=int(written["hours"]), minutes=int(written["minutes"]))
    unknown = written["sign"] == "-" and not offset
    if unknown or int(written["minutes"]) > 59 or offset > WIDEST_OFFSET:
        raise Unacceptable("offset_invalid", gettext_noop("时区偏移应在 -14:00 至 +14:00 之间。"))
    return -offset if written["sign"] == "-" else offset
