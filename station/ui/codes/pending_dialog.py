"""The applications that wait, over the page of who draws codes too."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from station.ui.codes.pending_list import PendingList
from station.ui.dialogs.dialog import StationDialog
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH = 620


class PendingDialog(StationDialog):
    """Shows ``pending`` until it is closed; the list is the caller's."""

    def __init__(self, parent: QWidget, theme: Theme, words: Words, pending: PendingList) -> None:
        super().__init__(parent, theme, words)
        self.setMinimumWidth(WIDTH)
        self.set_heading(words("pending.title"), words("pending.text"))
        self.body.addWidget(pending)
        self.close_button = self.add_button()
        self.close_button.setDefault(True)
        self.close_button.setText(words("common.close"))
        self.close_button.clicked.connect(self.accept)
