"""Bars of figures, each to be opened by a click, or by the arrows and Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.printing.qt_bars import Bar, BarLook, draw_bars
from station.ui.theme import Theme

PIXELS = 12
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class BarView(QWidget):
    """`opened` carries the number of the bar."""

    opened = Signal(int)

    def __init__(self, theme: Theme, least: int) -> None:
        """``least``: the least height, in pixels."""
        super().__init__()
        self._theme = theme
        self._least = least
        self._bars: tuple[Bar, ...] = ()
        self._columns: list[QRectF] = []
        self._chosen = 0
        self._title = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(500, self._least)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self._least)

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self._bars

    @property
    def chosen(self) -> int:
        """The bar that the keyboard is at."""
        return self._chosen

    def show_bars(self, title: str, bars: Sequence[Bar]) -> None:
        """Show ``bars``; ``title`` says what they are of, to who does not see them."""
        if tuple(bars) != self._bars or title != self._title:
            self._bars, self._title = tuple(bars), title
            self._choose(self._chosen)
            self.update()

    # --- what Qt calls -------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = self._theme.colour
        look = BarLook(
            self._theme.font(PIXELS),
            colour("brand_bar"),
            colour("line"),
            colour("muted"),
            colour("brand"),
            self._chosen if self.hasFocus() and self._bars else None,
        )
        painter = QPainter(self)
        self._columns = draw_bars(painter, QRectF(self.rect()), self._bars, look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._choose(self._chosen + _STEPS[key])
        elif key in _ENDS:
            self._choose(_ENDS[key] % max(len(self._bars), 1))
        elif key in _OPENS and self._bars:
            self.opened.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if number is not None:
            self._choose(number)
            self.opened.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        hand = Qt.CursorShape.PointingHandCursor if number is not None else None
        self.setCursor(hand or Qt.CursorShape.ArrowCursor)
        self.setToolTip("" if number is None else self._told(number))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # --- inside --------------------------------------------------------------------------------

    def _at(self, point: QPointF) -> int | None:
        found = (number for number, each in enumerate(self._columns) if each.contains(point))
        return next(found, None)

    def _choose(self, number: int) -> None:
        self._chosen = min(max(number, 0), max(len(self._bars) - 1, 0))
        told = self._told(self._chosen) if self._bars else ""
        self.setAccessibleName(f"{self._title} {told}".strip())
        self.update()

    def _told(self, number: int) -> str:
        bar = self._bars[number]
        return f"{bar.label}  {bar.value:,}"
