"""A finished file comes to its place whole or not at all.

It is copied beside its target under a passing name, flushed to the disk, opened and compared,
renamed, and the folder is flushed. Both names are on one disk, so the rename is one step; a power
cut leaves the file as a whole, or no file of that name.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from station.export.faults import (
    ExportFolderMissing,
    TargetExists,
    WorkbookNotAsWritten,
    faults_at_target,
)
from station.export.progress import Watch

_CHUNK = 1 << 20

Sync = Callable[[Path], None]
"""Flushes a file or a folder to its disk; raises OSError."""


def sync_to_disk(path: Path) -> None:
    """Flush a file, or a folder's entries, to the disk (`Sync`).

    Windows has no flush of folders, and some file systems of sticks refuse it: nothing is lost
    there but the order in which the two reach the disk.
    """
    if not path.is_dir():
        with path.open("r+b") as stream:
            os.fsync(stream.fileno())
        return
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def check_target(target: Path) -> None:
    """Raise `ExportFolderMissing` or `TargetExists` if nothing can be placed at ``target``."""
    with faults_at_target():
        if not target.parent.is_dir():
            raise ExportFolderMissing()
        if os.path.lexists(target):
            raise TargetExists()


def place(built: Path, part: Path, target: Path, sync: Sync, watch: Watch) -> str:
    """Bring ``built`` to ``target`` by way of ``part``; return the SHA-256 of its bytes in hex.

    Raises an `ExportError`; nothing is left beside the target then.
    """
    try:
        with faults_at_target():
            sha256 = _copy(built, part, watch)
            sync(part)
            if file_sha256(part) != sha256:
                raise WorkbookNotAsWritten(found="bytes")
            watch.check()
            check_target(target)
            part.rename(target)
            try:
                sync(target.parent)
            except OSError:
                remove(target)
                raise
    except BaseException:
        remove(part)
        raise
    return sha256


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hex, from the disk where the system lets us.

    Linux is asked to forget what it holds of the file in memory; otherwise the bytes would come
    back whole from a stick that never took them.
    """
    with path.open("rb") as stream:
        if sys.platform == "linux":
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remove(path: Path) -> None:
    """Remove a file of ours; one that cannot be removed any more went with its stick."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _copy(built: Path, part: Path, watch: Watch) -> str:
    digest = hashlib.sha256()
    with built.open("rb") as source, open(part, "xb", opener=_owner_only) as copy:
        while chunk := source.read(_CHUNK):
            watch.check()
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
