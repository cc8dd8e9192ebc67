"""The kind of the next tube: single, or a pool of 5, 10 or 20."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from station.ui.card import push_button, text_label
from station.ui.theme import Theme
from station.ui.words import Words


class KindChooser(QWidget):
    """A row of buttons of which one is down; `chosen` carries the pool size."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, words: Words, sizes: tuple[int, ...]) -> None:
        super().__init__()
        self._label = text_label(theme, 13, tone="muted")
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._label)
        row.addSpacing(4)
        for size in sizes:
            button = push_button(theme, "segment", pixels=13)
            button.setCheckable(True)
            self._group.addButton(button, size)
            row.addWidget(button, 1)
        self._group.idClicked.connect(self._choose)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._label.setText(words("tube.next_kind"))
        for button in self._group.buttons():
            size = self._group.id(button)
            button.setText(words(f"tube.kinds_{size}"))
            button.setAccessibleName(f"{words('tube.next_kind')}: {words.pool(size)}")

    def show_size(self, size: int) -> None:
        """Show ``size`` as chosen, without a word to anybody."""
        button = self._group.button(size)
        if button is not None:
            button.setChecked(True)

    @Slot(int)
    def _choose(self, size: int) -> None:
        self.chosen.emit(size)
