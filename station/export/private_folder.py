"""The folder in which a workbook is built: owner-only, and swept after a kill.

openpyxl keeps each sheet as plain XML until it is packed. Were the station killed meanwhile, that
would lie about readable; here it lies in the station's data folder until the next `sweep`. The
folder also notes the unfinished folder beside the target, so that the sweep takes that away too.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "export-"
_NOTE = "unfinished"
_PART = re.compile(r"\.station-[0-9a-f]{16}\.part")


class PrivateFolder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def subfolder(self, name: str) -> Path:
        """Make a folder in it and return its path. Raises OSError."""
        path = self.path / name
        path.mkdir(mode=0o700)
        return path

    def part_beside(self, target: Path) -> Path:
        """Return a fresh name beside ``target``, noted for the sweep before anything is there."""
        part = target.absolute().with_name(f".station-{secrets.token_hex(8)}.part")
        with (self.path / _NOTE).open("w", encoding="utf-8") as note:
            note.write(str(part))
            note.flush()
            os.fsync(note.fileno())
        return part


@contextmanager
def private_folder(work: Path) -> Iterator[PrivateFolder]:
    """Make a folder under ``work`` that only its owner may enter, and remove it at the end.

    ``work`` belongs to the exports alone and is made if it is not there. Raises OSError.
    """
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=work))
    try:
        yield PrivateFolder(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def sweep(work: Path) -> int:
    """Remove what killed exports left under ``work`` and beside their targets; return how many.

    Call it at the start, while no export runs: it cannot tell a killed export from a running one.
    A stick that is not there any more keeps its unfinished folder.
    """
    if not work.is_dir():
        return 0
    left = [path for path in work.iterdir() if path.name.startswith(_PREFIX)]
    for path in left:
        with suppress(OSError, UnicodeDecodeError):
            part = Path((path / _NOTE).read_text(encoding="utf-8"))
            if _PART.fullmatch(part.name):
                _remove(part)
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _remove(part: Path) -> None:
    if part.is_dir() and not part.is_symlink():
        shutil.rmtree(part, ignore_errors=True)
    else:
        # An older program wrote a single file.
        part.unlink(missing_ok=True)
