"""A page to draw on in millimetres; codes keep to whole dots of the printer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from station.printing.symbol import Symbol

BLACK = QColor("black")
WHITE = QColor("white")
_LEAST_TEXT_MM = 2.2


class Canvas:
    """Draws black on white with ``painter``, whose device has ``per_mm`` dots a millimetre.

    Boxes are left, top, width and height in mm from the painter's origin. ``families`` are the
    faces of the text, the best first.
    """

    def __init__(self, painter: QPainter, per_mm: float, families: Sequence[str]) -> None:
        self._painter = painter
        self._per_mm = per_mm
        self._families = list(families)

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
        # One path, so that no viewer shows seams between the rows.
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for row, first, length in symbol.runs():
            path.addRect(x + first * dots, y + row * row_dots, length * dots, row_dots)
        self._painter.fillPath(path, QBrush(BLACK))
        return symbol.columns * dots / self._per_mm

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

    def _font(self, size: float, bold: bool) -> QFont:
        font = QFont(self._families)
        font.setPixelSize(max(1, round(size * self._per_mm)))
        font.setBold(bold)
        return font

    def _dots(self, left: float, top: float, width: float, height: float) -> QRectF:
        each = self._per_mm
        return QRectF(left * each, top * each, width * each, height * each)


def _fits(font: QFont, room: QRectF, flags: int, text: str) -> bool:
    needed = QFontMetricsF(font).boundingRect(room, flags, text)
    return needed.width() <= room.width() and needed.height() <= room.height()
