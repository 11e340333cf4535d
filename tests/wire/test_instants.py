from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wire import instants
from wire.text import Unacceptable

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2000-02-29T00:00:00+08:00", datetime(2000, 2, 28, 16, tzinfo=UTC)),
        ("2026-01-01T00:00:00+14:00", datetime(2025, 12, 31, 10, tzinfo=UTC)),
        ("2026-01-01T00:00:00-14:00", datetime(2026, 1, 1, 14, tzinfo=UTC)),
        ("2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01T00:00:00+00:00", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01T00:00:00.5Z", datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-01-01T00:00:00.000001Z", datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
        ("2026-11-20T09:30:00+05:45", datetime(2026, 11, 20, 3, 45, tzinfo=UTC)),
    ],
)
def test_an_instant_is_kept_in_utc(written: str, meant: datetime) -> None:
    at = instants.instant(written)

    assert at == meant
    assert at.utcoffset() == timedelta()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-01-01T00:00:00+15:00", "offset_invalid"),
        ("2026-01-01T00:00:00+23:59", "offset_invalid"),
        ("2026-01-01T00:00:00+14:01", "offset_invalid"),
        ("2026-01-01T00:00:00+08:60", "offset_invalid"),
        ("2026-01-01T00:00:00-00:00", "offset_invalid"),
        ("2016-12-31T23:59:60Z", "leap_second"),
        ("2016-12-31T23:59:61Z", "no_such_time"),
        ("9999-12-31T23:59:59.999999Z", "too_late"),
        ("9999-12-31T23:59:59-08:00", "too_late"),
        ("0001-01-01T00:00:00Z", "too_early"),
        ("0001-01-01T00:00:00+08:00", "too_early"),
        ("1986-05-04T02:30:00", "offset_missing"),
        ("1986-09-14T01:30:00", "offset_missing"),
        ("2026-01-01", "instant_format"),
        ("2026-01-01T24:00:00Z", "no_such_time"),
        ("2025-02-29T00:00:00Z", "no_such_time"),
        ("0000-01-01T00:00:00Z", "no_such_time"),
        ("\uff12\uff10\uff12\uff16-01-01T00:00:00Z", "instant_format"),
        ("2026-W01-1T00:00:00Z", "instant_format"),
        ("2026/01/01 00:00", "instant_format"),
        ("2026年1月1日", "instant_format"),
        ("2026-01-01 00:00:00Z", "instant_format"),
        ("2026-01-01T00:00Z", "instant_format"),
        ("2026-01-01T00:00:00.1234567Z", "instant_format"),
        ("2026-01-01T00:00:00,5Z", "instant_format"),
        ("2026-01-01T00:00:00+0800", "instant_format"),
        ("2026-01-01T00:00:00+08", "instant_format"),
        ("2026-01-01T00:00:00Z\n", "instant_format"),
        ("20260101T000000Z", "instant_format"),
        ("", "instant_format"),
    ],
)
def test_what_is_not_one_moment_is_refused_with_a_code(written: str, code: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        instants.instant(written)

    assert refused.value.code == code
    assert refused.value.detail


def test_the_bounds_of_an_instant_are_included() -> None:
    bound = datetime(2026, 1, 1, tzinfo=UTC)

    assert instants.instant("2026-01-01T08:00:00+08:00", not_before=bound, not_after=bound) == bound
    with pytest.raises(Unacceptable, match="过早"):
        instants.instant("2026-01-01T07:59:59.999999+08:00", not_before=bound)
    with pytest.raises(Unacceptable, match="过晚"):
        instants.instant("2026-01-01T08:00:00.000001+08:00", not_after=bound)


@given(st.datetimes(datetime(1901, 1, 1), datetime(2199, 12, 30)), OFFSETS)  # noqa: DTZ001 - wall time
@settings(max_examples=200, deadline=None)
def test_what_was_written_at_any_offset_is_the_moment_that_was_meant(
    wall: datetime, offset: timezone
) -> None:
    at = wall.replace(tzinfo=offset)

    assert instants.instant(at.isoformat()) == at


@given(st.datetimes(instants.EARLIEST.replace(tzinfo=None), instants.LATEST.replace(tzinfo=None)))
@settings(max_examples=100, deadline=None)
def test_what_the_office_answers_it_would_take(wall: datetime) -> None:
    at = wall.replace(tzinfo=UTC)

    assert instants.shown(at).endswith("+08:00")
    assert instants.instant(instants.shown(at)) == at


def test_an_instant_without_an_offset_is_never_shown() -> None:
    with pytest.raises(ValueError, match="offset"):
        instants.shown(datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused


def test_a_day_is_a_day_of_the_calendar() -> None:
    assert instants.day("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2025-02-29", "no_such_day"),
        ("2026-13-01", "no_such_day"),
        ("0000-01-01", "no_such_day"),
        ("2026-01-01T23:00:00Z", "day_format"),
        ("20260101", "day_format"),
        ("2026-1-1", "day_format"),
        ("2026-W01-1", "day_format"),
        ("\uff12\uff10\uff12\uff16-01-01", "day_format"),
        ("2026-01-01\n", "day_format"),
        ("0001-01-01", "too_early"),
        ("9999-12-31", "too_late"),
    ],
)
def test_what_is_not_one_day_is_refused_with_a_code(written: str, code: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        instants.day(written)

    assert refused.value.code == code


def test_the_bounds_of_a_day_are_included() -> None:
    bound = date(2026, 1, 1)

    assert instants.day("2026-01-01", not_before=bound, not_after=bound) == bound
    with pytest.raises(Unacceptable, match="过早"):
        instants.day("2025-12-31", not_before=bound)
    with pytest.raises(Unacceptable, match="过晚"):
        instants.day("2026-01-02", not_after=bound)
