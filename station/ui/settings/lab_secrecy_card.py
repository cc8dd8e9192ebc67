"""How the lab's sheets are kept secret: not, under a password, or sealed to the lab's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from station.domain.lab_key import HEX_DIGITS, is_lab_key
from station.errors import StationError
from station.lab_options import LabOptions
from station.ui.card import Card, push_button, text_label
from station.ui.file_dialog import set_file_words
from station.ui.lab_desk import AskPassword, ClearPassword, LabDesk, ReadLabKey, SetPassword
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.notice import Notice
from station.ui.settings.lab_password_dialog import LabPasswordDialog
from station.ui.settings.section import Labelled, choose, combo_box
from station.ui.theme import Theme
from station.ui.words import Words

SECRECIES = ("none", "password", "lab_key")


class LabSecrecyCard(Card):
    """`edited`: a field was changed. The password is set and cleared at once, and never shown."""

    edited = Signal()

    def __init__(self, theme: Theme, desk: LabDesk) -> None:
        super().__init__(theme)
        self._theme = theme
        self._desk = desk
        self._filling = False
        self._dialog: LabPasswordDialog | None = None
        self.has_password: bool | None = None
        self.secrecy = combo_box(theme)
        self.state = text_label(theme, 14)
        self.set_button = push_button(theme)
        self.clear_button = push_button(theme, "danger")
        self.key = LatinLineEdit()
        self.key.setFont(theme.font(13, mono=True))
        self.choose_button = push_button(theme)
        self.problem = Notice(theme, "bad", 14)
        self.problem.hide()
        self.note = text_label(theme, 13, tone="muted")
        self.note.setWordWrap(True)
        self._chosen_row = Labelled(theme, self.secrecy)
        self._password_row = Labelled(theme, self.state, self.set_button, self.clear_button)
        self._key_row = Labelled(theme, self.key)
        self._key_row.layout().addWidget(self.choose_button)
        for row in (self._chosen_row, self._password_row, self._key_row, self.problem, self.note):
            self.body.addWidget(row)
        self.secrecy.currentIndexChanged.connect(self._change)
        self.key.textChanged.connect(self._tell)
        self.set_button.clicked.connect(self._ask_password)
        self.clear_button.clicked.connect(lambda: desk.ask(ClearPassword()))
        self.choose_button.clicked.connect(self._ask_file)
        desk.answered.connect(self._take)
        desk.failed.connect(self._take_failure)

    @property
    def chosen(self) -> str:
        return str(self.secrecy.currentData() or SECRECIES[0])

    def set_words(self, words: Words) -> None:
        self._filling = True
        self._words = words
        self.heading.setText(words("settings.lab.secrecy_title"))
        chosen = self.chosen
        self.secrecy.clear()
        for each in SECRECIES:
            self.secrecy.addItem(words(f"settings.lab.secrecy_{each}"), each)
        choose(self.secrecy, chosen)
        self._chosen_row.set_word(words("settings.lab.secrecy"))
        self._password_row.set_word(words("settings.lab.password"))
        self._key_row.set_word(words("settings.lab.key"))
        self.key.setPlaceholderText(words("settings.lab.key_hint", digits=HEX_DIGITS))
        self.set_button.setText(words("settings.lab.set"))
        self.clear_button.setText(words("settings.lab.clear"))
        self.choose_button.setText(words("settings.lab.choose"))
        self._filling = False
        self._show()

    def show_values(self, options: LabOptions) -> None:
        self._filling = True
        choose(self.secrecy, options.secrecy)
        self.key.setText(options.key)
        self.key.setCursorPosition(0)
        self._filling = False
        self._show()

    def changed(self, options: LabOptions) -> LabOptions:
        return replace(options, secrecy=self.chosen, key=self._typed())

    def fields(self) -> Mapping[str, QWidget]:
        return {"lab.secrecy": self.secrecy, "lab.key": self.key}

    def fault(self) -> tuple[str, str] | None:
        """A key that is none, or sheets under a password that was not set."""
        typed = self._typed()
        if typed and not is_lab_key(typed):
            return "lab.key", self._words("settings.lab.key_wrong", digits=HEX_DIGITS)
        if self.chosen == "password" and self.has_password is False:
            return "lab.secrecy", self._words("settings.lab.password_first")
        return None

    def refresh(self) -> None:
        """Ask whether there is a password."""
        self._desk.ask(AskPassword())

    def leave(self) -> None:
        """The card is not shown any more: its dialog goes, with what was typed into it."""
        self.problem.hide()
        if self._dialog is not None:
            self._dialog.reject()

    # --- inside --------------------------------------------------------------------------------

    def _typed(self) -> str:
        return "".join(self.key.text().split()).lower()

    def _show(self) -> None:
        chosen, words = self.chosen, self._words
        self._password_row.setVisible(chosen == "password")
        self._key_row.setVisible(chosen == "lab_key")
        self.note.setText(words(f"settings.lab.about_{chosen}"))
        known = {None: "", True: "password_set", False: "password_none"}[self.has_password]
        self.state.setText(words(f"settings.lab.{known}") if known else "")
        if not self.has_password and self.clear_button.hasFocus():
            self.set_button.setFocus()
        self.clear_button.setEnabled(bool(self.has_password))

    @Slot()
    def _change(self) -> None:
        if not self._filling:
            self.problem.hide()
            self._show()
            self.edited.emit()

    @Slot()
    def _tell(self) -> None:
        if not self._filling:
            self.problem.hide()
            self.edited.emit()

    @Slot()
    def _ask_password(self) -> None:
        dialog = LabPasswordDialog(self.window(), self._theme, self._words)
        self._dialog = dialog
        dialog.saving.connect(lambda password: self._desk.ask(SetPassword(password)))
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    @Slot()
    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self._words("settings.lab.key"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        set_file_words(dialog, self._words)
        dialog.fileSelected.connect(lambda path: self._desk.ask(ReadLabKey(Path(path))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if isinstance(what, ReadLabKey):
            self.key.setText(str(answer))
            self.key.setCursorPosition(0)
            return
        self.has_password = bool(answer)
        if isinstance(what, SetPassword) and self._dialog is not None:
            self._dialog.accept()
        self.problem.hide()
        self._show()

    @Slot(object, object)
    def _take_failure(self, what: object, error: StationError) -> None:
        if isinstance(what, SetPassword) and self._dialog is not None:
            self._dialog.refuse(error)
            return
        self.problem.show_words(self._words.title(error), self._words.next_step(error))
        self.problem.show()
