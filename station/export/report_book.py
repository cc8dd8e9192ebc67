"""The report of days as a workbook: figures as numbers, a sheet a table, and a chart."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from station.domain.figure_tables import FigureCell, FigureTable, Form, Label

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

FORMATS = {
    Form.COUNT: "#,##0",
    Form.SHARE: "0.0%",
    Form.SECONDS: "0",
    Form.RATIO: "0.00",
}
_CHARTED = ("hours", "days")
_FIRST_WIDTH, _WIDTH = 28, 20

Texts = Callable[[str], str]
"""Returns the words of a key."""


def report_book(
    title: str,
    notes: Sequence[str],
    summary: Sequence[tuple[str, FigureCell]],
    tables: Sequence[FigureTable],
    texts: Texts,
    name: Callable[[Label], str],
) -> bytes:
    """Return a workbook of the figures; ``name`` says what a line is of.

    The first sheet has ``title``, ``notes`` and the ``summary``, the others a table each. The
    tables by hour and by day have a chart.
    """
    # Loaded by who saves a report, not by the window.
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook()
    front = book.active
    assert front is not None
    front.title = _sheet_title(texts("report.title"))
    _add(front, [title], bold=True)
    for note in notes:
        _add(front, [note])
    for key, cell in summary:
        _add(front, [texts(f"figure.{key}"), cell])
    _set_widths(front, 2)
    for table in tables:
        _add_table(book, table, texts, name)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add_table(
    book: Workbook, table: FigureTable, texts: Texts, name: Callable[[Label], str]
) -> None:
    sheet = book.create_sheet(_sheet_title(texts(f"figure.table.{table.name}")))
    names = [texts(f"figure.column.{column}") for column in table.columns]
    _add(sheet, [texts(f"figure.first.{table.name}"), *names], bold=True)
    for line in table.lines:
        _add(sheet, [name(line.label), *line.cells])
    sheet.freeze_panes = "B2"
    _set_widths(sheet, len(table.columns) + 1)
    if table.name in _CHARTED and table.lines:
        _add_chart(sheet, texts(f"report.chart_{table.name}"), len(table.lines) + 1)


def _add(sheet: Worksheet, values: Sequence[str | FigureCell], bold: bool = False) -> None:
    from openpyxl.styles import Font  # type: ignore[import-untyped]

    row = sheet.max_row + 1 if sheet.cell(1, 1).value is not None else 1
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        if isinstance(value, FigureCell):
            cell.value = value.value
            cell.number_format = FORMATS[value.form]
        else:
            # Text whatever it begins with: never a formula.
            cell.value = value
            cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)


def _add_chart(sheet: Worksheet, title: str, last: int) -> None:
    from openpyxl.chart import BarChart, Reference  # type: ignore[import-untyped]

    chart = BarChart()
    chart.title = title
    chart.legend = None
    chart.height, chart.width = 9, 22
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    # Left alone, axes are marked as deleted and shown by no program.
    chart.x_axis.delete = chart.y_axis.delete = False
    sheet.add_chart(chart, "E2")


def _set_widths(sheet: Worksheet, columns: int) -> None:
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    for column in range(1, columns + 1):
        width = _FIRST_WIDTH if column == 1 else _WIDTH
        sheet.column_dimensions[get_column_letter(column)].width = width


def _sheet_title(text: str) -> str:
    """Return a name that a sheet may have: 31 characters at most, some of them not."""
    return "".join("-" if character in "[]:*?/\\" else character for character in text)[:31]


def save_book(path: Path, data: bytes) -> None:
    """Write the workbook, whole or not at all; a file there is replaced. Raises OSError."""
    from station.private_files import write_private_file

    write_private_file(path, data)
