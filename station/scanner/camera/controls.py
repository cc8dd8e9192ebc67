"""What a camera is asked for, and which of its controls can be set.

A driver that refuses is no error: what it gave is seen in its frames.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2

from station.domain.reader import CameraControls
from station.scanner.camera import v4l2
from station.scanner.camera.choice import CameraChoice

Range = tuple[float, float]

# DirectShow's exposures are powers of two of a second, its focus is in mm as a rule.
_WINDOWS_EXPOSURES: Range = (-13.0, 0.0)
_WINDOWS_FOCUS: Range = (0.0, 255.0)
# The menu of V4L2_CID_EXPOSURE_AUTO; elsewhere OpenCV takes 1 and 0.
_AUTO_ON_LINUX, _MANUAL_ON_LINUX = 3, 1


def ask_for(capture: cv2.VideoCapture, choice: CameraChoice) -> None:
    """Ask a camera that was just opened for what is wished."""
    # MJPG first: uncompressed, a camera of 720p gives a few frames a second over USB 2.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, choice.width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, choice.height)
    capture.set(cv2.CAP_PROP_FPS, choice.fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    on_linux = sys.platform == "linux"
    automatic, by_hand = (_AUTO_ON_LINUX, _MANUAL_ON_LINUX) if on_linux else (1, 0)
    capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, automatic if choice.auto_exposure else by_hand)
    if not choice.auto_exposure:
        capture.set(cv2.CAP_PROP_EXPOSURE, choice.exposure)
    capture.set(cv2.CAP_PROP_AUTOFOCUS, 1 if choice.auto_focus else 0)
    if not choice.auto_focus:
        capture.set(cv2.CAP_PROP_FOCUS, choice.focus)


def controls_of(capture: cv2.VideoCapture, number: int) -> CameraControls:
    """Return what the open camera ``number`` lets be set."""
    exposure, focus = _ranges(capture, number)
    return CameraControls(exposure, focus)


def _ranges(capture: cv2.VideoCapture, number: int) -> tuple[Range | None, Range | None]:
    if sys.platform == "linux":
        path = Path(f"/dev/video{number}")
        exposure = v4l2.control_range(path, v4l2.EXPOSURE_ABSOLUTE)
        return exposure, v4l2.control_range(path, v4l2.FOCUS_ABSOLUTE)
    # OpenCV tells no ranges. A control that is not there reads -1, which is also an exposure:
    # such a camera only has no slider until it reports another value.
    has_exposure = capture.get(cv2.CAP_PROP_EXPOSURE) not in (-1.0, 0.0)
    has_focus = capture.get(cv2.CAP_PROP_FOCUS) >= 0
    return (_WINDOWS_EXPOSURES if has_exposure else None), (_WINDOWS_FOCUS if has_focus else None)
