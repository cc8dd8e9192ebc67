"""Dialogs that ask for passphrases and change keys: what was typed is gone once it was tried."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from station.passphrase import SHORTEST_PASSPHRASE
from station.ui.dialogs.asking_dialog import AskingDialog
from station.ui.dialogs.dialog import FormRows
from station.ui.dialogs.file_row import FileRow
from station.ui.dialogs.twice_field import TwiceField
from station.ui.keys_desk import KeysDesk
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.notice import Notice
from station.ui.theme import Theme
from station.ui.words import Words

Secrets = dict[str, str]


class KeyDialog(AskingDialog):
    """Words are `keys.KEY_title`, `_text` and `_ok`; ``warning`` shows `keys.KEY_warning`.

    Rows are added by `add_file`, `add_secret`, `add_twice`; then `begin` is told what to ask,
    given the secrets by their names. `fault` may be set to find what else is wrong.
    """

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Words,
        desk: KeysDesk,
        key: str,
        warning: bool = False,
        **params: object,
    ) -> None:
        super().__init__(parent, theme, words, desk)
        self.set_heading(words(f"keys.{key}_title"), words(f"keys.{key}_text", **params))
        if warning:
            self.warning = Notice(theme, "warn", 14)
            self.warning.show_words(words(f"keys.{key}_warning"))
            self.body.addWidget(self.warning)
        self.rows = FormRows(theme)
        self.body.addLayout(self.rows)
        self.files: dict[str, FileRow] = {}
        self.secrets: dict[str, LatinLineEdit] = {}
        self.twice: dict[str, TwiceField] = {}
        self._make: Callable[[Secrets], object] | None = None
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = self.add_button("danger" if warning else "primary")
        self._ok_word = words(f"keys.{key}_ok")
        self.ok.setText(self._ok_word)
        self.ok.clicked.connect(self._try)

    def add_file(self, key: str, folder: bool = False) -> FileRow:
        """Add a row for a file's or folder's path under the word ``key``."""
        row = FileRow(self.theme, folder)
        row.set_words(self.words)
        self.rows.add(key, row.edit, row)
        self.files[key] = row
        return row

    def add_secret(self, key: str) -> LatinLineEdit:
        """Add a hidden field."""
        edit = LatinLineEdit()
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.rows.add(key, edit)
        self.secrets[key] = edit
        return edit

    def add_twice(self, key: str) -> TwiceField:
        """Add two hidden fields, for a secret that is chosen."""
        field = TwiceField(self.theme)
        field.set_words(self.words)
        self.rows.add(key, field.first, field)
        self.twice[key] = field
        return field

    def begin(self, make: Callable[[Secrets], object]) -> None:
        """All rows are there; ``make`` returns what to ask."""
        self._make = make
        self.rows.set_words(self.words)
        self._first().setFocus()

    def forget(self) -> None:
        """No secret stays in a field."""
        for edit in self.secrets.values():
            edit.clear()
        for field in self.twice.values():
            field.clear()

    def done(self, result: int) -> None:
        self.forget()
        super().done(result)

    def show_problem(self, title: str, text: str = "") -> None:
        super().show_problem(title, text)
        # Words that wrap do not make a dialog grow by themselves.
        self.adjustSize()

    # --- inside --------------------------------------------------------------------------------

    def _first(self) -> QWidget:
        rows = [row.edit for row in self.files.values() if not row.edit.text()]
        return [*rows, *self.secrets.values(), *(f.first for f in self.twice.values())][0]

    def _fault(self) -> tuple[str, QWidget] | None:
        """Return what is missing or differs, in words, and its field."""
        for key, row in self.files.items():
            if not row.edit.text().strip():
                return self.words("keys.empty", what=self.words(key)), row.edit
        for key, edit in self.secrets.items():
            if not edit.text():
                return self.words("keys.empty", what=self.words(key)), edit
        for field in self.twice.values():
            first, again = field.typed
            if len(first) < SHORTEST_PASSPHRASE:
                return self.words("keys.short", shortest=SHORTEST_PASSPHRASE), field.at_fault
            if first != again:
                return self.words("keys.other"), field.at_fault
        return None

    @Slot()
    def _try(self) -> None:
        if self.is_waiting or self._make is None:
            return
        fault = self._fault()
        if fault is not None:
            text, field = fault
            self.show_problem(text)
            field.setFocus()
            return
        typed = {key: edit.text() for key, edit in self.secrets.items()}
        typed |= {key: field.first.text() for key, field in self.twice.items()}
        what = self._make(typed)
        self.forget()
        self.ask(what)
        # Not disabled: the keyboard would go on to another field.
        self.ok.setText(self.words("keys.busy"))

    def refuse(self, what: object, error: Exception) -> None:
        self.ok.setText(self._ok_word)
        super().refuse(what, error)
        self._first().setFocus()


def free_path(folder: Path, name: str, suffix: str) -> Path:
    """Return a path in ``folder`` that nothing has: NAME, then NAME-2 …"""
    path, number = folder / f"{name}{suffix}", 2
    while path.exists():
        path, number = folder / f"{name}-{number}{suffix}", number + 1
    return path
