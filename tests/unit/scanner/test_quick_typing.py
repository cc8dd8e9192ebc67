"""Quick hands and password managers at a dialog: every key comes, Tab and Enter too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.scanner.gun.gun_read import GunFault
from tests.unit.scanner.gun_desk import END, TAB, Desk, buffer_of

SHORT = f"Wang{TAB}Li{END}"
LONG = f"zhangwei{TAB}lixiaoming{END}"
TUBE = "310115000001"

# Of each key: after how long it follows the one before, and how long a finger stays on it.
RHYTHM = st.lists(
    st.tuples(st.sampled_from([30, 50, 60, 70]), st.integers(60, 100)),
    min_size=len(LONG),
    max_size=len(LONG),
)


def play(desk: Desk, text: str, rhythm: list[tuple[int, int]]) -> None:
    """Type ``text`` with keys that roll over into each other; one finger is not two."""
    moves: list[tuple[int, bool, str]] = []
    up: dict[str, int] = {}
    at = desk.now + 1000
    for key, (after_ms, dwell_ms) in zip(text, rhythm, strict=False):
        at = max(at + after_ms, up.get(key, 0) + 10)
        up[key] = at + dwell_ms
        moves += [(at, True, key), (at + dwell_ms, False, key)]
    for when, is_press, key in sorted(moves):
        (desk.press if is_press else desk.release)(key, when - desk.now)


@pytest.mark.parametrize("setting", [35, 65, 120, 190])
@given(rhythm=RHYTHM)
def test_a_quick_hand_fills_in_short_names_whatever_gun_is_set(
    setting: int, rhythm: list[tuple[int, int]]
) -> None:
    desk = Desk(buffer_of(gap_ms=setting))
    play(desk, SHORT, rhythm)
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], [], SHORT)


@given(rhythm=RHYTHM)
def test_a_quick_hand_fills_in_long_names(rhythm: list[tuple[int, int]]) -> None:
    desk = Desk()
    play(desk, LONG, rhythm)
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], [], LONG)


@pytest.mark.parametrize("setting", [120, 190])
def test_keys_that_roll_over_are_a_hands_at_a_slow_guns_setting(setting: int) -> None:
    desk = Desk(buffer_of(gap_ms=setting))
    play(desk, LONG, [(60, 70)] * len(LONG))
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], [], LONG)


@pytest.mark.parametrize("setting", [35, 120])
@pytest.mark.parametrize("gap_ms", [5, 12, 30])
def test_texts_too_short_for_a_code_are_typed_field_by_field(setting: int, gap_ms: int) -> None:
    desk = Desk(buffer_of(gap_ms=setting))
    desk.strike(SHORT, gap_ms, 2)
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], [], SHORT)


def test_a_code_right_behind_a_line_too_short_for_one_is_no_read() -> None:
    desk = Desk()
    desk.strike(f"AB{END}{TUBE}{END}", 5, 2)
    assert (desk.all_reads(), desk.faults, desk.rest()) == ([], [GunFault.TORN], f"AB{END}")


def test_the_rest_of_a_code_is_no_read_when_two_slow_guns_typed_at_once() -> None:
    desk = Desk(buffer_of(gap_ms=190))
    both = [key for pair in zip("98765432", TUBE, strict=False) for key in pair]
    play(desk, "".join(both), [(75, 80)] * len(both))
    desk.strike("5000017" + END, 150, 75, first_after_ms=70)
    assert desk.all_reads() == []
