"""Who may say that the machine's clock is right is asked so: once, and never on the lock page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from station.domain import outcome as out
from station.domain.refusals import ClockWrong
from station.domain.staff import Role
from station.services.access import AskerLeft
from station.services.clock_reset import ClockView
from station.ui.dialogs.clock_dialog import ClockDialog
from station.ui.dialogs.sign_in_dialog import SignInDialog
from station.ui.main_window import MainWindow
from tests.qt.ui import booth

LATER = booth.NOW + timedelta(days=1)
WRONG = ClockView(LATER, is_wrong=True)
RIGHT = ClockView(booth.NOW, is_wrong=False)
ASKED = "ask"
MANAGER = booth.member(Role.MANAGER)


def come_in(desk: booth.RecordingDesk, *roles: Role, outcome: out.Outcome | None = None) -> None:
    signed_in = outcome or out.SignedIn(booth.SHIFT)
    desk.reported.emit(booth.report(signed_in, member=booth.member(*roles)))


def opened(window: MainWindow) -> ClockDialog:
    dialog = window.dialogs.current
    assert isinstance(dialog, ClockDialog)
    return dialog


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER])
@pytest.mark.parametrize("outcome", [out.SignedIn(booth.SHIFT), out.Unlocked()])
def test_who_may_is_asked_as_they_come_in_under_a_wrong_clock(
    window: MainWindow, desk: booth.RecordingDesk, role: Role, outcome: out.Outcome
) -> None:
    come_in(desk, role, outcome=outcome)
    assert desk.clock.calls == [ASKED]
    desk.clock.told.emit(WRONG)
    dialog = opened(window)
    assert dialog.recorded.text() == "2026-11-23 10:42:07"
    assert dialog.focusWidget() is dialog.cancel
    dialog.ok.click()
    dialog.ok.click()
    assert desk.clock.calls == [ASKED, "reset"]
    desk.clock.was_reset.emit(booth.NOW)
    assert window.dialogs.current is None
    assert "2026-11-22 10:42:07" in window.key_bar.notice.title.text()


def test_under_a_right_clock_nobody_is_asked(window: MainWindow, desk: booth.RecordingDesk) -> None:
    come_in(desk, Role.MANAGER)
    desk.clock.told.emit(RIGHT)
    assert window.dialogs.current is None


def test_an_operator_is_never_asked(window: MainWindow, desk: booth.RecordingDesk) -> None:
    come_in(desk, Role.OPERATOR)
    QTest.mouseClick(window.top_bar.clock, Qt.MouseButton.LeftButton)
    come_in(desk, Role.OPERATOR, outcome=out.Refused(ClockWrong(mark="", now="")))
    desk.clock.told.emit(WRONG)
    assert desk.clock.calls == []
    assert window.dialogs.current is None
    assert window.top_bar.clock.toolTip() == ""


def test_a_press_on_the_clock_shows_it_right_or_wrong(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    come_in(desk, Role.MANAGER)
    desk.clock.told.emit(RIGHT)
    for view in (RIGHT, WRONG):
        QTest.mouseClick(window.top_bar.clock, Qt.MouseButton.LeftButton)
        desk.clock.told.emit(view)
        dialog = opened(window)
        assert dialog.ok.isVisible() == view.is_wrong
        dialog.cancel.click()
    assert desk.clock.calls == [ASKED] * 3
    assert window.dialogs.current is None


def test_what_the_clock_refuses_asks_again(window: MainWindow, desk: booth.RecordingDesk) -> None:
    refused = out.Refused(ClockWrong(mark="", now=""))
    come_in(desk, Role.MANAGER, outcome=refused)
    desk.clock.told.emit(WRONG)
    opened(window).reject()
    come_in(desk, Role.MANAGER, outcome=refused)
    desk.clock.told.emit(WRONG)
    opened(window)


def test_it_waits_for_the_dialog_that_is_open(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    come_in(desk, Role.MANAGER)
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    sign_in = window.dialogs.current
    assert isinstance(sign_in, SignInDialog)
    desk.clock.told.emit(WRONG)
    assert window.dialogs.current is sign_in
    sign_in.reject()
    opened(window)


def test_it_does_not_open_over_the_lock_page(window: MainWindow, desk: booth.RecordingDesk) -> None:
    come_in(desk, Role.MANAGER)
    window.lock.lock()
    # What was reported before the booth was locked, and what was asked before.
    desk.reported.emit(booth.report(out.Ignored(), member=MANAGER))
    desk.clock.told.emit(WRONG)
    desk.reported.emit(booth.report(out.Locked(), member=MANAGER, locked=True))
    desk.clock.told.emit(WRONG)
    assert QApplication.activeModalWidget() is None
    assert window.dialogs.current is None


def test_the_lock_takes_it_away_and_the_next_one_is_not_asked(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    come_in(desk, Role.MANAGER)
    desk.clock.told.emit(WRONG)
    window.lock.lock()
    assert window.dialogs.current is None
    desk.reported.emit(booth.report(out.Locked(), member=MANAGER, locked=True))
    other = replace(booth.member(Role.OPERATOR), id=booth.SHIFT.id)
    desk.reported.emit(booth.report(out.Unlocked(), member=other))
    desk.clock.told.emit(WRONG)
    assert window.dialogs.current is None


def test_a_refusal_is_said_there_and_it_may_be_tried_again(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    come_in(desk, Role.MANAGER)
    desk.clock.told.emit(WRONG)
    dialog = opened(window)
    dialog.ok.click()
    desk.clock.failed.emit(AskerLeft())
    assert dialog.problem.isVisible()
    dialog.ok.click()
    assert desk.clock.calls == [ASKED, "reset", "reset"]
