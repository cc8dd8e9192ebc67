"""A gun and a human on a real X server: xdotool types, a real window is typed into."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import GunWindow

pytestmark = pytest.mark.xserver

CODE = "NAC1:6BF1I3P+Q:0/A $%*-.Z99" * 2
OpenWindow = Callable[..., "GunWindow"]


@pytest.mark.parametrize("place", ["field", "button", "dialog"])
@pytest.mark.parametrize(("delay_ms", "gap_ms"), [(2, 35), (20, 35), (60, 110)])
def test_a_burst_is_one_read_and_leaves_nothing_behind(
    open_window: OpenWindow, place: str, delay_ms: int, gap_ms: int
) -> None:
    window = open_window(place, gap_ms)
    window.type(f"{CODE}\n", delay_ms)
    window.wait_for(lambda state: bool(state["reads"]))
    state = window.settle()
    assert state["reads"] == [CODE]
    assert state["text"] == ""
    assert state["clicks"] == state["returns"] == state["accepted"] == state["shortcuts"] == 0


def test_bursts_in_a_row_with_doubled_characters_are_each_read(open_window: OpenWindow) -> None:
    window = open_window("field")
    codes = ["XD1111222200", "aabbccDDEE77", "000000000000"]
    for code in codes:
        window.type(f"{code}\n", 2)
    state = window.wait_for(lambda state: len(state["reads"]) == len(codes))
    assert state["reads"] == codes
    assert window.settle()["text"] == ""


def test_caps_lock_does_not_turn_the_letters(open_window: OpenWindow) -> None:
    window = open_window("field")
    window.press("Caps_Lock")
    window.type("Tube-abc123\n", 5)
    # xdotool itself presses Shift against Caps Lock, so only the burst being whole is asked here.
    state = window.wait_for(lambda state: bool(state["reads"]))
    window.press("Caps_Lock")
    assert state["reads"][0].lower() == "tube-abc123"
    assert window.settle()["text"] == ""


@pytest.mark.parametrize("delay_ms", [60, 120])
@pytest.mark.parametrize("place", ["field", "dialog"])
def test_a_human_gets_every_key_in_order(
    open_window: OpenWindow, place: str, delay_ms: int
) -> None:
    window = open_window(place)
    window.type("Hello, World 2026", delay_ms)
    window.press("BackSpace", "BackSpace", "Left", "x", "Home", "Y", delay_ms=delay_ms)
    state = window.wait_for(lambda state: state["text"] == "YHello, World 2x0")
    window.press("Return")
    name = "accepted" if place == "dialog" else "returns"
    assert window.wait_for(lambda state: state[name] == 1)["reads"] == []
    assert state["shortcuts"] == 0


def test_function_keys_and_control_shortcuts_still_work(open_window: OpenWindow) -> None:
    window = open_window("field")
    window.press("F4", "ctrl+g")
    assert window.wait_for(lambda state: state["shortcuts"] == 2)["text"] == ""


def test_a_gun_between_a_humans_keys_takes_none_of_them(open_window: OpenWindow) -> None:
    window = open_window("field")
    window.type("abc", 120)
    window.type("TUBE000123\n", 5)
    window.wait_for(lambda state: state["reads"] == ["TUBE000123"])
    window.type("def", 120)
    assert window.wait_for(lambda state: state["text"] == "abcdef")["reads"] == ["TUBE000123"]
