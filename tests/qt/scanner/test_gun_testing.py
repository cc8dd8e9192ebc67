"""The gun while its test page is open, and with new settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.heard import Proposal, Verdict
from station.scanner.gun.gun_setup import GunPrefix
from tests.qt.scanner.gun_booth import MODIFIERS, Booth, compose, opening, setup_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

TUBE = "310115000001"


@pytest.fixture
def booth(qtbot: QtBot, qapp: QApplication) -> Iterator[Booth]:
    """A booth whose test page is open."""
    with opening(qtbot, qapp) as open_one:
        one = open_one()
        one.gun.set_testing(True)
        yield one


def hear(booth: Booth, count: int = 1) -> None:
    booth.qtbot.waitUntil(lambda: len(booth.heard) == count, timeout=3000)


def test_a_read_is_heard_raw_and_is_no_read_of_the_booth(booth: Booth) -> None:
    booth.keyboard.type(f"]C0{TUBE}\r", 20)
    booth.keyboard.key(Qt.Key.Key_J, "\n", 5, MODIFIERS.ControlModifier)
    hear(booth)
    heard = booth.heard[0]
    assert (heard.text, heard.verdict) == (f"]C0{TUBE}\r\n", Verdict.READ)
    assert (heard.median_ms, heard.proposals) == (20.0, ())
    assert (booth.reads, booth.codes, booth.form.field.text()) == ([], [], "")


def test_a_slow_gun_is_heard_and_its_enter_presses_nothing(booth: Booth) -> None:
    booth.keyboard.type(TUBE + "\r", 100, dwell_ms=50)
    hear(booth)
    assert booth.heard[0].verdict is Verdict.SLOW
    assert Proposal("gun.gap_ms", 125) in booth.heard[0].proposals
    assert (booth.form.returns, booth.form.clicks) == (0, 0)


def test_typing_is_heard_and_typed(booth: Booth) -> None:
    booth.keyboard.type("hello", 120, dwell_ms=80)
    booth.keyboard.key(Qt.Key.Key_Return, "\r", 120, dwell_ms=80)
    hear(booth)
    assert booth.heard[0].verdict is Verdict.TYPED
    assert (booth.form.field.text(), booth.form.returns) == ("hello", 1)


def test_a_torn_read_is_heard(booth: Booth) -> None:
    booth.keyboard.type(TUBE[:5], 20, dwell_ms=5)
    booth.qtbot.waitUntil(lambda: booth.form.field.text() == TUBE[:5])
    booth.keyboard.now += 60
    booth.keyboard.type(TUBE[5:] + "\r", 20, dwell_ms=5)
    hear(booth)
    assert (booth.heard[0].verdict, booth.codes) == (Verdict.TORN, [])
    assert booth.heard[0].text == TUBE + "\r"


def test_an_input_method_is_heard(booth: Booth) -> None:
    compose(booth.form.field, "所")
    hear(booth)
    assert (booth.heard[0].verdict, booth.heard[0].text) == (Verdict.INPUT_METHOD, "所")
    assert booth.heard[0].proposals == (Proposal("gun.prefix", "f13"),)


@pytest.mark.parametrize(
    ("key", "text", "modifiers", "shown", "word"),
    [
        (Qt.Key.Key_F13, "", MODIFIERS.NoModifier, "[F13]", "f13"),
        (Qt.Key.Key_B, "\x02", MODIFIERS.ControlModifier, "\x02", "stx"),
    ],
)
def test_a_prefix_is_heard_and_proposed(
    booth: Booth, key: int, text: str, modifiers: MODIFIERS, shown: str, word: str
) -> None:
    booth.keyboard.key(key, text, 500, modifiers)
    booth.keyboard.type(TUBE + "\r", 20)
    hear(booth)
    assert booth.heard[0].text == f"{shown}{TUBE}\r"
    assert booth.heard[0].proposals == (Proposal("gun.prefix", word),)


def test_caps_lock_is_noticed(booth: Booth) -> None:
    for letter in "TUBE01":
        shift = MODIFIERS.ShiftModifier if letter.isalpha() else MODIFIERS.NoModifier
        booth.keyboard.key(ord(letter), letter.lower(), 10, shift)
    booth.keyboard.type("\r", 10)
    hear(booth)
    assert (booth.heard[0].text, booth.heard[0].caps_lock) == ("tube01\r", True)


def test_once_the_page_is_closed_the_booth_reads_again(booth: Booth) -> None:
    booth.keyboard.type(TUBE + "\r", 5)
    booth.gun.set_testing(False)
    booth.keyboard.now += 1000
    booth.keyboard.type("310115000002\r", 5)
    assert booth.reads == ["310115000002"]


def test_new_settings_hold_from_the_next_key_on(booth: Booth) -> None:
    booth.gun.configure(setup_of(gap_ms=125, min_characters=4))
    booth.keyboard.type("A123\r", 100, dwell_ms=50)
    hear(booth)
    assert booth.heard[0].verdict is Verdict.READ
    booth.gun.set_testing(False)
    booth.gun.configure(setup_of(prefix=GunPrefix.F13))
    booth.keyboard.key(Qt.Key.Key_F13, "", 500)
    booth.keyboard.type("A1\r", 20)
    assert booth.reads == ["A1"]
