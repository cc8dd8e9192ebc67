"""A USB camera through OpenCV, found by what was chosen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import cv2

from station.domain.reader import CameraControls
from station.scanner.camera.choice import CameraChoice
from station.scanner.camera.controls import ask_for, controls_of
from station.scanner.camera.frame_source import (
    CameraBusy,
    CameraMissing,
    ClipSource,
    FrameSource,
    Pixels,
    next_frame,
)
from station.scanner.camera.roster import CameraRoster, HeldCamera

_FIRST_READS = 10


def open_number(number: int) -> cv2.VideoCapture:
    """Open a camera by its number. Raises `CameraMissing` or `CameraBusy`."""
    on_linux = sys.platform == "linux"
    # OpenCV would complain on stderr at every try, of a camera that is missing and of a busy one.
    if on_linux and not Path(f"/dev/video{number}").exists():
        raise CameraMissing()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    # Media Foundation, OpenCV's choice on Windows, takes many seconds to open a camera.
    backend = cv2.CAP_V4L2 if on_linux else cv2.CAP_DSHOW
    capture = cv2.VideoCapture(number, backend if sys.platform != "darwin" else cv2.CAP_ANY)
    if not capture.isOpened():
        capture.release()
        # On Linux the device is there; elsewhere a camera in use opens and gives nothing.
        raise CameraBusy() if on_linux else CameraMissing()
    return capture


class CameraSource:
    """The camera that ``choice`` means, as the ``roster`` finds it for ``reader``.

    ``open_camera`` gives the open capture of a number, as `open_number` does.
    """

    is_clip = False

    def __init__(
        self,
        choice: CameraChoice,
        roster: CameraRoster,
        reader: str = "1",
        open_camera: Callable[[int], cv2.VideoCapture] = open_number,
    ) -> None:
        self.name = choice.label
        self.controls = CameraControls()
        self._choice = choice
        self._roster = roster
        self._reader = reader
        self._open_camera = open_camera
        self._held: HeldCamera | None = None
        self._capture: cv2.VideoCapture | None = None
        self._first: Pixels | None = None

    def open(self) -> None:
        self._held = self._roster.take(self._reader, self._choice)
        self.name = self._held.device.name
        self._capture = capture = self._open_camera(self._held.number)
        ask_for(capture, self._choice)
        for _ in range(_FIRST_READS):
            self._first = next_frame(capture)
            if self._first is not None:
                self.controls = controls_of(capture, self._held.number)
                return
        raise CameraBusy()

    def read(self) -> Pixels | None:
        if self._capture is None:
            return None
        if self._first is not None:
            frame, self._first = self._first, None
            return frame
        return next_frame(self._capture)

    def close(self) -> None:
        capture, self._capture = self._capture, None
        held, self._held = self._held, None
        self._first = None
        if capture is not None:
            capture.release()
        if held is not None:
            self._roster.release(held)


def source_of(choice: CameraChoice, roster: CameraRoster, reader: str = "1") -> FrameSource:
    """Return the source of what was chosen: a clip, or a camera that the roster finds."""
    if choice.is_clip:
        return ClipSource(choice.device)
    return CameraSource(choice, roster, reader)
