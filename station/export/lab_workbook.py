"""A laboratory's own file as a workbook of one sheet, every text forced."""

from __future__ import annotations

from pathlib import Path

from station.export.book import Book
from station.export.column_sets import ColumnSet
from station.export.digest import Row
from station.export.lab_values import LabFacts
from station.export.layout import Heading, Layout, WrittenSheet

TITLE = "检测机构 Lab"


class LabWorkbook:
    """The rows from the top, the header among them; its columns are those of ``chosen``."""

    def __init__(self, path: Path, chosen: ColumnSet, facts: LabFacts) -> None:
        """Begin the workbook at ``path``, with its passing files beside it. Raises OSError."""
        name = f"{facts.number} v{facts.version}"
        headings = (
            Heading(each.header, each.header, each.kind, each.width) for each in chosen.columns
        )
        self._path = path
        self._book = Book(path.parent, name, facts.at, f"批次 Batch {name}")
        try:
            self._sheet = self._book.sheet(Layout("Lab", TITLE, tuple(headings)))
        except BaseException:
            self._book.abandon()
            raise
        self._header_is_there = False

    def append(self, row: Row) -> None:
        """Write a row; the first is the header, which the sheet has already."""
        if self._header_is_there:
            self._sheet.append(row)
        self._header_is_there = True

    def finish(self) -> tuple[WrittenSheet, ...]:
        return self._book.save(self._path)

    def abandon(self) -> None:
        self._book.abandon()
