"""One small sheet of a large workbook of ours, re-saved by whatever program.

The other sheets are never unpacked, and of the texts that all sheets share only its own are kept:
200,000 persons beside it cost a stream, no memory.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from station.lists.faults import ListTooLarge, ListUnreadable
from station.lists.table import TableRow
from station.lists.xlsx_archive import damage_told, opened_archive
from station.lists.xlsx_book import Book, Limits

MEGABYTES = 200
_PART = 4 << 20
_SHARED = 256 << 20
# Those of 200,000 persons, were each of their cells a text that no other has.
_STRINGS = 4_000_000


def xlsx_sheet(path: Path, is_wanted: Callable[[str], bool]) -> list[TableRow]:
    """Return the rows of the first shown sheet whose title ``is_wanted``; none without one.

    Raises `ListUnreadable`, `ListTooLarge`, `ListDamaged`, `ListHostile` or `ListTooLong`.
    """
    try:
        stream = path.open("rb")
        size = path.stat().st_size
    except (OSError, ValueError):
        # A path with a NUL byte is a ValueError.
        raise ListUnreadable() from None
    with stream, damage_told():
        if size > MEGABYTES << 20:
            raise ListTooLarge(megabytes=MEGABYTES)
        with opened_archive(stream) as archive:
            book = Book(archive, Limits(part=_PART, shared=_SHARED, strings=_STRINGS))
            for title, part in book.sheets():
                if is_wanted(title):
                    return book.rows_alone(part)
    return []
