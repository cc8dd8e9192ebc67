"""A new password for the lab's sheets, typed twice."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from station.errors import StationError
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.theme import Theme
from station.ui.words import Words

LONGEST_PASSWORD = 255


class LabPasswordDialog(StationDialog):
    """`saving` carries the password; the answer goes to `accept` or `refuse`. No password stays in
    the fields once it is closed, as the lock does too."""

    saving = Signal(str)

    def __init__(self, parent: QWidget | None, theme: Theme, words: Words) -> None:
        super().__init__(parent, theme, words)
        self.set_heading(words("settings.lab.password_title"), words("settings.lab.password_text"))
        self._busy = False
        self.first, self.again = QLineEdit(), QLineEdit()
        rows = FormRows(theme)
        for key, edit in (("settings.lab.password", self.first), ("first.again", self.again)):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(LONGEST_PASSWORD)
            rows.add(key, edit)
        rows.set_words(words)
        self.body.addLayout(rows)
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.save = self.add_button("primary")
        self.save.setText(words("settings.lab.set"))
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.first.setFocus()

    @Slot(object)
    def refuse(self, error: StationError) -> None:
        """Say what is wrong; the password is typed anew."""
        self._set_busy(False)
        self.show_error(error)
        self._ask_again()

    def done(self, result: int) -> None:
        self.first.clear()
        self.again.clear()
        super().done(result)

    @Slot()
    def _save(self) -> None:
        if self._busy:
            return
        if self.first.text() != self.again.text():
            self.show_problem(self.words("settings.lab.password_differs"))
            self._ask_again()
            return
        self.clear_problem()
        self._set_busy(True)
        self.saving.emit(self.first.text())

    def _ask_again(self) -> None:
        self.first.clear()
        self.again.clear()
        self.first.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for edit in (self.first, self.again):
            edit.setReadOnly(busy)
