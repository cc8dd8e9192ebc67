"""A fault in words: a known one with what to do, or a bug, which is shown once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from station.errors import StationError
from station.ui.dialogs.dialog import StationDialog
from station.ui.theme import Theme
from station.ui.words import Words


class FaultDialog(StationDialog):
    """Says what happened. ``error`` is None for a bug: nothing of it is shown but that it was."""

    def __init__(
        self, parent: QWidget | None, theme: Theme, words: Words, error: StationError | None
    ) -> None:
        super().__init__(parent, theme, words)
        if error is None:
            self.set_heading(words("fault.bug_title"), words("fault.bug_next"))
        else:
            self.set_heading(words.title(error), words.next_step(error))
        self.close_button = self.add_button("primary")
        self.close_button.setText(words("common.close"))
        self.close_button.clicked.connect(self.accept)
