"""Counting the booth's day."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from station.domain.counts import DayCounts
from station.domain.ports import Clock, Storage


class DayCounter:
    """Counts one booth's present day, through a reading unit of its own."""

    def __init__(self, storage: Storage, booth: str, clock: Clock, zone: ZoneInfo) -> None:
        self._storage = storage
        self._booth = booth
        self._clock = clock
        self._zone = zone

    def today(self) -> DayCounts:
        """Return the counts of the site's present day. Raises a `StationError` of the storage."""
        now = self._clock.now()
        with self._storage.reading() as unit:
            return unit.counts.day(self._booth, now.astimezone(self._zone).date(), now)
