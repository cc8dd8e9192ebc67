"""Leaving the settings page with changes that are not in force."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from station.ui.dialogs.dialog import StationDialog
from station.ui.theme import Theme
from station.ui.words import Words


class Leaving(Enum):
    """What is to become of the changes."""

    APPLY = "apply"
    DISCARD = "discard"


class UnsavedDialog(StationDialog):
    """`answered` carries a `Leaving`; Esc, and the other button, stay on the page."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None, theme: Theme, words: Words) -> None:
        super().__init__(parent, theme, words)
        self.set_heading(words("unsaved.title"), words("unsaved.text"))
        self.discard = self.add_button("danger")
        self.stay = self.add_button()
        self.apply = self.add_button("primary")
        for button, key in (
            (self.discard, "unsaved.discard"),
            (self.stay, "unsaved.stay"),
            (self.apply, "unsaved.apply"),
        ):
            button.setText(words(key))
        self.discard.clicked.connect(lambda: self._answer(Leaving.DISCARD))
        self.apply.clicked.connect(lambda: self._answer(Leaving.APPLY))
        self.stay.clicked.connect(self.reject)
        # Guns send Enter: it leaves things as they are.
        self.stay.setDefault(True)
        self.stay.setFocus()

    def _answer(self, leaving: Leaving) -> None:
        self.accept()
        self.answered.emit(leaving)
