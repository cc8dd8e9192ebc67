"""PINs: digits that nobody guesses at once, and a hash that tells its own cost."""

from __future__ import annotations

import pytest

from station.pin import PinCost, PinTrivial, PinUnusable, check_pin, hash_pin, pin_fits


@pytest.mark.parametrize("pin", ["2580", "1379", "90210417", "804219630257", "0010"])
def test_digits_that_nobody_tries_first_are_taken(pin: str) -> None:
    assert check_pin(pin) == pin


@pytest.mark.parametrize("pin", ["", "258", "2580219630257", "25a0", "25 80", "-2580", "二五八〇"])
def test_what_is_not_4_to_12_digits_is_refused(pin: str) -> None:
    with pytest.raises(PinUnusable):
        check_pin(pin)


@pytest.mark.parametrize(
    "pin", ["0000", "1234", "9876", "7890", "2468", "1212", "123123", "99999999", "258258258258"]
)
def test_rows_and_repeats_are_refused(pin: str) -> None:
    with pytest.raises(PinTrivial):
        check_pin(pin)


def test_full_width_digits_are_the_same_pin() -> None:
    assert pin_fits("２５８０", hash_pin("2580", PinCost.LEAST))


def test_only_the_pin_itself_fits_its_hash() -> None:
    encoded = hash_pin("2580", PinCost.LEAST)
    assert "2580" not in encoded
    assert pin_fits("2580", encoded)
    assert not pin_fits("2581", encoded)
    assert not pin_fits("", encoded)
    assert encoded != hash_pin("2580", PinCost.LEAST)


def test_a_pin_in_earnest_is_argon2id_with_64_mib() -> None:
    assert hash_pin("2580").startswith("$argon2id$v=19$m=65536,t=2,p=1$")
