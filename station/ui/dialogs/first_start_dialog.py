"""The first start: the demo site at once, a new site step by step, or joining one."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from station.errors import StationError
from station.passphrase import SHORTEST_PASSPHRASE
from station.settings import Settings
from station.setup.wishes import NewSite
from station.ui.card import push_button, text_label
from station.ui.dialogs.dialog import StationDialog
from station.ui.dialogs.first_start import Fault, FirstStart, Made
from station.ui.dialogs.first_start_key_pages import BundlePage, KeysPage
from station.ui.dialogs.first_start_pages import ChoicePage, ManagerPage, Page, SitePage
from station.ui.theme import Theme
from station.ui.words import Words


class DonePage(Page):
    """What was made, and where it lies."""

    name = "done"

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.told = text_label(theme, 14)
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(self.told)
        self.copy_button = push_button(theme)
        self.copy_button.setAutoDefault(True)
        self.copy_button.clicked.connect(self._copy)
        self._key = ""
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def show_made(self, made: Made, words: Words) -> None:
        """Tell of it; a public key that somebody has to be given can be copied."""
        self.told.setText("\n\n".join(made.lines))
        self._key, self._words_of_key = made.sheet_key, words
        self.copy_button.setText(words("first.copy_key"))
        self.copy_button.setVisible(bool(made.sheet_key))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._key)
        self.copy_button.setText(self._words_of_key("first.key_copied"))

    def start(self) -> QWidget:
        return self.told


class FirstStartDialog(StationDialog):
    """Accepted once ``act`` did what was asked for; ``made`` is then what it returned.

    ``words_in`` returns the words of a language, ``settings`` are those that a new site begins
    with. ``act`` takes seconds (Argon2id) and runs on a thread of its own; a `StationError` that
    it raises is said in place, and what was typed stays to be mended.
    """

    _succeeded = Signal(object)
    _failed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        words: Words,
        words_in: Callable[[str], Words],
        settings: Settings,
        act: Callable[[FirstStart], Made],
    ) -> None:
        super().__init__(None, theme, words)
        self._words_in = words_in
        self._act = act
        self._thread: threading.Thread | None = None
        self.made: Made | None = None
        self.setMinimumWidth(720)
        self.choice = ChoicePage(theme, words.language)
        self.site = SitePage(theme, settings)
        self.manager = ManagerPage(theme, settings)
        self.keys = KeysPage(theme)
        self.bundle = BundlePage(theme)
        self.finished_page = DonePage(theme)
        self._pages = QStackedWidget()
        for page in (self.choice, self.site, self.manager, self.keys, self.bundle):
            self._pages.addWidget(page)
        self._pages.addWidget(self.finished_page)
        self.body.addWidget(self._pages)
        self.back = self.add_button()
        self.next = self.add_button("primary")
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.choice.language.currentIndexChanged.connect(self._change_language)
        for choice in (self.choice.demo, self.choice.new, self.choice.join):
            choice.toggled.connect(self._set_words)
        self._succeeded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self._say, Qt.ConnectionType.QueuedConnection)
        self._set_words()

    @property
    def page(self) -> Page:
        page = self._pages.currentWidget()
        assert isinstance(page, Page)
        return page

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back a page: what was typed stays."""
        if event.key() == Qt.Key.Key_Escape and not self.back.isHidden():
            self.back.click()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Cancel, but not while something is being made."""
        if self._thread is not None:
            return
        if self.made is not None:
            self.accept()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close; work that is over leaves no thread, and no secret stays in a field."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        twice = (self.keys.booth, self.keys.root, self.keys.issuer, self.keys.bundle)
        for field in (*twice, self.bundle.own, self.bundle.bundle):
            field.clear()
        for edit in (self.manager.pin, self.manager.again):
            edit.clear()
        super().done(result)

    # --- inside --------------------------------------------------------------------------------

    def _way(self) -> tuple[Page, ...]:
        if self.choice.new.isChecked():
            return (self.choice, self.site, self.manager, self.keys)
        if self.choice.join.isChecked():
            return (self.choice, self.bundle)
        return (self.choice,)

    @Slot()
    def _set_words(self) -> None:
        words, name = self.words, self.page.name
        if name == "choice":
            self.set_heading(words("first.title"), words("first.kind"))
        else:
            text = words(f"first.{name}_text", shortest=SHORTEST_PASSPHRASE)
            self.set_heading(words(f"first.{name}_title"), text)
        for index in range(self._pages.count()):
            page = self._pages.widget(index)
            assert isinstance(page, Page)
            page.set_words(words)
        self.back.setText(words("common.back"))
        self.back.setVisible(self.page not in (self.choice, self.finished_page))
        self._set_next()
        self.clear_problem()

    def _set_next(self) -> None:
        last = self.page is self.finished_page or self.page is self._way()[-1]
        self.next.setText(self.words("first.finish" if last else "common.next"))
        for button in (self.back, self.next):
            button.setEnabled(self._thread is None)
        self._pages.setEnabled(self._thread is None)

    @Slot()
    def _change_language(self) -> None:
        self.words = self._words_in(self.choice.language.chosen)
        self._set_words()

    @Slot()
    def _go_back(self) -> None:
        way = self._way()
        self._show(way[way.index(self.page) - 1])

    @Slot()
    def _go_on(self) -> None:
        if self._thread is not None:
            return
        if self.made is not None:
            self.accept()
            return
        fault = self.page.fault()
        way = self._way()
        if isinstance(fault, Fault):
            self.show_problem(
                self.words(f"first.{fault.word}", detail=fault.detail),
                self.words(fault.of) if fault.of else "",
            )
            self.page.field_of(fault).setFocus()
        elif fault is not None:
            self.show_error(fault)
            self.page.field_of(fault).setFocus()
        elif self.page is way[-1]:
            self._begin(self._answer())
        else:
            self._show(way[way.index(self.page) + 1])

    def _show(self, page: Page) -> None:
        self._pages.setCurrentWidget(page)
        self._set_words()
        page.start().setFocus()

    def _answer(self) -> FirstStart:
        language = self.choice.language.chosen
        if self.choice.new.isChecked():
            wish = NewSite(self.site.settings(), self.keys.passphrases(), self.manager.manager())
            return FirstStart(language, wish, self.keys.folder())
        if self.choice.join.isChecked():
            return FirstStart(language, self.bundle.wish())
        return FirstStart(language)

    def _begin(self, answer: FirstStart) -> None:
        self.problem.show_words(self.words("first.working"), tone="info")
        self.problem.show()
        self._thread = threading.Thread(target=self._work, args=(answer,), name="founding")
        self._thread.start()
        self._set_next()

    def _work(self, answer: FirstStart) -> None:
        try:
            made = self._act(answer)
        except StationError as error:
            self._failed.emit(error)
        except Exception:
            # A bug is told and logged on its way up; the dialog must not wait for ever.
            self._failed.emit(None)
            raise
        else:
            self._succeeded.emit(made)

    def _end_thread(self) -> None:
        if self._thread is not None:
            self._thread.join()
        self._thread = None
        self._set_next()

    @Slot(object)
    def _take(self, made: Made) -> None:
        self.made = made
        self._end_thread()
        if not made.lines:
            self.accept()
            return
        self.finished_page.show_made(made, self.words)
        self._show(self.finished_page)
        self.next.setFocus()

    @Slot(object)
    def _say(self, error: StationError | None) -> None:
        """Say what is wrong, or that there is a bug, and let it be mended."""
        self._end_thread()
        if error is None:
            title, step = self.words("fault.bug_title"), self.words("fault.bug_next")
        else:
            title, step = self.words.title(error), self.words.next_step(error)
        self.problem.show_words(title, step, tone="bad")
        (self.page.start() if error is None else self.page.field_of(error)).setFocus()
