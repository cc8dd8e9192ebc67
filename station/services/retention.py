"""Retention: personal data are kept as long as the site says, then erased; the counts stay."""

from __future__ import annotations

from datetime import timedelta

from station.domain.audit import AuditEvent, AuditKind
from station.domain.ports import Clock, Storage
from station.services.guard import check_clock


class Retention:
    """Erases what is due. Only the worker thread calls it, a batch at a time.

    ``days``: how long after the hand-over the persons of a batch are kept.
    """

    def __init__(self, storage: Storage, booth: str, clock: Clock, days: int) -> None:
        self._storage = storage
        self._booth = booth
        self._clock = clock
        self.days = days

    def step(self) -> bool:
        """Erase one batch that is due, or what is due at the desk; tell whether more may be.

        A clock that cannot be right, or that nothing bears out, erases nothing: it may stand a
        year ahead. Raises `ClockWrong`, or a fault of the storage.
        """
        now = self._clock.now()
        before = now - timedelta(days=self.days)
        with self._storage.writing() as unit:
            check_clock(unit.clock_mark, now)
            if not unit.erasures.clock_is_borne_out(now):
                return False
            batch_id = unit.erasures.due_batch(before)
            if batch_id is None:
                erased = unit.erasures.erase_desk(before, now)
                facts: dict[str, str | int] = {"what": "desk", "persons": erased}
            else:
                erased = unit.erasures.erase_batch(batch_id, now)
                batch = unit.batches.get(batch_id)
                facts = {"what": "batch", "batch": batch.number, "persons": erased}
            if batch_id is not None or erased:
                unit.audit.add(AuditEvent(now, self._booth, None, AuditKind.ERASED, facts))
            unit.commit()
        return batch_id is not None
