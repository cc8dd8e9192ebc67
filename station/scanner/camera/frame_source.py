"""Where frames come from: the port that a camera worker reads, and a recorded clip behind it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from station.domain.reader import CameraControls
from station.errors import StationError

Pixels = npt.NDArray[np.uint8]

_CLIP_FPS = 30.0


class CameraMissing(StationError):
    """No camera answers under this number, or there is no such clip."""

    code = "camera_missing"


class CameraBusy(StationError):
    """The camera is there, but gives no frames: another program has it."""

    code = "camera_busy"


class FrameSource(Protocol):
    """Gives frames to one thread, which opens, reads and closes it.

    ``name`` is for the status, and may change when it is opened; empty for a camera that nobody
    chose and that was never there. ``is_clip`` is True for a recording, which has an end.
    ``controls``: once it is open, what the camera gave and lets be set.
    """

    name: str
    is_clip: bool
    controls: CameraControls

    def open(self) -> None:
        """Raises `CameraMissing` or `CameraBusy`."""

    def read(self) -> Pixels | None:
        """Wait for the next frame (height x width x 3, BGR); None at the end or when it is gone.

        Each frame is a new array, so that it may be shown while the next one is read.
        """

    def close(self) -> None:
        """Let the device go. Never while `read` runs: that crashes some drivers."""


class ClipSource:
    """A clip by its path, paced to its frame rate."""

    is_clip = True

    def __init__(self, path: str) -> None:
        self.name = Path(path).name
        self.controls = CameraControls()
        self._path = path
        self._capture: cv2.VideoCapture | None = None
        self._interval_s = 0.0
        self._due = 0.0

    def open(self) -> None:
        if not Path(self._path).is_file():
            raise CameraMissing()
        capture = cv2.VideoCapture(self._path)
        if not capture.isOpened():
            capture.release()
            raise CameraMissing()
        fps = capture.get(cv2.CAP_PROP_FPS)
        self._interval_s = 1 / (fps if 1 <= fps <= 240 else _CLIP_FPS)
        self._capture = capture
        self._due = time.monotonic()

    def read(self) -> Pixels | None:
        if self._capture is None:
            return None
        now = time.monotonic()
        # A clip that fell behind goes on from now: it does not rush to catch up.
        self._due = max(self._due + self._interval_s, now - self._interval_s)
        if self._due > now:
            time.sleep(self._due - now)
        return next_frame(self._capture)

    def close(self) -> None:
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.release()


def next_frame(capture: cv2.VideoCapture) -> Pixels | None:
    """Return OpenCV's next frame, the very array that it made, or None."""
    good, frame = capture.read()
    return np.asarray(frame, np.uint8) if good and frame is not None else None


def usable(pixels: Pixels) -> Pixels | None:
    """Return a frame as grey (2-D), BGR or BGRA, or None for what is no picture. Never a copy."""
    if pixels.dtype != np.uint8 or pixels.size == 0:
        return None
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        return pixels[:, :, 0]
    is_picture = pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in (3, 4))
    return pixels if is_picture else None
