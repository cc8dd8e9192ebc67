"""A chip of the top bar: a dot and a word for a device that is there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from station.ui.card import text_label
from station.ui.theme import Theme

DOT = 9


class Dot(QWidget):
    """A small disc in a colour of the theme."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._token = "ok"
        self.setFixedSize(QSize(DOT, DOT))
        theme.changed.connect(self.update)

    def set_token(self, token: str) -> None:
        self._token = token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.colour(self._token))
        painter.setBrush(self._theme.colour(self._token))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class Chip(QFrame):
    """What a device is and how it does, in a word; hidden until there is something to say."""

    def __init__(self, theme: Theme, dotted: bool = True) -> None:
        super().__init__()
        self.setObjectName("chip")
        self._dot = Dot(theme)
        self._dot.setVisible(dotted)
        self._label = text_label(theme, 14)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 12, 2)
        row.setSpacing(7)
        row.addWidget(self._dot)
        row.addWidget(self._label)

    @property
    def text(self) -> str:
        return self._label.text()

    def show_text(self, text: str, token: str = "ok") -> None:
        """Show ``text`` beside a dot in the colour of ``token``."""
        if text != self._label.text():
            self._label.setText(text)
            self.setAccessibleName(text)
        self._dot.set_token(token)
