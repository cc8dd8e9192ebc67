"""The sign of a result, drawn: a tick, a cross, an exclamation mark, an i, or three dots."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from station.ui.result_shown import Kind
from station.ui.theme import Theme

SIZE = 38
_COLOURS = {
    Kind.OK: "ok",
    Kind.WARN: "warn",
    Kind.BAD: "bad",
    Kind.INFO: "brand",
    Kind.IDLE: "muted",
}
# Strokes on a square of 24; a stroke of one point is a dot.
_STROKES: dict[Kind, tuple[tuple[tuple[float, float], ...], ...]] = {
    Kind.OK: (((6.5, 12.5), (10.5, 16.5), (17.5, 8.5)),),
    Kind.BAD: (((8, 8), (16, 16)), ((16, 8), (8, 16))),
    Kind.WARN: (((12, 6.5), (12, 13.2)), ((12, 17),)),
    Kind.INFO: (((12, 11), (12, 17.2)), ((12, 7),)),
    Kind.IDLE: (((7, 12),), ((12, 12),), ((17, 12),)),
}


class SignMark(QWidget):
    """A disc in the colour of a kind with its sign cut out."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = Kind.IDLE
        self.setFixedSize(QSize(SIZE, SIZE))
        theme.changed.connect(self.update)

    @property
    def kind(self) -> Kind:
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(_COLOURS[self._kind]))
        painter.drawEllipse(QRectF(self.rect()))
        painter.scale(SIZE / 24, SIZE / 24)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(self._theme.colour("card")))
        for stroke in _STROKES[self._kind]:
            points = [QPointF(x, y) for x, y in stroke]
            if len(points) == 1:
                painter.drawPoint(points[0])
                continue
            path = QPainterPath(points[0])
            for point in points[1:]:
                path.lineTo(point)
            painter.drawPath(path)


def _pen(colour: QColor) -> QPen:
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(colour, 2.4, Qt.PenStyle.SolidLine, cap, join)
