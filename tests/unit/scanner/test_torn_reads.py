"""A part of a code is never a read, and what was not read is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.scanner.gun.gun_read import GunFault
from station.scanner.gun.gun_setup import GunPrefix
from tests.unit.scanner.gun_desk import ALT_DIGIT, BACKSPACE, END, PREFIX, Desk, buffer_of

TORN = [GunFault.TORN]
TUBE = "310115000001"


@pytest.mark.parametrize("cut", range(1, len(TUBE)))
@pytest.mark.parametrize("pause_ms", [60, 240])
def test_a_gun_that_pauses_anywhere_in_a_code_is_told_torn(cut: int, pause_ms: int) -> None:
    desk = Desk()
    desk.strike(TUBE[:cut], 20, 5)
    desk.strike(TUBE[cut:] + END, 20, 5, first_after_ms=pause_ms)
    assert (desk.all_reads(), desk.faults) == ([], TORN)
    assert END not in desk.typed


def test_a_gun_that_pauses_before_its_enter_presses_no_button() -> None:
    desk = Desk()
    desk.strike(TUBE, 20, 5)
    desk.strike(END, 20, 5, first_after_ms=60)
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], TORN, TUBE)


def test_a_pause_that_a_hung_window_hears_of_late_is_a_pause() -> None:
    desk = Desk(hangs=True)
    desk.burst(TUBE, 20)
    desk.press(END, 60)
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], TORN, TUBE)


def test_two_letters_of_a_hand_right_before_a_gun_are_no_part_of_its_code() -> None:
    desk = Desk()
    desk.press("e", 1000)
    desk.press("r", 20)
    desk.release("e", 70)
    desk.release("r", 20)
    desk.strike(TUBE + END, 5, 1, first_after_ms=80)
    assert (desk.all_reads(), desk.rest()) == ([TUBE], "er")


def test_two_quick_letters_that_a_gun_could_have_sent_make_its_read_torn() -> None:
    desk = Desk()
    desk.strike("er", 20, 5)
    desk.strike(TUBE + END, 5, 1, first_after_ms=150)
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], TORN, "er")
    desk.strike(TUBE + END, 5, 1)
    assert desk.all_reads() == [TUBE]


def test_a_hands_key_among_a_guns_spoils_the_read() -> None:
    desk = Desk()
    desk.strike("310", 5, 1)
    desk.press("7", 2)
    desk.strike("115000", 5, 1, first_after_ms=3)
    desk.release("7", 1)
    desk.strike("001" + END, 5, 1, first_after_ms=3)
    assert (desk.all_reads(), desk.faults) == ([], TORN)


@pytest.mark.parametrize("offset_ms", [1, 3, 7, 11, 26])
@pytest.mark.parametrize("gap_ms", [5, 20])
def test_two_guns_at_once_never_make_a_read_of_both_nor_of_half(
    gap_ms: int, offset_ms: int
) -> None:
    first = [(number * gap_ms, key) for number, key in enumerate("310115000001" + END)]
    second = [(at + offset_ms, "9" if key == "3" else key) for at, key in first]
    presses = sorted(first + second, key=lambda press: press[0])
    desk = Desk()
    desk.now, began = 5000, 5000
    for at, key in presses:
        desk.press(key, began + at - desk.now)
    reads = desk.all_reads()
    # Both ends at once look like CRLF: then the length alone tells.
    assert all(len(read) == 2 * len(TUBE) for read in reads)


def test_a_code_of_several_lines_is_no_read_of_any_of_them() -> None:
    desk = Desk()
    desk.burst("BEGIN:VCARD" + END + TUBE + END + "END:VCARD" + END, 5)
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], TORN, "")


def test_an_enter_leaned_on_while_a_gun_types_ends_no_code() -> None:
    desk = Desk()
    desk.press(END, 1000)
    desk.burst(TUBE[:7], 5, first_after_ms=500)
    desk.press(END, 3, auto_repeat=True)
    desk.burst(TUBE[7:] + END, 5, first_after_ms=3)
    assert (desk.all_reads(), desk.faults) == ([], TORN)


def test_a_key_leaned_on_while_a_gun_types_joins_no_code() -> None:
    desk = Desk()
    desk.burst(TUBE[:7], 5)
    desk.press("x", 3, auto_repeat=True)
    desk.burst(TUBE[7:] + END, 5, first_after_ms=3)
    assert (desk.all_reads(), desk.faults) == ([], TORN)


def test_letters_that_an_input_method_took_make_the_rest_no_read() -> None:
    desk = Desk()
    desk.now = 2000
    desk.buffer.compose(1990)
    desk.burst("12345678" + END, 5, first_after_ms=5)
    assert (desk.all_reads(), desk.faults) == ([], [GunFault.INPUT_METHOD])
    desk.burst("12345678" + END, 5)
    assert desk.all_reads() == ["12345678"]


def test_after_its_prefix_a_gun_is_read_right_behind_an_input_method() -> None:
    desk = Desk()
    desk.now = 2000
    desk.buffer.compose(1990)
    desk.burst(PREFIX + "A1" + END, 5, first_after_ms=5)
    assert desk.all_reads() == ["A1"]


def test_alt_codes_are_no_read_type_nothing_and_end_in_no_enter() -> None:
    desk = Desk()
    desk.burst(ALT_DIGIT * 5 + "AB" + ALT_DIGIT * 5 + END, 5)
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], [GunFault.FOREIGN], "")
    desk.burst(ALT_DIGIT, 5)
    assert desk.rest() == ""


# --- slow guns ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("gap_ms", "setting"), [(50, 65), (55, 70), (100, 125), (150, 190)])
def test_a_slow_bluetooth_gun_is_read_with_its_gap(gap_ms: int, setting: int) -> None:
    desk = Desk(buffer_of(gap_ms=setting, replay_ms=setting + 5))
    desk.strike("NAC1:" + TUBE + END, gap_ms, gap_ms // 2)
    assert (desk.all_reads(), desk.rest()) == (["NAC1:" + TUBE], "")


@pytest.mark.parametrize("setting", [35, 110, 150, 300])
def test_a_human_at_120_ms_gets_every_key_in_order(setting: int) -> None:
    desk = Desk(buffer_of(gap_ms=setting))
    desk.strike("hello world", 120, 80)
    desk.strike(BACKSPACE + "k", 120, 80, first_after_ms=40)
    assert (desk.all_reads(), desk.rest()) == ([], "hello world" + BACKSPACE + "k")


def test_fingers_that_type_need_not_wait_for_a_slow_guns_gap() -> None:
    desk = Desk(buffer_of(gap_ms=110))
    desk.strike("31011519900307", 105, 85)
    assert "".join(desk.typed) == "31011519900307"
    desk.strike(END, 105, 85, first_after_ms=20)
    assert (desk.all_reads(), desk.rest()) == ([], "31011519900307" + END)


def test_a_gun_right_behind_typing_fingers_is_refused_not_shortened() -> None:
    desk = Desk(buffer_of(gap_ms=110))
    desk.strike("abc", 105, 85)
    desk.strike(TUBE + END, 20, 5, first_after_ms=15)
    assert (desk.all_reads(), desk.faults) == ([], TORN)
    desk.strike(TUBE + END, 20, 5)
    assert desk.all_reads() == [TUBE]


def test_with_a_prefix_a_human_need_not_wait_for_a_slow_gun() -> None:
    desk = Desk(buffer_of(gap_ms=190, prefix=GunPrefix.STX))
    desk.strike("31011519900307" + END, 120, 60)
    assert (desk.all_reads(), desk.rest()) == ([], "31011519900307" + END)
    desk.strike(PREFIX + TUBE + END, 150, 75)
    assert desk.all_reads() == [TUBE]


# --- whatever comes ----------------------------------------------------------------------------

KEYS = st.sampled_from("ab1:" + BACKSPACE + END)
STROKES = st.lists(
    st.tuples(KEYS, st.integers(0, 400), st.integers(0, 120), st.booleans()), max_size=80
)


@given(STROKES, st.sampled_from([35, 110, 300]))
def test_every_key_is_typed_in_order_or_was_a_guns(
    strokes: list[tuple[str, int, int, bool]], gap_ms: int
) -> None:
    desk = Desk(buffer_of(gap_ms=gap_ms))
    given_in: list[tuple[str, int]] = []
    for key, after_ms, dwell_ms, repeats in strokes:
        desk.press(key, after_ms, auto_repeat=repeats)
        given_in.append((key, desk.now))
        desk.release(key, dwell_ms)
    typed = desk.rest()
    keys = iter(key for key, _ in given_in)
    assert all(key in keys for key in typed)
    told = len("".join(desk.reads)) + len(desk.reads)
    if not desk.faults:
        ends = sum(key == END for key, _ in given_in) - typed.count(END)
        assert len(given_in) - len(typed) <= told + ends
    without_pause = _runs(given_in, gap_ms)
    assert all(any(read in run for run in without_pause) for read in desk.reads)


def _runs(keys: list[tuple[str, int]], gap_ms: int) -> list[str]:
    """Return the stretches in which no key came later than ``gap_ms`` after the one before."""
    runs: list[str] = []
    last = -1000
    for key, at in keys:
        runs = [*runs[:-1], runs[-1] + key] if runs and at - last <= gap_ms else [*runs, key]
        last = at
    return runs
