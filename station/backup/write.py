"""Making a backup: of one moment, beside a working console, read back before it counts."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from uuid import UUID

from station.backup import backup_file
from station.backup.backup_file import DATABASE, SETTINGS, TRUST, Head
from station.backup.faults import (
    BackupCancelled,
    BackupDamaged,
    BackupKeysChanged,
    BackupNotWritten,
)
from station.domain.audit import AuditEvent, AuditKind
from station.domain.ports import UnitOfWork
from station.private_files import make_private_file, make_private_folder, put_in_place
from station.site import Site
from station.storage.snapshot import Extent, SnapshotCancelled, take_snapshot

Progress = Callable[[float], None]
"""Takes how much is done, 0 to 1."""

_PREFIX = "backup-"
_ENDING = ".backup"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackupReceipt:
    """A backup that was written and read back: ``size`` in bytes, ``sha256`` of the file in hex."""

    path: Path
    made_at: datetime
    extent: Extent
    size: int
    sha256: str


def write_backup(
    site: Site,
    folder: Path,
    at: datetime,
    progress: Progress | None = None,
    cancel: Event | None = None,
) -> BackupReceipt:
    """Write a backup of ``site`` into ``folder`` under a name that tells booth and time.

    For any thread, beside the console's own work; `note_backup` is to follow. Raises
    `BackupCancelled`, `BackupNotWritten`, `BackupKeysChanged`, or a fault of the database; nothing
    is left then.
    """
    say = progress or (lambda done: None)
    with _scratch(site.folder.root) as scratch:
        try:
            copy = scratch / DATABASE
            extent = take_snapshot(
                site.folder.database, copy, progress=lambda done: say(done * 0.4), cancel=cancel
            )
        except SnapshotCancelled as error:
            raise BackupCancelled() from error
        members = {SETTINGS: site.folder.settings, TRUST: site.folder.trust, DATABASE: copy}
        target = _free_name(folder, site.settings.booth.number, at)
        try:
            head = Head(site.secrets.site_id, site.settings.booth.number, at, site.key_file)
            sha256 = _write(target, head, site, members, say, cancel)
            size = target.stat().st_size
        except OSError as error:
            raise BackupNotWritten() from error
    say(1.0)
    return BackupReceipt(target, at, extent, size, sha256)


def note_backup(unit: UnitOfWork, booth: str, receipt: BackupReceipt, actor: UUID | None) -> None:
    """Say in the audit trail that a backup was made; the caller commits."""
    facts: dict[str, str | int] = {"file": receipt.path.name, "sha256": receipt.sha256}
    facts["trail"] = receipt.extent.trail.length
    unit.audit.add(AuditEvent(receipt.made_at, booth, actor, AuditKind.BACKED_UP, facts))


def _write(
    target: Path,
    head: Head,
    site: Site,
    members: dict[str, Path],
    say: Progress,
    cancel: Event | None,
) -> str:
    """Write, read back, and only then give the file its name; return its SHA-256."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    make_private_file(part)
    try:
        before = head.encode()
        with part.open("wb") as file:
            file.write(before)
            backup_file.write_stream(file, before, site.secrets, members, lambda: _stop_if(cancel))
            file.flush()
            os.fsync(file.fileno())
        say(0.7)
        _stop_if(cancel)
        sha256 = _read_back(part, site, members, cancel)
        if site.folder.key_file.read_bytes() != head.key_file:
            # Beside `site rotate`: the copy may hold what only the new keys open.
            raise BackupKeysChanged()
        put_in_place(part, target)
        return sha256
    except BackupDamaged as error:
        raise BackupNotWritten() from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _read_back(path: Path, site: Site, members: dict[str, Path], cancel: Event | None) -> str:
    """Open the whole file again and compare each content; return its SHA-256."""
    with path.open("rb") as file:
        _, before = backup_file.read_head(file)
        for name, content in backup_file.read_stream(file, before, site.secrets):
            with members[name].open("rb") as original:
                while True:
                    _stop_if(cancel)
                    block = content.read(_BLOCK)
                    if block != original.read(_BLOCK):
                        raise BackupDamaged()
                    if not block:
                        break
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stop_if(cancel: Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise BackupCancelled()


def _free_name(folder: Path, booth: str, at: datetime) -> Path:
    """Return a name in ``folder`` that nothing has; a file is never written over."""
    stem = f"{_PREFIX}{booth}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    target, number = folder / f"{stem}{_ENDING}", 2
    while os.path.lexists(target):
        target, number = folder / f"{stem}-{number}{_ENDING}", number + 1
    return target


@contextmanager
def _scratch(root: Path) -> Iterator[Path]:
    """Make a private folder beside the database, and remove it with what a kill left before."""
    try:
        for left in root.glob("snapshot-*"):
            if left.stat().st_mtime < datetime.now().timestamp() - 86_400:
                shutil.rmtree(left, ignore_errors=True)
        path = Path(tempfile.mkdtemp(prefix="snapshot-", dir=root))
        make_private_folder(path)
    except OSError as error:
        raise BackupNotWritten() from error
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
