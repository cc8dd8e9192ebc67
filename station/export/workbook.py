"""The workbook itself: openpyxl's write-only mode with lxml, every text forced to be text.

Only this module and `read` know openpyxl. It is pinned, and three of its parts are used from
within, so that rows cost little more than bare values and nothing lies in the common temporary
folder: the write-only sheet, its XML writer, and the archive writer (which takes the date).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lxml.etree import xmlfile  # type: ignore[import-untyped]
from openpyxl import Workbook  # type: ignore[import-untyped]
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
from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]
from openpyxl.xml.constants import SHEET_MAIN_NS  # type: ignore[import-untyped]

from station.export import rows
from station.export.columns import COVER, PERSONS, TUBES, Column, Kind, Schema
from station.export.digest import Row, row_digest, sheet_digest
from station.export.faults import ExportCountsDiffer, ExportTextUnusable
from station.export.progress import Step, Watch
from station.export.rows import BatchSheet, Tally

CREATOR = "采样登记台 Sampling station"
LONGEST_TEXT = 32_767
_HEADER_HEIGHT = 45
_BY_HAND_HEIGHT = 27
_A4 = 9
_THIN = Side(style="thin", color="808080")
# Control characters, halves of surrogates, non-characters, and what Excel reads as an escape.
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """What one sheet was given: the digest of each row, the header's first, from the top."""

    schema: Schema
    rows: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What the workbook was given, to be compared with what is read back."""

    sheets: tuple[WrittenSheet, ...]
    digest: str
    persons: int
    tubes: int


def build_workbook(
    folder: Path, name: str, sheet: BatchSheet, at: datetime, watch: Watch
) -> Written:
    """Write the batch's workbook to ``folder / name``, with its passing files in ``folder``.

    ``at`` (aware) is the date in the document's properties. Memory holds one row at a time and
    a digest of each. Raises `ExportTextUnusable`, `ExportCountsDiffer`, `ExportCancelled`, OSError.
    """
    batch, site, tally = sheet.batch, sheet.site, Tally()
    book = Workbook(write_only=True)
    moment = at.astimezone(UTC).replace(tzinfo=None)
    book.properties.creator = book.properties.lastModifiedBy = CREATOR
    book.properties.title = f"{batch.number} v{batch.version}"
    book.properties.created = book.properties.modified = moment
    footer = f"批次 Batch {batch.number} v{batch.version}"

    with _Writer(book, folder, PERSONS, footer) as persons:
        for number, person in enumerate(sheet.persons, 1):
            tally.add_person()
            persons.append(rows.person_row(number, person, batch, site))
            watch.row(Step.WRITING)
    with _Writer(book, folder, TUBES, footer) as tubes:
        for tube in sheet.tubes:
            tally.add_tube(tube.tube)
            tubes.append(rows.tube_row(tube, batch, site))
            watch.row(Step.WRITING)
    if tally.persons != tally.persons_in_tubes:
        raise ExportCountsDiffer(persons=tally.persons, in_tubes=tally.persons_in_tubes)
    with _Writer(book, folder, COVER, footer) as cover:
        for row in rows.cover_facts(batch, site, tally):
            cover.append(row)
        digest = sheet_digest((*persons.body, *tubes.body, *cover.body))
        for row in rows.cover_by_hand():
            cover.append(row, height=_BY_HAND_HEIGHT)
        cover.append(rows.cover_digest(digest))
        for row in rows.cover_chain(sheet.chain):
            cover.append(row)

    watch.finish(Step.WRITING)
    with ZipFile(folder / name, "x", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    sheets = tuple(writer.written() for writer in (persons, tubes, cover))
    return Written(sheets, digest, tally.persons, tally.tubes)


class _Writer:
    """One sheet, written from the top; the block's end closes it, also after a fault."""

    def __init__(self, book: Any, folder: Path, schema: Schema, footer: str) -> None:
        self._schema = schema
        self._rows: list[bytes] = []
        self._sheet = _Sheet(book, schema.title, folder / f"{schema.key}.xml")
        _set_up(self._sheet, schema, footer)
        is_cover = schema is COVER
        self._texts = [_body_cell(self._sheet, Kind.TEXT, is_cover) for _ in schema.columns]
        self._numbers = [_body_cell(self._sheet, Kind.INTEGER, is_cover) for _ in schema.columns]

    def __enter__(self) -> _Writer:
        header = [_header_cell(self._sheet) for _ in self._schema.columns]
        self._send(self._schema.header, header, _HEADER_HEIGHT)
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            last = f"{get_column_letter(len(self._schema.columns))}{len(self._rows)}"
            if self._schema is not COVER:
                self._sheet.auto_filter.ref = f"A1:{last}"
            self._sheet.close()
        else:
            self._sheet.abandon()

    @property
    def body(self) -> list[bytes]:
        """The digests of the rows so far, the header left out."""
        return self._rows[1:]

    def append(self, row: Row, height: int | None = None) -> None:
        cells = [
            self._texts[place] if isinstance(value, str) else self._numbers[place]
            for place, value in enumerate(row)
        ]
        self._send(row, cells, height)

    def written(self) -> WrittenSheet:
        return WrittenSheet(self._schema, tuple(self._rows))

    def _send(self, row: Sequence[str | int], cells: list[Any], height: int | None) -> None:
        number = len(self._rows) + 1
        if height is not None:
            self._sheet.row_dimensions[number].height = height
        try:
            self._sheet.cells = cells
            self._sheet.append(row)
            self._rows.append(row_digest(self._schema.key, self._schema.keys, row))
        except (IllegalCharacterError, ValueError):
            # Their texts hold the cell's, so the chain is cut.
            raise ExportTextUnusable(sheet=self._schema.key, row=number) from None


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


def _set_up(sheet: _Sheet, schema: Schema, footer: str) -> None:
    """Widths, the frozen header, and A4 print-out: as wide as the page, header on each."""
    for place, column in enumerate(schema.columns, 1):
        _set_column(sheet, place, column)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "portrait" if schema is COVER else "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.left.text = footer
    sheet.oddFooter.center.text = schema.title
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"


def _set_column(sheet: _Sheet, place: int, column: Column) -> None:
    sheet.column_dimensions[get_column_letter(place)].width = column.width


def _header_cell(sheet: _Sheet) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", start_color="DCE6F1")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(bottom=_THIN)
    cell.number_format = "@"
    return cell


def _body_cell(sheet: _Sheet, kind: Kind, ruled: bool) -> Any:
    """A list's text shrinks into its one line, the cover's wraps: nothing is cut on paper.

    ``ruled`` draws the cover's lines.
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
