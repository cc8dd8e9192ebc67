"""How a camera is doing, worked out from the times, the light and the sameness of its frames.

Bad news is told at once, good news when it has held for a moment, so that the chip never flickers.
"""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from station.domain.reader import CameraState, CameraStatus
from station.scanner.camera.picture_light import PictureLight

_SILENT_S = 2.0
_NEVER_CAME_S = 12.0
_FROZEN_S = 5.0
_BACK_AFTER_S = 0.3
_BACK_AFTER_FRAMES = 3
_SAMPLE = 16
_SMOOTH = 0.1
_FIRST_RATE_S, _RATE_S = 0.3, 1.0
_RATE_STEP = 1.0

_WATCHED = (CameraState.LIVE, CameraState.DARK)
_BEGINNING = (CameraState.OPENING, CameraState.ENDED)


class CameraHealth:
    """The state of one camera. Fed by its capture and decode threads, so it locks."""

    def __init__(self, name: str) -> None:
        self._lock = threading.Lock()
        self._name = name
        self._state = CameraState.OPENING
        self._size = (0, 0)
        self._counted: tuple[int, float] = (0, 0.0)
        self._fps = 0.0
        self._decode_ms = 0.0
        self._opened_at: float | None = None
        self._last_at: float | None = None
        self._sample: npt.NDArray[np.uint8] | None = None
        self._changed_at = 0.0
        self._back: tuple[int, float] = (0, 0.0)
        self._light = PictureLight()
        self._needs_light = False

    @property
    def status(self) -> CameraStatus:
        with self._lock:
            width, height = self._size
            return CameraStatus(
                self._state, self._name, width, height, self._fps, self._decode_ms,
                self._needs_light,
            )  # fmt: skip

    def opening(self, at: float) -> None:
        """The camera is being opened, at monotonic time ``at``."""
        with self._lock:
            self._opened_at = self._changed_at = at

    def named(self, name: str) -> None:
        """The camera is called ``name``, as it was found."""
        with self._lock:
            self._name = name

    def became(self, state: CameraState) -> bool:
        """Note a state; return True if it is another one than before."""
        with self._lock:
            is_new = state is not self._state
            self._state = state
            if state not in _WATCHED:
                self._opened_at = self._last_at = None
                self._fps = 0.0
                self._back = (0, 0.0)
                self._light, self._needs_light = PictureLight(), False
            return is_new

    def saw(self, pixels: npt.NDArray[np.uint8], at: float) -> bool:
        """Note a frame; return True if the state, the size or the need of light is another now,
        or the rate is known at last."""
        with self._lock:
            before = (self._state, self._size, self._needs_light, self._fps > 0)
            self._size = (pixels.shape[1], pixels.shape[0])
            self._measure_rate(at)
            sample = pixels[::_SAMPLE, ::_SAMPLE].copy()
            self._light.saw(sample, at)
            is_new = self._sample is None or not _same(sample, self._sample)
            # A covered lens gives equal black frames: that is no frozen picture.
            if is_new or self._light.looks_black:
                self._sample, self._changed_at = sample, at
            self._state = self._state_after(is_new, at)
            self._needs_light = self._light.is_dim and self._state is CameraState.LIVE
            return before != (self._state, self._size, self._needs_light, self._fps > 0)

    def decoded_in(self, ms: float) -> None:
        with self._lock:
            older = self._decode_ms or ms
            self._decode_ms = older + _SMOOTH * (ms - older)

    def read_codes(self, at: float) -> None:
        """The frame captured at ``at`` held codes that could be read."""
        with self._lock:
            self._light.read_codes(at)

    def is_silent(self, now: float) -> bool:
        """True if an open camera has given no frame for two seconds, or none ever for twelve."""
        with self._lock:
            if self._last_at is not None:
                return now - self._last_at > _SILENT_S
            return self._opened_at is not None and now - self._opened_at > _NEVER_CAME_S

    def is_frozen(self, now: float) -> bool:
        """True if the very same picture has come for five seconds, as after some unplugs."""
        with self._lock:
            return self._sample is not None and now - self._changed_at > _FROZEN_S

    # --- under the lock --------------------------------------------------------------------------

    def _state_after(self, is_new: bool, at: float) -> CameraState:
        if self._light.is_black:
            return CameraState.DARK
        if self._state in _WATCHED:
            return CameraState.LIVE
        if self._light.looks_black:
            return self._state
        if self._state in _BEGINNING:
            return CameraState.LIVE
        # It was gone or stuck: a single frame, or the one that it was stuck at, proves nothing.
        if not is_new and self._state is CameraState.STALLED:
            return self._state
        frames, since = self._back
        self._back = (frames + 1, since or at)
        is_back = frames + 1 >= _BACK_AFTER_FRAMES and at - self._back[1] >= _BACK_AFTER_S
        return CameraState.LIVE if is_back else self._state

    def _measure_rate(self, at: float) -> None:
        frames, since = self._counted if self._last_at is not None else (-1, at)
        self._last_at = at
        self._counted = (frames + 1, since)
        if at - since < (_RATE_S if self._fps else _FIRST_RATE_S):
            return
        fps = (frames + 1) / (at - since)
        self._counted = (0, at)
        # What is shown moves in steps, so that its last digit does not dance.
        if abs(fps - self._fps) > _RATE_STEP:
            self._fps = fps


def _same(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> bool:
    return one.shape == other.shape and bool(np.array_equal(one, other))
