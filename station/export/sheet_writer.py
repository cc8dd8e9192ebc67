"""One sheet of a workbook, written from the top: openpyxl's write-only mode, every text forced.

openpyxl is pinned, and two of its parts are used from within, so that rows cost little more than
bare values and nothing lies in the common temporary folder: the write-only sheet and its XML
writer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from lxml.etree import xmlfile  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import (  # type: ignore[import-untyped]
    Alignment,
    Border,
    Font,
    PatternFill,
    Side,
)
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import IllegalCharacterError  # type: ignore[import-untyped]
from openpyxl.worksheet._write_only import (  # type: ignore[import-untyped]
    WriteOnlyWorksheet,
)
from openpyxl.worksheet._writer import WorksheetWriter  # type: ignore[import-untyped]
from openpyxl.xml.constants import SHEET_MAIN_NS  # type: ignore[import-untyped]

from station.export.columns import Kind
from station.export.digest import Row, row_digest
from station.export.faults import ExportTextUnusable
from station.export.layout import Layout, WrittenSheet

LONGEST_TEXT = 32_767
_HEADER_HEIGHT = 45
_A4 = 9
_THIN = Side(style="thin", color="808080")
# Control characters, halves of surrogates, non-characters, and what Excel reads as an escape.
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


class SheetWriter:
    """Writes rows under a header, which is there from the start. Raises OSError."""

    def __init__(self, book: Any, layout: Layout, path: Path, footer: str) -> None:
        """``path`` is the passing file of the sheet's XML; ``footer`` is printed on each page."""
        self._layout = layout
        self._keys = tuple(column.key for column in layout.columns)
        self._written = 0
        self._digest = hashlib.sha256()
        self._sheet = _Sheet(book, layout.title, path)
        _set_up(self._sheet, layout, footer)
        columns = layout.columns
        self._texts = [_body_cell(self._sheet, Kind.TEXT, layout.form) for _ in columns]
        self._numbers = [_body_cell(self._sheet, Kind.INTEGER, layout.form) for _ in columns]
        header = [_header_cell(self._sheet) for _ in columns]
        try:
            self._send(tuple(column.header for column in columns), header, _HEADER_HEIGHT)
        except BaseException:
            self.abandon()
            raise

    def append(self, row: Row, height: int | None = None) -> bytes:
        """Write a row of as many cells as columns; return its digest (see `digest`).

        ``height`` is in points. Raises `ExportTextUnusable` and OSError.
        """
        cells = [
            self._texts[place] if isinstance(value, str) else self._numbers[place]
            for place, value in enumerate(row)
        ]
        return self._send(row, cells, height)

    def close(self) -> WrittenSheet:
        """End the sheet, and return what it was given."""
        if not self._layout.form:
            last = f"{get_column_letter(len(self._layout.columns))}{self._written}"
            self._sheet.auto_filter.ref = f"A1:{last}"
        self._sheet.close()
        return WrittenSheet(self._layout, self._written, self._digest.digest())

    def abandon(self) -> None:
        """Let go of a sheet that will not be finished. Raises nothing; harmless once closed."""
        self._sheet.abandon()

    def _send(self, row: Sequence[str | int], cells: list[Any], height: int | None) -> bytes:
        number = self._written + 1
        if height is not None:
            self._sheet.row_dimensions[number].height = height
        try:
            self._sheet.cells = cells
            self._sheet.append(row)
            digest = row_digest(self._layout.key, self._keys, row)
        except (IllegalCharacterError, ValueError):
            # Their texts hold the cell's, so the chain is cut.
            raise ExportTextUnusable(sheet=self._layout.key, row=number) from None
        self._written = number
        self._digest.update(digest)
        return digest


class _Sheet(WriteOnlyWorksheet):  # type: ignore[misc]
    """A write-only sheet whose rows are plain values, put into ready-made styled cells.

    openpyxl would make a cell for each value and take `=1+1` for a formula.
    """

    cells: list[Any]
    _rows: Any
    _writer: Any

    def __init__(self, book: Any, title: str, path: Path) -> None:
        super().__init__(book, title)
        self._xml_path = path
        book._add_sheet(self)

    def abandon(self) -> None:
        """Let go of a sheet that will not be finished: its generators, then its file."""
        for part in (self._rows, self._writer):
            # The fault that ended the sheet is on its way; lxml would hide it behind its own.
            with suppress(Exception):
                if part is not None:
                    part.close()

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = _SheetXml(self, self._xml_path)
            self._writer.write_top()

    def _values_to_row(self, values: Iterable[str | int], row: int) -> Iterator[Any]:
        for column, (cell, value) in enumerate(zip(self.cells, values, strict=True), 1):
            cell.value = None if value == "" else value
            if isinstance(value, str) and value:
                if len(value) > LONGEST_TEXT or _UNUSABLE.search(value):
                    raise ValueError("a text that readers would not give back as it is")
                cell.data_type = "s"
            cell.row, cell.column = row, column
            yield cell


class _SheetXml(WorksheetWriter):  # type: ignore[misc]
    """The sheet's XML in a file of ours, so that a full disk raises OSError (lxml's own does not).

    The base class would use the common temporary folder.
    """

    def __init__(self, sheet: _Sheet, path: Path) -> None:
        super().__init__(sheet, str(path))

    def get_stream(self) -> Iterator[Any]:
        with (
            open(self.out, "xb") as stream,
            xmlfile(stream, encoding="utf-8") as xml,
            xml.element("worksheet", xmlns=SHEET_MAIN_NS),
        ):
            try:
                while True:
                    element = yield
                    if element is True:
                        yield xml
                    elif element is not None:
                        xml.write(element)
            except GeneratorExit:
                pass

    def cleanup(self) -> None:
        Path(self.out).unlink()


def _set_up(sheet: _Sheet, layout: Layout, footer: str) -> None:
    """Widths, the frozen header, and A4 print-out: as wide as the page, header on each."""
    for place, column in enumerate(layout.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    if layout.hidden:
        sheet.sheet_state = "hidden"
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "portrait" if layout.form else "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.left.text = footer
    sheet.oddFooter.center.text = layout.title
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"


def _header_cell(sheet: _Sheet) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", start_color="DCE6F1")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(bottom=_THIN)
    cell.number_format = "@"
    return cell


def _body_cell(sheet: _Sheet, kind: Kind, ruled: bool) -> Any:
    """A list's text shrinks into its one line, a form's wraps: nothing is cut on paper.

    ``ruled`` draws a form's lines.
    """
    cell = WriteOnlyCell(sheet)
    cell.number_format = "@" if kind is Kind.TEXT else "0"
    horizontal = "left" if kind is Kind.TEXT or ruled else "right"
    cell.alignment = Alignment(
        horizontal=horizontal, vertical="center", wrap_text=ruled, shrink_to_fit=not ruled
    )
    if ruled:
        cell.border = Border(bottom=_THIN)
    return cell
