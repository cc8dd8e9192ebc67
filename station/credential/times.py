"""Seconds since 1970 in UTC, as tokens carry them, and datetimes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DAY = 86_400

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def from_seconds(seconds: int) -> datetime:
    """Return the aware UTC datetime; the first or last one for seconds beyond the years 1-9999."""
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        edge = datetime.min if seconds < 0 else datetime.max
        return edge.replace(tzinfo=UTC)


def to_seconds(moment: datetime) -> int:
    """Return the whole seconds since 1970 of an aware datetime, rounded down."""
    return (moment - _EPOCH) // timedelta(seconds=1)
