"""How a camera is doing, worked out from the times and the sameness of its frames."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from station.domain.reader import CameraState, CameraStatus

_SILENT_S = 2.0
_FROZEN_S = 5.0
_SAMPLE = 16
_SMOOTH = 0.1


class CameraHealth:
    """The state of one camera. Fed by its capture and decode threads, so it locks."""

    def __init__(self, name: str) -> None:
        self._lock = threading.Lock()
        self._name = name
        self._state = CameraState.OPENING
        self._size = (0, 0)
        self._interval_s = 0.0
        self._decode_ms = 0.0
        self._last_at: float | None = None
        self._sample: npt.NDArray[np.uint8] | None = None
        self._changed_at = 0.0

    @property
    def status(self) -> CameraStatus:
        with self._lock:
            fps = 1 / self._interval_s if self._interval_s else 0.0
            return CameraStatus(
                self._state, self._name, self._size[0], self._size[1], fps, self._decode_ms
            )

    def became(self, state: CameraState) -> bool:
        """Note a state; return True if it is another one than before."""
        with self._lock:
            is_new = state is not self._state
            self._state = state
            if state is not CameraState.LIVE:
                self._last_at = self._sample = None
                self._interval_s = 0.0
            return is_new

    def saw(self, pixels: npt.NDArray[np.uint8], at: float) -> bool:
        """Note a frame; return True if that makes the camera live or changes the size."""
        with self._lock:
            size = (pixels.shape[1], pixels.shape[0])
            is_new = self._state is not CameraState.LIVE or size != self._size
            self._state, self._size = CameraState.LIVE, size
            if self._last_at is not None:
                interval = at - self._last_at
                older = self._interval_s or interval
                self._interval_s = older + _SMOOTH * (interval - older)
            self._last_at = at
            sample = pixels[::_SAMPLE, ::_SAMPLE].copy()
            # A covered lens gives equal black frames: that is no frozen picture.
            if self._sample is None or not sample.any() or not _same(sample, self._sample):
                self._sample, self._changed_at = sample, at
            return is_new

    def decoded_in(self, ms: float) -> None:
        with self._lock:
            older = self._decode_ms or ms
            self._decode_ms = older + _SMOOTH * (ms - older)

    def is_silent(self, now: float) -> bool:
        """True if a live camera has given no frame for two seconds."""
        with self._lock:
            return self._last_at is not None and now - self._last_at > _SILENT_S

    def is_frozen(self, now: float) -> bool:
        """True if the very same picture has come for five seconds, as after some unplugs."""
        with self._lock:
            return self._sample is not None and now - self._changed_at > _FROZEN_S


def _same(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> bool:
    return one.shape == other.shape and bool(np.array_equal(one, other))
