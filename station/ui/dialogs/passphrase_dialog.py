"""The site's passphrase, which the shift lead types once a start."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from station.errors import StationError
from station.ui.dialogs.dialog import FormRows, StationDialog
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.theme import Theme
from station.ui.words import Words


class PassphraseDialog(StationDialog):
    """Accepted once ``unlock`` took the passphrase; ``opened`` is then what it returned.

    ``unlock`` may take a second (Argon2id): it runs on a thread of its own, and raises a
    `StationError` for a wrong passphrase, which may be tried again.
    """

    _unlocked = Signal(object)
    _refused = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        words: Words,
        unlock: Callable[[str], object],
    ) -> None:
        super().__init__(parent, theme, words)
        self._unlock = unlock
        self._thread: threading.Thread | None = None
        self.opened: object = None
        self.set_heading(words("passphrase.title"), words("passphrase.text"))
        self.field = LatinLineEdit()
        self.field.setEchoMode(LatinLineEdit.EchoMode.Password)
        rows = FormRows(theme)
        rows.add("passphrase.field", self.field)
        rows.set_words(words)
        self.body.addLayout(rows)
        self.cancel = self.add_button()
        self.cancel.setText(words("common.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = self.add_button("primary")
        self.ok.setText(words("passphrase.ok"))
        self.ok.clicked.connect(self._try)
        self.ok.setEnabled(False)
        self.field.textChanged.connect(self._update)
        self._unlocked.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._refused.connect(self._say, Qt.ConnectionType.QueuedConnection)
        self.field.setFocus()

    def reject(self) -> None:
        """Cancel, but not while a passphrase is checked: the site may be opening already."""
        if self._thread is None:
            super().reject()

    def done(self, result: int) -> None:
        """Close; a check that is over leaves no thread."""
        if self._thread is not None:
            self._thread.join()
        self.field.clear()
        super().done(result)

    @Slot()
    def _update(self) -> None:
        self.ok.setEnabled(bool(self.field.text()) and self._thread is None)
        self.cancel.setEnabled(self._thread is None)

    @Slot()
    def _try(self) -> None:
        if self._thread is not None or not self.field.text():
            return
        passphrase = self.field.text()
        self.problem.show_words(self.words("passphrase.checking"), tone="info")
        self.problem.show()
        self.field.setEnabled(False)
        self._thread = threading.Thread(target=self._check, args=(passphrase,), name="unlock")
        self._thread.start()
        self._update()

    def _check(self, passphrase: str) -> None:
        try:
            opened = self._unlock(passphrase)
        except StationError as error:
            self._refused.emit(error)
        except Exception:
            # A bug is told and logged on its way up; the dialog must not wait for ever.
            self._refused.emit(None)
            raise
        else:
            self._unlocked.emit(opened)

    @Slot(object)
    def _take(self, opened: object) -> None:
        self.opened = opened
        self.accept()

    @Slot(object)
    def _say(self, error: StationError | None) -> None:
        """Say what is wrong, or that there is a bug, and let it be tried again."""
        self._thread = None
        self.field.setEnabled(True)
        self.field.clear()
        self.field.setFocus()
        if error is None:
            title, step = self.words("fault.bug_title"), self.words("fault.bug_next")
        else:
            title, step = self.words.title(error), self.words.next_step(error)
        self.problem.show_words(title, step, tone="bad")
        self._update()
