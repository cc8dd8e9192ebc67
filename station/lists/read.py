"""A file of a list, read as the table that its content says it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from station.lists.csv_table import csv_table
from station.lists.faults import ListOldExcel, ListTooLarge, ListUnreadable
from station.lists.table import TableRow
from station.lists.xlsx_table import xlsx_tables

MEGABYTES = 20
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVE = b"PK\x03\x04"


def read_tables(path: Path, cancel: Event | None = None) -> Iterator[list[TableRow]]:
    """Yield the rows of each sheet of the file at ``path``; a text file is one sheet.

    Which kind it is is told by its content, not its name. Raises a `ListError`.
    """
    with _faults():
        if path.stat().st_size > MEGABYTES << 20:
            raise ListTooLarge(megabytes=MEGABYTES)
        data = path.read_bytes()
    if data.startswith(_OLD_EXCEL):
        raise ListOldExcel()
    if data.startswith(_ARCHIVE):
        yield from xlsx_tables(data, cancel)
    else:
        yield csv_table(data, cancel)


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError):
        # A path with a NUL byte is a ValueError.
        raise ListUnreadable() from None
