"""The pages of the window, one of them in front; and what is asked before one is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from station.ui.dialogs.window_dialogs import WindowDialogs
from station.ui.register.register_page import RegisterPage
from station.ui.settings.page import SettingsPage
from station.ui.settings.unsaved_dialog import Leaving

REGISTER, SETTINGS = "register", "settings"


class WindowPages(QObject):
    """``stack`` shows the registration page at first; `changed` carries the page's name."""

    changed = Signal(str)

    def __init__(
        self, register: RegisterPage, settings: SettingsPage, dialogs: WindowDialogs
    ) -> None:
        super().__init__(dialogs)
        self._register = register
        self._settings = settings
        self._dialogs = dialogs
        self._then: Callable[[], None] | None = None
        self._pages = {REGISTER: register, SETTINGS: settings}
        self.stack = QStackedWidget()
        for page in self._pages.values():
            self.stack.addWidget(page)
        settings.settled.connect(self._settle)

    @property
    def present(self) -> str:
        """The name of the page in front."""
        return list(self._pages)[self.stack.currentIndex()]

    @Slot(str)
    def open(self, name: str) -> None:
        """Bring a page to the front as somebody wished; nobody leaves an open question."""
        if name == self.present or self._register.has_question:
            return
        if self.present == SETTINGS:
            self.leave_settings(lambda: self.bring(name))
        else:
            self.bring(name)

    def bring(self, name: str) -> None:
        """Bring a page to the front without asking; changed settings stay as they are."""
        if name == self.present:
            return
        if self.present == SETTINGS:
            self._then = None
            self._dialogs.drop_unsaved()
            self._settings.leave()
        self.stack.setCurrentWidget(self._pages[name])
        self.changed.emit(name)
        if name == SETTINGS:
            self._settings.enter()
        else:
            self._register.setFocus(Qt.FocusReason.OtherFocusReason)

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
