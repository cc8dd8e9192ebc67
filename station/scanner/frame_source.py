"""Where frames come from: a USB camera or a recorded clip, through the same OpenCV path."""

from __future__ import annotations

import platform
import time
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from station.errors import StationError

Pixels = npt.NDArray[np.uint8]

_FIRST_READS = 10
_CLIP_FPS = 30.0


class CameraMissing(StationError):
    """No camera answers under this number, or there is no such clip."""

    code = "camera_missing"


class CameraBusy(StationError):
    """The camera is there, but gives no frames: another program has it."""

    code = "camera_busy"


class FrameSource(Protocol):
    """Gives frames to one thread, which opens, reads and closes it.

    ``name`` is for the status; ``is_clip`` is True for a recording, which has an end.
    """

    name: str
    is_clip: bool

    def open(self) -> None:
        """Raises `CameraMissing` or `CameraBusy`."""

    def read(self) -> Pixels | None:
        """Wait for the next frame (height x width x 3, BGR); None at the end or when it is gone.

        Each frame is a new array, so that it may be shown while the next one is read.
        """

    def close(self) -> None:
        """Let the device go. Never while `read` runs: that crashes some drivers."""


class Cv2Source:
    """A camera by its number, or a clip by its path, paced to its frame rate.

    ``width``, ``height`` (pixels) and ``fps`` are asked of a camera, which may give others.
    """

    def __init__(
        self, device: int | str, width: int = 1280, height: int = 720, fps: int = 30
    ) -> None:
        self.is_clip = isinstance(device, str)
        self.name = Path(device).name if isinstance(device, str) else f"#{device}"
        self._device = device
        self._wanted = (width, height, fps)
        self._capture: cv2.VideoCapture | None = None
        self._first: Pixels | None = None
        self._interval_s = 0.0
        self._due = 0.0

    def open(self) -> None:
        if isinstance(self._device, str):
            capture = self._opened_clip(self._device)
        else:
            capture = self._opened_camera(self._device)
        self._capture = capture
        self._due = time.monotonic()

    def read(self) -> Pixels | None:
        if self._capture is None:
            return None
        if self._first is not None:
            frame, self._first = self._first, None
            return frame
        self._pace()
        return _next(self._capture)

    def close(self) -> None:
        capture, self._capture = self._capture, None
        self._first = None
        if capture is not None:
            capture.release()

    def _opened_clip(self, path: str) -> cv2.VideoCapture:
        if not Path(path).is_file():
            raise CameraMissing()
        capture = cv2.VideoCapture(path)
        if not capture.isOpened():
            capture.release()
            raise CameraMissing()
        fps = capture.get(cv2.CAP_PROP_FPS)
        self._interval_s = 1 / (fps if 1 <= fps <= 240 else _CLIP_FPS)
        return capture

    def _opened_camera(self, number: int) -> cv2.VideoCapture:
        if platform.system() == "Linux" and not Path(f"/dev/video{number}").exists():
            raise CameraMissing()
        capture = cv2.VideoCapture(number, _backend())
        if not capture.isOpened():
            capture.release()
            # On Linux the device is there; elsewhere a camera in use opens and gives nothing.
            raise CameraBusy() if platform.system() == "Linux" else CameraMissing()
        width, height, fps = self._wanted
        # MJPG first: uncompressed, a camera of 720p gives a few frames a second over USB 2.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        capture.set(cv2.CAP_PROP_FPS, fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        for _ in range(_FIRST_READS):
            self._first = _next(capture)
            if self._first is not None:
                return capture
        capture.release()
        raise CameraBusy()

    def _pace(self) -> None:
        if not self.is_clip:
            return
        now = time.monotonic()
        # A clip that fell behind goes on from now: it does not rush to catch up.
        self._due = max(self._due + self._interval_s, now - self._interval_s)
        if self._due > now:
            time.sleep(self._due - now)


def _next(capture: cv2.VideoCapture) -> Pixels | None:
    good, frame = capture.read()
    return np.asarray(frame, np.uint8) if good and frame is not None else None


def _backend() -> int:
    # Media Foundation, OpenCV's choice on Windows, takes many seconds to open a camera.
    return {"Windows": cv2.CAP_DSHOW, "Linux": cv2.CAP_V4L2}.get(platform.system(), cv2.CAP_ANY)
