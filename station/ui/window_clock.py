"""The question whether the machine's clock is right: when it is put, and to whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from station.domain import outcome as out
from station.domain.refusals import ClockWrong
from station.domain.staff import Permission
from station.services.clock_reset import ClockView
from station.services.report import Report
from station.ui.corner_notice import told_of_clock
from station.ui.dialogs.window_dialogs import WindowDialogs
from station.ui.top_bar import TopBar
from station.ui.window_lock import WindowLock
from station.ui.window_page import may

if TYPE_CHECKING:
    from station.ui.desk import Desk


class WindowClock(QObject):
    """Whoever may reset the clock is asked once they are in, and as it refuses somebody.

    A press on the clock shows them how it stands, right or wrong.
    """

    def __init__(
        self, desk: Desk, dialogs: WindowDialogs, lock: WindowLock, top_bar: TopBar
    ) -> None:
        super().__init__(dialogs)
        self._clock = clock = desk.clock
        self._dialogs = dialogs
        self._lock = lock
        self._may = False
        self._looks = False
        self._due: ClockView | None = None
        clock.told.connect(self._take)
        clock.was_reset.connect(self._tell)
        dialogs.closed.connect(self._open)
        lock.covered.connect(self._forget)
        top_bar.clock_pressed.connect(self._look)
        desk.reported.connect(self._take_report)

    # --- inside --------------------------------------------------------------------------------

    @Slot(object)
    def _take_report(self, report: Report) -> None:
        booth = report.booth
        self._may = not booth.locked and may(booth.member, Permission.RESET_CLOCK)
        if not self._may:
            self._forget()
            return
        match report.outcome:
            case out.SignedIn() | out.Unlocked() | out.Refused(ClockWrong()):
                self._clock.ask()

    @Slot()
    def _look(self) -> None:
        if self._may:
            self._looks = True
            self._clock.ask()

    @Slot()
    def _forget(self) -> None:
        self._looks, self._due = False, None

    @Slot(object)
    def _take(self, view: ClockView) -> None:
        if self._may and not self._lock.is_covered and (view.is_wrong or self._looks):
            self._due = view
            self._open()
        self._looks = False

    @Slot()
    def _open(self) -> None:
        """Open the dialog, or wait for the one that is open."""
        if self._due is not None and self._dialogs.open_clock(self._clock, self._due):
            self._due = None

    @Slot(object)
    def _tell(self, at: datetime) -> None:
        self._dialogs.told.emit(told_of_clock(at))
