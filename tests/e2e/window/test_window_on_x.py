"""The window under a real X server, worked by keys that come from outside."""

from __future__ import annotations

import time

import pytest
from PySide6.QtGui import QImage

from tests.e2e.window.conftest import ConsoleWindow

pytestmark = pytest.mark.xserver

USABLE_S = 1.5


def test_a_number_is_typed_and_sent_and_esc_gives_the_keyboard_back(
    console: ConsoleWindow,
) -> None:
    console.press("F2")
    console.wait_for(lambda state: state["focus"] == "LatinLineEdit")
    console.type("31011519900307421x")
    console.wait_for(lambda state: state["number"] == "31011519900307421x")
    console.press("Return")
    console.wait_for(lambda state: state["calls"] == ["enter"])
    console.press("Escape")
    console.wait_for(lambda state: state["focus"] == "RegisterPage")


def test_a_question_is_answered_with_enter_after_the_moment(console: ConsoleWindow) -> None:
    console.press("F8")
    console.wait_for(lambda state: "F12" in state["keys"])
    console.press("Shift_L", "Shift_L", "Shift_L", "Shift_L")
    console.press("Return")
    console.wait_for(lambda state: state["calls"] == ["undo", "answer"])
    console.wait_for(lambda state: "F2" in state["keys"])


def test_the_box_opens_and_closes_by_keyboard(console: ConsoleWindow) -> None:
    console.press("F9")
    console.wait_for(lambda state: state["dialog"] == "BoxDialog")
    console.press("Escape")
    console.wait_for(lambda state: state["calls"] == ["begin_boxing", "end_boxing"])


def test_the_settings_are_opened_and_left_by_keyboard(console: ConsoleWindow) -> None:
    console.press("ctrl+6")
    console.wait_for(lambda state: "Ctrl+S" in state["keys"])
    console.press("F4")
    console.press("ctrl+Page_Down", "Escape")
    state = console.wait_for(lambda state: "F4" in state["keys"])
    assert state["calls"] == []


def test_full_screen_and_back(console: ConsoleWindow) -> None:
    console.press("F11")
    console.wait_for(lambda state: bool(state["full_screen"]))
    console.press("F11")
    console.wait_for(lambda state: not state["full_screen"])


def test_ctrl_l_locks_from_within_a_dialog_and_the_pin_unlocks(console: ConsoleWindow) -> None:
    console.press("F9")
    console.wait_for(lambda state: state["dialog"] == "BoxDialog")
    console.press("ctrl+l")
    console.wait_for(lambda state: bool(state["locked"]) and state["dialog"] == "NoneType")
    console.wait_for(lambda state: state["focus"] == "PinEdit")
    calls = console.state["calls"]
    console.press("Escape", "F4", "F9", "F11", "ctrl+2", "ctrl+o")
    console.type("1111")
    console.press("Return")
    state = console.wait_for(lambda state: state["said"] == "姓名、工牌或 PIN 不对")
    assert state["locked"]
    assert not state["full_screen"]
    assert state["calls"] == [*calls, "unlock"]
    console.type("2580")
    console.press("Return")
    console.wait_for(lambda state: not state["locked"])


def test_a_window_that_nobody_uses_locks_itself(forgotten: ConsoleWindow) -> None:
    for _ in range(8):
        forgotten.press("Shift_L")
        time.sleep(0.4)
    assert not forgotten.state["locked"]
    forgotten.wait_for(lambda state: bool(state["locked"]))
    assert forgotten.state["calls"] == ["lock"]


@pytest.mark.alone
def test_the_window_is_usable_at_once_and_painted(console: ConsoleWindow) -> None:
    assert console.state["usable_after"] < USABLE_S
    picture = QImage(str(console.picture))
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 5)
        for y in range(0, picture.height(), 5)
    }
    assert len(colours) > 20
