"""The card that opens the issuing of a trust list, and says what came of it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout

from station.errors import StationError
from station.ui.card import Card, push_button, text_label
from station.ui.keys_desk import KeysDesk
from station.ui.notice import Notice
from station.ui.settings import key_asks as asks
from station.ui.settings.trust_issue_dialog import TrustIssueDialog
from station.ui.theme import Theme
from station.ui.words import Words


class TrustIssueCard(Card):
    """Only who may change keys sees it."""

    def __init__(self, theme: Theme, words: Words, desk: KeysDesk) -> None:
        super().__init__(theme)
        self._theme = theme
        self._desk = desk
        self.dialog: TrustIssueDialog | None = None
        self._done: tuple[asks.IssueList, int] | StationError | None = None
        self.hint = text_label(theme, 13, tone="muted")
        self.hint.setWordWrap(True)
        self.button = push_button(theme)
        self.result = Notice(theme, "ok", 14)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        self.body.addWidget(self.hint)
        self.body.addLayout(row)
        self.body.addWidget(self.result)
        self.button.clicked.connect(self._begin)
        desk.answered.connect(self._take)
        desk.failed.connect(self._fail)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("issuing.heading"))
        self.hint.setText(words("issuing.hint"))
        self.button.setText(words("issuing.button"))
        self._show_done()

    def leave(self) -> None:
        """What was typed goes."""
        if self.dialog is not None:
            self.dialog.done(0)
        self._done = None
        self._show_done()
        self._desk.forget(asks.ShowList, asks.CheckKey, asks.ReadCodes, asks.PreviewList)
        self._desk.forget(asks.IssueList)

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _begin(self) -> None:
        if self.dialog is None and not self._desk.is_waiting_for(asks.ShowList):
            self._desk.ask(asks.ShowList())

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if isinstance(what, asks.ShowList) and self.isVisible() and self.dialog is None:
            self._done = None
            self._show_done()
            dialog = TrustIssueDialog(self, self._theme, self._words, self._desk, answer)
            self.dialog = dialog
            dialog.finished.connect(self._forget_dialog)
            dialog.open()
        elif isinstance(what, asks.IssueList):
            preview, _ = answer
            self._done = (what, preview.serial)
            self._show_done()

    @Slot(object, object)
    def _fail(self, what: object, error: StationError) -> None:
        if isinstance(what, asks.ShowList):
            self._done = error
            self._show_done()

    @Slot()
    def _forget_dialog(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _show_done(self) -> None:
        done, words = self._done, self._words
        self.result.setVisible(done is not None)
        if isinstance(done, StationError):
            self.result.show_words(words.title(done), words.next_step(done), "bad")
        elif done is not None:
            what, serial = done
            key = "done_in_force" if what.in_force else "done"
            title = words(f"issuing.{key}", serial=serial)
            self.result.show_words(title, words("issuing.file", path=what.out), "ok")
