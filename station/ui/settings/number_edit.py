"""A field for a whole number within limits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QRegularExpressionValidator

from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme

WIDTH = 72
LARGE_STEP = 10
MOST_DIGITS = 5


class NumberEdit(LatinLineEdit):
    """Takes digits only. A number outside ``low`` to ``high`` is kept as typed, and not `fits`.

    Up and Down change it by one, PageUp and PageDown by ten, within the limits. Left empty it
    shows again what it showed. `edited`: by whoever types.
    """

    edited = Signal()

    def __init__(self, theme: Theme, low: int, high: int) -> None:
        super().__init__()
        self._low, self._high = low, high
        self._value = self._shown = low
        self.setFont(theme.font(15))
        self.setFixedWidth(WIDTH)
        self.setMaxLength(MOST_DIGITS)
        self.setValidator(QRegularExpressionValidator("[0-9]*", self))
        self.textEdited.connect(self._take)
        self.editingFinished.connect(self._settle)

    @property
    def value(self) -> int:
        return self._value

    @property
    def fits(self) -> bool:
        """Whether the number is within the limits."""
        return self._low <= self._value <= self._high

    def show_value(self, value: int) -> None:
        """Show what is set."""
        self._value = self._shown = value
        self.setText(str(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: LARGE_STEP,
            Qt.Key.Key_PageDown: -LARGE_STEP,
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.show_value(min(max(self._value + step, self._low), self._high))
        self.edited.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # An empty field is no finished edit to Qt.
        self._settle()
        super().focusOutEvent(event)

    @Slot(str)
    def _take(self, text: str) -> None:
        self._value = int(text) if text else self._shown
        self.edited.emit()

    @Slot()
    def _settle(self) -> None:
        self.setText(str(self._value))
