"""What laboratories received: entered or scanned, compared with the sheet, and settled."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from station.domain.audit import AuditEvent, AuditKind, Fact
from station.domain.batch import Batch
from station.domain.ids import new_id
from station.domain.ports import Clock, Storage, UnitOfWork
from station.domain.receipt import (
    BatchNotHandedOver,
    Receipt,
    ReceiptNotOpen,
    SentTubes,
    SettleReason,
    VersionUnknown,
)
from station.domain.staff import Permission
from station.domain.tube import TubeBarcode, TubeStatus
from station.services.access import Access
from station.services.find_batch import batch_of


class Receipts:
    """Receipts of batches, for those who may export. Only the worker thread stores them.

    A difference stays open until a later receipt of its batch comes, which counts instead, or
    somebody settles it. A batch with an open one is not erased. Each method raises
    `NotSignedIn`, `ConsoleLocked`, `NotPermitted` or a fault of the storage, and what it names.
    """

    def __init__(self, storage: Storage, clock: Clock, access: Access, booth: str) -> None:
        self._storage = storage
        self._clock = clock
        self._access = access
        self._booth = booth

    def of(self, number: str) -> list[Receipt]:
        """Return the receipts of a batch, the first one first; on any thread, for who may look up.

        Raises `BatchNumberUnusable` or `BatchUnknown`.
        """
        self._access.need(Permission.LOOK_UP)
        with self._storage.reading() as unit:
            return unit.receipts.of_batch(batch_of(unit, number).id)

    def sent(self, number: str, version: int | None = None) -> SentTubes:
        """Return the tubes that the laboratory should have; on any thread, for who may look up.

        Raises as `counted`, but for the count.
        """
        self._access.need(Permission.LOOK_UP)
        with self._storage.reading() as unit:
            return _sent(unit, batch_of(unit, number), version)

    def counted(self, number: str, count: int, version: int | None = None) -> Receipt:
        """Store that the laboratory counted ``count`` tubes; return the receipt, judged.

        ``version`` is that of the sheet it compared with: the latest one handed over, without it.
        Raises `BatchNumberUnusable`, `BatchUnknown`, `BatchNotHandedOver`, `VersionUnknown` or
        `CountUnusable`.
        """
        actor = self._access.need(Permission.EXPORT)
        with self._storage.writing() as unit:
            batch = batch_of(unit, number)
            now = self._clock.now()
            receipt = _sent(unit, batch, version).counted(new_id(now), now, count, actor)
            self._store(unit, batch, receipt)
        return receipt

    def scanned(self, number: str, barcodes: Iterable[str], version: int | None = None) -> Receipt:
        """Store which tubes the laboratory scanned; return the receipt with what is missing, and
        what is not on the sheet.

        Void tubes that lay in the box are neither. Raises as `counted`, and `BarcodeUnusable`.
        """
        actor = self._access.need(Permission.EXPORT)
        read = tuple(TubeBarcode(barcode.strip()) for barcode in barcodes)
        with self._storage.writing() as unit:
            batch = batch_of(unit, number)
            now = self._clock.now()
            receipt = _sent(unit, batch, version).scanned(new_id(now), now, read, actor)
            self._store(unit, batch, receipt)
        return receipt

    def settle(self, receipt_id: UUID, reason: SettleReason) -> Receipt:
        """Store why a difference is settled. Raises `ReceiptNotOpen`."""
        actor = self._access.need(Permission.EXPORT)
        with self._storage.writing() as unit:
            try:
                receipt = unit.receipts.get(receipt_id)
            except LookupError:
                raise ReceiptNotOpen() from None
            now = self._clock.now()
            settled = receipt.settle(now, reason, actor)
            unit.receipts.settle(settled)
            facts: dict[str, Fact] = {
                "batch": unit.batches.get(receipt.batch_id).number,
                "version": receipt.version,
                "reason": reason.value,
            }
            unit.audit.add(AuditEvent(now, self._booth, actor, AuditKind.RECEIPT_SETTLED, facts))
            unit.clock_mark.raise_to(now)
            unit.commit()
        return settled

    def _store(self, unit: UnitOfWork, batch: Batch, receipt: Receipt) -> None:
        unit.receipts.add(receipt)
        facts: dict[str, Fact] = {
            "batch": batch.number,
            "version": receipt.version,
            "expected": receipt.expected,
            "received": receipt.received,
            "missing": len(receipt.missing),
            "extra": len(receipt.extra),
        }
        line = AuditEvent(receipt.at, self._booth, receipt.entered_by, AuditKind.RECEIVED, facts)
        unit.audit.add(line)
        unit.clock_mark.raise_to(receipt.at)
        unit.commit()


def _sent(unit: UnitOfWork, batch: Batch, version: int | None) -> SentTubes:
    versions = [export.version for export in unit.batches.exports(batch.id)]
    if not versions:
        raise BatchNotHandedOver(number=batch.number)
    chosen = versions[-1] if version is None else version
    if chosen not in versions:
        raise VersionUnknown(number=batch.number, version=chosen)
    sealed: list[TubeBarcode] = []
    void: list[TubeBarcode] = []
    for entry in unit.batches.sheet_tubes(batch.id, chosen):
        tubes = void if entry.tube.status is TubeStatus.VOID else sealed
        tubes.append(entry.tube.barcode)
    return SentTubes(batch.id, chosen, tuple(sealed), tuple(void))
