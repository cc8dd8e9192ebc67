"""A laboratory's own file beside the workbook, written row by row: CSV, or a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from station.export.column_sets import ColumnSet
from station.export.csv_file import CsvFile
from station.export.digest import Row
from station.export.lab_values import LabFacts, block_rows, is_void, row_maker
from station.export.sink import Given, Sink


def open_lab_file(path: Path, chosen: ColumnSet, facts: LabFacts) -> Sink:
    """Begin the lab's file at ``path``, which must not be there; its suffix is ``chosen.suffix``.

    A workbook has its passing files beside it. Memory is one row. Raises OSError.
    """
    if chosen.file == "csv":
        return _Rows(
            chosen, facts, CsvFile(path, signature=chosen.signature, quoted=chosen.signature)
        )
    # openpyxl is loaded for those who want a workbook only.
    from station.export.lab_workbook import LabWorkbook

    return _Rows(chosen, facts, LabWorkbook(path, chosen, facts))


class _File(Protocol):
    """Takes the rows of the file from the top, the header among them."""

    def append(self, row: Row) -> None: ...

    def finish(self) -> Given: ...

    def abandon(self) -> None: ...


class _Rows:
    """A `Sink` that puts the rows of one kind into a file, and lets the others go by."""

    def __init__(self, chosen: ColumnSet, facts: LabFacts, file: _File) -> None:
        self._persons = chosen.rows == "persons"
        self._void = chosen.void_tubes
        self._make = row_maker(chosen, facts)
        self._file = file
        self._written = 0
        try:
            for block in chosen.blocks:
                for row in block_rows(block, facts):
                    file.append(row)
            file.append(tuple(column.header for column in chosen.columns))
        except BaseException:
            self.abandon()
            raise

    def person(self, row: Row) -> None:
        if self._persons:
            self._append(row)

    def tube(self, row: Row) -> None:
        if not self._persons and (self._void or not is_void(row)):
            self._append(row)

    def finish(self) -> Given:
        return self._file.finish()

    def abandon(self) -> None:
        self._file.abandon()

    def _append(self, row: Row) -> None:
        self._written += 1
        self._file.append(self._make(row, self._written))
