"""A public key that the next trust list is to hold: its name, where it is, until when it signs."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from station.services.trust_changes import KeyKind, KeyWish
from station.ui.dialogs.asking_dialog import AskingDialog
from station.ui.dialogs.dialog import FormRows
from station.ui.dialogs.file_row import FileRow
from station.ui.keys_desk import KeysDesk
from station.ui.settings.day_edit import day_edit, day_of
from station.ui.settings.key_asks import CheckKey
from station.ui.settings.number_edit import NumberEdit
from station.ui.theme import Theme
from station.ui.words import Words

MOST_DAYS = 30


class TrustKeyDialog(AskingDialog):
    """`checked` carries the `ListedKey` once it was found good; the dialog closes then."""

    checked = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Words,
        desk: KeysDesk,
        kind: KeyKind,
        until: date,
    ) -> None:
        super().__init__(parent, theme, words, desk)
        self._kind = kind
        self.set_heading(
            words(f"issuing.add_{kind.value}_title"), words(f"issuing.add_{kind.value}_text")
        )
        self.name = QLineEdit()
        self.name.setMaxLength(64)
        self.key = FileRow(theme)
        self.key.set_words(words)
        self.until = day_edit(theme, until)
        self.days = NumberEdit(theme, 1, MOST_DAYS)
        self.days.show_value(MOST_DAYS)
        rows = FormRows(theme)
        rows.add("issuing.key", self.key.edit, self.key)
        rows.add(f"issuing.{kind.value}_name", self.name)
        rows.add("issuing.column_until", self.until)
        if kind is KeyKind.ISSUER:
            rows.add("issuing.days", self.days)
        rows.set_words(words)
        self.body.addLayout(rows)
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = self.add_button("primary")
        self.ok.setText(words("issuing.take"))
        self.ok.clicked.connect(self._try)
        self.key.edit.setFocus()

    @Slot()
    def _try(self) -> None:
        text = self.key.edit.text().strip()
        if not text:
            self.show_problem(self.words("keys.empty", what=self.words("issuing.key")))
            self.key.edit.setFocus()
            return
        until, days = day_of(self.until), self.days.value
        self.ask(CheckKey(KeyWish(self._kind, self.name.text(), text, until, days)))

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if what is self._asked and what is not None:
            self.checked.emit(answer)
            self.accept()
