"""The places of a tube, drawn: taken, just taken, taken and withdrawn, free."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.tube import Tube
from station.ui.theme import Theme

GAP = 7
HEIGHT = 92
RADIUS = 7
_COLUMNS = {1: 1, 5: 5, 10: 5, 20: 10}


class Place(Enum):
    """What a place is. ``LOST``: the swab is in, the registration is withdrawn."""

    FREE = "free"
    TAKEN = "taken"
    LATEST = "latest"
    LOST = "lost"


def places_of(tube: Tube) -> list[Place]:
    """Return what each of the tube's places is, from place 1 on."""
    places = [Place.FREE] * tube.pool_size
    for holding in tube.holdings:
        places[holding.place - 1] = Place.TAKEN if holding.in_force else Place.LOST
    if tube.holdings and tube.holdings[-1].in_force:
        places[tube.holdings[-1].place - 1] = Place.LATEST
    return places


class PoolGrid(QWidget):
    """Paints the places of one tube, numbered, in a fixed height."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._places: list[Place] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(260, HEIGHT)

    @property
    def places(self) -> list[Place]:
        return self._places

    def show_places(self, places: list[Place]) -> None:
        if places != self._places:
            self._places = places
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._places:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = _COLUMNS[len(self._places)]
        rows = -(-len(self._places) // columns)
        width = (self.width() - GAP * (columns - 1)) / columns
        height = (HEIGHT - GAP) / 2 if rows > 1 else min(HEIGHT * 0.6, 56)
        painter.setFont(self._theme.font(15 if columns <= 5 else 12, bold=True))
        for i, place in enumerate(self._places):
            row, column = divmod(i, columns)
            box = QRectF(column * (width + GAP), row * (height + GAP), width, height)
            self._paint_place(painter, box.adjusted(1, 1, -1, -1), place, str(i + 1))

    def _paint_place(self, painter: QPainter, box: QRectF, place: Place, number: str) -> None:
        colour = self._theme.colour
        if place is Place.FREE:
            painter.setPen(QPen(colour("field_line"), 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ink = colour("muted")
        elif place is Place.LOST:
            painter.setPen(QPen(colour("warn"), 1.4))
            painter.setBrush(colour("warn_ground"))
            ink = colour("warn")
        else:
            fill = "ok" if place is Place.LATEST else "brand"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(fill))
            ink = colour("on_ok" if place is Place.LATEST else "on_brand")
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number)
        if place is Place.LOST:
            painter.setPen(QPen(colour("warn"), 1.6))
            painter.drawLine(box.topLeft(), box.bottomRight())
