"""How the last backup goes, once the window has closed."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar

from station.ui.dialogs.dialog import StationDialog
from station.ui.theme import Theme
from station.ui.words import Words


class BackupDialog(StationDialog):
    """A bar and a button to give the backup up: closing the dialog is the same."""

    cancel_asked = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(None, theme, words)
        self.set_heading(words("backup.closing"), words("backup.closing_text"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setFont(theme.font(13))
        self.body.addWidget(self.bar)
        self.give_up = self.add_button()
        self.give_up.setText(words("backup.give_up"))
        self.give_up.clicked.connect(self.reject)
        self.rejected.connect(self.cancel_asked)

    @Slot(float)
    def show_progress(self, done: float) -> None:
        """Show how much is done, 0 to 1."""
        self.bar.setValue(round(done * 100))
