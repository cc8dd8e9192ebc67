"""Boxing: the sealed tubes of the open batch go into a transport box."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from station.domain import outcome as out
from station.domain.audit import AuditEvent, AuditKind, Fact
from station.domain.batch import Batch, BatchEmpty, BoxCodeUnusable
from station.domain.outcome import Outcome
from station.domain.ports import UnitOfWork
from station.domain.staff import Permission
from station.domain.tube import BarcodeUnusable, TubeBarcode, TubeStatus
from station.services.booth import Booth
from station.services.export_batch import Exported, mark_exported
from station.services.labels import Labels

Seal = Callable[[Batch, str, tuple[TubeBarcode, ...], datetime], Batch]
"""Takes the open batch, the box code, the tubes that the system holds and the time."""


class BoxService:
    """Seals the open batch into a box, for those who may export. Only the worker calls it."""

    def __init__(self, booth: Booth, labels: Labels) -> None:
        self._booth = booth
        self._labels = labels

    def begin(self) -> Outcome:
        """Packing begins: box codes are taken, persons and tubes wait."""
        refused = self._booth.access.refusal(Permission.EXPORT)
        if refused is not None:
            return out.Refused(refused)
        self._booth.set_boxing(True)
        return out.Ignored()

    def end(self) -> Outcome:
        self._booth.set_boxing(False)
        return out.Ignored()

    def box(self, box_code: str, in_hand: int) -> Outcome:
        """Seal the open batch: ``in_hand`` is the number of tubes that the operator counted.

        Refuses a box code that does not fit the site's pattern, an empty batch, and any number
        but that of the sealed tubes.
        """
        return self._box(
            box_code, lambda batch, code, held, now: batch.seal(code, in_hand, held, now)
        )

    def box_scanned(self, box_code: str, barcodes: Iterable[str]) -> Outcome:
        """Seal the open batch: ``barcodes`` are the tubes as they were scanned, in any order.

        Refuses as `box`, and `TubesMismatched`, which names the tubes that were not scanned and
        those that are not in the batch, or `BarcodeUnusable`.
        """
        try:
            scanned = tuple(TubeBarcode(barcode.strip()) for barcode in barcodes)
        except BarcodeUnusable as error:
            return out.Refused(error)
        return self._box(
            box_code, lambda batch, code, held, now: batch.seal_scanned(code, scanned, held, now)
        )

    def _box(self, box_code: str, seal: Seal) -> Outcome:
        """Seal the open batch with ``seal``; tubes that are out move to the next one."""
        code = box_code.strip()
        if not self._labels.classifier.labels.box.fullmatch(code):
            return out.Refused(BoxCodeUnusable())

        def change(unit: UnitOfWork) -> Outcome:
            actor = self._booth.access.need(Permission.EXPORT)
            batch = unit.batches.open_at(self._booth.number)
            if batch is None:
                raise BatchEmpty()
            tubes = unit.batches.tubes(batch.id)
            held = tuple(
                tube.barcode
                for tube in tubes
                if tube.status is TubeStatus.SEALED and tube.taken_out_at is None
            )
            now = self._booth.clock.now()
            boxed = seal(batch, code, held, now)
            unit.batches.save(boxed)
            if any(tube.taken_out_at is not None for tube in tubes):
                following = self._booth.new_batch(unit, now)
                unit.batches.add(following)
                unit.batches.move_taken_out(batch.id, following.id)
            facts: dict[str, Fact] = {"batch": boxed.number, "tubes": len(held)}
            unit.audit.add(AuditEvent(now, self._booth.number, actor, AuditKind.BATCH_BOXED, facts))
            return out.BatchBoxed(boxed)

        return self._booth.change_batches(change)

    def exported(self, exported: Exported) -> Outcome:
        """Mark a batch as exported; refused if somebody was withdrawn from it meanwhile.

        Whoever began the export might: it is finished though the console was locked since.
        """
        return self._booth.change_batches(
            lambda unit: out.BatchExported(mark_exported(unit, exported, self._booth.clock.now()))
        )
