"""How much processor time a file may cost: what its size and its rows are worth, and no more.

A file that is small, or that holds much beside rows, ends soon; 200,000 honest rows have a minute.
Processor time, not the clock's: a busy machine makes nobody hostile.
"""

from __future__ import annotations

import time

from station.check.finding import Code, FileRefused

_BASE_SECONDS = 2.5
_SECONDS_A_BYTE = 6e-6
_SECONDS_A_CELL = 15e-6
_SECONDS_A_TEXT = 5e-6
_SECONDS_A_PASSWORD = 0.5


class Allowance:
    """``size``: the file's bytes; ``passwords`` may be tried."""

    def __init__(self, size: int, passwords: int = 0) -> None:
        self._begin = time.process_time()
        self._base = _BASE_SECONDS + _SECONDS_A_PASSWORD * passwords
        self._by_size = _SECONDS_A_BYTE * size
        self._earned = 0.0

    def earn(self, cells: int = 0, texts: int = 0) -> None:
        """Count cells that a sheet of ours may hold, and texts that all sheets share."""
        self._earned += cells * _SECONDS_A_CELL + texts * _SECONDS_A_TEXT

    def tick(self) -> None:
        """Raise `FileRefused` (`too_costly`) once the time is used up."""
        granted = self._base + min(self._by_size, self._earned)
        if time.process_time() - self._begin > granted:
            raise FileRefused(Code.TOO_COSTLY, "time")


def longest_seconds(size: int, passwords: int) -> float:
    """Return the most processor seconds that a file of ``size`` bytes is ever granted."""
    return _BASE_SECONDS + _SECONDS_A_PASSWORD * passwords + _SECONDS_A_BYTE * size
