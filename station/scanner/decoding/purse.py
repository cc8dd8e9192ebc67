"""Purse: what a camera's frames may spend on looking closer."""

from __future__ import annotations

import time
from collections.abc import Callable


class Purse:
    """Fills by ``per_frame_ms`` a frame, up to ``most_ms``; begins full.

    What a frame spends beyond it is missing in the next ones, so that their mean stays near
    ``per_frame_ms`` on a slow machine too. ``clock`` gives seconds: by default the thread's own,
    which stands still while others have the processor.
    """

    def __init__(
        self,
        per_frame_ms: float,
        most_ms: float,
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        self._per_frame_ms = per_frame_ms
        self._most_ms = most_ms
        self._clock = clock
        self._balance_ms = most_ms
        self._began = clock()

    def open_frame(self) -> None:
        self._balance_ms = min(self._balance_ms + self._per_frame_ms, self._most_ms)
        self._began = self._clock()

    def close_frame(self) -> None:
        # Debts of one bad frame do not blind the camera for seconds.
        self._balance_ms = max(self.left_ms, -self._most_ms)
        self._began = self._clock()

    @property
    def left_ms(self) -> float:
        return self._balance_ms - (self._clock() - self._began) * 1000
