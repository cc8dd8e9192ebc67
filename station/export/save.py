"""A batch's workbook, written so that it is whole, or not there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Event

from station.domain.batch import Batch
from station.export.atomic import Sync, check_target, file_sha256, place, remove, sync_to_disk
from station.export.faults import WorkbookNotAsWritten, faults_at_station, faults_at_target
from station.export.private_folder import private_folder
from station.export.progress import Progress, Step, Watch
from station.export.rows import BatchSheet


@dataclass(frozen=True, slots=True)
class WorkbookReceipt:
    """A workbook that lies at ``path`` and was read back from there, equal cell by cell.

    ``sha256`` is over its bytes, ``digest`` over its rows (see `digest`), both in hexadecimal;
    ``tubes`` leaves void ones out, as the cover does.
    """

    path: Path
    sha256: str
    digest: str
    persons: int
    tubes: int


def free_target(folder: Path, batch: Batch) -> Path:
    """Return a name in ``folder`` that is not taken: NUMBER-v1.xlsx, then NUMBER-v1-2.xlsx."""
    name = f"{batch.number}-v{batch.version}"
    names = (f"{name}.xlsx" if copy == 1 else f"{name}-{copy}.xlsx" for copy in count(1))
    with faults_at_target():
        return next(folder / free for free in names if not os.path.lexists(folder / free))


def write_workbook(
    target: Path,
    sheet: BatchSheet,
    *,
    work: Path,
    at: datetime,
    progress: Progress | None = None,
    cancel: Event | None = None,
    sync: Sync = sync_to_disk,
) -> WorkbookReceipt:
    """Write the workbook of ``sheet`` to ``target``, read it back from there, and compare.

    It is built in a private folder under ``work`` (the station's own, used for nothing else);
    ``at`` is the moment in the document's properties. ``progress`` hears of rows written and
    rows compared; ``cancel`` ends it at the next 500 rows. A file that is there already is never
    written over, even one with the same content: `TargetExists`. Any other fault is an
    `ExportError` too, and leaves nothing at ``target`` or beside it.
    """
    # openpyxl takes 0.2 s to load: the window imports this module and must not wait for it.
    from station.export.compare import compare
    from station.export.workbook import build_workbook

    watch = Watch(progress, cancel)
    watch.check()
    check_target(target)
    with faults_at_station(), private_folder(work) as private:
        built = private.path / "workbook.xlsx"
        written = build_workbook(private.path, built.name, sheet, at, watch)
        sha256 = place(built, private.part_beside(target), target, sync, watch)
        try:
            with faults_at_target():
                if file_sha256(target) != sha256:
                    raise WorkbookNotAsWritten(found="bytes")
                compare(target, written, watch)
            watch.finish(Step.CHECKING)
        except BaseException:
            remove(target)
            raise
    return WorkbookReceipt(target, sha256, written.digest, written.persons, written.tubes)
