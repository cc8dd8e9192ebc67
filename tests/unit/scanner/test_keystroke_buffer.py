"""A gun's burst against a human's typing, by the times of the keys alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.scanner.gun.keystrokes import Stroke, StrokeKind
from tests.unit.scanner.gun_desk import BACKSPACE, END, PREFIX, Desk, buffer_of

# Full-width text is an input method's, and heads of codes are looked at: not of this file.
PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=6, max_size=400)


@given(PRINTABLE, st.integers(0, 35))
def test_a_burst_of_any_text_is_read_whole_and_types_nothing(text: str, gap_ms: int) -> None:
    desk = Desk()
    desk.burst("x" + text + END, gap_ms)
    assert desk.all_reads() == ["x" + text]
    assert desk.rest() == ""


@given(
    st.lists(
        st.tuples(st.sampled_from("ab C1]" + BACKSPACE + END), st.integers(36, 400)), max_size=60
    )
)
def test_a_human_gets_every_key_in_order(keys: list[tuple[str, int]]) -> None:
    desk = Desk()
    for key, after_ms in keys:
        desk.press(key, after_ms)
    assert desk.rest() == "".join(key for key, _ in keys)
    assert desk.all_reads() == []


@given(
    st.lists(st.tuples(st.sampled_from("ab1" + BACKSPACE + END), st.integers(0, 400)), max_size=80)
)
def test_no_key_is_lost_or_doubled_whatever_the_times(keys: list[tuple[str, int]]) -> None:
    desk = Desk()
    for key, after_ms in keys:
        desk.press(key, after_ms)
    typed = desk.rest()
    left = iter("".join(key for key, _ in keys))
    assert all(key in left for key in typed)
    if not desk.reads and not desk.faults and END not in [key for key, _ in keys]:
        assert len(typed) == len(keys)


@given(st.text("abc", min_size=1, max_size=5))
def test_a_burst_too_short_for_a_code_is_typed_with_its_enter(text: str) -> None:
    desk = Desk()
    desk.burst(text + END, 10)
    assert (desk.all_reads(), desk.rest()) == ([], text + END)


def test_a_long_code_at_20_ms_a_character_needs_no_total_time() -> None:
    desk = Desk()
    desk.burst("A" * 400 + END, 20)
    assert desk.all_reads() == ["A" * 400]


def test_a_slow_gun_needs_a_longer_gap() -> None:
    slow = Desk(buffer_of(gap_ms=200))
    slow.burst("TUBE0001" + END, 150)
    assert slow.all_reads() == ["TUBE0001"]
    usual = Desk()
    usual.burst("TUBE0001" + END, 150)
    assert (usual.all_reads(), usual.rest()) == ([], "TUBE0001" + END)


def test_cr_and_lf_are_one_end() -> None:
    desk = Desk()
    desk.burst("TUBE0001" + END + END)
    desk.burst("TUBE0002" + END + END)
    assert desk.all_reads() == ["TUBE0001", "TUBE0002"]
    assert desk.rest() == ""


def test_an_enter_well_after_a_read_is_the_humans() -> None:
    desk = Desk()
    desk.burst("TUBE0001" + END)
    desk.press(END, 400)
    assert desk.rest() == END


@pytest.mark.parametrize("prefix", ["]C0", "]C1", "]E0", "]Q3", "]d2"])
def test_an_aim_prefix_is_dropped(prefix: str) -> None:
    desk = Desk()
    desk.burst(f"{prefix}TUBE0001{END}")
    assert desk.all_reads() == ["TUBE0001"]


def test_brackets_elsewhere_stay() -> None:
    desk = Desk()
    desk.burst(f"TUBE]C0001{END}")
    assert desk.all_reads() == ["TUBE]C0001"]


def test_a_doubled_character_that_x11_calls_auto_repeat_is_kept() -> None:
    desk = Desk()
    desk.burst("TUBE0")
    desk.press("0", 2, auto_repeat=True)
    desk.burst("01" + END, first_after_ms=2)
    assert desk.all_reads() == ["TUBE0001"]


def test_a_key_that_is_held_down_is_no_burst() -> None:
    desk = Desk()
    desk.press("a", 1000)
    desk.press("a", 500, auto_repeat=True)
    for _ in range(20):
        desk.press("a", 30, auto_repeat=True)
    desk.press(END, 20)
    assert (desk.all_reads(), desk.rest()) == ([], "a" * 22 + END)


def test_half_a_code_after_a_pause_of_the_gun_is_no_read() -> None:
    desk = Desk()
    desk.burst("TUBE", 10)
    desk.burst("0042137" + END, 10, first_after_ms=60)
    assert desk.all_reads() == []
    assert desk.rest() == "TUBE"


def test_a_gun_right_after_a_humans_key_is_read() -> None:
    desk = Desk()
    desk.press("a", 500)
    desk.burst("TUBE0001" + END, 5, first_after_ms=130)
    assert (desk.all_reads(), desk.rest()) == (["TUBE0001"], "a")


def test_after_the_prefix_key_a_short_code_is_a_read() -> None:
    desk = Desk()
    desk.burst(PREFIX + "A1" + END)
    assert (desk.all_reads(), desk.rest()) == (["A1"], "")


def test_releases_follow_their_presses() -> None:
    desk = Desk()
    desk.press("a", 500)
    assert desk.buffer.release(ord("a"), "A up", 1501).held
    assert not desk.buffer.release(ord("b"), "B up", 1502).held
    assert desk.buffer.expire().replay == ("a", "A up")


def test_releases_after_a_read_are_swallowed_once() -> None:
    desk = Desk()
    desk.burst("TUBE0001" + END)
    assert desk.buffer.release(ord(END), "enter up", 3000).held
    assert not desk.buffer.release(ord(END), "enter up", 3001).held


def test_what_was_typed_stands_in_no_repr() -> None:
    buffer = buffer_of()
    stroke = Stroke(StrokeKind.CHARACTER, 1000, ord("7"), "7", "7")
    buffer.press(stroke)
    typed = buffer.press(Stroke(StrokeKind.OTHER, 1001, ord(BACKSPACE), BACKSPACE))
    for number, key in enumerate("XD777777"):
        buffer.press(Stroke(StrokeKind.CHARACTER, 2000 + number, ord(key), key, key))
    buffer.press(Stroke(StrokeKind.END, 2009, ord(END), END))
    read = buffer.expire()

    assert typed.replay == ("7",)
    assert read.burst is not None
    assert read.burst.text == "XD777777"
    assert "7" not in f"{stroke} {typed} {read}"
