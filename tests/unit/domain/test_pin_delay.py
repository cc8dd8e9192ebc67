"""Wrong tries of a PIN: each makes the next wait longer, and a right one forgives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from station.domain.pin_delay import after_right, after_wrong, seconds_to_wait
from station.domain.staff_ports import PinState

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


def waits(tries: int) -> list[int]:
    state, now, found = PinState("hash"), NOW, []
    for _ in range(tries):
        state = after_wrong(state, now)
        found.append(seconds_to_wait(state, now))
        now += timedelta(seconds=found[-1])
        assert seconds_to_wait(state, now) == 0
    return found


def test_the_delay_grows_and_then_stays() -> None:
    assert waits(8) == [0, 0, 5, 15, 60, 300, 300, 300]


def test_a_right_pin_begins_anew() -> None:
    state = PinState("hash")
    for _ in range(5):
        state = after_wrong(state, NOW)
    assert after_right(state) == PinState("hash")


def test_a_wait_is_told_in_whole_seconds_that_are_left() -> None:
    state = PinState("hash", 3, NOW + timedelta(seconds=4, milliseconds=200))
    assert seconds_to_wait(state, NOW) == 5


def test_a_clock_that_was_set_back_shuts_nobody_out() -> None:
    state = after_wrong(PinState("hash", 9), NOW)
    assert seconds_to_wait(state, NOW - timedelta(days=1)) == 0
