"""Giving a known person another name, as after a marriage: their codes end with the old one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from station.domain.code_desk import DeskPerson
from station.domain.person import NAME_LENGTH
from station.errors import StationError
from station.ui.codes.asks import Enrol
from station.ui.codes_desk import CodesDesk
from station.ui.dialogs.asking_dialog import AskingDialog
from station.ui.dialogs.dialog import FormRows
from station.ui.theme import Theme
from station.ui.words import Words


class RenameDialog(AskingDialog):
    """Sends `Enrol` with the name that was typed."""

    def __init__(
        self, parent: QWidget, theme: Theme, words: Words, desk: CodesDesk, person: DeskPerson
    ) -> None:
        super().__init__(parent, theme, words, desk)
        self._person = person.person
        number = words.masked_number(self._person)
        self.set_heading(words("rename.title"), words("rename.text", number=number))
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LENGTH)
        rows = FormRows(theme)
        rows.add("codes.field.name", self.name)
        rows.set_words(words)
        self.body.addLayout(rows)
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = self.add_button("primary")
        self.ok.setText(words("confirm.renamed_ok"))
        self.ok.clicked.connect(self._send)
        self.name.setFocus()

    @Slot()
    def _send(self) -> None:
        try:
            person = replace(self._person, name=self.name.text().strip())
        except StationError as error:
            self.show_error(error)
            return
        self.ask(Enrol(person, renamed=True))
