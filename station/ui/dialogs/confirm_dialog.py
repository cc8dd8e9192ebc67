"""A question with two answers, of which doing nothing is the easy one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from station.ui.dialogs.dialog import StationDialog
from station.ui.theme import Theme
from station.ui.words import Words


class ConfirmDialog(StationDialog):
    """Accepted if the operator says so; Esc and Enter both leave things as they are.

    ``key`` names the words `confirm.KEY_title`, `_text` and `_ok`; ``params`` fill them.
    """

    def __init__(
        self, parent: QWidget | None, theme: Theme, words: Words, key: str, **params: object
    ) -> None:
        super().__init__(parent, theme, words)
        title = words(f"confirm.{key}_title", **params)
        self.set_heading(title, words(f"confirm.{key}_text", **params))
        self.ok = self.add_button("danger")
        self.ok.setText(words(f"confirm.{key}_ok"))
        self.ok.clicked.connect(self.accept)
        self.cancel = self.add_button("primary")
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.cancel.setFocus()
