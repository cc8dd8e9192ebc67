"""The page of batches: what is listed there, and tubes taken out of the open batch and put back.

What it lists is masked. Reading may be done on any thread; only the worker moves tubes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from station.domain import outcome as out
from station.domain.audit import AuditEvent, AuditKind
from station.domain.batch import Batch, BatchStatus, TubeInSealedBatch, TubeOfOtherBooth
from station.domain.batch_view import (
    BatchLine,
    BatchPage,
    BatchPosition,
    TubeDetail,
    TubeLine,
    TubePage,
    TubeUnknown,
)
from station.domain.outcome import Outcome
from station.domain.ports import UnitOfWork
from station.domain.sheet import ExportRecord
from station.domain.staff import Permission
from station.domain.tube import Tube, TubeBarcode, TubeNotSealed
from station.services.booth import Booth
from station.services.find_batch import batch_of

PAGE = 50
TUBES_PAGE = 200


class BatchOffice:
    """Batches and their tubes. Lists are for those who may look up, moves for who may export.

    Each reading method raises `NotSignedIn`, `ConsoleLocked`, `NotPermitted`, or a fault of the
    storage.
    """

    def __init__(self, booth: Booth) -> None:
        self._booth = booth

    # --- lists ---------------------------------------------------------------------------------

    def batches(
        self,
        first: date,
        last: date,
        booth: str | None = None,
        after: BatchPosition | None = None,
        limit: int = PAGE,
    ) -> BatchPage:
        """Return batches of the days ``first`` to ``last``, newest first, of one booth or of all.

        ``after``: where the page before ended.
        """
        with self._reading() as unit:
            lines = unit.batch_views.batches(first, last, booth, after, limit)
        return BatchPage(tuple(lines), lines[-1].position if len(lines) == limit else None)

    def open_batch(self) -> BatchLine | None:
        """Return the booth's open batch with its figures, or None."""
        with self._reading() as unit:
            batch = unit.batches.open_at(self._booth.number)
            return None if batch is None else unit.batch_views.batch(batch)

    def batch(self, number: str) -> BatchLine:
        """Return one batch. Raises `BatchNumberUnusable` or `BatchUnknown`."""
        with self._reading() as unit:
            return unit.batch_views.batch(batch_of(unit, number))

    def exports(self, number: str) -> list[ExportRecord]:
        """Return the batch's sheets that were handed over, the first one first.

        Raises as `batch`.
        """
        with self._reading() as unit:
            return unit.batches.exports(batch_of(unit, number).id)

    def open_differences(self) -> list[BatchLine]:
        """Return the batches whose receipt differs from their sheet, oldest receipt first."""
        with self._reading() as unit:
            return unit.batch_views.open_differences()

    def tubes(self, batch_id: UUID, after: int | None = None, limit: int = TUBES_PAGE) -> TubePage:
        """Return a batch's tubes, void ones and those that are taken out among them."""
        with self._reading() as unit:
            lines = unit.batch_views.tubes(batch_id, after, limit)
        return TubePage(tuple(lines), lines[-1].seq if len(lines) == limit else None)

    def open_tubes(self) -> list[TubeLine]:
        """Return the booth's tubes that are still open, oldest first."""
        with self._reading() as unit:
            return unit.batch_views.open_tubes(self._booth.number)

    def taken_out(self) -> list[TubeLine]:
        """Return the booth's tubes that are taken out, oldest first."""
        with self._reading() as unit:
            return unit.batch_views.taken_out(self._booth.number)

    def tube(self, tube_id: UUID) -> TubeDetail:
        """Return a tube and everybody who was in it. Raises `TubeUnknown`."""
        with self._reading() as unit:
            return _detail(unit, unit.batch_views.tube(tube_id))

    def find(self, barcode: str) -> TubeDetail:
        """Return the tube of a barcode that was scanned or typed, in whatever batch it is.

        Raises `BarcodeUnusable` or `TubeUnknown`.
        """
        wanted = TubeBarcode(barcode.strip())
        with self._reading() as unit:
            return _detail(unit, unit.batch_views.tube_of(wanted))

    # --- moves ---------------------------------------------------------------------------------

    def take_out(self, tube_id: UUID) -> Outcome:
        """Take a sealed tube out of the booth's open batch: it is in no box and on no sheet.

        It moves on with the booth's open batches until it is put back. Refuses `TubeUnknown`,
        `TubeNotSealed`, `TubeAlreadyOut`, `TubeInSealedBatch` and `TubeOfOtherBooth`.
        """

        def move(tube: Tube, now: datetime) -> tuple[Tube, Outcome]:
            moved = tube.take_out(now)
            return moved, out.TubeTakenOut(moved)

        return self._move(tube_id, AuditKind.TUBE_TAKEN_OUT, move)

    def put_back(self, tube_id: UUID) -> Outcome:
        """Put a tube that was taken out into the booth's open batch again.

        Refuses `TubeNotOut`, and as `take_out`.
        """

        def move(tube: Tube, now: datetime) -> tuple[Tube, Outcome]:
            moved = tube.put_back()
            return moved, out.TubePutBack(moved)

        return self._move(tube_id, AuditKind.TUBE_PUT_BACK, move)

    # --- inside --------------------------------------------------------------------------------

    def _reading(self) -> UnitOfWork:
        self._booth.access.need(Permission.LOOK_UP)
        return self._booth.storage.reading()

    def _move(
        self,
        tube_id: UUID,
        kind: AuditKind,
        move: Callable[[Tube, datetime], tuple[Tube, Outcome]],
    ) -> Outcome:
        def change(unit: UnitOfWork) -> Outcome:
            actor = self._booth.access.need(Permission.EXPORT)
            tube, batch = self._found(unit, tube_id)
            now = self._booth.clock.now()
            moved, outcome = move(tube, now)
            unit.apply([out.TubeChanged(moved)])
            facts = {"batch": batch.number, "tube": str(tube.id)}
            unit.audit.add(AuditEvent(now, self._booth.number, actor, kind, facts))
            return outcome

        return self._booth.change_batches(change)

    def _found(self, unit: UnitOfWork, tube_id: UUID) -> tuple[Tube, Batch]:
        """Return a tube of the booth's open batch, with it."""
        try:
            tube = unit.tubes.get(tube_id)
        except LookupError:
            raise TubeUnknown() from None
        if tube.batch_id is None:
            raise TubeNotSealed(status=tube.status.value)
        batch = unit.batches.get(tube.batch_id)
        if batch.status is not BatchStatus.OPEN:
            raise TubeInSealedBatch(number=batch.number)
        if batch.booth != self._booth.number:
            raise TubeOfOtherBooth(booth=batch.booth)
        return tube, batch


def _detail(unit: UnitOfWork, tube: TubeLine | None) -> TubeDetail:
    if tube is None:
        raise TubeUnknown()
    return TubeDetail(tube, tuple(unit.batch_views.persons(tube.id)))
