"""Signing in: by keyboard or badge, with a PIN; and what is said of wrong tries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from station.domain import outcome as out
from station.domain.person import NameMissing
from station.domain.refusals import NotSignedIn
from station.pin import PinTrivial
from station.services.pin_tries import PinDelayed, SignInWrong
from station.ui.dialogs.first_manager_dialog import FirstManagerDialog
from station.ui.dialogs.sign_in_dialog import Present, SignIn, SignInDialog
from station.ui.facts import DemoHint
from station.ui.language import load_catalogue
from station.ui.pin_edit import PinEdit
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth

Make = Callable[..., SignInDialog]


def words_in(language: str) -> Words:
    return Words(load_catalogue(language), booth.ZONE)


def press(key: Qt.Key, times: int = 1) -> None:
    for _ in range(times):
        widget = QApplication.focusWidget() or QApplication.activeWindow()
        QTest.keyClick(widget.window().windowHandle(), key)


def type_text(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


@pytest.fixture
def make(theme: Theme, words: Words, qtbot: QtBot) -> Make:
    """A function that opens the dialog for ``present``."""

    def opened(present: Present | None = None, **facts: object) -> SignInDialog:
        dialog = SignInDialog(
            None, theme, words, booth.facts(**facts), present or Present(10), words_in
        )
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return opened


def answers(dialog: SignInDialog) -> list[SignIn]:
    found: list[SignIn] = []
    dialog.signing_in.connect(found.append)
    return found


def refuse(dialog: SignInDialog, error: Exception) -> None:
    dialog.take_report(booth.report(out.Refused(error)))


def tried(dialog: SignInDialog) -> None:
    """Try to sign in as somebody."""
    dialog.who.setText("wang")
    dialog.pin.setText("2580")
    dialog.sampler.setText("zhao")
    dialog.ok.click()


# --- signing in ----------------------------------------------------------------------------------


def test_signing_in_by_keyboard_alone(make: Make) -> None:
    dialog = make()
    found = answers(dialog)
    type_text("wang")
    press(Qt.Key.Key_Tab)
    type_text("2580")
    press(Qt.Key.Key_Tab)
    type_text("zhao")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)

    assert found == [SignIn("wang", "2580", "zhao", "鼻咽拭子 NPS", 20)]
    for secret in ("wang", "2580", "zhao"):
        assert secret not in repr(found)
    assert dialog.isVisible()
    dialog.take_report(booth.report(out.SignedIn(booth.SHIFT)))
    assert not dialog.isVisible()
    assert dialog.pin.text() == ""


@pytest.mark.parametrize(
    ("who", "pin", "said"), [("", "2580", "请扫描工牌或填写姓名"), ("wang", "", "请输入 PIN")]
)
def test_what_is_missing_is_said(make: Make, who: str, pin: str, said: str) -> None:
    dialog = make()
    found = answers(dialog)
    dialog.who.setText(who)
    dialog.pin.setText(pin)
    press(Qt.Key.Key_Return)

    assert found == []
    assert dialog.problem.title.text() == said


def test_a_badge_that_is_read_says_who_and_asks_for_the_pin(make: Make) -> None:
    dialog = make()
    dialog.pin.setText("11")
    dialog.take_report(booth.report(out.BadgeShown("OP1001")))

    assert dialog.who.text() == "OP1001"
    assert dialog.pin.hasFocus()
    assert dialog.pin.text() == ""


def test_a_badge_that_opened_the_dialog_asks_for_the_pin_at_once(make: Make) -> None:
    dialog = make(Present(10, who="OP1001"))

    assert dialog.who.text() == "OP1001"
    assert dialog.pin.hasFocus()


def test_the_last_shift_fills_in_who_takes_the_swab_but_not_who_signs_in(make: Make) -> None:
    dialog = make(last_shift=booth.SHIFT)

    assert dialog.sampler.text() == booth.SHIFT.sampler
    assert dialog.who.text() == ""


def test_a_name_is_completed_and_no_list_of_names_is_shown(make: Make) -> None:
    dialog = make(Present(10, names=("wang", "li")))
    QTest.keyClicks(dialog.who, "w")

    assert dialog.who.text() == "wang"
    assert dialog.who.selectedText() == "ang"
    assert QApplication.activePopupWidget() is None


def test_the_language_changes_in_the_dialog_at_once(make: Make) -> None:
    dialog = make()
    chosen: list[str] = []
    dialog.language_chosen.connect(chosen.append)
    dialog.language.setFocus()
    press(Qt.Key.Key_Down)

    assert chosen == ["en"]
    assert dialog.heading.text() == "Sign in"


def test_the_demo_tells_how_to_sign_in_and_a_real_site_does_not(make: Make) -> None:
    demo = DemoHint("王小明", "陈静", "周文", "孙丽", "2580", "demo-site")
    shown = make(demo=demo)
    for told in ("王小明", "陈静", "周文", "孙丽", "2580"):
        assert told in shown._hint.text()
    shown.reject()
    assert not make()._hint.isVisible()


def test_who_is_signed_in_may_sign_out_here(make: Make) -> None:
    nobody = make()
    assert not nobody.sign_out.isVisible()
    nobody.reject()
    dialog = make(Present(10, booth.member(), booth.SHIFT))
    asked: list[bool] = []
    dialog.sign_out_asked.connect(lambda: asked.append(True))
    dialog.sign_out.click()
    dialog.take_report(booth.report(out.SignedOut()))

    assert asked == [True]
    assert not dialog.isVisible()


# --- wrong tries ---------------------------------------------------------------------------------


def test_while_a_pin_is_checked_the_button_says_so_and_nothing_is_tried_twice(make: Make) -> None:
    dialog = make()
    found = answers(dialog)
    tried(dialog)
    assert dialog.ok.text() == "正在核对…"
    dialog.ok.click()
    type_text("99")

    assert len(found) == 1
    assert dialog.pin.text() == "2580"


def test_a_wrong_pin_is_said_and_typed_anew(make: Make) -> None:
    dialog = make()
    tried(dialog)
    refuse(dialog, SignInWrong(seconds=0))

    assert dialog.problem.isVisible()
    assert dialog.pin.text() == ""
    assert dialog.pin.hasFocus()
    assert dialog.who.text() == "wang"
    assert dialog.ok.text() == "签到"


@pytest.mark.parametrize("error", [PinDelayed(seconds=2), SignInWrong(seconds=2)])
def test_the_wait_is_counted_down_and_no_try_is_made_before(
    make: Make, qtbot: QtBot, error: Exception
) -> None:
    dialog = make()
    found = answers(dialog)
    tried(dialog)
    refuse(dialog, error)
    assert dialog.ok.text() == "请等 2 秒"
    dialog.pin.setText("2580")
    dialog.ok.click()
    assert len(found) == 1
    qtbot.waitUntil(lambda: dialog.ok.text() == "请等 1 秒")
    qtbot.waitUntil(lambda: dialog.ok.text() == "签到")
    dialog.ok.click()

    assert len(found) == 2


def test_a_read_that_is_refused_meanwhile_is_no_answer(make: Make) -> None:
    dialog = make()
    tried(dialog)
    refuse(dialog, NotSignedIn())

    assert dialog.ok.text() == "正在核对…"
    assert dialog.pin.text() == "2580"


def test_who_registers_is_asked_for_the_sampler_and_need_not_type_the_pin_again(
    make: Make,
) -> None:
    dialog = make()
    tried(dialog)
    dialog.sampler.clear()
    refuse(dialog, NameMissing())

    assert dialog.sampler.hasFocus()
    assert dialog.pin.text() == "2580"


# --- the PIN's field -----------------------------------------------------------------------------


def test_a_pin_is_dots_takes_digits_only_and_no_input_method(qtbot: QtBot) -> None:
    edit = PinEdit()
    qtbot.addWidget(edit)
    edit.show()
    QTest.keyClicks(edit, "1a-")
    edit.insert("２")
    QTest.keyClicks(edit, "3")
    assert edit.text() == "123"
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    assert edit.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is False
    QTest.keyClicks(edit, "4567890123456")

    assert edit.text() == "123456789012"


# --- the first manager ---------------------------------------------------------------------------


@pytest.fixture
def first(theme: Theme, words: Words, qtbot: QtBot) -> FirstManagerDialog:
    dialog = FirstManagerDialog(None, theme, words)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_the_first_manager_types_the_pin_twice(first: FirstManagerDialog) -> None:
    made: list[tuple[str, str, str]] = []
    first.making.connect(lambda *answer: made.append(answer))
    first.name.setText("周负责")
    first.pin.setText("2580")
    first.again.setText("2581")
    first.ok.click()
    assert made == []
    assert first.problem.title.text() == "两次输入的 PIN 不一样"
    first.take_report(booth.report(out.BadgeShown("OP9001")))
    first.pin.setText("2580")
    first.again.setText("2580")
    first.ok.click()
    first.ok.click()

    assert made == [("周负责", "OP9001", "2580")]
    first.take_report(booth.report(out.FirstManagerMade()))
    assert not first.isVisible()
    assert first.pin.text() == ""


def test_a_first_manager_who_is_refused_tries_again(first: FirstManagerDialog) -> None:
    first.name.setText("周负责")
    first.pin.setText("1111")
    first.again.setText("1111")
    first.ok.click()

    first.take_report(booth.report(out.Refused(PinTrivial())))

    assert first.problem.isVisible()
    assert first.pin.text() == ""
    assert first.ok.text() == "建立"
