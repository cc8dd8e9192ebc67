"""The dialogs: worked by the keyboard alone, and answered by the booth's reports."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from station.domain import outcome as out
from station.domain.batch import BoxCodeUnusable, TubesMiscounted
from station.domain.person import NameMissing
from station.domain.refusals import OvernightTubes, TubeNotOpen
from station.domain.registration import WithdrawReason
from station.domain.tube import Tube, TubeBarcode
from station.errors import StationError
from station.settings import Settings
from station.ui.dialogs.box_dialog import BoxDialog
from station.ui.dialogs.confirm_dialog import ConfirmDialog
from station.ui.dialogs.fault_dialog import FaultDialog
from station.ui.dialogs.first_start import Made
from station.ui.dialogs.first_start_dialog import FirstStartDialog
from station.ui.dialogs.overnight_dialog import OvernightDialog
from station.ui.dialogs.passphrase_dialog import PassphraseDialog
from station.ui.dialogs.sign_in_dialog import Present, SignInDialog
from station.ui.dialogs.withdraw_dialog import WithdrawDialog
from station.ui.language import load_catalogue
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth

Open = Callable[[QDialog], None]


def words_in(language: str) -> Words:
    return Words(load_catalogue(language), booth.ZONE)


@pytest.fixture
def show(qtbot: QtBot) -> Open:
    def opened(dialog: QDialog) -> None:
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)

    return opened


def press(key: Qt.Key, times: int = 1) -> None:
    for _ in range(times):
        widget = QApplication.focusWidget() or QApplication.activeWindow()
        QTest.keyClick(widget.window().windowHandle(), key)


def type_text(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


# --- the passphrase --------------------------------------------------------------------------


class WrongPassphrase(StationError):
    code = "name_missing"


def unlock(passphrase: str) -> str:
    if passphrase != "open sesame":
        raise WrongPassphrase()
    return "opened"


@pytest.fixture
def passphrase(theme: Theme, words: Words, show: Open) -> PassphraseDialog:
    dialog = PassphraseDialog(None, theme, words, unlock)
    show(dialog)
    return dialog


def test_a_wrong_passphrase_is_said_and_tried_again(
    passphrase: PassphraseDialog, qtbot: QtBot
) -> None:
    type_text("wrong")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: passphrase.problem.title.text() == "没有姓名")
    assert passphrase.field.text() == ""
    qtbot.waitUntil(passphrase.field.hasFocus)
    type_text("open sesame")
    with qtbot.waitSignal(passphrase.accepted):
        press(Qt.Key.Key_Return)

    assert passphrase.opened == "opened"
    assert passphrase.field.text() == ""


def test_a_bug_while_it_is_checked_is_said_and_reaches_the_hook(
    theme: Theme, both: Words, show: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(passphrase: str) -> object:
        raise ZeroDivisionError

    bugs: list[type[BaseException]] = []
    monkeypatch.setattr("threading.excepthook", lambda args: bugs.append(args.exc_type))
    dialog = PassphraseDialog(None, theme, both, broken)
    show(dialog)
    type_text("open sesame")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.problem.title.text() == both("fault.bug_title"))
    qtbot.waitUntil(lambda: bugs == [ZeroDivisionError])

    assert dialog.field.isEnabled()
    dialog.reject()
    assert not dialog.isVisible()


def test_the_passphrase_is_never_shown(passphrase: PassphraseDialog) -> None:
    type_text("open sesame")

    assert len(passphrase.field.displayText()) == 11
    assert "open" not in passphrase.field.displayText()


def test_it_cannot_be_cancelled_while_a_passphrase_is_checked(
    show: Open, qtbot: QtBot, theme: Theme, both: Words
) -> None:
    go_on = threading.Event()

    def slow(passphrase: str) -> object:
        go_on.wait(10)
        return "the site"

    dialog = PassphraseDialog(None, theme, both, slow)
    show(dialog)
    type_text("open sesame")
    press(Qt.Key.Key_Return)
    dialog.reject()
    assert dialog.isVisible()
    assert not dialog.cancel.isEnabled()
    go_on.set()
    qtbot.waitUntil(lambda: dialog.opened == "the site")
    assert dialog.result() == 1


# --- the box ---------------------------------------------------------------------------------


@pytest.fixture
def box(
    theme: Theme, words: Words, desk: booth.RecordingDesk, show: Open, tmp_path: Path
) -> BoxDialog:
    dialog = BoxDialog(None, theme, words, desk, booth.view(batch_tubes=9), tmp_path)
    show(dialog)
    return dialog


def box_report(outcome: out.Outcome, tubes: int = 9) -> object:
    return booth.report(outcome, batch_tubes=tubes)


def test_a_box_is_packed_and_exported_by_keyboard_and_gun(
    box: BoxDialog, desk: booth.RecordingDesk, tmp_path: Path
) -> None:
    box.take_report(box_report(out.BoxRead("BX0001")))
    assert box.code.text() == "BX0001"
    assert box.in_hand.hasFocus()
    type_text("9")
    press(Qt.Key.Key_Return)
    assert desk.calls == [("box", "BX0001", 9)]
    box.take_report(box_report(out.BatchBoxed(booth.boxed_batch()), tubes=0))
    assert desk.calls[1:] == [("export", "20261122-02-04", tmp_path)]
    desk.export_progressed.emit(30, 168)
    assert (box.progress.bar.value(), box.progress.bar.maximum()) == (30, 168)
    desk.exported.emit(booth.exported())

    assert box.progress.notice.title.text() == "已导出：20261122-02-04"
    assert box.progress.notice.text.text().endswith("20261122-02-04-v1")
    assert not box.exporting


def test_a_mismatch_lists_the_tubes_that_the_system_holds(
    box: BoxDialog, desk: booth.RecordingDesk
) -> None:
    codes = (TubeBarcode("310115002860"), TubeBarcode("310115002861"))
    box.code.setText("BX0001")
    box.in_hand.setText("3")
    box.take_report(box_report(out.Refused(TubesMiscounted(3, codes))))
    listed = [box.tubes.item(i).text() for i in range(box.tubes.count())]

    assert listed == ["3101 1500 2860", "3101 1500 2861"]
    assert box.problem.title.text() == "管数不符：手中 3 支，系统 2 支"
    assert box.in_hand.hasFocus()
    assert desk.calls == []


def test_a_wrong_box_code_is_said(box: BoxDialog) -> None:
    box.take_report(box_report(out.Refused(BoxCodeUnusable())))

    assert box.problem.title.text() == "箱码不符合本采样点的规则"
    assert not box.tubes.isVisible()


def test_both_answers_are_needed(box: BoxDialog, desk: booth.RecordingDesk) -> None:
    press(Qt.Key.Key_Return)
    assert box.problem.title.text() == "请扫描或输入箱码"
    box.code.setText("BX0001")
    press(Qt.Key.Key_Return)
    assert box.problem.title.text() == "请输入手中的管数"

    assert desk.calls == []


def test_a_failed_export_leaves_the_batch_to_be_exported_again(
    box: BoxDialog, desk: booth.RecordingDesk, tmp_path: Path
) -> None:
    box.start_export("20261122-02-04")
    desk.export_failed.emit(NameMissing())
    box.take_report(booth.report(out.Ignored(), unexported=(booth.boxed_batch(),)))
    assert box.problem.title.text() == "未导出：没有姓名"
    box.unexported.button.click()

    assert desk.calls == [("export", "20261122-02-04", tmp_path)] * 2


def test_an_export_is_stopped_with_its_button_not_with_esc(
    box: BoxDialog, desk: booth.RecordingDesk
) -> None:
    box.start_export("20261122-02-04")
    press(Qt.Key.Key_Escape)
    assert box.isVisible()
    press(Qt.Key.Key_Space)

    assert desk.calls[-1] == ("cancel_export",)


def test_with_no_sealed_tube_there_is_nothing_to_box(
    theme: Theme, words: Words, desk: booth.RecordingDesk, show: Open, tmp_path: Path
) -> None:
    dialog = BoxDialog(None, theme, words, desk, booth.view(), tmp_path)
    show(dialog)

    assert not dialog.ok.isEnabled()
    assert not dialog.code.isEnabled()


# --- withdrawing, overnight, confirming, faults ----------------------------------------------


def test_a_withdrawal_takes_a_reason_and_whether_the_swab_is_in(
    theme: Theme, words: Words, show: Open
) -> None:
    dialog = WithdrawDialog(None, theme, words, booth.registration())
    show(dialog)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)

    assert dialog.result() == QDialog.DialogCode.Accepted
    assert (dialog.reason, dialog.swab_is_in) == (WithdrawReason.WRONG_TUBE, True)


def test_overnight_tubes_are_sealed_or_voided_one_by_one(
    theme: Theme, words: Words, desk: booth.RecordingDesk, show: Open
) -> None:
    full, empty = booth.tube(4), booth.tube(0, barcode="310115002899")
    dialog = OvernightDialog(None, theme, words, desk, (full, empty))
    show(dialog)
    assert not dialog.button(empty.id, "seal").isEnabled()
    dialog.button(full.id, "seal").click()
    dialog.button(empty.id, "void").click()
    assert desk.calls == [("seal_overnight", full.id), ("void_tube", empty.id)]
    dialog.take_report(booth.report(out.TubeSealed(full), booth.session(overnight=(empty,))))
    assert dialog.tubes_left == 1
    dialog.take_report(booth.report(out.TubeDropped(empty), booth.session()))

    assert not dialog.isVisible()


@pytest.fixture
def overnight(
    theme: Theme, words: Words, desk: booth.RecordingDesk, show: Open
) -> tuple[OvernightDialog, Tube]:
    night = booth.tube(4)
    dialog = OvernightDialog(None, theme, words, desk, (night,))
    show(dialog)
    return dialog, night


def test_a_tube_that_is_being_sealed_cannot_be_made_void_as_well(
    overnight: tuple[OvernightDialog, Tube], desk: booth.RecordingDesk
) -> None:
    dialog, night = overnight
    dialog.button(night.id, "seal").setFocus()
    press(Qt.Key.Key_Space, times=2)
    dialog.button(night.id, "void").click()

    assert desk.calls == [("seal_overnight", night.id)]


def test_a_refused_answer_may_be_given_again(
    overnight: tuple[OvernightDialog, Tube], desk: booth.RecordingDesk
) -> None:
    dialog, night = overnight
    state = booth.session(overnight=(night,))
    dialog.button(night.id, "void").click()
    dialog.take_report(booth.report(out.Refused(OvernightTubes(count=1)), state))
    assert not dialog.button(night.id, "seal").isEnabled()
    dialog.take_report(booth.report(out.Refused(TubeNotOpen()), state))

    assert dialog.button(night.id, "seal").isEnabled()
    assert dialog.button(night.id, "void").isEnabled()


def test_enter_on_a_confirmation_changes_nothing(theme: Theme, words: Words, show: Open) -> None:
    dialog = ConfirmDialog(None, theme, words, "void", tube="3101 1500 2871", count=4)
    show(dialog)
    press(Qt.Key.Key_Return)

    assert dialog.result() == QDialog.DialogCode.Rejected
    assert "4" in dialog.text.text()


def test_a_known_fault_says_what_to_do_and_a_bug_shows_no_facts(
    theme: Theme, both: Words, qtbot: QtBot
) -> None:
    known = FaultDialog(None, theme, both, BoxCodeUnusable())
    bug = FaultDialog(None, theme, both, None)
    for dialog in (known, bug):
        qtbot.addWidget(dialog)

    assert known.heading.text() == both.title(BoxCodeUnusable())
    assert bug.heading.text() == both("fault.bug_title")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_text_of_a_dialog_is_cut(
    language: str, theme: Theme, desk: booth.RecordingDesk, show: Open, tmp_path: Path
) -> None:
    words = words_in(language)
    boxed = booth.view(batch_tubes=9, unexported=(booth.boxed_batch(),))
    for dialog in (
        SignInDialog(None, theme, words, booth.facts(), Present(10), words_in),
        WithdrawDialog(None, theme, words, booth.registration()),
        BoxDialog(None, theme, words, desk, boxed, tmp_path),
        OvernightDialog(None, theme, words, desk, (booth.tube(4),)),
        FirstStartDialog(theme, words, words_in, Settings(), lambda answer: Made("")),
    ):
        show(dialog)
        for child in dialog.findChildren(QWidget):
            if child.isVisible() and getattr(child, "text", None) and child.layout() is None:
                assert child.width() >= min(child.minimumSizeHint().width(), 600), child
        dialog.reject()
