"""The lock: what it covers, what it takes away, what brings it about, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from station.domain import outcome as out
from station.domain.staff import Role
from station.services.access import ConsoleLocked
from station.services.export_batch import ExportBroken
from station.services.pin_tries import PinDelayed, SignInWrong
from station.services.report import Report
from station.setting_groups import StaffOptions
from station.settings import Settings
from station.ui.dialogs.box_dialog import BoxDialog
from station.ui.dialogs.sign_in_dialog import SignInDialog
from station.ui.dialogs.withdraw_dialog import WithdrawDialog
from station.ui.idle_watch import IdleWatch
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk
from tests.qt.ui import booth
from tests.qt.ui.test_window import texts

CTRL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    QTest.keyClick(widget.window().windowHandle(), key, modifier)


def locked_report(outcome: out.Outcome) -> Report:
    return booth.report(outcome, locked=True)


@pytest.fixture
def locked(window: MainWindow, desk: booth.RecordingDesk) -> MainWindow:
    """The window, locked with Ctrl+L."""
    press(Qt.Key.Key_L, CTRL)
    assert desk.calls == [("lock",)]
    desk.calls.clear()
    desk.reported.emit(locked_report(out.Locked()))
    return window


# --- covering ------------------------------------------------------------------------------------


def test_ctrl_l_covers_the_window_before_the_booth_has_answered(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    press(Qt.Key.Key_L, CTRL)

    assert window.lock.is_covered
    assert not window.page.isVisible()
    assert not window.top_bar.isVisible()
    assert desk.calls == [("lock",)]


class _Paints(QObject):
    """Notes whether a widget is painted."""

    seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen = self.seen or isinstance(event, QPaintEvent)
        return False


def test_what_is_covered_is_not_painted(locked: MainWindow) -> None:
    paints = _Paints()
    locked.page.recent.installEventFilter(paints)
    locked.take_report(locked_report(out.Refused(ConsoleLocked())))
    locked.resize(locked.width() + 20, locked.height())
    locked.repaint()
    QApplication.processEvents()

    assert not paints.seen


def test_the_lock_page_shows_who_locked_and_that_the_tube_is_kept(locked: MainWindow) -> None:
    shown = " ".join(texts(locked.lock_page))
    assert "王*记" in shown
    assert "王登记" not in shown
    assert "3101 1500 2871" in locked.lock_page.tube.text()
    assert "4/10" in locked.lock_page.tube.text()
    for index in range(5):
        assert booth.PERSONS[index][0] not in shown
        assert booth.number_of(index) not in shown


def test_nobody_is_locked_out_of_a_window_that_nobody_uses(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    desk.reported.emit(booth.report(out.SignedOut(), member=None, shift=None))
    press(Qt.Key.Key_L, CTRL)

    assert not window.lock.is_covered
    assert desk.calls == []


@pytest.mark.parametrize(
    "key",
    [Qt.Key.Key_Escape, Qt.Key.Key_F4, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F11, Qt.Key.Key_F2],
)
def test_no_key_of_the_window_works_while_it_is_locked(
    locked: MainWindow, desk: booth.RecordingDesk, key: Qt.Key
) -> None:
    press(key)
    press(Qt.Key.Key_O, CTRL)
    press(Qt.Key.Key_6, CTRL)

    assert desk.calls == []
    assert locked.lock.is_covered
    assert locked.dialogs.current is None
    assert not locked.isFullScreen()
    assert locked.pages.present == "register"


def test_digits_go_to_the_pin_from_the_button_too(locked: MainWindow) -> None:
    page = locked.lock_page
    page.pin.clear()
    page.button.setFocus()
    for key in (Qt.Key.Key_2, Qt.Key.Key_5):
        press(key)

    assert page.pin.text() == "25"
    assert page.pin.hasFocus()


def test_nobody_closes_a_locked_window(locked: MainWindow, desk: booth.RecordingDesk) -> None:
    assert not locked.close()
    assert locked.isVisible()
    assert locked.lock_page.notice.title.text() == "请先解锁"
    desk.reported.emit(booth.report(out.Unlocked()))

    assert locked.close()


def test_enter_on_the_operators_chip_asks_who_is_there(window: MainWindow) -> None:
    window.top_bar.operator.setFocus()
    press(Qt.Key.Key_Return)

    assert isinstance(window.dialogs.current, SignInDialog)


def test_what_was_half_typed_about_a_person_goes(window: MainWindow) -> None:
    window.page.manual.number.setText(booth.number_of(0))
    window.page.manual.name.setText("张小三")
    press(Qt.Key.Key_L, CTRL)

    assert window.page.manual.number.text() == ""
    assert window.page.manual.name.text() == ""


def test_dialogs_go_also_from_within_them(
    window: MainWindow, desk: booth.RecordingDesk, qtbot: QtBot
) -> None:
    window.dialogs.open_withdraw(booth.recent()[0])
    dialog = window.dialogs.current
    assert isinstance(dialog, WithdrawDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    press(Qt.Key.Key_L, CTRL)

    assert QApplication.activeModalWidget() is None
    assert window.dialogs.current is None
    assert desk.calls == [("lock",)]


def test_a_dialog_that_a_page_opened_goes_too(window: MainWindow) -> None:
    dialog = QFileDialog(window.page)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.open()
    window.lock.lock()

    assert not dialog.isVisible()


# --- an export meanwhile -------------------------------------------------------------------------


@pytest.fixture
def exporting(window: MainWindow, desk: booth.RecordingDesk) -> BoxDialog:
    """The box dialog, locked over while it writes a sheet."""
    window.open_box()
    box = window.dialogs.current
    assert isinstance(box, BoxDialog)
    box.start_export("20261122-02-04")
    desk.calls.clear()
    window.lock.lock()
    desk.reported.emit(locked_report(out.Locked()))
    return box


def test_an_export_goes_on_behind_the_lock(
    window: MainWindow, desk: booth.RecordingDesk, exporting: BoxDialog
) -> None:
    assert window.lock.is_covered
    assert desk.calls == [("lock",)]
    assert not exporting.isVisible()
    assert QApplication.activeModalWidget() is None
    assert window.dialogs.is_exporting
    assert not window.dialogs.may_close()


def test_whoever_unlocks_and_may_export_sees_it_go_on_and_end(
    window: MainWindow, desk: booth.RecordingDesk, exporting: BoxDialog
) -> None:
    desk.calls.clear()
    operator = booth.member(Role.OPERATOR)
    desk.reported.emit(booth.report(out.Unlocked(), member=operator))

    assert window.dialogs.current is exporting
    assert exporting.isVisible()
    # Booth and dialog agree again on what is done.
    assert desk.calls == [("begin_boxing",)]
    desk.exported.emit(booth.exported())
    assert exporting.progress.notice.isVisible()
    exporting.close_button.click()
    assert desk.calls == [("begin_boxing",), ("end_boxing",)]
    assert window.dialogs.current is None


@pytest.mark.parametrize("well", [True, False])
def test_what_came_of_it_while_locked_is_told_after_it(
    window: MainWindow, desk: booth.RecordingDesk, exporting: BoxDialog, well: bool
) -> None:
    if well:
        desk.exported.emit(booth.exported())
    else:
        desk.export_failed.emit(ExportBroken())
    assert window.lock.is_covered
    assert not exporting.isVisible()
    assert not window.key_bar.notice.isVisible()
    desk.reported.emit(booth.report(out.Unlocked()))

    assert exporting.isVisible()
    shown = exporting.progress.notice if well else exporting.problem
    assert shown.isVisible()


@pytest.mark.parametrize("ends_first", [True, False])
def test_who_may_not_export_is_told_in_the_corner(
    window: MainWindow, desk: booth.RecordingDesk, exporting: BoxDialog, ends_first: bool
) -> None:
    clerk = replace(booth.member(Role.DESK), id=booth.SHIFT.id)
    come = [
        lambda: desk.exported.emit(booth.exported()),
        lambda: desk.reported.emit(booth.report(out.Unlocked(), member=clerk, shift=None)),
    ]
    for each in come if ends_first else reversed(come):
        each()

    assert window.dialogs.current is None
    assert not exporting.isVisible()
    assert not window.dialogs.is_exporting
    assert window.key_bar.notice.isVisible()
    assert "20261122-02-04" in window.key_bar.notice.title.text()


def test_the_key_brings_an_export_back_that_somebody_else_passed_over(
    window: MainWindow, desk: booth.RecordingDesk, exporting: BoxDialog
) -> None:
    clerk = replace(booth.member(Role.DESK), id=booth.SHIFT.id)
    desk.reported.emit(booth.report(out.Unlocked(), member=clerk, shift=None))
    assert window.dialogs.current is None
    desk.reported.emit(booth.report(out.SignedIn(booth.SHIFT)))
    window.open_box()

    assert window.dialogs.current is exporting
    assert exporting.progress.isVisible()


def test_another_dialog_stays_as_an_export_ends_behind_it(
    window: MainWindow, desk: booth.RecordingDesk, exporting: BoxDialog
) -> None:
    clerk = replace(booth.member(Role.DESK), id=booth.SHIFT.id)
    desk.reported.emit(booth.report(out.Unlocked(), member=clerk, shift=None))
    window.open_sign_in()
    sign_in = window.dialogs.current
    desk.exported.emit(booth.exported())

    assert sign_in is window.dialogs.current
    assert sign_in.isVisible()


# --- the way back --------------------------------------------------------------------------------


def test_whoever_locked_it_types_the_pin_only(
    locked: MainWindow, desk: booth.RecordingDesk
) -> None:
    assert locked.lock_page.pin.hasFocus()
    QTest.keyClicks(QApplication.focusWidget(), "2580")
    press(Qt.Key.Key_Return)
    assert desk.calls == [("unlock", "OP0001", "2580")]
    assert locked.lock_page.button.text() == "正在核对…"
    desk.reported.emit(booth.report(out.Unlocked()))

    assert not locked.lock.is_covered
    assert locked.page.isVisible()
    assert locked.lock_page.pin.text() == ""
    assert locked.page.result.shown.title == "已解锁"


def test_a_badge_that_is_read_takes_the_console_over(
    locked: MainWindow, desk: booth.RecordingDesk
) -> None:
    desk.reported.emit(locked_report(out.BadgeShown("OP1002")))
    assert locked.lock_page.who.text() == "OP1002"
    locked.lock_page.pin.setText("2580")
    press(Qt.Key.Key_Return)
    assert desk.calls == [("unlock", "OP1002", "2580")]
    other = replace(booth.member(name="李接班"), id=booth.SHIFT.id)
    desk.reported.emit(booth.report(out.Unlocked(), member=other))

    assert not locked.lock.is_covered
    assert "李*班" in locked.top_bar.operator.text()
    assert not locked.pages.allows("settings")


def test_a_wrong_pin_keeps_it_locked_and_the_wait_is_counted(
    locked: MainWindow, desk: booth.RecordingDesk
) -> None:
    locked.lock_page.pin.setText("1111")
    press(Qt.Key.Key_Return)
    desk.reported.emit(locked_report(out.Refused(SignInWrong(seconds=0))))
    assert locked.lock_page.notice.isVisible()
    locked.lock_page.pin.setText("1111")
    press(Qt.Key.Key_Return)
    desk.reported.emit(locked_report(out.Refused(PinDelayed(seconds=5))))

    assert locked.lock.is_covered
    assert locked.lock_page.button.text() == "请等 5 秒"
    assert locked.lock_page.pin.text() == ""


def test_a_read_while_locked_is_refused_aloud_and_said(
    locked: MainWindow, desk: booth.RecordingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[object] = []
    monkeypatch.setattr(locked._sounds, "play", played.append)
    shown = locked.page.result.shown
    desk.reported.emit(locked_report(out.Refused(ConsoleLocked())))

    assert len(played) == 1
    assert locked.lock_page.notice.title.text() == "未登记：控制台已锁定"
    assert locked.page.result.shown is shown


def test_a_booth_that_is_locked_by_itself_is_covered(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    desk.reported.emit(locked_report(out.Locked()))

    assert window.lock.is_covered


def test_the_page_that_was_in_front_is_so_again(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    window.pages.open("settings")
    window.lock.lock()
    desk.reported.emit(locked_report(out.Locked()))
    desk.reported.emit(booth.report(out.Unlocked()))

    assert window.pages.present == "settings"


# --- who is there --------------------------------------------------------------------------------


def test_a_badge_opens_the_quick_change(window: MainWindow, desk: booth.RecordingDesk) -> None:
    desk.reported.emit(booth.report(out.BadgeShown("OP1002")))
    dialog = window.dialogs.current
    assert isinstance(dialog, SignInDialog)

    assert dialog.who.text() == "OP1002"
    assert dialog.sampler.text() == booth.SHIFT.sampler
    assert dialog.sign_out.isVisible()


def test_ctrl_o_opens_the_quick_change_and_its_key_is_shown(window: MainWindow) -> None:
    press(Qt.Key.Key_O, CTRL)
    assert isinstance(window.dialogs.current, SignInDialog)
    assert "Ctrl+O" in " ".join(texts(window.key_bar))


def test_settings_that_somebody_else_left_half_changed_are_not_the_next_ones(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    window.pages.open("settings")
    section = window.settings_page.section("interface")
    section.volume.setValue(11)
    window.lock.lock()
    desk.reported.emit(locked_report(out.Locked()))
    desk.reported.emit(booth.report(out.Unlocked()))
    assert window.settings_page.is_dirty
    other = replace(booth.member(*Role), id=booth.SHIFT.id)
    desk.reported.emit(booth.report(out.SignedIn(booth.SHIFT), member=other))

    assert not window.settings_page.is_dirty


def test_a_test_of_readers_ends_with_the_lock_so_that_badges_are_read(
    window: MainWindow, settings_desk: SettingsDesk
) -> None:
    testing: list[bool] = []
    settings_desk.testing_asked.connect(testing.append)
    window.pages.open("settings")
    window.settings_page.show_section("guns")
    window.settings_page.section("guns").test.button.click()
    assert testing == [True]
    window.lock.lock()

    assert testing == [True, False]


def test_nobody_is_changed_over_an_open_question(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    desk.reported.emit(booth.question_report())
    window.top_bar.operator.click()

    assert window.dialogs.current is None


def test_enter_on_the_plain_page_asks_who_is_there(
    window: MainWindow, desk: booth.RecordingDesk, qtbot: QtBot
) -> None:
    desk.reported.emit(booth.report(out.SignedOut(), member=None, shift=None))
    qtbot.waitUntil(window.home.button.hasFocus)
    press(Qt.Key.Key_Return)

    assert isinstance(window.dialogs.current, SignInDialog)


def test_signing_out_leaves_nothing_of_anybody(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    window.page.manual.name.setText("张小三")
    desk.reported.emit(booth.report(out.SignedOut(), member=None, shift=None))

    assert window.page.manual.name.text() == ""
    assert not window.page.isVisible()
    assert window.home.isVisible()
    assert window.key_bar.shown_keys() == ("F11",)


def test_a_site_without_staff_asks_for_its_first_manager(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    nobody = {"member": None, "shift": None, "needs_first_manager": True}
    desk.reported.emit(booth.report(out.SignedOut(), **nobody))
    window.open_sign_in()
    dialog = window.dialogs.current
    dialog.name.setText("周负责")
    dialog.pin.setText("2580")
    dialog.again.setText("2580")
    dialog.ok.click()
    assert desk.calls == [("make_first_manager", "周负责", "", "2580")]
    nobody["needs_first_manager"] = False
    desk.reported.emit(booth.report(out.FirstManagerMade(), **nobody))

    assert isinstance(window.dialogs.current, SignInDialog)


# --- the idle watch ------------------------------------------------------------------------------


class _Hands:
    """Two clocks that a test moves."""

    def __init__(self) -> None:
        self.time, self.at = booth.NOW, 100.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.at


def test_the_lock_comes_by_itself_only_if_nothing_happens(qtbot: QtBot) -> None:
    hands = _Hands()
    watch = IdleWatch(hands.now, hands.monotonic)
    watch.set_limit(60)
    idle: list[bool] = []
    watch.idle.connect(lambda: idle.append(True))
    hands.at += 59
    watch._look()
    assert idle == []
    watch.note()
    hands.at += 59
    watch._look()
    assert idle == []
    hands.at += 1
    watch._look()

    assert idle == [True]


def test_a_computer_that_slept_locks_as_it_wakes(qtbot: QtBot) -> None:
    hands = _Hands()
    watch = IdleWatch(hands.now, hands.monotonic)
    watch.set_limit(60)
    idle: list[bool] = []
    watch.idle.connect(lambda: idle.append(True))
    hands.time += timedelta(hours=1)
    watch._look()

    assert idle == [True]


def test_no_limit_is_never(qtbot: QtBot) -> None:
    watch = IdleWatch(lambda: booth.NOW)
    watch.set_limit(0)

    assert not watch._timer.isActive()


def test_keys_and_what_is_registered_are_signs_and_refused_reads_are_not(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    hands = _Hands()
    window.watch._monotonic = hands.monotonic
    window.watch.note()

    def is_sign(act: Callable[[], None]) -> bool:
        hands.at += 1
        act()
        return window.watch._at == hands.at

    assert is_sign(lambda: desk.reported.emit(booth.report(booth.registered())))
    refused = booth.report(out.Refused(ConsoleLocked()))
    assert not is_sign(lambda: desk.reported.emit(refused))
    assert is_sign(lambda: window.codes._desk.asked.emit(object()))
    hands.at += 1
    press(Qt.Key.Key_Shift)
    assert window.watch._at == hands.at
    hands.at += 1
    QTest.mouseMove(window.windowHandle())
    assert window.watch._at == hands.at


def test_a_short_setting_locks_the_window(
    window: MainWindow, settings_desk: SettingsDesk, qtbot: QtBot
) -> None:
    settings_desk.take_applied(replace(Settings(), staff=StaffOptions(lock_minutes=0.005)))
    qtbot.waitUntil(lambda: window.lock.is_covered)


def test_a_clerk_of_the_desk_sees_no_key_of_the_booth(
    window: MainWindow, desk: booth.RecordingDesk
) -> None:
    desk.reported.emit(booth.report(out.SignedIn(None), member=booth.member(Role.DESK), shift=None))
    press(Qt.Key.Key_F4)

    assert desk.calls == []
    assert window.pages.present == "codes"
    # The desk is closed: nothing can be done at it yet.
    assert window.key_bar.shown_keys() == ()
    window.codes.attends.emit(True)
    assert "F2" in window.key_bar.shown_keys()
    assert "F9" not in window.key_bar.shown_keys()
