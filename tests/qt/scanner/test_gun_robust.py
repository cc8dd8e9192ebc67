"""Guns, layouts and lamps that make trouble: nothing wrong is read, nothing is set off."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QPlainTextEdit,
    QSpinBox,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

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

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

TUBE = "310115000001"
KEYPAD, SHIFT, ALT = MODIFIERS.KeypadModifier, MODIFIERS.ShiftModifier, MODIFIERS.AltModifier


@pytest.fixture
def open_booth(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    with opening(qtbot, qapp) as open_one:
        yield open_one


def _combo() -> QComboBox:
    combo = QComboBox()
    combo.addItems(["310", "other"])
    combo.setCurrentIndex(1)
    return combo


def _table() -> QTableWidget:
    table = QTableWidget(2, 2)
    table.setCurrentCell(0, 0)
    return table


@pytest.mark.parametrize("make", [_combo, _table, QSpinBox, QPlainTextEdit])
def test_what_has_the_focus_gets_nothing_of_a_burst(
    open_booth: Open, qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    booth = open_booth()
    widget = make()
    layout = booth.form.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    booth.keyboard.type(TUBE + "\t", 20)
    assert booth.reads == [TUBE]
    assert widget.hasFocus()
    if isinstance(widget, QComboBox):
        assert widget.currentIndex() == 1
    elif isinstance(widget, QTableWidget):
        assert (widget.currentColumn(), widget.item(0, 0)) == (0, None)
    elif isinstance(widget, QSpinBox):
        assert widget.value() == 0
    elif isinstance(widget, QPlainTextEdit):
        assert widget.toPlainText() == ""


@pytest.mark.parametrize("modality", [Qt.WindowModality.WindowModal, Qt.WindowModality.NonModal])
def test_an_open_dialog_gets_nothing_of_a_burst(
    open_booth: Open, qtbot: QtBot, modality: Qt.WindowModality
) -> None:
    booth = open_booth()
    dialog = Form()
    qtbot.addWidget(dialog)
    dialog.setParent(booth.form, Qt.WindowType.Dialog)
    dialog.setWindowModality(modality)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    dialog.field.setFocus()
    Keyboard(dialog, booth.keyboard.now + 1000).type(TUBE + "\r", 20)
    assert booth.reads == [TUBE]
    assert (dialog.clicks, dialog.returns, dialog.field.text()) == (0, 0, "")
    assert dialog.isVisible()


def test_a_window_that_hangs_within_a_burst_reads_it_whole(open_booth: Open) -> None:
    booth = open_booth()
    booth.keyboard.type(TUBE[:5], 20)
    time.sleep(0.3)
    QApplication.processEvents()
    booth.keyboard.type(TUBE[5:] + "\r", 20)
    assert (booth.reads, booth.codes) == ([TUBE], [])


def test_a_code_of_400_characters_is_read(open_booth: Open) -> None:
    booth = open_booth()
    booth.keyboard.type("NAC1:" + "A7" * 200 + "\r", 20)
    assert booth.reads == ["NAC1:" + "A7" * 200]


@pytest.mark.parametrize("gap_ms", [50, 55, 100, 150])
def test_a_slow_bluetooth_gun_is_read_once_its_gap_is_set(open_booth: Open, gap_ms: int) -> None:
    booth = open_booth()
    booth.gun.configure(setup_of(gap_ms=gap_ms * 5 // 4))
    booth.gap_ms = gap_ms * 5 // 4
    booth.keyboard.type(TUBE + "\r", gap_ms, dwell_ms=gap_ms // 2)
    assert (booth.reads, booth.form.field.text()) == ([TUBE], "")


def test_typing_at_a_slow_guns_setting_comes_late_but_whole(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth(gap_ms=150)
    booth.keyboard.type("hello", 120, dwell_ms=60)
    qtbot.waitUntil(lambda: booth.form.field.text() == "hello")
    assert booth.reads == []


# --- what is not read is said ------------------------------------------------------------------


def test_a_torn_read_is_said_and_sets_nothing_off(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth()
    booth.keyboard.type(TUBE[:5], 20)
    qtbot.waitUntil(lambda: booth.form.field.text() == TUBE[:5])
    booth.keyboard.now += 50
    booth.keyboard.type(TUBE[5:] + "\r", 20)
    assert (booth.reads, booth.codes) == ([], ["gun_read_torn"])
    assert (booth.form.returns, booth.form.clicks) == (0, 0)


def test_a_code_without_its_first_character_is_said_to_be_torn(open_booth: Open) -> None:
    booth = open_booth()
    booth.keyboard.type("AC1:" + "6BF1I3P" * 12 + "\r", 5)
    assert (booth.reads, booth.codes) == ([], ["gun_read_torn"])


def test_what_an_input_method_took_from_a_gun_is_said(open_booth: Open) -> None:
    booth = open_booth()
    compose(booth.form.field, "所")
    booth.keyboard.type("0260801\r", 5)
    assert (booth.reads, booth.codes) == ([], ["gun_input_method_on"])
    assert booth.form.returns == 0


def test_full_width_signs_among_a_guns_keys_are_said(open_booth: Open) -> None:
    booth = open_booth()
    booth.keyboard.type("NAC1", 5)
    booth.keyboard.key(0, "：", 5)
    booth.keyboard.type("6BF1I3P\r", 5)
    assert (booth.reads, booth.codes) == ([], ["gun_input_method_on"])


def test_alt_codes_are_no_read_no_shortcut_and_no_click(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth()
    fired: list[bool] = []
    booth.form.button.setText("&1")
    QShortcut(QKeySequence("Alt+5"), booth.form).activated.connect(lambda: fired.append(True))
    for digit in "52946" * 2:
        booth.keyboard.key(ord(digit), digit, 5, ALT | KEYPAD)
        booth.keyboard.key(Qt.Key.Key_Alt, "", 2)
    booth.keyboard.type("\r", 5)
    assert (booth.reads, booth.codes) == ([], ["gun_text_foreign"])
    assert booth.keyboard.taken == list("52946" * 2)
    assert (booth.form.clicks, booth.form.returns, booth.form.field.text()) == (0, 0, "")
    assert booth.form.isVisible()
    assert fired == []


# --- layouts -----------------------------------------------------------------------------------


def test_digits_of_the_key_pad_and_its_enter_are_a_guns_too(open_booth: Open) -> None:
    booth = open_booth()
    for digit in TUBE:
        booth.keyboard.key(ord(digit), digit, 5, KEYPAD)
    booth.keyboard.key(Qt.Key.Key_Enter, "\r", 5, KEYPAD)
    assert booth.reads == [TUBE]


def test_a_gun_may_press_shift_and_let_it_go_at_every_letter(open_booth: Open) -> None:
    booth = open_booth()
    for letter in "NAC1:XYZ":
        booth.keyboard.key(Qt.Key.Key_Shift, "", 2)
        booth.keyboard.key(ord(letter), letter, 2, SHIFT)
    booth.keyboard.type("\r", 5)
    assert booth.reads == ["NAC1:XYZ"]


def test_digits_of_a_french_keyboard_come_with_shift(open_booth: Open) -> None:
    booth = open_booth()
    for digit in TUBE:
        booth.keyboard.key(ord(digit), digit, 5, SHIFT)
    booth.keyboard.type("\r", 5)
    assert booth.reads == [TUBE]


def test_signs_that_need_alt_gr_are_a_guns_on_windows(open_booth: Open) -> None:
    booth = open_booth()
    both = MODIFIERS.ControlModifier | ALT
    booth.keyboard.key(Qt.Key.Key_BracketRight, "]", 500, both)
    booth.keyboard.type("C0" + TUBE, 5)
    booth.keyboard.key(Qt.Key.Key_At, "@", 5, both)
    booth.keyboard.type("\r", 5)
    assert booth.reads == [TUBE + "@"]


def test_dead_keys_are_their_signs_and_leave_the_letters(open_booth: Open) -> None:
    booth = open_booth()
    booth.keyboard.type("TUBE", 5)
    booth.keyboard.key(Qt.Key.Key_Dead_Acute, "", 5)
    booth.keyboard.key(0xC1, "á", 5)
    booth.keyboard.key(Qt.Key.Key_Dead_Circumflex, "", 5)
    booth.keyboard.key(ord("1"), "^1", 5)
    booth.keyboard.type("\r", 5)
    assert booth.reads == ["TUBE'a^1"]


def test_a_dead_key_that_the_platform_kept_is_known_by_its_release(
    open_booth: Open, qapp: QApplication
) -> None:
    booth = open_booth()
    booth.keyboard.type("TUBE1", 5)
    release = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Dead_Acute, MODIFIERS.NoModifier, "")
    release.setTimestamp(booth.keyboard.now + 2)
    qapp.sendEvent(booth.form.windowHandle(), release)
    booth.keyboard.type("234567\r", 5)
    assert (booth.reads, booth.codes) == ([], ["gun_input_method_on"])


def test_a_key_leaned_on_gives_its_repeats_to_the_field(open_booth: Open, qtbot: QtBot) -> None:
    booth = open_booth()
    booth.keyboard.type("7", 500)
    for _ in range(8):
        booth.keyboard.key(ord("7"), "7", 30, auto_repeat=True)
    booth.keyboard.key(Qt.Key.Key_Return, "\r", 30)
    qtbot.wait(HELD_MS)
    assert (booth.form.field.text(), booth.form.returns, booth.reads) == ("7" * 9, 1, [])
