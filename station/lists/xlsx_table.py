"""The sheets of a workbook (ECMA-376), read as texts.

A gate looks at the archive before anything is unpacked, then `Book` takes it apart. Formulas are
never worked out: the value that was stored beside one counts. Numbers stay as they were written,
since a float would lose the digits of a document number.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from threading import Event

from station.lists.faults import Hostile, ListHostile
from station.lists.table import TableRow, check
from station.lists.xlsx_archive import damage_told, opened_archive
from station.lists.xlsx_book import Book

_UNPACKED = 64 << 20
_RATIO = 60
_SMALL = 1 << 16


def xlsx_tables(data: bytes, cancel: Event | None = None) -> Iterator[list[TableRow]]:
    """Yield the rows of each visible sheet. Raises `ListDamaged`, `ListHostile`, `ListTooLong`."""
    stream = io.BytesIO(data)
    with damage_told(), opened_archive(stream) as archive:
        _gate(archive, len(data))
        book = Book(archive, tick=lambda: check(cancel))
        for _, sheet in book.sheets():
            yield book.rows(sheet)


def _gate(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse an archive that would unpack to more than a list ever needs."""
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > _UNPACKED or unpacked > _RATIO * max(size, _SMALL):
        raise ListHostile(kind=Hostile.BOMB.value)
