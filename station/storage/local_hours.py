"""Hours and days of the site's zone, told in SQL from moments.

Between two changes of the zone's offset the local time is the moment and a constant. So one
expression tells a row's hour for the counts and for the lists behind them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, case, literal_column, type_coerce

from station.storage.columns import to_microseconds

_HOUR = 3_600_000_000
_DAY = 24 * _HOUR
_EPOCH_DAY = date(1970, 1, 1)
# Every zone's offset changes on a whole quarter of an hour.
_QUARTER = timedelta(minutes=15)


class LocalHours:
    """Tells the local time of moments between the first day's beginning and the last one's end.

    ``begin`` is the first day's first moment, ``end`` the first one after the last day, aware.
    """

    def __init__(self, zone: tzinfo, first: date, last: date) -> None:
        self.begin = _midnight(first, zone)
        self.end = _midnight(last + timedelta(days=1), zone)
        self._offsets = _offsets(zone, self.begin, self.end)

    def hour(self, moment: Column[datetime]) -> ColumnElement[int]:
        """Return the hour of day, 0 to 23."""
        return self.hour_number(moment) % _number(24)

    def hour_number(self, moment: Column[datetime]) -> ColumnElement[int]:
        """Return the hour among those of all days: rows in order of time are in its order too."""
        return self._local(moment) // _number(_HOUR)

    def stretches(self) -> list[tuple[str, int, int, int]]:
        """Return each hour of each day: the day, its first moment, the next one's, hour of day.

        Moments are in microseconds. Where the offset changes, an hour may come twice or be cut.
        """
        found, begin = [], to_microseconds(self.begin)
        for end, shift in self._offsets:
            for number in range((begin + shift) // _HOUR, (end - 1 + shift) // _HOUR + 1):
                first = max(number * _HOUR - shift, begin)
                next_one = min((number + 1) * _HOUR - shift, end)
                found.append((day_of(number // 24).isoformat(), first, next_one, number % 24))
            begin = end
        return found

    def day(self, moment: Column[datetime]) -> ColumnElement[int]:
        """Return the day's number, see `day_of`."""
        return self._local(moment) // _number(_DAY)

    def _local(self, moment: Column[datetime]) -> ColumnElement[int]:
        at: ColumnElement[int] = type_coerce(moment, BigInteger)
        *changes, (_, last) = self._offsets
        if not changes:
            return at + _number(last)
        offset = case(*((at < _number(end), _number(shift)) for end, shift in changes), else_=last)
        return at + offset


def day_of(number: int) -> date:
    """Return the day of a number that `LocalHours.day` gave."""
    return _EPOCH_DAY + timedelta(days=number)


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value), BigInteger)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _offsets(zone: tzinfo, begin: datetime, end: datetime) -> list[tuple[int, int]]:
    """Return the stretches between two changes: where each ends, and its offset; microseconds."""

    def offset(at: datetime) -> Any:
        return at.astimezone(zone).utcoffset()

    stretches = []
    at = begin
    while at < end:
        after = min(at + timedelta(days=1), end)
        if offset(after) != offset(at):
            low, high = 0, (after - at) // _QUARTER
            while high - low > 1:
                middle = (low + high) // 2
                if offset(at + middle * _QUARTER) == offset(at):
                    low = middle
                else:
                    high = middle
            stretches.append((at + high * _QUARTER, offset(at)))
        at = after
    stretches.append((end, offset(end - timedelta(microseconds=1))))
    micro = timedelta(microseconds=1)
    return [(to_microseconds(until), shift // micro) for until, shift in stretches]
