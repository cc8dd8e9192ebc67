"""A camera before which a test holds codes, and which it pulls out and plugs in."""

from __future__ import annotations

import time

import cv2
import numpy as np
import segno

from station.domain.reader import CameraControls
from station.scanner.camera.frame_source import CameraMissing, Pixels

_FRAME_S = 1 / 30


class ShownCamera:
    """Gives frames of 1280x720 with the QR codes of `texts` side by side."""

    is_clip = False

    def __init__(self, name: str = "shown") -> None:
        self.name = name
        self.controls = CameraControls()
        self.is_plugged = True
        self.texts: tuple[str, ...] = ()
        self._number = 0

    def open(self) -> None:
        if not self.is_plugged:
            raise CameraMissing()

    def read(self) -> Pixels | None:
        time.sleep(_FRAME_S)
        if not self.is_plugged:
            return None
        # No two frames are the same, as from a real sensor.
        self._number += 1
        frame = np.full((720, 1280, 3), 200, np.uint8)
        frame[:8, : 1 + self._number % 1000] = 90
        for place, text in enumerate(self.texts):
            code = _drawn(text)
            left = 60 + 620 * place
            frame[100 : 100 + code.shape[0], left : left + code.shape[1]] = code[:, :, np.newaxis]
        return frame

    def close(self) -> None:
        pass


def _drawn(text: str) -> np.ndarray:
    rows = segno.make_qr(text, error="m").matrix_iter(scale=1, border=4)
    small = np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)
    return cv2.resize(small, (560, 560), interpolation=cv2.INTER_NEAREST)
