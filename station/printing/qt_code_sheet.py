"""Sampling codes on paper or in a PDF: A4 with one or eight a page, and labels.

All of it may be called on any thread, once there is a Qt application; a command makes one with
`qt_offscreen`. The window does not wait for a printer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from station.catalogue import Catalogue
from station.printing.code_card import (
    CardProgress,
    CodeCard,
    CodePaperTooSmall,
    CodePdfNotSaved,
    CodePrintCancelled,
    CodesNotPrinted,
    Layout,
    Paper,
)
from station.printing.qt_canvas import Canvas
from station.printing.qt_code_card import draw_card, paper_face
from station.printing.qt_faces import print_families
from station.private_files import make_private_file, put_in_place

# A4's codes fall on the dots of printers with 300, 600 and 1200 dots an inch. A label's are as
# large as they can be: finer steps lose less of it.
_A4_DOTS_AN_INCH, _LABEL_DOTS_AN_INCH = 300, 600
_MM_AN_INCH = 25.4
_SLACK = 0.5
_MARK, _MARK_LINE = 3.0, 0.15
_MILLIMETRE = QPageLayout.Unit.Millimeter


def save_code_pdf(
    path: Path,
    cards: Sequence[CodeCard],
    layout: Layout,
    words: Catalogue,
    progress: CardProgress | None = None,
    cancel: Event | None = None,
) -> None:
    """Write ``cards`` to ``path`` as a PDF that only its owner may read, whole or not at all.

    Raises `CodePdfNotSaved`, and `CodePrintCancelled` once ``cancel`` is set; a file that was
    there is then as it was. Raises ValueError for no cards and for a text that is no code's.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        make_private_file(part)
    except OSError as error:
        raise CodePdfNotSaved() from error
    try:
        _write_pdf(part, cards, layout, words, progress, cancel)
        put_in_place(part, path)
    except (OSError, CodesNotPrinted) as error:
        raise CodePdfNotSaved() from error
    finally:
        part.unlink(missing_ok=True)


def print_codes(
    printer: QPrinter,
    cards: Sequence[CodeCard],
    layout: Layout,
    words: Catalogue,
    progress: CardProgress | None = None,
    cancel: Event | None = None,
) -> None:
    """Print ``cards`` on the paper of ``layout``, which ``printer`` is set to.

    Raises `CodePaperTooSmall` if it has no such paper, `CodesNotPrinted`, and
    `CodePrintCancelled` once ``cancel`` is set. Raises ValueError as `save_code_pdf` does.
    """
    # A label's edge is its margin.
    printer.setFullPage(layout.paper.margin == 0)
    try:
        _draw(printer, cards, layout, words, progress, cancel)
    except CodePrintCancelled:
        printer.abort()
        raise


def _write_pdf(
    part: Path,
    cards: Sequence[CodeCard],
    layout: Layout,
    words: Catalogue,
    progress: CardProgress | None,
    cancel: Event | None,
) -> None:
    # Qt's own files forget that a write failed: what it wrote is taken from memory page by page.
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    is_label = layout.paper.margin == 0
    writer.setResolution(_LABEL_DOTS_AN_INCH if is_label else _A4_DOTS_AN_INCH)
    writer.setTitle(words.text("code_card.title"))
    with part.open("wb") as file:

        def drained(done: int, total: int) -> None:
            file.write(_taken(buffer))
            if progress is not None:
                progress(done, total)

        _draw(writer, cards, layout, words, drained, cancel)
        file.write(_taken(buffer))


def _taken(buffer: QBuffer) -> bytes:
    """Take what was written to ``buffer`` out of it; the next write begins at its start."""
    data = bytes(buffer.data().data())
    buffer.close()
    buffer.setData(QByteArray())
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return data


def _draw(
    device: QPagedPaintDevice,
    cards: Sequence[CodeCard],
    layout: Layout,
    words: Catalogue,
    progress: CardProgress | None,
    cancel: Event | None,
) -> None:
    if not cards:
        raise ValueError("no cards")
    _set_page(device, layout.paper)
    painter = QPainter()
    if not painter.begin(device):
        raise CodesNotPrinted()
    try:
        canvas = Canvas(painter, device.logicalDpiX() / _MM_AN_INCH, print_families())
        done = 0
        for page in _pages(cards, layout.paper.cards):
            if cancel is not None and cancel.is_set():
                raise CodePrintCancelled()
            if done and not device.newPage():
                raise CodesNotPrinted()
            _draw_page(canvas, page, layout, words)
            done += len(page)
            if progress is not None:
                progress(done, len(cards))
    finally:
        ended = painter.end()
    if not ended:
        raise CodesNotPrinted()


def _pages(cards: Sequence[CodeCard], each: int) -> Iterator[Sequence[CodeCard]]:
    for first in range(0, len(cards), each):
        yield cards[first : first + each]


def _set_page(device: QPagedPaintDevice, paper: Paper) -> None:
    margin = paper.margin
    size = QPageSize(QSizeF(paper.width, paper.height), QPageSize.Unit.Millimeter)
    if (paper.width, paper.height) == (210, 297):
        size = QPageSize(QPageSize.PageSizeId.A4)
    margins = QMarginsF(margin, margin, margin, margin)
    portrait = QPageLayout.Orientation.Portrait
    device.setPageLayout(QPageLayout(size, portrait, margins, _MILLIMETRE))
    room = device.pageLayout().paintRect(_MILLIMETRE)
    least_width, least_height = paper.width - 2 * margin, paper.height - 2 * margin
    if room.width() < least_width - _SLACK or room.height() < least_height - _SLACK:
        raise CodePaperTooSmall(width=round(paper.width), height=round(paper.height))


def _draw_page(canvas: Canvas, cards: Sequence[CodeCard], layout: Layout, words: Catalogue) -> None:
    paper = layout.paper
    width = (paper.width - 2 * paper.margin) / paper.columns
    height = (paper.height - 2 * paper.margin) / paper.rows
    face = paper_face(layout)
    for number, card in enumerate(cards):
        row, column = divmod(number, paper.columns)
        draw_card(canvas, card, words, face, column * width, row * height)
    if paper.cards > 1:
        _draw_marks(canvas, paper, width, height)


def _draw_marks(canvas: Canvas, paper: Paper, width: float, height: float) -> None:
    """Draw a cross wherever cards meet, its arms along the cuts and within the margin."""
    right, bottom = paper.columns * width, paper.rows * height
    for row in range(paper.rows + 1):
        for column in range(paper.columns + 1):
            x, y = column * width, row * height
            ends = (max(x - _MARK, 0), y), (min(x + _MARK, right), y)
            canvas.stroke(*ends, _MARK_LINE)
            ends = (x, max(y - _MARK, 0)), (x, min(y + _MARK, bottom))
            canvas.stroke(*ends, _MARK_LINE)
