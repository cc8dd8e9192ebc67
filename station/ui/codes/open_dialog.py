"""Opening the desk: the issuer's key file and its passphrase."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from station.errors import StationError
from station.ui.card import text_label
from station.ui.codes.asks import OpenIssuer
from station.ui.codes_desk import CodesDesk
from station.ui.dialogs.asking_dialog import AskingDialog
from station.ui.dialogs.dialog import FormRows
from station.ui.dialogs.file_row import FileRow
from station.ui.facts import DemoHint
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words


class OpenDialog(AskingDialog):
    """Accepted once the desk is open. The passphrase is in the field only until it was tried.

    ``demo`` is told, at the demo site.
    """

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Words,
        desk: CodesDesk,
        demo: DemoHint | None = None,
    ) -> None:
        super().__init__(parent, theme, words, desk)
        self.set_heading(words("open_desk.title"), words("open_desk.text"))
        self.file = FileRow(theme)
        self.file.set_words(words)
        if desk.issuer_file is not None:
            self.file.edit.setText(str(desk.issuer_file))
        self.passphrase = LatinLineEdit()
        self.passphrase.setEchoMode(LatinLineEdit.EchoMode.Password)
        self.hint = text_label(theme, 13, tone="brand")
        self.hint.setVisible(demo is not None)
        if demo is not None:
            self.hint.setText(words("open_desk.demo", passphrase=demo.passphrase))
        self.body.addWidget(self.hint)
        rows = FormRows(theme)
        rows.add("open_desk.file", self.file.edit, self.file)
        rows.add("passphrase.field", self.passphrase)
        rows.set_words(words)
        self.body.addLayout(rows)
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = self.add_button("primary")
        self.ok.setText(words("open_desk.ok"))
        self.ok.clicked.connect(self._try)
        for edit in (self.file.edit, self.passphrase):
            edit.textChanged.connect(self._update)
        self._update()
        (self.file.edit if desk.issuer_file is None else self.passphrase).setFocus()

    def done(self, result: int) -> None:
        self.passphrase.clear()
        super().done(result)

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _update(self) -> None:
        waits = self.is_waiting
        typed = bool(self.file.edit.text().strip()) and bool(self.passphrase.text())
        self.ok.setEnabled(typed and not waits)
        self.cancel.setEnabled(not waits)
        self.file.setEnabled(not waits)
        self.passphrase.setEnabled(not waits)

    @Slot()
    def _try(self) -> None:
        if self.is_waiting or not self.ok.isEnabled():
            return
        what = OpenIssuer(self.file.path, self.passphrase.text())
        self.passphrase.clear()
        self.ask(what)
        self.problem.show_words(self.words("passphrase.checking"), tone="info")
        self.problem.show()
        self._update()

    def refuse(self, what: object, error: StationError) -> None:
        self._update()
        self.problem.show_words(self.words.title(error), self.words.next_step(error), tone="bad")
        self.passphrase.setFocus()
