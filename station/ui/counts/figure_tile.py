"""One figure with its name; pressed, it opens the list behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from station.ui.card import set_tone, text_label
from station.ui.theme import Theme

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class FigureTile(QFrame):
    opened = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("figureTile")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = text_label(theme, 12, tone="muted")
        self._value = text_label(theme, 20, bold=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 3, 4, 3)
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addWidget(self._value)

    def show_figure(self, name: str, value: str, warns: bool = False) -> None:
        """Show a figure; one that ``warns`` is something to be done."""
        self._name.setText(name)
        self._value.setText(value)
        set_tone(self._value, "tone", "warn" if warns else "")
        self.setAccessibleName(f"{name} {value}")

    @property
    def text(self) -> str:
        return self._value.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit()
