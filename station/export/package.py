"""A batch's package: a folder of files, written so that it is whole, or not there.

All files are made in the station's private folder, read again there and compared with what they
were given; then they are concealed, signed for, and brought to their place, where their bytes are
read back.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Event

from station.domain.batch import Batch
from station.export.atomic import Sync, check_target, file_sha256, place, remove, sync_to_disk
from station.export.conceal import Delivered, concealed
from station.export.faults import (
    ExportDiffers,
    WorkbookNotAsWritten,
    faults_at_station,
    faults_at_target,
)
from station.export.hashed_file import HashedFile
from station.export.package_wishes import PLAIN, PackageWishes, stem
from station.export.private_folder import private_folder
from station.export.progress import Progress, Step, Watch
from station.export.rows import BatchSheet
from station.export.signing import PackageFacts, PackageSigner, PackedFile

MANIFEST_SUFFIX = ".manifest"


@dataclass(frozen=True, slots=True)
class PackageReceipt:
    """A package that lies in ``folder`` and was read back from there.

    ``files`` are the names in it, the manifest's last. ``workbook`` is the workbook's as it was
    delivered (perhaps `.xlsx.sealed`), ``sha256`` over its bytes, ``digest`` over the rows (see
    `digest`), both in hexadecimal; ``tubes`` leaves void ones out, as the cover does.
    ``handover`` is the text of the hand-over code, ``key_id`` names the key that signed,
    ``secrecy`` is none, password or lab_key.
    """

    folder: Path
    files: tuple[str, ...]
    workbook: Path
    manifest: Path
    sha256: str
    digest: str
    persons: int
    tubes: int
    issued_at: datetime
    key_id: str
    secrecy: str
    handover: str = field(repr=False)

    def remove(self) -> None:
        """Take the package away again; what cannot be removed any more went with its stick."""
        remove(self.folder, self.files)


def free_target(folder: Path, batch: Batch) -> Path:
    """Return a name in ``folder`` that is not taken: NUMBER-v1, then NUMBER-v1-2."""
    name = stem(batch)
    names = (name if copy == 1 else f"{name}-{copy}" for copy in count(1))
    with faults_at_target():
        return next(folder / free for free in names if not os.path.lexists(folder / free))


def write_package(
    target: Path,
    sheet: BatchSheet,
    signer: PackageSigner,
    *,
    work: Path,
    at: datetime,
    wishes: PackageWishes = PLAIN,
    progress: Progress | None = None,
    cancel: Event | None = None,
    sync: Sync = sync_to_disk,
) -> PackageReceipt:
    """Write the package of ``sheet`` into the new folder ``target`` and read it back from there.

    It is built in a private folder under ``work`` (the station's own, used for nothing else);
    ``at`` is the moment that it is issued. ``progress`` hears how far it is; ``cancel`` ends it at
    the next 500 rows, between files, and at the next mebibyte that is copied. A folder that is
    there already is never touched: `TargetExists`. Any other fault is an `ExportError` too, and
    leaves nothing at ``target`` or beside it.
    """
    # openpyxl takes 0.2 s to load: the window imports this module and must not wait for it.
    from station.export.package_files import make_files

    watch = Watch(progress, cancel)
    watch.check()
    check_target(target)
    with faults_at_station(), private_folder(work) as private:
        plain, delivered = private.subfolder("plain"), private.subfolder("delivered")
        made = make_files(plain, sheet, signer, at, wishes, watch)
        if wishes.expected is not None and made.facts.digest != wishes.expected:
            raise ExportDiffers()
        files = [
            concealed(file.path, file.checked(watch), wishes.secrecy, delivered, watch)
            for file in made.files
        ]
        watch.finish(Step.CHECKING)
        files.append(_manifest(delivered, sheet, signer, made.facts, files))
        place(files, private.part_beside(target), target, sync, watch)
    return PackageReceipt(
        folder=target,
        files=tuple(file.name for file in files),
        workbook=target / files[0].name,
        manifest=target / files[-1].name,
        sha256=files[0].sha256,
        digest=made.facts.digest,
        persons=made.facts.persons,
        tubes=made.facts.tubes,
        issued_at=made.facts.issued_at,
        key_id=signer.key_id,
        secrecy=wishes.secrecy.name,
        handover=made.handover,
    )


def _manifest(
    folder: Path,
    sheet: BatchSheet,
    signer: PackageSigner,
    facts: PackageFacts,
    files: Sequence[Delivered],
) -> Delivered:
    packed = [PackedFile(file.name, file.size, file.sha256) for file in files]
    path = folder / f"{stem(sheet.batch)}{MANIFEST_SUFFIX}"
    file = HashedFile(path)
    try:
        file.write(signer.manifest(facts, packed))
        sha256 = file.finish()
    finally:
        file.abandon()
    if file_sha256(path) != sha256:
        raise WorkbookNotAsWritten(found="manifest")
    return Delivered(path, sha256)
