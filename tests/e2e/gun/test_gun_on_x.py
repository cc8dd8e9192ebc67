"""A gun and a human on a real X server: xdotool types, a real window is typed into."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import GunWindow

# A gun is told by the times of its keys.
pytestmark = [pytest.mark.xserver, pytest.mark.alone]

CODE = "NAC1:6BF1I3P+Q:0/A $%*-.Z99" * 2
OpenWindow = Callable[..., "GunWindow"]


FINGER_S = 0.09
NOTHING = ("clicks", "returns", "accepted", "shortcuts", "changes")


@pytest.mark.parametrize(
    "place", ["field", "button", "dialog", "sheet", "combo", "table", "number"]
)
def test_a_burst_is_one_read_and_leaves_nothing_behind(open_window: OpenWindow, place: str) -> None:
    # A gap that leaves room for a busy machine's late keys.
    window = open_window(place, gap_ms=80)
    for count, delay_ms in enumerate((2, 20), start=1):
        window.type(f"{CODE}\n", delay_ms)
        window.wait_for(lambda state, count=count: len(state["reads"]) == count)
    state = window.settle()
    assert (state["reads"], state["failed"], state["text"]) == ([CODE] * 2, [], "")
    assert [state[name] for name in NOTHING] == [0] * len(NOTHING)


@pytest.mark.parametrize("place", ["field", "dialog"])
def test_a_slow_gun_is_read_with_its_gap(open_window: OpenWindow, place: str) -> None:
    window = open_window(place, gap_ms=110)
    window.type(f"{CODE}\n", 60)
    window.wait_for(lambda state: bool(state["reads"]))
    state = window.settle()
    assert (state["reads"], state["text"]) == ([CODE], "")
    assert [state[name] for name in NOTHING] == [0] * len(NOTHING)


def test_bursts_in_a_row_with_doubled_characters_are_each_read(open_window: OpenWindow) -> None:
    window = open_window("field")
    codes = ["XD1111222200", "aabbccDDEE77", "000000000000"]
    for code in codes:
        # No gun reads another code as soon as a character: what comes then tears the read.
        time.sleep(0.1)
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
    for letter in "abc":
        window.lean_on(letter, FINGER_S)
    window.type("TUBE000123\n", 5)
    window.wait_for(lambda state: state["reads"] == ["TUBE000123"])
    window.type("def", 120)
    assert window.wait_for(lambda state: state["text"] == "abcdef")["reads"] == ["TUBE000123"]


def test_typing_at_a_slow_guns_setting_comes_whole(open_window: OpenWindow) -> None:
    window = open_window("field", gap_ms=150)
    window.type("Hello, World 2026", 120)
    window.wait_for(lambda state: state["text"] == "Hello, World 2026")
    window.press("BackSpace", "x")
    assert window.wait_for(lambda state: state["text"] == "Hello, World 202x")["reads"] == []


def test_a_window_that_hangs_within_a_burst_reads_it_whole(open_window: OpenWindow) -> None:
    window = open_window("field")
    other = threading.Thread(target=window.type, args=(f"{CODE}\n", 20))
    other.start()
    time.sleep(0.3)
    window.hang(0.3)
    other.join()
    state = window.wait_for(lambda state: bool(state["reads"]))
    assert (state["reads"], window.settle()["text"]) == ([CODE], "")


def test_a_gun_that_pauses_is_told_torn_and_presses_no_button(open_window: OpenWindow) -> None:
    window = open_window("field")
    window.type("310115000", 5)
    window.wait_for(lambda state: state["text"] == "310115000")
    window.type("42137001\n", 5)
    state = window.wait_for(lambda state: bool(state["failed"]))
    assert (state["failed"], state["reads"], state["returns"]) == (["gun_read_torn"], [], 0)


def test_two_guns_at_once_are_never_read_as_one(open_window: OpenWindow) -> None:
    window = open_window("field")
    window.type_twice("310115000001\n", "888888888888\n", 20)
    reads = window.settle()["reads"]
    # Either they missed each other, or what came has the length of both.
    assert all(read in ("310115000001", "888888888888") or len(read) > 20 for read in reads)


def test_a_key_leaned_on_repeats_in_the_field(open_window: OpenWindow) -> None:
    window = open_window("field")
    window.lean_on("7", 1.2)
    window.press("Return")
    state = window.wait_for(lambda state: state["returns"] == 1)
    assert len(state["text"]) > 5
    assert set(state["text"]) == {"7"}
    assert state["reads"] == state["failed"] == []


def test_alt_codes_set_nothing_off(open_window: OpenWindow) -> None:
    window = open_window("dialog")
    keys = [f"alt+KP_{digit}" for digit in "5294651521"]
    window.press(*keys, "Return", delay_ms=5)
    state = window.wait_for(lambda state: bool(state["failed"]))
    assert (state["failed"], state["reads"], state["text"]) == (["gun_text_foreign"], [], "")
    assert [state[name] for name in NOTHING] == [0] * len(NOTHING)


@pytest.mark.usefixtures("dead_keys")
def test_dead_keys_that_the_platform_keeps_never_shorten_a_code(open_window: OpenWindow) -> None:
    window = open_window("field")
    for count, behind in enumerate("A1", start=1):
        window.press(*"TUBE1", "dead_acute", behind, *"234567", "Return", delay_ms=5)
        window.wait_for(lambda state, count=count: len(state["failed"]) == count)
    state = window.settle()
    assert (state["failed"], state["reads"]) == (["gun_input_method_on"] * 2, [])
