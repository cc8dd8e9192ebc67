"""A page to draw on in millimetres; codes keep to whole dots of the printer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from station.printing.symbol import Symbol

BLACK = QColor("black")
WHITE = QColor("white")
_LEAST_TEXT_MM = 2.2
LINE = 1.3
"""The height of a line by that of its text."""
# Where the foot of Latin letters is, from the line's top by the text's height.
_BASE = 1.03


class Canvas:
    """Draws black on white with ``painter``, whose device has ``per_mm`` dots a millimetre.

    Boxes are left, top, width and height in mm from the painter's origin. ``families`` are the
    faces of the text, the best first.
    """

    def __init__(self, painter: QPainter, per_mm: float, families: Sequence[str]) -> None:
        self._painter = painter
        self._per_mm = per_mm
        self._families = list(families)
        self._faces: dict[tuple[int, bool], tuple[QFont, QFontMetricsF]] = {}
        self._wraps: dict[tuple[str, float, float, int, bool], list[str]] = {}

    def text(
        self,
        box: tuple[float, float, float, float],
        text: str,
        size: float,
        *,
        bold: bool = False,
        centred: bool = False,
        colour: QColor = BLACK,
    ) -> None:
        """Write ``text`` at the top of a box, wrapped, ``size`` mm high or as much as fits."""
        align = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        flags = Qt.TextFlag.TextWordWrap.value | (align | Qt.AlignmentFlag.AlignTop).value
        room = self._dots(*box)
        font = self._font(size, bold)
        while size > _LEAST_TEXT_MM and not _fits(font, room, flags, text):
            size -= 0.1
            font = self._font(size, bold)
        self._painter.setFont(font)
        self._painter.setPen(colour)
        self._painter.drawText(room, flags, text)

    def symbol(
        self, left: float, top: float, symbol: Symbol, width: float, height: float | None = None
    ) -> float:
        """Draw a code, at least ``width`` mm wide, and return its width in mm.

        ``left`` and ``top`` are those of its dark modules; its quiet zone lies around them and is
        the caller's to keep free. ``height`` is that of bars. A module is a whole number of dots,
        so that all are alike at the printer's resolution.
        """
        dots = max(1, math.ceil(width * self._per_mm / symbol.columns))
        row_dots = dots if height is None else round(height * self._per_mm)
        x, y = round(left * self._per_mm), round(top * self._per_mm)
        self._modules(symbol, x, y, dots, row_dots)
        return symbol.columns * dots / self._per_mm

    def symbol_in(self, left: float, top: float, room: float, symbol: Symbol) -> float:
        """Draw a code as wide as it fits into a square of ``room`` mm; return its width in mm.

        Its quiet zone lies within the square, in whose middle the code is. A module is a whole
        number of dots, one at least.
        """
        dots = max(1, math.floor(room * self._per_mm / (symbol.columns + 2 * symbol.quiet)))
        side = symbol.columns * dots
        x, y = (
            round(each * self._per_mm + (room * self._per_mm - side) / 2) for each in (left, top)
        )
        self._modules(symbol, x, y, dots, dots)
        return side / self._per_mm

    def line(
        self,
        box: tuple[float, float, float],
        text: str,
        size: float,
        *,
        least: float | None = None,
        bold: bool = False,
        centred: bool = False,
        colour: QColor = BLACK,
    ) -> float:
        """Write ``text`` on one line in a box of left, top and width; return its own width in mm.

        Text that is too long is written smaller, down to ``least`` mm, and then cut with an
        ellipsis. The line is `LINE` times ``size`` high, whatever face it is written in; smaller
        text stands in its middle.
        """
        middle = box[1] + LINE * size / 2
        left, width = box[0] * self._per_mm, box[2] * self._per_mm
        font, metrics = self._face(size, bold)
        needed = metrics.horizontalAdvance(text)
        if needed > width:
            # A face has a whole number of dots, here never one too many.
            fitting = math.floor(size * width / needed * self._per_mm) / self._per_mm
            size = max(least or size, fitting)
            font, metrics = self._face(size, bold)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            needed = metrics.horizontalAdvance(text)
        self._painter.setFont(font)
        self._painter.setPen(colour)
        x = left + (width - needed) / 2 if centred else left
        foot = (middle + (_BASE - LINE / 2) * size) * self._per_mm
        self._painter.drawText(QPointF(x, foot), text)
        return needed / self._per_mm

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide ``text`` is on one line, in mm."""
        return self._face(size, bold)[1].horizontalAdvance(text) / self._per_mm

    def wrapped(
        self, text: str, width: float, size: float, most: int, *, bold: bool = False
    ) -> list[str]:
        """Return ``text`` in at most ``most`` lines of ``width`` mm, the last one with the rest."""
        key = (text, width, size, most, bold)
        if key not in self._wraps:
            self._wraps[key] = self._wrap(*key)
        return self._wraps[key]

    def badge(
        self, box: tuple[float, float, float, float], colour: QColor = BLACK, corner: float = 1.0
    ) -> None:
        """Fill a box with round corners."""
        self._painter.setBrush(colour)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.drawRoundedRect(
            self._dots(*box), corner * self._per_mm, corner * self._per_mm
        )

    def stroke(self, start: tuple[float, float], end: tuple[float, float], line: float) -> None:
        """Draw a line ``line`` mm wide."""
        pen = QPen(BLACK, line * self._per_mm, c=Qt.PenCapStyle.FlatCap)
        self._painter.setPen(pen)
        ends = (QPointF(x * self._per_mm, y * self._per_mm) for x, y in (start, end))
        self._painter.drawLine(*ends)

    def frame(self, box: tuple[float, float, float, float], line: float) -> None:
        """Draw a frame with lines of ``line`` mm within the box."""
        inset = line * self._per_mm / 2
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(BLACK, line * self._per_mm))
        corner = 2 * self._per_mm
        room = self._dots(*box).adjusted(inset, inset, -inset, -inset)
        self._painter.drawRoundedRect(room, corner, corner)

    def bar(self, box: tuple[float, float, float, float]) -> None:
        """Fill a box with black."""
        self._painter.fillRect(self._dots(*box), BLACK)

    def _modules(self, symbol: Symbol, x: int, y: int, dots: int, row_dots: int) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(BLACK)
        # All in one go and as QRectF: a PDF then has one path, without seams between the rows.
        self._painter.drawRects(
            [
                QRectF(x + first * dots, y + row * row_dots, length * dots, row_dots)
                for row, first, length in symbol.runs()
            ]
        )

    def _wrap(self, text: str, width: float, size: float, most: int, bold: bool) -> list[str]:
        layout = QTextLayout(text, self._face(size, bold)[0])
        layout.setTextOption(_word_or_anywhere())
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) < most and (line := layout.createLine()).isValid():
            line.setLineWidth(width * self._per_mm)
            starts.append(line.textStart())
        layout.endLayout()
        # Qt counts in UTF-16, where a rare character is two.
        units = text.encode("utf-16-le")
        ends = [*starts[1:], len(units) // 2]
        parts = zip(starts, ends, strict=True)
        return [units[2 * first : 2 * end].decode("utf-16-le").strip() for first, end in parts]

    def _face(self, size: float, bold: bool) -> tuple[QFont, QFontMetricsF]:
        key = (round(size * self._per_mm), bold)
        if key not in self._faces:
            font = self._font(size, bold)
            self._faces[key] = (font, QFontMetricsF(font))
        return self._faces[key]

    def _font(self, size: float, bold: bool) -> QFont:
        font = QFont(self._families)
        font.setPixelSize(max(1, round(size * self._per_mm)))
        font.setBold(bold)
        return font

    def _dots(self, left: float, top: float, width: float, height: float) -> QRectF:
        each = self._per_mm
        return QRectF(left * each, top * each, width * each, height * each)


def _word_or_anywhere() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _fits(font: QFont, room: QRectF, flags: int, text: str) -> bool:
    needed = QFontMetricsF(font).boundingRect(room, flags, text)
    return needed.width() <= room.width() and needed.height() <= room.height()
