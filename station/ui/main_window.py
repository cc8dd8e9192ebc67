"""The console's window: top bar, the registration page, the keys; and the dialogs over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from station.catalogue import Catalogue
from station.domain import outcome as out
from station.domain.counts import DayCounts
from station.domain.reader import CameraStatus
from station.domain.scan import Source, View
from station.paths import resources
from station.services.report import BoothView, Report
from station.ui.camera_card import CameraCard
from station.ui.facts import WindowFacts
from station.ui.key_bar import KeyBar
from station.ui.language import load_catalogue
from station.ui.question_guard import QuestionGuard
from station.ui.register_page import RegisterPage
from station.ui.shortcuts import Shortcuts
from station.ui.sounds import Sounds
from station.ui.theme import Theme
from station.ui.top_bar import TopBar
from station.ui.window_dialogs import WindowDialogs
from station.ui.words import Words

if TYPE_CHECKING:
    from station.ui.desk import Desk

WIDTH, HEIGHT = 1366, 768
# Below this lines of the tube card and columns of the table would be cut.
SMALLEST = (1280, 690)


class MainWindow(QMainWindow):
    """Shows what the desk reports. `app` connects the camera to ``camera_card`` and to
    `show_camera`, and every reader's views to `note_view`.

    `language_chosen` carries the language that the operator changed to.
    """

    language_chosen = Signal(str)

    def __init__(self, desk: Desk, catalogue: Catalogue, theme: Theme, facts: WindowFacts) -> None:
        super().__init__()
        self._desk = desk
        self._facts = facts
        self._words = Words(catalogue, facts.zone)
        self._booth: BoothView | None = None
        self._guard = QuestionGuard(facts.question_guard_ms)
        self._sounds = Sounds(resources() / "sounds", facts.volume)
        self.top_bar = TopBar(theme, self._words, facts)
        self.page = RegisterPage(desk, theme, self._words, facts, self._guard)
        self.key_bar = KeyBar(theme, self._words, facts)
        self.dialogs = WindowDialogs(self, desk, theme, facts, self._words_in)
        self.dialogs.set_words(self._words)
        self._shortcuts = Shortcuts(self, self._actions())
        self._lay_out()
        self._connect()
        self._set_title()
        self.resize(WIDTH, HEIGHT)
        self.setMinimumSize(*SMALLEST)
        self.setWindowIcon(QIcon(str(resources() / "icons" / "station.svg")))
        self.page.setFocus()

    @property
    def camera_card(self) -> CameraCard:
        return self.page.camera

    # --- slots for the readers -----------------------------------------------------------------

    @Slot(object)
    def show_camera(self, status: CameraStatus) -> None:
        """Show how the camera does, in the top bar and over the preview."""
        self.top_bar.show_camera(status)
        self.page.camera.show_status(status)

    @Slot(object)
    def note_view(self, view: View) -> None:
        """A reader saw something. A gun that reads is there; its Enter is not an answer."""
        if view.source in (Source.GUN, Source.SERIAL):
            self.top_bar.show_gun()
            self._guard.note()

    # --- what the desk says --------------------------------------------------------------------

    @Slot(object)
    def take_report(self, report: Report) -> None:
        """Show an outcome, and open the dialog that it asks for."""
        self._booth = report.booth
        self.top_bar.show_shift(report.booth.shift)
        self.page.take_report(report)
        self.dialogs.take_report(report)
        if isinstance(report.outcome, out.BoxingAsked):
            self.open_box()

    @Slot(object)
    def take_counts(self, counts: DayCounts) -> None:
        self.page.take_counts(counts)

    # --- keys ----------------------------------------------------------------------------------

    @Slot()
    def open_sign_in(self) -> None:
        """Ask who stands at the booth."""
        self.dialogs.open_sign_in(self.page.session.pool_size)

    @Slot()
    def open_box(self) -> None:
        """F9: pack a box and export."""
        if self._booth is not None:
            self.dialogs.open_box(self._booth)

    @Slot()
    def toggle_full_screen(self) -> None:
        """F11."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    # --- what Qt calls -------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # After the first paint: the sounds' library takes longer than the window.
        QTimer.singleShot(0, self._sounds.prepare)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, but ask first while an export runs."""
        if self.dialogs.may_close():
            event.accept()
        else:
            event.ignore()

    # --- inside --------------------------------------------------------------------------------

    def _actions(self) -> dict[str, Callable[[], None]]:
        page, desk = self.page, self._desk
        return {
            "F2": page.manual.begin,
            "F4": desk.seal,
            "F7": desk.arm_single,
            "F8": desk.undo,
            "F9": self.open_box,
            "F11": self.toggle_full_screen,
            "F12": page.register_again,
            "Return": page.leave,
            "Enter": page.leave,
            "Esc": page.cancel,
        }

    def _lay_out(self) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.page, 1)
        column.addWidget(self.key_bar)
        self.setCentralWidget(holder)

    def _connect(self) -> None:
        self._desk.reported.connect(self.take_report)
        self._desk.counted.connect(self.take_counts)
        self.top_bar.sign_in_asked.connect(self.open_sign_in)
        self.page.sounded.connect(self._sounds.play)
        self.page.question_changed.connect(self._show_question)
        self.page.withdraw_asked.connect(self.dialogs.open_withdraw)
        self.page.drop_asked.connect(self.dialogs.drop)
        self.dialogs.language_chosen.connect(self._change_language)

    @Slot(bool)
    def _show_question(self, asked: bool) -> None:
        self.key_bar.show_question(asked)
        self._shortcuts.show_question(asked)
        if asked:
            self.dialogs.give_way()

    def _words_in(self, language: str) -> Words:
        return Words(load_catalogue(language), self._facts.zone)

    @Slot(str)
    def _change_language(self, language: str) -> None:
        self._words = self._words_in(language)
        self.top_bar.set_words(self._words)
        self.page.set_words(self._words)
        self.key_bar.set_words(self._words)
        self.dialogs.set_words(self._words)
        self._set_title()
        self.language_chosen.emit(language)

    def _set_title(self) -> None:
        self.setWindowTitle(self._words("window.title", site=self._facts.site_name))
