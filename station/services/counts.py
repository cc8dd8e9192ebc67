"""The figures of days, and the list behind each of them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from station.domain.figure_rows import RowMark, RowPage
from station.domain.figures import Figures
from station.domain.portion import Portion, Scope
from station.domain.ports import Clock, Storage
from station.domain.staff import Permission
from station.services.access import Access

PAGE = 200
"""Rows of a list that are read at once."""


class CountOffice:
    """Counts, through reading units of its own: on any thread, beside whoever stores."""

    def __init__(self, storage: Storage, access: Access, clock: Clock, zone: ZoneInfo) -> None:
        self._storage = storage
        self._access = access
        self._clock = clock
        self._zone = zone

    def today(self) -> date:
        """Return the site's present day."""
        return self._clock.now().astimezone(self._zone).date()

    def figures(self, scope: Scope) -> Figures:
        """Return the figures of ``scope``. Needs COUNTS; raises a `StationError` of the storage."""
        self._access.need(Permission.COUNTS)
        at = self._clock.now()
        with self._storage.reading() as unit:
            booths = [scope.booth] if scope.booth is not None else unit.counts.booths()
            return Figures.of(scope, at, unit.counts.cells(scope), booths)

    def booths(self) -> list[str]:
        """Return the numbers of the booths on record. Needs COUNTS."""
        self._access.need(Permission.COUNTS)
        with self._storage.reading() as unit:
            return unit.counts.booths()

    def rows(self, portion: Portion, after: RowMark | None = None) -> RowPage:
        """Return the next `PAGE` rows behind a figure, the newest first, persons masked.

        Needs COUNTS; raises a `StationError` of the storage.
        """
        self._access.need(Permission.COUNTS)
        with self._storage.reading() as unit:
            return unit.counts.page(portion, after, PAGE)
