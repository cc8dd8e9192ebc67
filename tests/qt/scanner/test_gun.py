"""The keyboard gun's filter in a window: bursts are read, all else is typed."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.scan import Source, Symbology
from station.scanner.gun.gun_setup import GunPrefix
from station.scanner.gun.qt_gun import KeyboardGun
from tests.qt.scanner.gun_booth import (
    HELD_MS,
    MODIFIERS,
    Form,
    Keyboard,
    Open,
    compose,
    opening,
    setup_of,
)

# The offscreen platform says so of every dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def open_booth(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    with opening(qtbot, qapp) as open_one:
        yield open_one


@pytest.mark.parametrize("end", ["\r", "\t", "\r\r"])
@pytest.mark.parametrize("gap_ms", [1, 20, 35])
def test_a_burst_becomes_a_read_and_no_widget_gets_a_key(
    open_booth: Open, qtbot: QtBot, end: str, gap_ms: int
) -> None:
    booth = open_booth()
    booth.keyboard.type(f"NAC1:AbC 123{end}", gap_ms)
    assert booth.reads == ["NAC1:AbC 123"]
    view = booth.views[0]
    assert (view.source, view.scans[0].source) == (Source.GUN, Source.GUN)
    assert view.scans[0].symbology is Symbology.UNKNOWN
    assert view.scans[0].at == view.frame_at
    qtbot.wait(HELD_MS)
    assert booth.form.field.text() == ""
    assert (booth.form.clicks, booth.form.returns) == (0, 0)
    assert booth.form.isVisible()
    assert booth.form.field.hasFocus()


def test_a_focused_button_is_not_pressed_by_a_gun(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth()
    booth.form.button.setFocus()
    booth.keyboard.type("TUBE 00 01\r", 2)
    qtbot.wait(HELD_MS)
    assert (booth.reads, booth.form.clicks) == (["TUBE 00 01"], 0)


def test_a_human_gets_every_key_at_once_or_soon(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth()
    booth.keyboard.type("Hallo 12", 60)
    booth.keyboard.key(Qt.Key.Key_Backspace, "\b", 60)
    booth.keyboard.key(Qt.Key.Key_Home, "", 60)
    booth.keyboard.type("x", 60)
    qtbot.waitUntil(lambda: booth.form.field.text() == "xHallo 1")
    booth.keyboard.key(Qt.Key.Key_Return, "\r", 120)
    assert (booth.form.returns, booth.form.clicks, booth.reads) == (1, 1, [])


def test_two_keys_struck_together_are_typed_in_order(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth()
    booth.keyboard.type("er", 12)
    booth.keyboard.key(Qt.Key.Key_Return, "\r", 12)
    assert booth.form.field.text() == "er"
    assert (booth.form.returns, booth.reads) == (1, [])


@pytest.mark.parametrize("gap_ms", [35, 120])
def test_texts_too_short_for_a_code_are_typed_however_quickly(
    open_booth: Open, qtbot: QtBot, gap_ms: int
) -> None:
    booth = open_booth(gap_ms=gap_ms)
    booth.keyboard.type("Wang\rLi\r", 5, dwell_ms=2)
    assert (booth.form.field.text(), booth.form.returns) == ("WangLi", 2)
    assert (booth.reads, booth.codes) == ([], [])


def test_space_on_a_button_presses_it_once(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth()
    booth.form.button.setFocus()
    booth.keyboard.type(" ", 500)
    qtbot.waitUntil(lambda: booth.form.clicks == 1)
    assert not booth.form.button.isDown()


def test_caps_lock_does_not_change_a_read(open_booth: Open) -> None:
    booth = open_booth()
    for character in "Tube-1":
        shift = MODIFIERS.ShiftModifier if character.isupper() else MODIFIERS.NoModifier
        booth.keyboard.key(ord(character.upper()), character.swapcase(), 5, shift)
    booth.keyboard.type("\r", 5)
    assert booth.reads == ["Tube-1"]


def test_doubled_characters_flagged_as_auto_repeat_are_read(open_booth: Open) -> None:
    booth = open_booth()
    booth.keyboard.type("TUBE0", 2)
    booth.keyboard.key(ord("0"), "0", 2, auto_repeat=True)
    booth.keyboard.type("1\r", 2)
    assert booth.reads == ["TUBE001"]


@pytest.mark.parametrize(
    ("key", "text", "modifiers"),
    [
        (Qt.Key.Key_J, "\n", MODIFIERS.ControlModifier),
        (Qt.Key.Key_M, "\r", MODIFIERS.ControlModifier),
        (0x0A, "\n", MODIFIERS.NoModifier),
    ],
)
def test_a_line_feed_ends_a_burst_and_follows_an_enter(
    open_booth: Open, qtbot: QtBot, key: int, text: str, modifiers: MODIFIERS
) -> None:
    booth = open_booth()
    booth.keyboard.type("TUBE0001", 5)
    booth.keyboard.key(key, text, 5, modifiers)
    booth.keyboard.now += 200
    booth.keyboard.type("TUBE0002\r", 5)
    booth.keyboard.key(key, text, 5, modifiers)
    qtbot.wait(HELD_MS)
    assert (booth.reads, booth.form.field.text()) == (["TUBE0001", "TUBE0002"], "")


def test_shortcuts_with_control_and_function_keys_are_left_alone(open_booth: Open) -> None:
    booth = open_booth()
    fired: list[str] = []
    for keys in ("Ctrl+G", "F4"):
        shortcut = QShortcut(QKeySequence(keys), booth.form)
        shortcut.activated.connect(lambda keys=keys: fired.append(keys))
    booth.keyboard.key(Qt.Key.Key_G, "\x07", 200, MODIFIERS.ControlModifier)
    booth.keyboard.key(Qt.Key.Key_F4, "", 200)
    assert booth.keyboard.taken == []
    booth.keyboard.type("A", 200)
    assert booth.keyboard.taken == ["A"]


def test_what_an_input_method_commits_is_typed(open_booth: Open) -> None:
    booth = open_booth()
    compose(booth.form.field, "张伟")
    assert booth.form.field.text() == "张伟"


def test_a_window_that_hung_does_not_turn_a_burst_into_typing(
    open_booth: Open, qtbot: QtBot
) -> None:
    booth = open_booth()
    booth.keyboard.type("TUBE", 2)
    # The window hangs longer than keys are held, and the rest of the burst was queued meanwhile.
    time.sleep(0.15)
    QApplication.processEvents()
    booth.keyboard.type("0001\r", 2)
    assert booth.reads == ["TUBE0001"]
    qtbot.wait(HELD_MS)
    assert booth.form.field.text() == ""


def test_typing_that_a_hung_window_gets_at_once_stays_typing(
    open_booth: Open, qtbot: QtBot
) -> None:
    booth = open_booth()
    booth.keyboard.type("abcdefgh", 120)
    qtbot.waitUntil(lambda: booth.form.field.text() == "abcdefgh")
    assert booth.reads == []


@pytest.mark.parametrize("word", ["none", "f13", "stx"])
def test_a_prefix_has_a_word_for_the_settings(word: str) -> None:
    assert GunPrefix(word).value == word


def test_a_prefix_key_takes_the_focus_while_the_gun_types(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth(prefix=GunPrefix.F13)
    booth.keyboard.key(Qt.Key.Key_F13, "", 200)
    assert not booth.form.field.hasFocus()
    booth.keyboard.type("A1\r", 20)
    assert booth.reads == ["A1"]
    assert booth.form.field.hasFocus()
    assert booth.form.field.text() == ""


def test_an_stx_prefix_is_understood(open_booth: Open) -> None:
    booth = open_booth(prefix=GunPrefix.STX)
    booth.keyboard.key(Qt.Key.Key_B, "\x02", 200, MODIFIERS.ControlModifier)
    booth.keyboard.type("A1\r", 20)
    assert booth.reads == ["A1"]


def test_a_window_that_opens_on_a_replayed_key_still_hears_the_gun(
    open_booth: Open, qtbot: QtBot
) -> None:
    booth = open_booth()
    question = Form()
    qtbot.addWidget(question)
    booth.form.button.setFocus()
    booth.form.button.clicked.connect(question.open)
    booth.keyboard.type(" ", 500, dwell_ms=80)
    qtbot.waitUntil(question.isVisible)
    other = Keyboard(question, booth.keyboard.now)
    other.now += 100
    other.type("TUBE0001\r", 2)
    qtbot.wait(HELD_MS)
    assert booth.reads == ["TUBE0001"]
    assert (question.clicks, question.field.text()) == (0, "")


def test_keys_held_for_a_window_that_is_gone_do_no_harm(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth()
    other = Form()
    other.show()
    Keyboard(other, booth.keyboard.now).type("ab", 5)
    other.hide()
    other.deleteLater()
    qtbot.wait(HELD_MS)
    assert booth.reads == []


def test_after_remove_keys_are_as_ever(open_booth: Open, qapp: QApplication, qtbot: QtBot) -> None:
    booth = open_booth()
    gun = KeyboardGun(setup_of())
    gun.install(qapp)
    gun.remove(qapp)
    booth.keyboard.type("TUBE0001\r", 2)
    assert booth.reads == ["TUBE0001"]
