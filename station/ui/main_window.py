"""The console's window: top bar, rail, pages, the keys; and the dialogs over them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QMainWindow

from station.catalogue import Catalogue
from station.domain import outcome as out
from station.domain.batch import Batch
from station.domain.counts import DayCounts
from station.domain.staff import Permission, StaffMember
from station.paths import resources
from station.services.report import BoothView, Report
from station.settings import Settings
from station.ui.batches.page_entry import BATCHES
from station.ui.codes.codes_page import CodesPage
from station.ui.codes.page_entry import OPEN, SHOWN, codes_entry
from station.ui.codes_desk import CodesDesk
from station.ui.desks import NO_DESKS, Desks
from station.ui.destination import Destination
from station.ui.dialogs.box_dialog import BoxDialog
from station.ui.dialogs.window_dialogs import WindowDialogs
from station.ui.facts import WindowFacts
from station.ui.home_page import HomePage, home_entry
from station.ui.idle_watch import IdleWatch
from station.ui.language import load_catalogue
from station.ui.lock_page import LockPage
from station.ui.register.camera_card import CameraCard
from station.ui.register.page_entry import REGISTER, register_entry
from station.ui.register.question_guard import QuestionGuard
from station.ui.register.register_page import RegisterPage
from station.ui.result_shown import Sound
from station.ui.settings.page import SettingsPage
from station.ui.settings.page_entry import SETTINGS, settings_entry
from station.ui.settings.sections import make_sections
from station.ui.settings_desk import SettingsDesk
from station.ui.sounds import Sounds
from station.ui.theme import Theme
from station.ui.window_clock import WindowClock
from station.ui.window_frame import WindowFrame
from station.ui.window_lock import WindowLock
from station.ui.window_page import WindowPage, may
from station.ui.window_pages import WindowPages
from station.ui.window_part import Around, PartFacts
from station.ui.window_parts import in_order, make_parts
from station.ui.window_readers import WindowReaders
from station.ui.words import Words

if TYPE_CHECKING:
    from station.ui.desk import Desk
    from station.ui.staff_desk import StaffDesk

WIDTH, HEIGHT = 1366, 768
# Below this lines of the tube card would be cut; a language's words may need more.
SMALLEST = QSize(1280, 690)
# What is no news of a registration: the page that is in front stays there.
_NO_RESULT = (out.Ignored, out.SignedIn, out.SignedOut, out.Locked, out.Unlocked, out.BadgeShown)


_BOXING = (out.BoxRead, out.BatchBoxed, out.BatchExported, out.BoxingAsked, out.BoxingCancelled)


class MainWindow(QMainWindow):
    """Shows what the desk reports. `qt_console` connects the readers to `show_frame`,
    `show_camera`, `forget_camera`, `show_line` and `note_view`: see `WindowReaders`.

    Readers go on working whatever page is shown: what a read came to brings the registration page
    to the front, so that nobody is registered unseen. `language_chosen` carries the language that
    the operator chose at sign-in, `language_changed` any that the window speaks from now on.
    """

    language_chosen = Signal(str)
    language_changed = Signal(str)

    def __init__(
        self,
        desk: Desk,
        catalogue: Catalogue,
        theme: Theme,
        facts: WindowFacts,
        settings_desk: SettingsDesk,
        codes_desk: CodesDesk,
        staff_desk: StaffDesk | None = None,
        desks: Desks = NO_DESKS,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._theme = theme
        self._settings = settings_desk.settings
        self._facts = facts
        self._words = Words(catalogue, facts.zone)
        self._booth: BoothView | None = None
        self._member: StaffMember | None = None
        self._guard = QuestionGuard(facts.question_guard_ms)
        self._sounds = Sounds(resources() / "sounds", facts.volume)
        self.page = RegisterPage(desk, theme, self._words, facts, self._guard)
        sections = make_sections(theme, self._words, settings_desk, staff_desk, desks)
        self.settings_page = SettingsPage(theme, self._words, settings_desk, sections)
        self.codes = CodesPage(codes_desk, theme, self._words, facts, settings_desk)
        self.home = HomePage(theme, self._words, facts)
        place = Destination(facts.export_folder, desks.batches)
        self.dialogs = WindowDialogs(self, desk, theme, facts, self._words_in, place)
        self.dialogs.set_words(self._words)
        self.around = Around(self)
        made = PartFacts(theme, self._words, facts, settings_desk, desk, self.around, place)
        self.parts = make_parts(desks, made)
        entries = self._make_pages()
        self.pages = WindowPages(
            entries, self.settings_page, self.dialogs, lambda: self.page.has_question
        )
        shared = {"F11": self.toggle_full_screen, "Ctrl+O": self.open_sign_in}
        self.frame = WindowFrame(self, theme, self._words, facts, entries, self.pages, shared)
        self.top_bar, self.rail = self.frame.top_bar, self.frame.rail
        self.key_bar = self.frame.key_bar
        self.readers = WindowReaders(
            *(self.pages, self.dialogs, self.top_bar, self._guard),
            *(self.page, self.codes, self.settings_page, settings_desk),
        )
        self.show_frame, self.show_line = self.readers.show_frame, self.readers.show_line
        self.show_camera = self.readers.show_camera
        self.forget_camera, self.note_view = self.readers.forget_camera, self.readers.note_view
        self.lock_page = LockPage(theme, self._words, facts)
        self.watch = IdleWatch(facts.now, parent=self)
        for sign in (codes_desk.asked, codes_desk.progressed):
            sign.connect(self.watch.note)
        self.lock = WindowLock(
            desk, self.frame, self.lock_page, self.dialogs, self.watch, self.pages.forget
        )
        self.lock.set_minutes(self._settings.staff.lock_minutes)
        self.clock = WindowClock(desk, self.dialogs, self.lock, self.top_bar)
        self.setCentralWidget(self.lock.stack)
        self._connect(settings_desk)
        self._set_title()
        self.page.setFocus()
        self.resize(WIDTH, HEIGHT)
        self.setMinimumSize(SMALLEST)
        self.setWindowIcon(QIcon(str(resources() / "icons" / "station.svg")))

    @property
    def camera_card(self) -> CameraCard:
        return self.page.camera

    # --- what the desk says --------------------------------------------------------------------

    @Slot(object)
    def take_report(self, report: Report) -> None:
        """Show an outcome, and open the dialog that it asks for; while locked, only that."""
        self._booth = report.booth
        self.lock.take_report(report)
        if self.lock.is_covered:
            if isinstance(report.outcome, out.Refused):
                self._sounds.play(Sound.REFUSED)
            return
        self._admit(report.booth.member)
        for part in self.parts:
            part.take_booth(report.booth)
        if not (isinstance(report.outcome, _NO_RESULT) or self._is_of_batches(report.outcome)):
            self.pages.bring(REGISTER)
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
        self.dialogs.open_sign_in()

    def open_box(self, only: Batch | None = None) -> None:
        """F9: pack a box and export, or export ``only`` a boxed batch, for those who may."""
        if self._booth is not None and may(self._booth.member, Permission.EXPORT):
            self.dialogs.open_box(self._booth, only)

    @Slot()
    def toggle_full_screen(self) -> None:
        """F11; a window that was maximized is so again."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # --- what Qt calls -------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watch.install()
        QTimer.singleShot(0, self._set_smallest)
        # After the first paint: the sounds' library takes longer than the window.
        QTimer.singleShot(0, self._sounds.prepare)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless locked; ask first while an export runs, or if settings are half changed."""
        if self.lock.is_covered:
            self.lock_page.refuse_close()
        if self.lock.is_covered or not self.dialogs.may_close():
            event.ignore()
        elif self.settings_page.is_dirty and self.dialogs.current is None:
            event.ignore()
            if not self.page.has_question:
                self.pages.bring(SETTINGS)
            self.pages.leave_settings(self.close)
        else:
            event.accept()

    # --- inside --------------------------------------------------------------------------------

    def _is_of_batches(self, outcome: out.Outcome) -> bool:
        """Whether it belongs to the page of batches, which is in front."""
        if self.pages.present != BATCHES:
            return False
        return isinstance(outcome, _BOXING) or isinstance(self.dialogs.current, BoxDialog)

    def _make_pages(self) -> list[WindowPage]:
        """All pages in the order of the rail."""
        own = (
            register_entry(self.page, self._desk, self.open_box),
            codes_entry(self.codes, self.open_box),
            settings_entry(self.settings_page, lambda: self.pages.open(REGISTER)),
            home_entry(self.home, self.open_box),
        )
        return in_order((*own, *(part.entry() for part in self.parts)))

    def _admit(self, member: StaffMember | None) -> None:
        """Show the pages and keys of what ``member`` may do; who left has left nothing behind."""
        before, self._member = self._member, member
        if before is not None and (member is None or member.id != before.id):
            self.pages.forget()
            self.settings_page.revert()
        for part in (self.top_bar, self.home, self.codes, *self.parts):
            part.show_member(member)
        self.settings_page.show_for(member)
        self.frame.admit(member)

    def _connect(self, settings_desk: SettingsDesk) -> None:
        self._desk.reported.connect(self.take_report)
        self._desk.counted.connect(self.take_counts)
        self.top_bar.sign_in_asked.connect(self.open_sign_in)
        self.home.sign_in_asked.connect(self.open_sign_in)
        self.home.box_asked.connect(self.open_box)
        self.lock.covered.connect(self.frame.shortcuts.show_covered)
        self.dialogs.told.connect(self.key_bar.notice.say)
        for page in (self.page, self.codes):
            page.sounded.connect(self._sounds.play)
        self.codes.attends.connect(partial(self.key_bar.show_when, OPEN))
        self.codes.panel.shown_changed.connect(partial(self.key_bar.show_when, SHOWN))
        self._connect_parts()
        self.page.question_changed.connect(self._show_question)
        self.page.withdraw_asked.connect(self.dialogs.open_withdraw)
        self.page.drop_asked.connect(self.dialogs.drop)
        self.dialogs.language_chosen.connect(self._change_language)
        self.dialogs.language_chosen.connect(self.language_chosen)
        self.settings_page.dirty_changed.connect(
            lambda dirty: self.rail.show_mark(SETTINGS if dirty else None)
        )
        settings_desk.applied.connect(self._take_settings)

    def _connect_parts(self) -> None:
        around = self.around
        around.box_asked.connect(self.open_box)
        around.export_asked.connect(self.open_box)
        around.sounded.connect(self._sounds.play)
        around.somebody.connect(self.watch.note)
        around.key_shown.connect(self.key_bar.show_when)
        around.counted.connect(self.rail.show_count)
        around.told.connect(self.key_bar.notice.say)
        around.page_asked.connect(self.pages.open)

    @Slot(object)
    def _take_settings(self, settings: Settings) -> None:
        """Look, language and sounds as they are in force now."""
        before, self._settings = self._settings, settings
        self.lock.set_minutes(settings.staff.lock_minutes)
        self._sounds.set_volume(settings.sound.volume if settings.sound.on else 0)
        if settings.screen.theme != before.screen.theme:
            self._theme.use(settings.screen.theme)
        if settings.screen.language != before.screen.language:
            self._change_language(settings.screen.language)

    @Slot(bool)
    def _show_question(self, asked: bool) -> None:
        self.frame.show_question(asked)
        if asked:
            self.dialogs.give_way()

    def _words_in(self, language: str) -> Words:
        return Words(load_catalogue(language), self._facts.zone)

    @Slot(str)
    def _change_language(self, language: str) -> None:
        self._words = self._words_in(language)
        own = (self.frame, self.page, self.codes, self.settings_page, self.home)
        for part in (*own, *self.parts):
            part.set_words(self._words)
        self.dialogs.set_words(self._words)
        self._set_title()
        QTimer.singleShot(0, self._set_smallest)
        self.language_changed.emit(language)

    @Slot()
    def _set_smallest(self) -> None:
        """Nothing is cut: the table's columns and the form's fields are whole.

        Called once Qt has laid out what changed.
        """
        self.setMinimumSize(SMALLEST.expandedTo(self.centralWidget().minimumSizeHint()))

    def _set_title(self) -> None:
        self.setWindowTitle(self._words("window.title", site=self._facts.site_name))
