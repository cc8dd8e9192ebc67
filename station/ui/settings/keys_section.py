"""The keys of the settings page: passphrase, reading keys, data key, the site's bundle."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from station.errors import StationError
from station.services.keys_view import KeysView
from station.settings import Settings
from station.ui.card import GAP, push_button
from station.ui.keys_desk import KeysDesk
from station.ui.notice import Notice
from station.ui.settings import key_asks as asks
from station.ui.settings.key_dialog import KeyDialog, Secrets, free_path
from station.ui.settings.key_part import KeyPart
from station.ui.settings.section import Section
from station.ui.theme import Theme
from station.ui.words import Words

CARDS_WIDTH = 1160
OWN, NEW, BUNDLE, FILE, FOLDER = (
    "keys.own",
    "keys.new",
    "keys.bundle",
    "keys.bundle_file",
    "keys.folder",
)


class KeysSection(Section):
    """Each change is asked for in a dialog with the passphrase, and counts at once; nothing here
    waits to be applied."""

    def __init__(self, theme: Theme, words: Words, desk: KeysDesk) -> None:
        super().__init__()
        self._theme = theme
        self._desk = desk
        self._view: KeysView | None = None
        self._said: tuple[str, dict[str, object], bool] | StationError | None = None
        self.dialog: KeyDialog | None = None
        self._run: asks.ChangeDataKey | None = None
        self.passphrase_button = push_button(theme)
        self.reading_button = push_button(theme)
        self.drop_button = push_button(theme, "danger")
        self.data_button = push_button(theme)
        self.stop_button = push_button(theme)
        self.bundle_button = push_button(theme, "primary")
        self.update_button = push_button(theme)
        self.bundle_part = KeyPart(theme, "bundle", self.bundle_button, self.update_button)
        self.reading_part = KeyPart(theme, "reading", self.reading_button, self.drop_button)
        self.data_part = KeyPart(theme, "data", self.data_button, self.stop_button)
        self.passphrase_part = KeyPart(theme, "passphrase", self.passphrase_button)
        self._parts = self.bundle_part, self.reading_part, self.data_part, self.passphrase_part
        self.progress = QProgressBar()
        self.data_part.body.insertWidget(3, self.progress)
        self.result = Notice(theme, "ok", 14)
        self._lay_out()
        self.set_words(words)
        self.passphrase_button.clicked.connect(self._change_passphrase)
        self.reading_button.clicked.connect(lambda: self._change_reading(drop=False))
        self.drop_button.clicked.connect(lambda: self._change_reading(drop=True))
        self.data_button.clicked.connect(self._change_data_key)
        self.stop_button.clicked.connect(self._stop)
        self.bundle_button.clicked.connect(self._make_bundle)
        self.update_button.clicked.connect(self._take_bundle)
        desk.answered.connect(self._take)
        desk.failed.connect(self._fail)
        desk.progressed.connect(self._show_progress)

    def set_words(self, words: Words) -> None:
        self._words = words
        for part in self._parts:
            part.set_words(words)
        self.passphrase_button.setText(words("keys.passphrase_button"))
        self.reading_button.setText(words("keys.reading_button"))
        self.drop_button.setText(words("keys.drop_button"))
        self.stop_button.setText(words("keys.stop_button"))
        self.bundle_button.setText(words("keys.bundle_button"))
        self.update_button.setText(words("keys.update_button"))
        self.progress.setAccessibleName(words("keys.data_heading"))
        self._show()
        self._show_said()

    def show_settings(self, settings: Settings) -> None:
        """Nothing here is an option."""

    def changed(self, settings: Settings) -> Settings:
        return settings

    def fields(self) -> Mapping[str, QWidget]:
        return {}

    def leave(self) -> None:
        """What was typed goes; a data key that is being changed goes on."""
        if self.dialog is not None:
            self.dialog.done(0)
        if self._run is None:
            self._said = None
            self._show_said()
        self._desk.forget()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.ask(asks.ShowKeys())

    # --- what is asked ---------------------------------------------------------------------------

    @Slot()
    def _change_passphrase(self) -> None:
        dialog = self._dialog("passphrase")
        if dialog is not None:
            dialog.add_secret(OWN)
            dialog.add_twice(NEW)
            self._open(dialog, lambda typed: asks.ChangePassphrase(typed[OWN], typed[NEW]))

    def _change_reading(self, drop: bool) -> None:
        dialog = self._dialog("drop" if drop else "reading", warning=drop)
        if dialog is not None:
            dialog.add_secret(OWN)
            self._open(
                dialog, lambda typed: asks.ChangeReading(typed[OWN], add=not drop, drop=drop)
            )

    @Slot()
    def _change_data_key(self) -> None:
        dialog = self._dialog("data")
        if dialog is not None:
            dialog.add_secret(OWN)
            self._open(dialog, self._begin_data_key)

    def _begin_data_key(self, typed: Secrets) -> asks.ChangeDataKey:
        return asks.ChangeDataKey(typed[OWN])

    @Slot()
    def _stop(self) -> None:
        if self._run is not None:
            self._run.cancel.set()

    @Slot()
    def _make_bundle(self) -> None:
        dialog = self._dialog("bundle")
        if dialog is None or self._view is None:
            return
        name = f"site-{self._view.bundle + 1}"
        folder = dialog.add_file(FOLDER, folder=True)
        dialog.add_secret(OWN)
        dialog.add_twice(BUNDLE)
        self._open(
            dialog,
            lambda typed: asks.MakeBundle(
                free_path(folder.path, name, ".bundle"), typed[BUNDLE], typed[OWN]
            ),
        )

    @Slot()
    def _take_bundle(self) -> None:
        dialog = self._dialog("update")
        if dialog is not None:
            file = dialog.add_file(FILE)
            dialog.add_secret(BUNDLE)
            dialog.add_secret(OWN)
            self._open(dialog, lambda typed: asks.TakeBundle(file.path, typed[BUNDLE], typed[OWN]))

    def _dialog(self, key: str, warning: bool = False) -> KeyDialog | None:
        if self.dialog is not None or self._run is not None or self._view is None:
            return None
        return KeyDialog(self, self._theme, self._words, self._desk, key, warning)

    def _open(self, dialog: KeyDialog, make: object) -> None:
        self._said = None
        self._show_said()
        self.dialog = dialog
        dialog.finished.connect(self._forget_dialog)
        dialog.begin(make)
        dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    # --- what is answered ------------------------------------------------------------------------

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if isinstance(what, asks.ShowKeys):
            self._view = answer
            self._show()
            return
        if isinstance(what, asks.ChangePassphrase):
            self._say("passphrase_done")
        elif isinstance(what, asks.ChangeReading):
            self._say("drop_done" if what.drop else "reading_done", True, count=answer)
        elif isinstance(what, asks.ChangeDataKey):
            rows, unreadable = answer
            self._run = None
            self._show()
            key = "data_unreadable" if unreadable else "data_done"
            self._say(key, True, rows=rows, count=unreadable)
        elif isinstance(what, asks.MakeBundle):
            self._say("bundle_done", number=answer, path=what.path)
        elif isinstance(what, asks.TakeBundle):
            self._say("update_done", number=answer)
        else:
            return
        self._desk.ask(asks.ShowKeys())

    @Slot(object, object)
    def _fail(self, what: object, error: StationError) -> None:
        """What a dialog asked is said there; a data key's change is not, once it runs."""
        if isinstance(what, asks.ChangeDataKey) and self.dialog is None:
            self._run = None
            self._said = error
            self._show_said()
            self._desk.ask(asks.ShowKeys())
        elif isinstance(what, asks.ChangeDataKey):
            self._run = None
            self._show()

    @Slot(object, int, int)
    def _show_progress(self, what: object, done: int, rows: int) -> None:
        if not isinstance(what, asks.ChangeDataKey):
            return
        if self._run is None:
            # The passphrase was right: what follows is shown here.
            self._run = what
            if self.dialog is not None:
                self.dialog.done(0)
            self._show()
        self.progress.setMaximum(max(1, rows))
        self.progress.setValue(done)

    # --- inside ----------------------------------------------------------------------------------

    def _say(self, key: str, bundle_needed: bool = False, **params: object) -> None:
        self._said = (key, params, bundle_needed)
        self._show_said()

    def _show_said(self) -> None:
        said, words = self._said, self._words
        self.result.setVisible(said is not None)
        if isinstance(said, StationError):
            self.result.show_words(words.title(said), words.next_step(said), "bad")
        elif said is not None:
            key, params, needed = said
            more = words("keys.bundle_needed") if needed else ""
            tone = "warn" if needed else "ok"
            self.result.show_words(words(f"keys.{key}", **params), more, tone)

    def _show(self) -> None:
        view, words, runs = self._view, self._words, self._run is not None
        for button in (
            *(self.passphrase_button, self.reading_button, self.drop_button),
            *(self.data_button, self.bundle_button, self.update_button),
        ):
            button.setEnabled(view is not None and not runs)
        self.progress.setVisible(runs)
        self.stop_button.setVisible(runs)
        waits = view is not None and view.to_reseal and not runs
        self.data_button.setText(words("keys.data_go_on" if waits else "keys.data_button"))
        if view is None:
            return
        self.drop_button.setEnabled(not runs and len(view.reading_keys) > 1)
        self.bundle_part.state.setText(
            words("keys.bundle_state", number=view.bundle)
            if view.bundle
            else words("keys.bundle_none")
        )
        self.reading_part.state.setText(
            words("keys.reading_state", count=len(view.reading_keys), key=view.reading_keys[0][:16])
        )
        state = "keys.data_waits" if waits else "keys.data_state"
        self.data_part.state.setText(words(state, version=view.data_key))
        self.passphrase_part.state.setText(words("keys.passphrase_state"))

    def _lay_out(self) -> None:
        cards = QWidget()
        cards.setMaximumWidth(CARDS_WIDTH)
        column = QVBoxLayout(cards)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.result)
        # Two in a row: all are seen at 768 lines.
        grid = QGridLayout()
        grid.setSpacing(GAP)
        for place, part in enumerate(self._parts):
            grid.addWidget(part, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        column.addLayout(grid)
        column.addStretch(1)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(cards, 9)
        box.addStretch(1)
        self.result.hide()
