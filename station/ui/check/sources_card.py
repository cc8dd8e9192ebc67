"""The card of what is checked: sheets and folders, the passwords and the key that open them."""

from __future__ import annotations

import itertools
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar

from station.ui.card import Card, push_button, text_label
from station.ui.check.choose import ask_file, ask_files, ask_folder
from station.ui.check.drop_area import SheetDropArea
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words


class SourcesCard(Card):
    """`wanted`: something is to be checked, all of it anew; `cancelled`: not any more.

    Passwords and passphrase are kept until `forget`, in memory only.
    """

    wanted = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self.paths: tuple[Path, ...] = ()
        self.passwords: tuple[str, ...] = ()
        self.lab_key: Path | None = None
        self._busy = False
        self.area = SheetDropArea(theme)
        self.folder_button = push_button(theme)
        self._password_label = text_label(theme, 13, tone="muted")
        self.password = _secret(theme)
        self.key_button = push_button(theme)
        self.passphrase = _secret(theme)
        self.note = Note(theme)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setObjectName("thin")
        kept = self.progress.sizePolicy()
        # Its room stays while nothing runs, so that nothing moves.
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        self.clear_button, self.cancel_button = push_button(theme), push_button(theme)
        self.run_button = push_button(theme, "primary")
        self._lay_out()
        self.area.clicked.connect(self.choose_files)
        self.area.dropped.connect(self.add)
        self.folder_button.clicked.connect(self.choose_folder)
        self.key_button.clicked.connect(self.choose_key)
        for field in (self.password, self.passphrase):
            field.returnPressed.connect(self.run)
        self.clear_button.clicked.connect(self.clear)
        self.cancel_button.clicked.connect(self.cancelled)
        self.run_button.clicked.connect(self.run)
        self.set_words(words)
        self.show_busy(False)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("check_page.sources"))
        self.area.setText(words("check_page.drop"))
        self.area.setAccessibleName(words("check_page.choose_files"))
        self.folder_button.setText(words("check_page.choose_folder"))
        self.key_button.setText(words("check_page.choose_key"))
        self.password.setAccessibleName(words("check_page.password"))
        self.password.setPlaceholderText(words("check_page.password"))
        self.passphrase.setAccessibleName(words("check_page.passphrase_of"))
        self.progress.setAccessibleName(words("check_page.progress"))
        self.clear_button.setText(words("check_page.clear"))
        self.cancel_button.setText(words("common.cancel"))
        self.run_button.setText(words("check_page.run"))
        self._show_kept()

    def show_busy(self, busy: bool) -> None:
        """Show whether a check runs."""
        self._busy = busy
        self.progress.setVisible(busy)
        if busy:
            self.progress.setRange(0, 0)
        for part in (self.area, self.folder_button, self.key_button):
            part.setEnabled(not busy)
        self.password.setEnabled(not busy)
        self.passphrase.setEnabled(not busy and self.lab_key is not None)
        self.cancel_button.setEnabled(busy)
        self.run_button.setEnabled(not busy and bool(self.paths))
        self.clear_button.setEnabled(not busy and bool(self.paths))

    def show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def forget(self) -> None:
        """Drop files, passwords and key: somebody else may stand there."""
        self.paths, self.passwords, self.lab_key = (), (), None
        for field in (self.password, self.passphrase):
            field.clear()
        self.note.clear()
        self._show_kept()
        self.show_busy(self._busy)

    @Slot()
    def choose_files(self) -> None:
        if not self._busy:
            ask_files(self, self._words, self._words("check_page.choose_files"), self.add)

    @Slot()
    def choose_folder(self) -> None:
        if not self._busy:
            ask_folder(self, self._words, self._words("check_page.choose_folder"), self.add)

    @Slot()
    def choose_key(self) -> None:
        """Ask for a laboratory's key file; its passphrase is typed next."""
        if not self._busy:
            ask_file(self, self._words, self._words("check_page.choose_key"), self._take_key)

    @Slot(object)
    def add(self, paths: tuple[Path, ...]) -> None:
        """Check these too."""
        if not self._busy and paths:
            self.paths = tuple(dict.fromkeys((*self.paths, *paths)))
            self.run()

    @Slot()
    def run(self) -> None:
        """Check all anew, with the password that was typed among the others."""
        if self._busy:
            return
        if self.password.text():
            self.passwords = tuple(dict.fromkeys((*self.passwords, self.password.text())))
            self.password.clear()
        self._show_kept()
        if self.paths:
            self.wanted.emit()

    @Slot()
    def clear(self) -> None:
        """Check nothing; passwords and key stay."""
        if not self._busy:
            self.paths = ()
            self.note.clear()
            self.show_busy(False)
            self.wanted.emit()

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        secret = QHBoxLayout()
        secret.setSpacing(8)
        secret.addWidget(self.password, 1)
        secret.addWidget(self._password_label)
        key = QHBoxLayout()
        key.setSpacing(8)
        key.addWidget(self.key_button)
        key.addWidget(self.passphrase, 1)
        run = QHBoxLayout()
        run.setSpacing(8)
        run.addWidget(self.folder_button)
        run.addStretch(1)
        run.addWidget(self.clear_button)
        run.addWidget(self.cancel_button)
        run.addWidget(self.run_button)
        self.body.addWidget(self.area, 1)
        self.body.addLayout(secret)
        self.body.addLayout(key)
        self.body.addWidget(self.note)
        self.body.addWidget(self.progress)
        self.body.addLayout(run)
        order = (
            *(self.area, self.password, self.key_button, self.passphrase, self.folder_button),
            *(self.clear_button, self.cancel_button, self.run_button),
        )
        for first, second in itertools.pairwise(order):
            self.setTabOrder(first, second)

    def _take_key(self, paths: tuple[Path, ...]) -> None:
        self.lab_key = paths[0]
        self.passphrase.clear()
        self._show_kept()
        self.show_busy(self._busy)
        self.passphrase.setFocus()

    def _show_kept(self) -> None:
        words = self._words
        self._password_label.setText(words("check_page.passwords", count=len(self.passwords)))
        key = self.lab_key
        told = (
            words("check_page.no_key")
            if key is None
            else words("check_page.passphrase", name=key.name)
        )
        self.passphrase.setPlaceholderText(told)
        self.passphrase.setToolTip("" if self.lab_key is None else str(self.lab_key))


def _secret(theme: Theme) -> QLineEdit:
    field = QLineEdit()
    field.setFont(theme.font(14))
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
