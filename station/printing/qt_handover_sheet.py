"""The hand-over sheet on one A4 page: on paper, or as a PDF.

Both may be called on any thread: the window does not wait for a printer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QPagedPaintDevice

from station.catalogue import Catalogue
from station.printing.handover_sheet import (
    HandoverNotPrinted,
    HandoverNotSaved,
    HandoverPageTooSmall,
    HandoverSheet,
)
from station.printing.qt_a4_page import HEIGHT, WIDTH, A4Faults, a4_pdf, paint_a4
from station.printing.qt_canvas import WHITE, Canvas
from station.printing.symbol import sampling_code_symbol
from station.private_files import write_private_file

_FAULTS = A4Faults(HandoverPageTooSmall, HandoverNotPrinted)

# All in millimetres, from the corner within the margins.
_QR_SIDE = 46.0
_QR_LEFT, _QR_TOP = 136.0, 30.0
_FACTS_TOP, _FACT_HEIGHT, _FACT_LEFT, _FACT_WIDTH = 29.0, 9.4, 40.0, 86.0
_COUNTS_TOP, _COUNT_HEIGHT = 95.0, 24.0
_SHORT_TOP = 122.0
_DIGEST_TOP = 137.0
_HAND_TOP, _HAND_HEIGHT, _HAND_WIDTH = 149.5, 18.0, 89.0
_FOOT_TOP = 262.0
_SMALL = 3.3
# So many barcodes of short tubes stand there; the file marks them all.
_LISTED = 9

_BY_SENDER = ("box_seal", "temperature", "sender", "phone", "sent_at", "carrier")
_BY_RECEIVER = ("receiver", "received_at", "tubes_received", "differences")


def print_handover(
    printer: QPagedPaintDevice, sheet: HandoverSheet, words: Sequence[Catalogue]
) -> None:
    """Print the sheet on one A4 page of ``printer``.

    ``words`` are those of two languages; the first is written larger. Raises
    `HandoverPageTooSmall` if the device has no such page, `HandoverNotPrinted` if it takes none.
    """
    paint_a4(printer, _FAULTS, lambda canvas: _Page(canvas, sheet, words).draw())


def save_handover_pdf(path: Path, sheet: HandoverSheet, words: Sequence[Catalogue]) -> None:
    """Write the sheet to ``path`` as a PDF, whole or not at all; see `print_handover`.

    Raises `HandoverNotSaved`; a file that was there is then as it was.
    """
    title = f"{words[0].text('handover_sheet.title')} {sheet.handover.batch}"
    pdf = a4_pdf(title, _FAULTS, lambda canvas: _Page(canvas, sheet, words).draw())
    try:
        write_private_file(path, pdf)
    except OSError as error:
        raise HandoverNotSaved() from error


class _Page:
    """One sheet while it is being drawn."""

    def __init__(self, canvas: Canvas, sheet: HandoverSheet, words: Sequence[Catalogue]) -> None:
        self._canvas = canvas
        self._sheet = sheet
        self._first, self._second = words

    def draw(self) -> None:
        self._draw_head()
        self._draw_facts()
        self._draw_code()
        self._draw_counts()
        self._draw_short()
        self._draw_digest()
        self._draw_lines()

    def _draw_head(self) -> None:
        sheet, canvas = self._sheet, self._canvas
        version = sheet.handover.version
        canvas.text((0, -1, 186, 12), self._both("title"), 8, bold=True)
        booth = sheet.booth.lstrip("0") or sheet.booth
        where = self._first.text("printing.where", site=sheet.site, booth=booth)
        canvas.text((0, 11.5, 186, 7), where.strip(), 4.8, bold=True)
        canvas.bar((0, 19, WIDTH, 6.4 if version > 1 else 0.6))
        if version > 1:
            told = "  ".join(
                words.text("handover_sheet.replaces", version=version)
                for words in (self._first, self._second)
            )
            canvas.text((2, 19.5, 182, 5.6), told, 3.8, bold=True, colour=WHITE)

    def _draw_facts(self) -> None:
        sheet, handover = self._sheet, self._sheet.handover
        facts = [
            ("batch", handover.batch, 7.0),
            ("version", str(handover.version), 5.0),
            ("date", sheet.day.isoformat(), 5.0),
            ("box", handover.box, 5.0),
            ("issued_at", f"{sheet.issued_at:%Y-%m-%d %H:%M:%S}", 5.0),
        ]
        if sheet.lab:
            facts.append(("lab", sheet.lab, 5.0))
        for place, (name, value, size) in enumerate(facts):
            top = _FACTS_TOP + place * _FACT_HEIGHT
            self._canvas.text((0, top + 1, _FACT_LEFT - 2, 8), self._both(name, "\n"), _SMALL)
            self._canvas.line(
                (_FACT_LEFT, top + (7 - size) / 2, _FACT_WIDTH), value, size, least=2.6, bold=True
            )

    def _draw_code(self) -> None:
        canvas = self._canvas
        symbol = sampling_code_symbol(self._sheet.code)
        width = canvas.symbol(_QR_LEFT, _QR_TOP, symbol, _QR_SIDE)
        below = _QR_TOP + width + 1 + symbol.quiet * width / symbol.columns
        canvas.text((_QR_LEFT - 4, below, width + 8, 9), self._both("scan", "\n"), 3, centred=True)

    def _draw_counts(self) -> None:
        sheet, canvas = self._sheet, self._canvas
        counts = [
            (self._both("persons", "\n"), sheet.handover.persons),
            (self._both("tubes", "\n"), sheet.handover.tubes),
            *(
                (self._told(f"handover_sheet.of.{size}", "\n"), count)
                for size, count in sorted(sheet.by_pool_size.items())
            ),
            (self._both("short", "\n"), len(sheet.short)),
        ]
        each = WIDTH / len(counts)
        for place, (label, count) in enumerate(counts):
            left, heavy = place * each, place < 2
            box = (left, _COUNTS_TOP, each - 2, _COUNT_HEIGHT)
            canvas.frame(box, 0.8 if heavy else 0.25)
            inner = (left + 1, _COUNTS_TOP + 1.5, each - 4)
            canvas.line(inner, str(count), 8.5, least=4, bold=True, centred=True)
            below = (left + 1, _COUNTS_TOP + 13, each - 4, 8.6)
            canvas.text(below, label, 3.2, centred=True)

    def _draw_short(self) -> None:
        short = self._sheet.short
        listed = "  ".join(short[:_LISTED]) or "–"
        if len(short) > _LISTED:
            more = [
                words.text("handover_sheet.more", count=len(short) - _LISTED)
                for words in (self._first, self._second)
            ]
            listed += f"  … {' '.join(more)}"
        self._canvas.text((0, _SHORT_TOP, 38, 9), self._both("short_tubes", "\n"), _SMALL)
        self._canvas.text((40, _SHORT_TOP, 146, 14), listed, 3.6)

    def _draw_digest(self) -> None:
        canvas, top = self._canvas, _DIGEST_TOP
        canvas.text((0, top, 38, 9), self._both("digest", "\n"), _SMALL)
        canvas.line((40, top + 0.4, 60), self._sheet.digest, 4.6, bold=True)
        canvas.text((104, top, 30, 9), self._both("key", "\n"), _SMALL)
        canvas.line((136, top + 0.8, 50), self._sheet.kid.hex(), 3.6)

    def _draw_lines(self) -> None:
        canvas = self._canvas
        canvas.bar((0, _HAND_TOP - 1.5, WIDTH, 0.6))
        right = WIDTH - _HAND_WIDTH
        for place, name in enumerate(_BY_SENDER):
            self._draw_line(name, 0, place)
        for place, name in enumerate(_BY_RECEIVER):
            self._draw_line(name, right, place)
        # What differs may need more words than one line holds.
        for place in range(len(_BY_RECEIVER), len(_BY_SENDER)):
            self._draw_rule(right, place)
        canvas.text((0, _FOOT_TOP, WIDTH, HEIGHT - _FOOT_TOP), self._both("foot", "\n"), 3.1)

    def _draw_line(self, name: str, left: float, place: int) -> None:
        top = _HAND_TOP + place * _HAND_HEIGHT
        self._canvas.text((left, top + 1.5, _HAND_WIDTH, 5), self._both(name), 3.6)
        self._draw_rule(left, place)

    def _draw_rule(self, left: float, place: int) -> None:
        y = _HAND_TOP + (place + 1) * _HAND_HEIGHT - 0.5
        self._canvas.stroke((left, y), (left + _HAND_WIDTH, y), 0.25)

    def _both(self, name: str, gap: str = "  ") -> str:
        return self._told(f"handover_sheet.{name}", gap)

    def _told(self, key: str, gap: str) -> str:
        return f"{self._first.text(key)}{gap}{self._second.text(key)}"
