"""Exporting a batch: its package is written, read back, and only then the batch is marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event
from uuid import UUID
from zoneinfo import ZoneInfo

from station.domain.audit import AuditEvent, AuditKind
from station.domain.batch import Batch, BatchNotSealed, BatchStatus
from station.domain.ports import Clock, Storage, UnitOfWork
from station.domain.sheet import ExportRecord, SheetChanges
from station.domain.staff import Permission
from station.errors import StationError
from station.export.package import PackageReceipt, free_target, write_package
from station.export.package_wishes import PackageWishes
from station.export.progress import Step
from station.export.rows import BatchSheet, SiteFacts
from station.export.signing import PackageSigner
from station.services.access import Access
from station.services.export_rules import ExportRules
from station.services.find_batch import batch_of

Progress = Callable[[int, int], None]
"""Takes the number of rows done and of all rows to be done."""


class BatchChanged(StationError):
    """Somebody was withdrawn from the batch while its sheet was being written."""

    code = "batch_changed"


class ExportBroken(StationError):
    """A bug ended the export; the batch is as it was."""

    code = "export_broken"


class BatchErased(StationError):
    """The persons of batch ``number`` were erased: there is nothing left to hand over."""

    code = "batch_erased"


@dataclass(frozen=True, slots=True)
class Exported:
    """A batch and the package that holds it, read back and compared.

    ``site`` is what its rows were written with. ``actor`` began the export, None at the command
    line.
    """

    batch: Batch
    receipt: PackageReceipt
    site: SiteFacts
    actor: UUID | None = None


class BatchExporter:
    """Writes batches' packages. ``work`` is a private folder that is used for nothing else."""

    def __init__(
        self,
        storage: Storage,
        rules: ExportRules,
        clock: Clock,
        work: Path,
        access: Access,
        signer: PackageSigner,
    ) -> None:
        self._storage = storage
        self._rules = rules
        self._clock = clock
        self._work = work
        self._access = access
        self._signer = signer

    def use_rules(self, rules: ExportRules) -> None:
        """Go on with other rules; an export that runs ends under those it began with."""
        self._rules = rules

    def write(
        self,
        number: str,
        folder: Path,
        progress: Progress,
        cancel: Event | None = None,
        password: str | None = None,
    ) -> Exported:
        """Write the package of the boxed batch ``number`` into ``folder`` under a free name.

        For those who may export. The batch is not marked yet: see `mark_exported`. Its cover
        carries the audit trail's head as it was then. A version that was handed over before gets
        the same rows, or is refused. ``password`` is taken in place of the site's secrecy. Raises
        `BatchNumberUnusable`, `BatchUnknown`, `BatchNotSealed`, `BatchErased`, what the rules
        raise, an `ExportError` or a fault of the storage.
        """
        actor = self._access.need(Permission.EXPORT)
        rules = self._rules
        with self._storage.reading() as unit:
            batch = _exportable(unit, number)
            records = unit.batches.exports(batch.id)
            again = next((r for r in records if r.version == batch.version), None)
            site, batch = _as_before(again, rules.site, batch)
            at = _moment(self._clock.now(), batch, records)
            wishes = PackageWishes(
                secrecy=rules.secrecy(unit, password),
                lab=rules.lab_file(batch, site, at),
                expected=None if again is None else again.digest,
                changes=_changes(unit, batch),
            )
            rows = sum(1 + tube.tube.count for tube in unit.batches.sheet_tubes(batch.id))
            sheet = BatchSheet(
                batch,
                site,
                unit.batches.sheet_persons(batch.id),
                unit.batches.sheet_tubes(batch.id),
                unit.audit.head(),
            )
            receipt = write_package(
                free_target(folder, batch),
                sheet,
                self._signer,
                work=self._work,
                at=at,
                wishes=wishes,
                progress=_Told(progress, rows),
                cancel=cancel,
            )
        return Exported(batch, receipt, site, actor)


def _exportable(unit: UnitOfWork, number: str) -> Batch:
    batch = batch_of(unit, number)
    if batch.status is BatchStatus.OPEN:
        raise BatchNotSealed(number=number)
    if unit.batches.erased(batch.id):
        raise BatchErased(number=number)
    return batch


def _as_before(
    record: ExportRecord | None, site: SiteFacts, batch: Batch
) -> tuple[SiteFacts, Batch]:
    """Return site and batch as the rows of this version were written with, if they were."""
    if record is None or record.site_name is None or record.zone is None:
        return site, batch
    return SiteFacts(record.site_name, ZoneInfo(record.zone)), replace(
        batch, box_code=record.box_code
    )


def _moment(now: datetime, batch: Batch, records: Sequence[ExportRecord]) -> datetime:
    """Return when the package is issued: now, but never before its batch was boxed or its sheet
    handed over before, though the clock was set back meanwhile."""
    sealed = () if batch.sealed_at is None else (batch.sealed_at,)
    return max(now, *sealed, *(record.at for record in records))


def _changes(unit: UnitOfWork, batch: Batch) -> tuple[SheetChanges, ...]:
    return tuple(unit.batches.changes(batch.id, n) for n in range(2, batch.version + 1))


class _Told:
    """Tells how far an export is: its rows are written, then compared, then brought to their place,
    which counts as many again. The cover's few lines are not counted."""

    def __init__(self, progress: Progress, rows: int) -> None:
        self._progress = progress
        self._rows = rows

    def __call__(self, step: Step, done: int) -> None:
        rows = self._rows
        if step is Step.PLACING:
            before, done = 2 * rows, done * rows // 1000
        else:
            before = rows if step is Step.CHECKING else 0
        self._progress(before + min(done, rows), 3 * rows)


def mark_exported(unit: UnitOfWork, exported: Exported, at: datetime) -> Batch:
    """Mark the batch of ``exported`` as exported, within a writing unit; the caller commits.

    The audit trail has it in the same unit.

    Raises `BatchChanged` if a registration was withdrawn since: the package holds a row too many
    and is removed.
    """
    batch = unit.batches.get(exported.batch.id)
    persons = sum(tube.count for tube in unit.batches.tubes(batch.id))
    if batch.version != exported.batch.version or persons != exported.receipt.persons:
        exported.receipt.remove()
        raise BatchChanged(number=batch.number)
    receipt = exported.receipt
    # The clock may have been set back meanwhile: the record keeps the moment that was signed.
    unit.batches.add_export(
        batch.id,
        batch.version,
        receipt.issued_at,
        receipt.digest,
        receipt.sha256,
        receipt.persons,
        receipt.tubes,
        exported.site.name,
        exported.site.zone.key,
        exported.batch.box_code,
        bytes.fromhex(receipt.key_id),
    )
    marked = batch.export(receipt.issued_at)
    unit.batches.save(marked)
    unit.audit.add(
        AuditEvent(
            at,
            batch.booth,
            exported.actor,
            AuditKind.BATCH_EXPORTED,
            {
                "batch": batch.number,
                "version": batch.version,
                "digest": receipt.digest,
                "persons": receipt.persons,
                "tubes": receipt.tubes,
                "secrecy": receipt.secrecy,
            },
        )
    )
    return marked
