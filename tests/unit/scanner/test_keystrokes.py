"""What a key stands for on the layouts and with the lamps that booths have."""

from __future__ import annotations

import pytest

from station.scanner.gun.keystrokes import KeyHold, character_of, hand_ms, is_dead

ACUTE, BACKSPACE, SHIFT = 0x01001251, 0x01000003, 0x01000020


def test_letters_come_from_the_key_and_shift_not_from_caps_lock() -> None:
    assert character_of(0x41, shift=True, text="a") == "A"
    assert character_of(0x41, shift=False, text="A") == "a"
    assert character_of(0x3A, shift=True, text=":") == ":"
    assert character_of(BACKSPACE, shift=False, text="\b") == ""
    assert character_of(SHIFT, shift=True, text="") == ""


def test_digits_of_a_layout_that_needs_shift_come_from_the_text() -> None:
    assert character_of(ord("1"), shift=True, text="1") == "1"
    assert character_of(ord("&"), shift=False, text="&") == "&"


@pytest.mark.parametrize(
    ("key", "sign"), [(ACUTE, "'"), (0x01001250, "`"), (0x01001252, "^"), (0x01001257, '"')]
)
def test_a_dead_key_stands_for_its_sign(key: int, sign: str) -> None:
    assert is_dead(key)
    assert character_of(key, shift=False, text="") == sign


@pytest.mark.parametrize(
    ("key", "shift", "text", "meant"),
    [
        (0xC1, False, "á", "a"),
        (0xC1, True, "á", "A"),
        (0x31, False, "'1", "1"),
        (0x20, False, "'", "'"),
        (0x41, True, "'A", "A"),
    ],
)
def test_after_a_dead_key_the_letter_is_its_own_again(
    key: int, shift: bool, text: str, meant: str
) -> None:
    assert character_of(key, shift, text, after_dead=True) == meant


def test_an_accented_letter_of_its_own_key_is_left() -> None:
    assert character_of(0xE9, shift=False, text="é") == "é"


def test_a_finger_is_told_from_a_slow_gun_by_how_long_a_key_is_down() -> None:
    assert (hand_ms(35), hand_ms(150)) == (55, 90)
    fast, slow = KeyHold(hand_ms(35)), KeyHold(hand_ms(150))
    for hold in (fast, slow):
        for number in range(3):
            hold.press(number, number * 150)
            hold.release(number, number * 150 + 75)
    assert (fast.is_typing, slow.is_typing) == (True, False)
    assert (fast.was_typed, slow.was_typed) == (True, False)
