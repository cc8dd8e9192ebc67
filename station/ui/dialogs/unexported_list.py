"""Boxed batches whose sheet is still to be written."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from station.domain.batch import Batch
from station.ui.card import push_button, text_label
from station.ui.theme import Theme
from station.ui.words import Words

MOST_ROWS = 3
FRAME = 14


class UnexportedList(QWidget):
    """Hidden while there is nothing to export; `export_asked` carries a batch's number."""

    export_asked = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._words = words
        self._batches: tuple[Batch, ...] = ()
        heading = text_label(theme, 14, bold=True)
        heading.setText(words("box.unexported"))
        self.list = QListWidget()
        self.list.setFont(theme.font(14))
        self.list.setAccessibleName(words("box.unexported"))
        self.list.itemActivated.connect(self._ask)
        self.button = push_button(theme)
        self.button.setText(words("box.export_again"))
        self.button.clicked.connect(self._ask)
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading)
        column.addLayout(row)
        self.hide()

    def show_batches(self, batches: tuple[Batch, ...]) -> None:
        self.setVisible(bool(batches))
        if batches == self._batches:
            return
        self._batches = batches
        self.list.clear()
        for batch in batches:
            self.list.addItem(
                self._words(
                    "box.batch",
                    number=batch.number,
                    box=batch.box_code or "—",
                    version=batch.version,
                )
            )
        self.list.setCurrentRow(0)
        rows = min(len(batches), MOST_ROWS)
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + FRAME)

    @Slot()
    def _ask(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._batches):
            self.export_asked.emit(self._batches[row].number)
