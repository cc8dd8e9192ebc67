"""The sheet of command codes on one A4 page: on paper, or as a PDF.

Both may be called on any thread: the window does not wait for a printer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QPagedPaintDevice

from station.catalogue import Catalogue
from station.domain.command import Command
from station.domain.scan import Symbology
from station.domain.test_code import printed_codes
from station.printing.command_sheet import (
    CommandSheet,
    SheetNotPrinted,
    SheetNotSaved,
    SheetPageTooSmall,
)
from station.printing.qt_a4_page import HEIGHT, WIDTH, A4Faults, a4_pdf, paint_a4
from station.printing.qt_canvas import WHITE, Canvas
from station.printing.symbol import code_128_symbol, qr_symbol
from station.private_files import write_private_file

_FAULTS = A4Faults(SheetPageTooSmall, SheetNotPrinted)

# All in millimetres, from the corner within the margins.
_CELL_WIDTH, _CELL_HEIGHT = 90.0, 52.0
_CELL_TOPS = (32.0, 88.0, 148.0)
# At least so wide, and what it may grow to by whole dots.
_QR_SIDE, _QR_ROOM = 28.0, 29.7
_BAND = 8.0
_FOOT_TOP = 207.0

# Codes stand at the outer edges, far from each other: a gun that is aimed at one sees no other.
_CELLS = (
    (Command.SEAL, Command.SINGLE),
    (Command.BATCH, Command.REPEAT),
    (Command.CANCEL, Command.UNDO),
)
_KEYS = {
    Command.SEAL: "F4",
    Command.SINGLE: "F7",
    Command.UNDO: "F8",
    Command.BATCH: "F9",
    Command.CANCEL: "Esc",
}
# Left edge, least width and, for bars, height of each test code.
_TEST_PLACES: dict[str, tuple[float, float, float | None]] = {
    "label": (5.0, 88.0, 15.0),
    "case": (109.0, 20.0, None),
    "long": (145.0, 38.0, None),
}


def draw_command_sheet(
    device: QPagedPaintDevice, sheet: CommandSheet, words: Sequence[Catalogue]
) -> None:
    """Paint the sheet on one A4 page of ``device``, a printer or a PDF writer.

    ``words`` are those of two languages; the first is written larger. Raises `SheetPageTooSmall`
    if the device has no such page, `SheetNotPrinted` if it cannot be painted on.
    """
    paint_a4(device, _FAULTS, lambda canvas: _Page(canvas, sheet, words).draw())


def save_command_sheet(path: Path, sheet: CommandSheet, words: Sequence[Catalogue]) -> None:
    """Write the sheet to ``path`` as a PDF, whole or not at all; see `draw_command_sheet`.

    Raises `SheetNotSaved`; a file that was there is then as it was.
    """
    title = words[0].text("printing.title")
    pdf = a4_pdf(title, _FAULTS, lambda canvas: _Page(canvas, sheet, words).draw())
    try:
        write_private_file(path, pdf)
    except OSError as error:
        raise SheetNotSaved() from error


class _Page:
    """One sheet while it is being drawn."""

    def __init__(self, canvas: Canvas, sheet: CommandSheet, words: Sequence[Catalogue]) -> None:
        self._canvas = canvas
        self._sheet = sheet
        self._first, self._second = words

    def draw(self) -> None:
        self._draw_head()
        for top, row in zip(_CELL_TOPS, _CELLS, strict=True):
            for column, command in enumerate(row):
                self._draw_command(command, column == 1, top)
        self._draw_test_codes()

    def _draw_head(self) -> None:
        sheet, canvas = self._sheet, self._canvas
        booth = sheet.booth.lstrip("0") or sheet.booth
        where = self._first.text("printing.where", site=sheet.site_name, booth=booth)
        printed = f"{self._both('printing.printed')} {sheet.printed_on.isoformat()}"
        canvas.text((0, -1, 186, 11), self._both("printing.title"), 7.5, bold=True)
        canvas.text((0, 10.3, 120, 7), where.strip(), 4.6, bold=True)
        canvas.text((132, 11.0, 54, 6), printed, 3.6)
        canvas.bar((0, 18, 186, 6.4))
        canvas.text(
            (2, 18.5, 182, 5.6), self._both("printing.replaces"), 3.8, bold=True, colour=WHITE
        )
        canvas.text((0, 25.2, 186, 5), self._both("printing.aim"), 3.4)

    def _draw_command(self, command: Command, on_the_right: bool, top: float) -> None:
        canvas = self._canvas
        left = WIDTH - _CELL_WIDTH if on_the_right else 0.0
        bottom = top + _CELL_HEIGHT
        undoes = command is Command.UNDO
        canvas.frame((left, top, _CELL_WIDTH, _CELL_HEIGHT), 1.2 if undoes else 0.25)
        if undoes:
            canvas.bar((left + 1, top + 1, _CELL_WIDTH - 2, _BAND - 1))
            band = (left + 4, top + 1.8, _CELL_WIDTH - 8, _BAND - 2)
            canvas.text(band, self._both("printing.careful"), 3.8, bold=True, colour=WHITE)
            top += _BAND
        symbol = qr_symbol(self._sheet.texts[command])
        side, quiet = _QR_ROOM, _QR_ROOM / symbol.columns * symbol.quiet
        code_top = (top + bottom - side) / 2
        code_left = left + _CELL_WIDTH - 2.5 - quiet - side if on_the_right else left + 2.5 + quiet
        canvas.symbol(code_left, code_top, symbol, _QR_SIDE)
        words_left = left + 3.5 if on_the_right else code_left + side + quiet
        width = _CELL_WIDTH - side - 2 * quiet - 6.5
        self._draw_words(command, (words_left, (top + bottom - 36) / 2, width, 36))

    def _draw_words(self, command: Command, box: tuple[float, float, float, float]) -> None:
        canvas, key = self._canvas, _KEYS.get(command)
        left, top, width, _ = box
        word = f"printing.command.{command.value}"
        canvas.text((left, top, width, 14), self._first.text(word), 11, bold=True)
        canvas.text((left, top + 15, 25, 8.5), self._second.text(word), 6, bold=True)
        if key is not None:
            canvas.frame((left + width - 15, top + 15.3, 15, 8.5), 0.4)
            canvas.text((left + width - 15, top + 16.0, 15, 7), key, 4.8, bold=True, centred=True)
        canvas.text(
            (left, top + 26, width, 10), self._both(f"printing.told.{command.value}", "\n"), 3.1
        )

    def _draw_test_codes(self) -> None:
        canvas = self._canvas
        canvas.bar((0, _FOOT_TOP, WIDTH, 0.25))
        canvas.text((0, _FOOT_TOP + 1.5, 130, 5), self._both("printing.test"), 3.6, bold=True)
        for code in printed_codes():
            left, least, height = _TEST_PLACES[code.name]
            linear = code.symbology is Symbology.CODE_128
            symbol = code_128_symbol(code.text) if linear else qr_symbol(code.text)
            width = canvas.symbol(left, _FOOT_TOP + 10, symbol, least, height)
            below = _FOOT_TOP + 10 + (width if height is None else height)
            below += 2 if linear else 1 + symbol.quiet * width / symbol.columns
            room = (left - 3, below, width + 6, HEIGHT - below)
            canvas.text(
                room, self._both(f"printing.test_code.{code.name}", "\n"), 3.1, centred=True
            )

    def _both(self, key: str, gap: str = "  ") -> str:
        return f"{self._first.text(key)}{gap}{self._second.text(key)}"
