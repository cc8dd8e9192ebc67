"""Files that only their owner may read, written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_FILE = 0o600
_FOLDER = 0o700


def make_private_folder(path: Path) -> None:
    """Make ``path`` and what is missing above it; only its owner may open it.

    A folder that is there already stays as it is: it may be shared with others. Raises OSError.
    """
    if path.is_dir():
        return
    path.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    narrow_folder(path)


def narrow_folder(path: Path) -> None:
    """Let only its owner open a folder that is the program's own. Raises OSError.

    Windows keeps its own access list, which a user's profile folder has right.
    """
    path.chmod(_FOLDER)


def make_private_file(path: Path) -> None:
    """Make an empty file. Raises FileExistsError if there is one, and OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE))


def write_private_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``; a power cut leaves the old file or the new. Raises OSError.

    A temporary file in the same folder is synced and renamed over ``path``.
    """
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    make_private_file(part)
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def put_in_place(part: Path, path: Path) -> None:
    """Sync the finished file ``part`` and rename it over ``path``. Raises OSError."""
    # Windows syncs only through a handle that may write.
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(part, path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Sync a folder's entries, so that a rename survives a power cut. Raises OSError."""
    if os.name == "nt":
        return  # Windows has no handle on a folder to sync through.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
