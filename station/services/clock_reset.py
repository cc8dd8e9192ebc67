"""Resetting the clock's mark: somebody says that the machine's clock is right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from station.domain.audit import AuditEvent, AuditKind
from station.domain.ports import Clock, Storage
from station.domain.refusals import ClockWrong
from station.domain.staff import Permission
from station.errors import StationError
from station.services.access import Access
from station.services.guard import check_clock


class ClockBroken(StationError):
    """A bug ended a look at the clock's mark, or its reset."""

    code = "clock_broken"


@dataclass(frozen=True, slots=True)
class ClockView:
    """``mark``: the latest recorded time, None before the first. ``is_wrong``: the clock stands
    so far before it that it registers nobody."""

    mark: datetime | None
    is_wrong: bool


class ClockReset:
    """Takes the machine's clock as right, whatever was recorded. Only the worker calls it."""

    def __init__(self, storage: Storage, clock: Clock, access: Access, booth: str) -> None:
        self._storage = storage
        self._clock = clock
        self._access = access
        self._booth = booth

    @property
    def asker(self) -> UUID | None:
        """Who is signed in as a reset is asked for; any thread may read it."""
        return self._access.actor

    def view(self) -> ClockView:
        """Return how the clock stands; for those who may reset it."""
        self._access.need(Permission.RESET_CLOCK)
        now = self._clock.now()
        with self._storage.reading() as unit:
            mark = unit.clock_mark
            try:
                check_clock(mark, now)
            except ClockWrong:
                return ClockView(mark.get(), is_wrong=True)
            return ClockView(mark.get(), is_wrong=False)

    def reset_for(self, asker: UUID | None) -> datetime:
        """Do `reset` for ``asker``; raises `AskerLeft` if somebody else is signed in by now."""
        self._access.expect(asker)
        return self.reset()

    def reset(self) -> datetime:
        """Set the mark to the present, and return that; for those who may reset the clock.

        Raises `NotPermitted` and its like, or a fault of the storage.
        """
        actor = self._access.need(Permission.RESET_CLOCK)
        now = self._clock.now()
        with self._storage.writing() as unit:
            before = unit.clock_mark.get()
            unit.clock_mark.reset(now)
            facts = {} if before is None else {"before": before.isoformat(timespec="seconds")}
            unit.audit.add(AuditEvent(now, self._booth, actor, AuditKind.CLOCK_RESET, facts))
            unit.commit()
        return now
