"""A folder of finished files comes to its place whole or not at all.

It is filled beside its target under a passing name; each file is flushed to the disk, opened and
compared. Then the folder is renamed, and all is read once more. Both names are on one disk, so the
rename is one step; a power cut leaves the folder as a whole, or none of that name.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from station.export.faults import (
    ExportFolderMissing,
    TargetExists,
    WorkbookNotAsWritten,
    faults_at_target,
)
from station.export.hashed_file import owner_only
from station.export.progress import Watch

_CHUNK = 1 << 20


class PlacedFile(Protocol):
    """A file to be copied to its place; ``sha256`` (hexadecimal) is of its bytes."""

    @property
    def path(self) -> Path: ...

    @property
    def sha256(self) -> str: ...


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


def place(files: Sequence[PlacedFile], part: Path, target: Path, sync: Sync, watch: Watch) -> None:
    """Bring ``files`` into a new folder ``target`` by way of the folder ``part`` beside it.

    Raises an `ExportError`; nothing is left beside the target then.
    """
    names = [file.path.name for file in files]
    try:
        with faults_at_target():
            _fill(files, part, sync, watch)
            watch.check()
            check_target(target)
            part.rename(target)
            try:
                sync(target.parent)
                _read_back(files, target)
            except BaseException:
                remove(target, names)
                raise
    except BaseException:
        remove(part, names)
        raise


def _fill(files: Sequence[PlacedFile], part: Path, sync: Sync, watch: Watch) -> None:
    whole = sum(file.path.stat().st_size for file in files)
    done = 0
    part.mkdir(mode=0o700)
    for file in files:
        copy = part / file.path.name
        for size in _copy(file, copy):
            done += size
            watch.placed(done, whole)
        sync(copy)
        if file_sha256(copy) != file.sha256:
            raise WorkbookNotAsWritten(found="bytes")
    sync(part)


def _read_back(files: Sequence[PlacedFile], folder: Path) -> None:
    for file in files:
        if file_sha256(folder / file.path.name) != file.sha256:
            raise WorkbookNotAsWritten(found="bytes")


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hex, from the disk where the system lets us.

    Linux is asked to forget what it holds of the file in memory; otherwise the bytes would come
    back whole from a stick that never took them.
    """
    with path.open("rb") as stream:
        if sys.platform == "linux":
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remove(folder: Path, names: Iterable[str]) -> None:
    """Remove a folder of ours and the files that we put there, and nothing else that may be in it.

    What cannot be removed any more went with its stick.
    """
    for name in names:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _copy(file: PlacedFile, copy: Path) -> Iterator[int]:
    """Copy a file, chunk by chunk: yield the size of each."""
    digest = hashlib.sha256()
    with file.path.open("rb") as source, open(copy, "xb", opener=owner_only) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
            yield len(chunk)
    if digest.hexdigest() != file.sha256:
        raise WorkbookNotAsWritten(found="bytes")
