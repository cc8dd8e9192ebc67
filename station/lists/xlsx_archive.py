"""The archive that a workbook is (ZIP, APPNOTE 6.3), opened by nobody who trusts it."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

from station.lists.faults import Hostile, ListDamaged, ListHostile

_PARTS = 2_000
_ENCRYPTED = 0x1
# The end of the archive: its record of 22 bytes and a comment.
_TAIL = 22 + 0xFFFF
_END = b"PK\x05\x06"
_LONG_ARCHIVE = b"PK\x06\x07"
_LONGEST_DIRECTORY = 1 << 20


@contextmanager
def damage_told() -> Iterator[None]:
    """Raise `ListDamaged` for whatever a damaged workbook makes its readers raise."""
    try:
        yield
    except (
        *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, expat.ExpatError, EOFError),
        *(KeyError, ValueError, IndexError, NotImplementedError, OSError, RuntimeError),
    ):
        raise ListDamaged() from None


@contextmanager
def opened_archive(stream: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Open the archive for the length of the block: few parts, each once, none encrypted.

    How much they unpack to is the caller's to judge. Raises `ListHostile`, and what zipfile
    raises for a damaged one.
    """
    _check_directory(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        # Programs take part names without regard to case.
        if len(parts) > _PARTS or len({part.filename.casefold() for part in parts}) < len(parts):
            raise ListHostile(kind=Hostile.PARTS.value)
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise ListHostile(kind=Hostile.ENCRYPTED_PARTS.value)
        yield archive


def _check_directory(stream: IO[bytes]) -> None:
    """Refuse a list of parts that would fill the memory: zipfile reads it whole.

    Whichever record zipfile takes for the archive's end, its directory is short; no honest
    workbook needs the long form.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    place = tail.find(_END)
    while place >= 0:
        record = tail[place : place + 16]
        long_form = tail[max(0, place - 20) : place].startswith(_LONG_ARCHIVE)
        if len(record) == 16 and (
            long_form or struct.unpack_from("<L", record, 12)[0] > _LONGEST_DIRECTORY
        ):
            raise ListHostile(kind=Hostile.PARTS.value)
        place = tail.find(_END, place + 1)
