"""Bars of persons by hour, drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.ui.theme import Theme

FEWEST_HOURS = 8
TALLEST = 240
AXIS = 18
TOP = 16
GAP = 6
RADIUS = 3


def shown_hours(by_hour: tuple[int, ...], hour: int) -> range:
    """Return the hours to draw: from the first with anybody to the present one, 8 at least."""
    busy = [i for i, count in enumerate(by_hour) if count]
    first = min([*busy, hour])
    last = max([*busy, hour])
    missing = max(FEWEST_HOURS - (last - first + 1), 0)
    first = max(first - missing, 0)
    last = min(max(last, first + FEWEST_HOURS - 1), 23)
    return range(first, last + 1)


class HourChart(QWidget):
    """One bar an hour; the present hour is darker, the highest one says its number."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._by_hour: tuple[int, ...] = (0,) * 24
        self._hour = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(TALLEST)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(260, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 70)

    def show_counts(self, by_hour: tuple[int, ...], hour: int) -> None:
        """Show 24 numbers of persons; ``hour`` is the present one."""
        if (by_hour, hour) != (self._by_hour, self._hour):
            self._by_hour = by_hour
            self._hour = hour
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(11))
        hours = shown_hours(self._by_hour, self._hour)
        highest = max(max(self._by_hour), 1)
        step = self.width() / len(hours)
        room = self.height() - AXIS - TOP
        colour = self._theme.colour
        for i, hour in enumerate(hours):
            count = self._by_hour[hour]
            height = room * count / highest
            bar = QRectF(i * step + GAP / 2, TOP + room - height, step - GAP, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("brand" if hour == self._hour else "brand_bar"))
            if count:
                painter.drawRoundedRect(bar, RADIUS, RADIUS)
            painter.setPen(colour("muted"))
            if count and (count == highest or hour == self._hour):
                top = QRectF(i * step - GAP, bar.top() - TOP, step + 2 * GAP, TOP)
                painter.drawText(top, Qt.AlignmentFlag.AlignCenter, str(count))
            foot = QRectF(i * step, self.height() - AXIS + 2, step, AXIS - 2)
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, str(hour))
        painter.setPen(colour("line"))
        painter.drawLine(0, TOP + room, self.width(), TOP + room)
