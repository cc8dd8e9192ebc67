"""Files in the clear become those that are delivered: as they are, under a password, or sealed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from station.export.atomic import file_sha256
from station.export.faults import WorkbookNotAsWritten
from station.export.hashed_file import HashedFile
from station.export.package_wishes import Secrecy
from station.export.password import WorkbookPasswordWrong, decrypt_workbook, encrypt_workbook
from station.export.progress import Watch
from station.export.sealing import SUFFIX, seal_file

WORKBOOK = ".xlsx"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file at ``path``, ready to be copied to its place; ``sha256`` is of its bytes."""

    path: Path
    sha256: str

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def size(self) -> int:
        return self.path.stat().st_size


def concealed(plain: Path, sha256: str, secrecy: Secrecy, folder: Path, watch: Watch) -> Delivered:
    """Return the file that is delivered for ``plain``, whose bytes have ``sha256``.

    A concealed file is made in ``folder``, read again, and the plain one is removed. Raises
    `WorkbookNotAsWritten`, `ExportCancelled` or OSError.
    """
    watch.check()
    if secrecy.password is not None and plain.suffix == WORKBOOK:
        made = _under_password(plain, sha256, secrecy.password, folder)
    elif secrecy.lab_key is not None:
        made = _sealed(plain, sha256, secrecy.lab_key, folder, watch)
    else:
        return Delivered(plain, sha256)
    plain.unlink()
    watch.check()
    return made


def _under_password(plain: Path, sha256: str, password: str, folder: Path) -> Delivered:
    path = folder / plain.name
    file = HashedFile(path)
    try:
        encrypt_workbook(plain, cast(BinaryIO, file), password)
        meant = file.finish()
    finally:
        file.abandon()
    clear = _Hash()
    with path.open("rb") as stream:
        try:
            decrypt_workbook(stream, cast(BinaryIO, clear), password)
        except WorkbookPasswordWrong:
            raise WorkbookNotAsWritten(found="password") from None
    if clear.sha256 != sha256 or file_sha256(path) != meant:
        raise WorkbookNotAsWritten(found="bytes")
    return Delivered(path, meant)


def _sealed(plain: Path, sha256: str, lab_key: bytes, folder: Path, watch: Watch) -> Delivered:
    """Nobody here can open it again: what was read to be sealed is compared."""
    path = folder / f"{plain.name}{SUFFIX}"
    file = HashedFile(path)
    try:
        with plain.open("rb") as stream:
            source = _Heard(stream)
            seal_file(cast(BinaryIO, source), cast(BinaryIO, file), lab_key, watch.check)
        meant = file.finish()
    finally:
        file.abandon()
    if source.sha256 != sha256 or file_sha256(path) != meant:
        raise WorkbookNotAsWritten(found="bytes")
    return Delivered(path, meant)


class _Hash:
    """A file that keeps the SHA-256 of what it is given, and nothing else."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return len(data)


class _Heard(_Hash):
    """A source that keeps the SHA-256 of what was read from it."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source

    def read(self, size: int) -> bytes:
        data = self._source.read(size)
        self.write(data)
        return data
