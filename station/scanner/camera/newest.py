"""A slot for the newest frame: the taker never gets an old one, the giver never waits."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """``pixels`` (height x width x 3, BGR; grey or BGRA happen) captured at ``at`` (monotonic)."""

    pixels: npt.NDArray[np.uint8]
    at: float


class NewestFrame:
    """Holds one frame; a newer one replaces it."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._frame: Frame | None = None
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def put(self, frame: Frame) -> None:
        with self._condition:
            self._frame = frame
            self._condition.notify()

    def take(self, timeout_s: float) -> Frame | None:
        """Wait for a frame that was not taken yet; None after the timeout or once closed."""
        with self._condition:
            self._condition.wait_for(lambda: self._frame or self._is_closed, timeout_s)
            frame, self._frame = self._frame, None
            return None if self._is_closed else frame

    def close(self) -> None:
        """Wake the taker and give nothing any more."""
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()
