"""Resetting the clock's mark: somebody says that the machine's clock is right now."""

from __future__ import annotations

from datetime import datetime

from station.domain.audit import AuditEvent, AuditKind
from station.domain.ports import Clock, Storage
from station.domain.staff import Permission
from station.services.access import Access


class ClockReset:
    """Takes the machine's clock as right, whatever was recorded. Only the worker calls it."""

    def __init__(self, storage: Storage, clock: Clock, access: Access, booth: str) -> None:
        self._storage = storage
        self._clock = clock
        self._access = access
        self._booth = booth

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
