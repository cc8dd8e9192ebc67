"""Wrong tries of a PIN: each makes the next wait longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from station.domain.staff_ports import PinState

DELAYS = (0, 0, 5, 15, 60, 300)
"""Seconds until the next try, after the first, second, … wrong one in a row."""


def after_wrong(pin: PinState, now: datetime) -> PinState:
    """Return the state after a wrong try at ``now``."""
    failures = pin.failures + 1
    seconds = DELAYS[min(failures, len(DELAYS)) - 1]
    retry_at = now + timedelta(seconds=seconds) if seconds else None
    return replace(pin, failures=failures, retry_at=retry_at)


def after_right(pin: PinState) -> PinState:
    """Return the state after a right try."""
    return replace(pin, failures=0, retry_at=None)


def seconds_to_wait(pin: PinState, now: datetime) -> int:
    """Return after how many seconds the next try is taken, 0 if it is taken now.

    A wait longer than any comes from a clock that was set back since; it is not held to.
    """
    if pin.retry_at is None:
        return 0
    seconds = ceil((pin.retry_at - now).total_seconds())
    return seconds if 0 < seconds <= DELAYS[-1] else 0
