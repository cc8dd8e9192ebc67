"""The report of days on one page: figures, charts, tables, and a line to sign on.

May be called on any thread, once there is a Qt application.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import (
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtPrintSupport import QPrinter

from station.catalogue import Catalogue
from station.domain.figure_tables import (
    FigureLine,
    FigureTable,
    booth_table,
    day_table,
    hour_table,
    kind_table,
    mode_table,
    reason_table,
    stage_table,
    summary,
)
from station.figure_words import age_text, cell_text, label_text
from station.printing.day_report import (
    SHOWN,
    DayReport,
    ReportNotPrinted,
    ReportNotSaved,
)
from station.printing.qt_bars import Bar, BarLook, draw_bars
from station.printing.qt_canvas import Canvas
from station.printing.qt_faces import print_families
from station.private_files import write_private_file

_DOTS_AN_INCH = 300
_MM_AN_INCH = 25.4
_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 14.0
_ROOM, _FOOT = _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN
_TEXT, _SMALL = 3.4, 2.8
_GREY, _PALE, _BAR = QColor("#555555"), QColor("#C8CDD2"), QColor("#4A6E91")
_FIGURES_ACROSS, _FIGURE_HEIGHT = 5, 11.5
_TALLEST_ROW, _SHORTEST_ROW = 5.6, 2.2
_MOST_REASONS, _MOST_BOOTHS = 10, 40
_MILLIMETRE = QPageLayout.Unit.Millimeter


def save_report(path: Path, report: DayReport, words: Catalogue) -> None:
    """Write the report as a PDF of one page, whole or not at all; a file there is replaced.

    Raises `ReportNotSaved`.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_AN_INCH)
    writer.setTitle(report.title(words))
    try:
        _draw(writer, report, words)
        write_private_file(path, bytes(buffer.data().data()))
    except (OSError, ReportNotPrinted) as error:
        raise ReportNotSaved() from error


def print_report(printer: QPrinter, report: DayReport, words: Catalogue) -> None:
    """Print the report on A4. Raises `ReportNotPrinted`."""
    _draw(printer, report, words)


def _draw(device: QPagedPaintDevice, report: DayReport, words: Catalogue) -> None:
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    size, portrait = QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait
    device.setPageLayout(QPageLayout(size, portrait, margins, _MILLIMETRE))
    painter = QPainter()
    if not painter.begin(device):
        raise ReportNotPrinted()
    try:
        _Page(painter, device, report, words).draw()
    finally:
        ended = painter.end()
    if not ended:
        raise ReportNotPrinted()


class _Page:
    """One page, from its top to the line for the signature."""

    def __init__(
        self, painter: QPainter, device: QPagedPaintDevice, report: DayReport, words: Catalogue
    ) -> None:
        self._painter = painter
        self._per_mm = device.logicalDpiX() / _MM_AN_INCH
        self._canvas = Canvas(painter, self._per_mm, print_families())
        self._report = report
        self._figures = report.figures
        self._words = words

    def draw(self) -> None:
        y = self._draw_head(0)
        y = self._draw_summary(y + 3)
        y = self._draw_charts(y + 3)
        self._draw_tables(y + 3, _FOOT - 17)
        self._draw_foot()

    def _draw_head(self, y: float) -> float:
        canvas = self._canvas
        canvas.line((0, y, _ROOM), self._report.site_name, 5.4, least=3, bold=True)
        canvas.line((0, y + 8, _ROOM), self._report.title(self._words), 4.2, least=2.6)
        canvas.stroke((0, y + 15), (_ROOM, y + 15), 0.4)
        return y + 15

    def _draw_summary(self, y: float) -> float:
        cells = summary(self._figures)
        shown = [
            (self._words.text(f"figure.{name}"), cell_text(cells[name], self._words))
            for name in SHOWN
        ]
        oldest = age_text(self._figures.oldest, self._figures.at, self._words)
        shown.append((self._words.text("figure.oldest"), oldest))
        width = _ROOM / _FIGURES_ACROSS
        for number, (name, value) in enumerate(shown):
            row, column = divmod(number, _FIGURES_ACROSS)
            left, top = column * width, y + row * _FIGURE_HEIGHT
            self._canvas.line((left, top, width - 2), name, _SMALL, least=2, colour=_GREY)
            self._canvas.line((left, top + 4, width - 2), value, 4.8, least=2.6, bold=True)
        return y + -(-len(shown) // _FIGURES_ACROSS) * _FIGURE_HEIGHT

    def _draw_charts(self, y: float) -> float:
        is_day = self._figures.scope.is_day
        table = hour_table(self._figures) if is_day else day_table(self._figures)
        names = ("chart_hours", "tubes_hours") if is_day else ("chart_days", "tubes_days")
        for number, (name, height) in enumerate(zip(names, (46.0, 26.0), strict=True)):
            title = self._words.text(f"report.{name}")
            self._canvas.line((0, y, _ROOM), title, _TEXT, bold=True)
            bars = [
                Bar(_short(label_text(line.label, self._words)), int(line.cells[number].value or 0))
                for line in table.lines
            ]
            room = QRectF(0, (y + 5) * self._per_mm, _ROOM * self._per_mm, height * self._per_mm)
            draw_bars(self._painter, room, bars, self._look())
            y += 5 + height + 1
        return y

    def _look(self) -> BarLook:
        font = QFont(print_families())
        font.setPixelSize(round(2.6 * self._per_mm))
        return BarLook(font, _BAR, _PALE, _GREY, _BAR)

    def _draw_tables(self, y: float, bottom: float) -> None:
        """Booths on the left; sources, kinds, stages and reasons on the right; all of them fit."""
        gap = 8.0
        left_width = _ROOM * 0.56 - gap
        right = left_width + gap
        booths = _fewer_booths(booth_table(self._figures))
        others = [
            *(mode_table(self._figures), kind_table(self._figures)),
            *(stage_table(self._figures), reason_table(self._figures)),
        ]
        columns = [(0.0, left_width, [booths]), (right, _ROOM - right, others)]
        for left, width, tables in columns:
            tables = [each for each in tables if each.lines]
            rows = sum(min(len(each.lines), _most(each)) + 2.2 for each in tables)
            height = max(min((bottom - y) / max(rows, 1), _TALLEST_ROW), _SHORTEST_ROW)
            top = y
            for table in tables:
                top = self._draw_table((left, top, width), table, height) + height * 0.6

    def _draw_table(
        self, box: tuple[float, float, float], table: FigureTable, height: float
    ) -> float:
        left, y, width = box
        size = min(height * 0.62, _SMALL)
        first = width * (0.6 if len(table.columns) == 1 else 0.28)
        each = (width - first) / len(table.columns)
        title = self._words.text(f"figure.table.{table.name}")
        self._canvas.line((left, y, first), title, size, least=1.5, bold=True)
        for number, column in enumerate(table.columns):
            name = self._words.text(f"figure.column.{column}")
            self._right((left + first + number * each, y, each), name, size, _GREY)
        y += height
        self._canvas.stroke((left, y - height * 0.12), (left + width, y - height * 0.12), 0.2)
        for line in table.lines[: _most(table)]:
            name = label_text(line.label, self._words)
            self._canvas.line((left, y, first - 1), name, size, least=1.5)
            for number, cell in enumerate(line.cells):
                text = cell_text(cell, self._words)
                self._right((left + first + number * each, y, each), text, size)
            y += height
        rest = table.lines[_most(table) :]
        if rest:
            self._canvas.line((left, y, first), self._words.text("report.others"), size)
            total = sum(int(line.cells[0].value or 0) for line in rest)
            self._right((left + first, y, each), f"{total:,}", size)
            y += height
        return y

    def _right(
        self,
        box: tuple[float, float, float],
        text: str,
        size: float,
        colour: QColor | None = None,
    ) -> None:
        left, y, width = box
        size = max(min(size, size * (width - 1) / max(self._canvas.width(text, size), 0.1)), 1.5)
        own = min(self._canvas.width(text, size), width - 0.5)
        box = (left + width - own - 0.2, y, own + 0.2)
        self._canvas.line(box, text, size, least=1.2, colour=colour or QColor("black"))

    def _draw_foot(self) -> None:
        report, words, y = self._report, self._words, _FOOT - 12
        signature, date = words.text("report.signature"), words.text("report.date")
        self._canvas.line((0, y, 40), signature, _TEXT)
        start = self._canvas.width(signature, _TEXT) + 2
        self._canvas.stroke((start, y + 5), (start + 55, y + 5), 0.2)
        self._canvas.line((115, y, 20), date, _TEXT)
        start = 115 + self._canvas.width(date, _TEXT) + 2
        self._canvas.stroke((start, y + 5), (_ROOM, y + 5), 0.2)
        told = (
            words.text("report.counted_at", at=report.moment(self._figures.at)),
            words.text("report.printed_at", at=report.moment(report.printed_at)),
            words.text("report.note"),
        )
        self._canvas.line((0, y + 8, _ROOM), " · ".join(told), 2.6, least=2, colour=_GREY)


def _most(table: FigureTable) -> int:
    return _MOST_REASONS if table.name == "reasons" else len(table.lines)


def _fewer_booths(table: FigureTable) -> FigureTable:
    """A site has 40 booths; of more numbers than that only the total stays."""
    if len(table.lines) <= _MOST_BOOTHS + 1:
        return table
    kept: tuple[FigureLine, ...] = (*table.lines[:_MOST_BOOTHS], table.lines[-1])
    return FigureTable(table.name, table.columns, kept)


def _short(label: str) -> str:
    """Return a day without its year, or an hour without its minutes."""
    if len(label) == len("2026-11-22"):
        return label[5:]
    return label.removesuffix(":00")
