"""The pages of the window, one of them in front; who may see which; what is asked before one is
left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from station.domain.staff import StaffMember
from station.ui.dialogs.window_dialogs import WindowDialogs
from station.ui.home_page import HOME
from station.ui.settings.page import SettingsPage
from station.ui.settings.page_entry import SETTINGS
from station.ui.settings.unsaved_dialog import Leaving
from station.ui.window_page import Reads, WindowPage, may


class WindowPages(QObject):
    """``stack`` shows the first of ``pages`` that may be seen; `changed` carries its name,
    `allowed_changed` the names of those in the rail that may be seen.

    The page `home` is for who may see no other. ``is_held`` tells whether a question keeps the
    page that is in front there.
    """

    changed = Signal(str)
    allowed_changed = Signal(object)  # frozenset[str]

    def __init__(
        self,
        pages: Sequence[WindowPage],
        settings: SettingsPage,
        dialogs: WindowDialogs,
        is_held: Callable[[], bool],
    ) -> None:
        super().__init__(dialogs)
        self._settings = settings
        self._dialogs = dialogs
        self._is_held = is_held
        self._then: Callable[[], None] | None = None
        self._pages = {page.name: page for page in pages}
        self._allowed = [page.name for page in pages]
        self.stack = QStackedWidget()
        for page in pages:
            self.stack.addWidget(page.widget)
        settings.settled.connect(self._settle)

    @property
    def present(self) -> str:
        """The name of the page in front."""
        return list(self._pages)[self.stack.currentIndex()]

    @property
    def reads(self) -> Reads | None:
        """Who takes what readers see instead of the booth: the page in front, if it is seen."""
        page = self._pages[self.present]
        return page.reads if page.widget.isVisible() else None

    def allows(self, name: str) -> bool:
        """Tell whether the page may be seen."""
        return name in self._allowed

    def admit(self, member: StaffMember | None) -> None:
        """Show what ``member`` may see; the present page goes if it is not among it."""
        allowed = [page.name for page in self._pages.values() if may(member, page.permission)]
        if len(allowed) > 1:
            allowed.remove(HOME)
        if allowed == self._allowed:
            return
        self._allowed = allowed
        self.allowed_changed.emit(frozenset(allowed))
        if self.present not in allowed:
            self.bring(allowed[0])

    def forget(self) -> None:
        """Drop what is half typed on the pages."""
        for page in self._pages.values():
            page.forget()

    @Slot(str)
    def open(self, name: str) -> None:
        """Bring a page to the front as somebody wished; nobody leaves an open question."""
        if name == self.present or self._is_held():
            return
        if self.present == SETTINGS:
            self.leave_settings(lambda: self.bring(name))
        else:
            self.bring(name)

    def bring(self, name: str) -> None:
        """Bring a page to the front without asking; changed settings stay as they are.

        One that may not be seen stays away.
        """
        if name == self.present or not self.allows(name):
            return
        before, page = self._pages[self.present], self._pages[name]
        if before.name == SETTINGS:
            self._then = None
            self._dialogs.drop_unsaved()
        before.leave()
        self.stack.setCurrentWidget(page.widget)
        self.changed.emit(name)
        page.enter()

    def leave_settings(self, then: Callable[[], None]) -> None:
        """Do ``then``, but ask first if something is changed and not in force.

        Settings that are on their way into force are waited for.
        """
        if self._settings.is_applying:
            self._then = then
            return
        if not self._settings.is_dirty:
            then()
            return

        def answered(leaving: Leaving) -> None:
            if leaving is Leaving.DISCARD:
                self._settings.revert()
                then()
            else:
                self._then = then
                self._settings.apply()

        self._dialogs.open_unsaved(answered)

    @Slot(bool)
    def _settle(self, applied: bool) -> None:
        then, self._then = self._then, None
        if applied and then is not None:
            # What was changed while the answer was on its way is asked about.
            self.leave_settings(then)
