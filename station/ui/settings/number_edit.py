"""A field for a whole number within limits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent

from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme

WIDTH = 72
LARGE_STEP = 10


class NumberEdit(LatinLineEdit):
    """Takes digits only; what is left outside ``low`` to ``high`` becomes the nearest limit.

    Up and Down change it by one, PageUp and PageDown by ten. `edited`: by whoever types.
    """

    edited = Signal()

    def __init__(self, theme: Theme, low: int, high: int) -> None:
        super().__init__()
        self._low, self._high = low, high
        self._value = low
        self.setFont(theme.font(15))
        self.setFixedWidth(WIDTH)
        self.setValidator(QIntValidator(0, high, self))
        self.textEdited.connect(self._take)
        self.editingFinished.connect(self._settle)

    @property
    def value(self) -> int:
        return self._value

    def show_value(self, value: int) -> None:
        """Show what is set."""
        self._value = min(max(value, self._low), self._high)
        self.setText(str(self._value))

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
        self.show_value(self._value + step)
        self.edited.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # An empty field is no finished edit to Qt.
        self._settle()
        super().focusOutEvent(event)

    @Slot(str)
    def _take(self, text: str) -> None:
        if text:
            self._value = min(max(int(text), self._low), self._high)
        self.edited.emit()

    @Slot()
    def _settle(self) -> None:
        self.show_value(self._value)
