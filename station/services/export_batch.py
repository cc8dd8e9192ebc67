"""Exporting a batch: its package is written, read back, and only then the batch is marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from uuid import UUID

from station.domain.audit import AuditEvent, AuditKind
from station.domain.batch import Batch, BatchNotSealed, BatchStatus, check_batch_number
from station.domain.ports import Clock, Storage, UnitOfWork
from station.domain.staff import Permission
from station.errors import StationError
from station.export.package import PackageReceipt, free_target, write_package
from station.export.progress import Step
from station.export.rows import BatchSheet, SiteFacts
from station.export.signing import PackageSigner
from station.services.access import Access

Progress = Callable[[int, int], None]
"""Takes the number of rows done and of all rows to be done."""


class BatchUnknown(StationError):
    """There is no batch of this ``number``."""

    code = "batch_unknown"


class BatchChanged(StationError):
    """Somebody was withdrawn from the batch while its sheet was being written."""

    code = "batch_changed"


class ExportBroken(StationError):
    """A bug ended the export; the batch is as it was."""

    code = "export_broken"


@dataclass(frozen=True, slots=True)
class Exported:
    """A batch and the package that holds it, read back and compared.

    ``actor`` began the export, None at the command line.
    """

    batch: Batch
    receipt: PackageReceipt
    actor: UUID | None = None


class BatchExporter:
    """Writes batches' packages. ``work`` is a private folder that is used for nothing else."""

    def __init__(
        self,
        storage: Storage,
        site: SiteFacts,
        clock: Clock,
        work: Path,
        access: Access,
        signer: PackageSigner,
    ) -> None:
        self._storage = storage
        self._site = site
        self._clock = clock
        self._work = work
        self._access = access
        self._signer = signer

    def write(
        self, number: str, folder: Path, progress: Progress, cancel: Event | None = None
    ) -> Exported:
        """Write the package of the boxed batch ``number`` into ``folder`` under a free name.

        For those who may export. The batch is not marked yet: see `mark_exported`. Its cover
        carries the audit trail's head as it was then. Raises `BatchNumberUnusable`,
        `BatchUnknown`, `BatchNotSealed`, an `ExportError` or a fault of the storage.
        """
        actor = self._access.need(Permission.EXPORT)
        check_batch_number(number)
        with self._storage.reading() as unit:
            batch = unit.batches.by_number(number)
            if batch is None:
                raise BatchUnknown(number=number)
            if batch.status is BatchStatus.OPEN:
                raise BatchNotSealed(number=number)
            rows = sum(1 + tube.tube.count for tube in unit.batches.sheet_tubes(batch.id))
            tubes = unit.batches.sheet_tubes(batch.id)
            persons = unit.batches.sheet_persons(batch.id)
            sheet = BatchSheet(batch, self._site, persons, tubes, unit.audit.head())
            receipt = write_package(
                free_target(folder, batch),
                sheet,
                self._signer,
                work=self._work,
                at=self._clock.now(),
                progress=_Told(progress, rows),
                cancel=cancel,
            )
        return Exported(batch, receipt, actor)


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
    unit.batches.add_export(
        batch.id, batch.version, at, receipt.digest, receipt.sha256, receipt.persons, receipt.tubes
    )
    marked = batch.export(at)
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
            },
        )
    )
    return marked
