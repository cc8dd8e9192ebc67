"""The lock of the window: when it covers everything, and what it takes away as it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from station.domain import outcome as out
from station.services.report import BoothView, Report
from station.ui.dialogs.window_dialogs import WindowDialogs
from station.ui.idle_watch import IdleWatch
from station.ui.lock_page import LockPage

if TYPE_CHECKING:
    from station.ui.desk import Desk

SECONDS_A_MINUTE = 60
# What says nothing of anybody being at the booth: codes may be waved at one that was left.
_NO_SIGN = (out.Refused, out.Ignored, out.WaitEnded, out.Locked)


class WindowLock(QObject):
    """``stack`` holds ``work``, what is worked with, and the lock page over all of it.

    What is covered is hidden, so it is not painted; ``forget`` drops what was half typed there.
    `covered`: whether the lock page is in front.
    """

    covered = Signal(bool)

    def __init__(
        self,
        desk: Desk,
        work: QWidget,
        page: LockPage,
        dialogs: WindowDialogs,
        watch: IdleWatch,
        forget: Callable[[], None],
    ) -> None:
        super().__init__(dialogs)
        self._desk = desk
        self._work = work
        self._page = page
        self._dialogs = dialogs
        self._watch = watch
        self._forget = forget
        self._booth: BoothView | None = None
        self._focus: QWidget | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(work)
        self.stack.addWidget(page)
        watch.idle.connect(self.lock)
        watch.lock_pressed.connect(self.lock)
        page.unlocking.connect(self._unlock)

    @property
    def is_covered(self) -> bool:
        return self.stack.currentWidget() is self._page

    def set_minutes(self, minutes: float) -> None:
        """Lock after so many minutes without anybody; 0: never."""
        self._watch.set_limit(minutes * SECONDS_A_MINUTE)

    @Slot()
    def lock(self) -> None:
        """Lock at once, if somebody is signed in; an export that runs goes on behind."""
        if self._booth is None or self._booth.member is None or self.is_covered:
            return
        self._cover(self._booth)
        self._desk.lock()

    def take_report(self, report: Report) -> None:
        """Cover or uncover the window as the booth says."""
        self._booth = report.booth
        if not isinstance(report.outcome, _NO_SIGN):
            self._watch.note()
        if report.booth.locked:
            if not self.is_covered:
                self._cover(report.booth)
        elif isinstance(report.outcome, (out.Unlocked, out.SignedIn, out.SignedOut)):
            self._uncover(report.booth)
        if self.is_covered:
            self._page.take_report(report)

    # --- inside --------------------------------------------------------------------------------

    def _cover(self, booth: BoothView) -> None:
        self._focus = self._work.focusWidget()
        self._dialogs.leave_export()
        close_windows_over(self.stack.window())
        self._forget()
        self._page.begin(booth)
        self.stack.setCurrentWidget(self._page)
        self.covered.emit(True)

    def _uncover(self, booth: BoothView) -> None:
        if not self.is_covered:
            return
        self._page.end()
        self.stack.setCurrentWidget(self._work)
        self.covered.emit(False)
        if self._focus is not None and self._focus.isVisible():
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self._dialogs.come_back(booth)

    @Slot(str, str)
    def _unlock(self, who: str, pin: str) -> None:
        member = None if self._booth is None else self._booth.member
        if not who and member is not None:
            who = member.badge or member.name
        self._desk.unlock(who, pin)


def close_windows_over(window: QWidget) -> None:
    """Close menus, lists and dialogs that stand over ``window``, the last opened first."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    dialogs = [each for each in window.findChildren(QDialog) if each.isVisible()]
    for dialog in reversed(dialogs):
        dialog.done(QDialog.DialogCode.Rejected)
