"""A workbook of our own read back, row by row, each cell with its type.

For comparing only: it has no guard against a hostile file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped]

from station.export.digest import Cell, Row


class ForeignCell(ValueError):
    """A cell that holds neither text nor a whole number: a formula, an error, a date, a float."""


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet's title and its rows from the top, the header among them.

    A row ends with its last cell; an empty cell is an empty text. Going through the rows raises
    `ForeignCell`.
    """

    title: str
    rows: Iterator[Row] = field(repr=False)


@contextmanager
def opened_workbook(path: Path) -> Iterator[list[ReadSheet]]:
    """Open a workbook for the length of the block; its sheets are read as they are gone through.

    Raises OSError, and whatever openpyxl raises for a file that is no workbook.
    """
    with path.open("rb") as stream, closing(load_workbook(stream, read_only=True)) as book:
        yield [ReadSheet(sheet.title, _rows(sheet)) for sheet in book.worksheets]


def _rows(sheet: Any) -> Iterator[Row]:
    for row in sheet.iter_rows():
        yield tuple(_value(cell) for cell in row)


def _value(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "s" and isinstance(value, str):
        return value
    if cell.data_type == "n" and type(value) is int:
        return value
    raise ForeignCell(cell.data_type)
