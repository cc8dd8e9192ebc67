"""A table of cells, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

from station.lists.faults import ListError, ListTooLong

ROWS = 20_000
COLUMNS = 60
CELL_LENGTH = 2_000


class ListReadCancelled(ListError):
    """Whoever opened the list called it off."""

    code = "list_read_cancelled"


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` has no spaces around it. ``is_number``: the program that wrote it took it for a
    number, so that digits beyond the fifteenth may be lost."""

    text: str = field(repr=False)
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with at least one text. ``number`` counts from 1 as the file's program does."""

    number: int
    cells: tuple[Cell, ...] = field(repr=False)


class RowsKept:
    """Collects the rows of one sheet; empty ones are left out, too many are refused."""

    def __init__(self, cancel: Event | None = None) -> None:
        self.rows: list[TableRow] = []
        self._cancel = cancel

    def add(self, number: int, cells: list[Cell]) -> None:
        """Raises `ListTooLong`, `ListReadCancelled`."""
        while cells and not cells[-1].text:
            cells.pop()
        if not cells:
            return
        if len(self.rows) > ROWS:
            raise ListTooLong(rows=ROWS)
        self.rows.append(TableRow(number, tuple(cells)))
        if len(self.rows) % 500 == 0:
            check(self._cancel)


def check(cancel: Event | None) -> None:
    """Raise `ListReadCancelled` if the reading was called off."""
    if cancel is not None and cancel.is_set():
        raise ListReadCancelled()
