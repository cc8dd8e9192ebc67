"""A choice of serial ports: those that are there, found by itself, or typed."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme

_BETWEEN = re.compile(r"[,;，；、]")


class PortCombo(QComboBox):
    """Holds names of ports with commas between them; without any they are found by themselves.

    `edited`: by whoever chooses or types.
    """

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setLineEdit(LatinLineEdit())
        self.setFont(theme.font(15))
        self.lineEdit().setFont(theme.font(15))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCompleter(None)
        self.addItem("", "")
        self.lineEdit().textEdited.connect(self._edit)
        self.activated.connect(self._choose)

    @property
    def ports(self) -> tuple[str, ...]:
        names = (part.strip() for part in _BETWEEN.split(self.lineEdit().text()))
        return tuple(dict.fromkeys(name for name in names if name))

    def set_automatic(self, word: str) -> None:
        """``word`` says that ports are found by themselves."""
        typed = self._typed()
        # The field takes on the text of its current item.
        self.setItemText(0, word)
        self.lineEdit().setPlaceholderText(word)
        self.lineEdit().setText(typed)

    def show_ports(self, ports: tuple[str, ...]) -> None:
        """Show what is set."""
        self.lineEdit().setText(", ".join(ports))

    def offer(self, there: tuple[str, ...]) -> None:
        """Offer the ports that are there; what is typed stays."""
        typed = self._typed()
        while self.count() > 1:
            self.removeItem(1)
        for name in there:
            self.addItem(name, name)
        self.lineEdit().setText(typed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: passing over must change nothing."""
        event.ignore()

    def _typed(self) -> str:
        text = self.lineEdit().text()
        return "" if text == self.itemText(0) else text

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.lineEdit().setText(str(self.itemData(index)))
        self.edited.emit()

    @Slot()
    def _edit(self) -> None:
        self.edited.emit()
