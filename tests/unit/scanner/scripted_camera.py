"""A camera that plays steps, a worker's listener, and frames to play."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from station.domain.reader import CameraControls, CameraState, CameraStatus
from station.domain.scan import View
from station.scanner.camera.frame_source import Pixels
from station.scanner.camera.newest import Frame
from station.scanner.camera.worker import CameraWorker, Outlines
from station.scanner.decoding.codes import DecodedCode

Step = Callable[[], Pixels | None]
# Starts a worker over a source, with options of `CameraWorker` changed.
Run = Callable[..., tuple[CameraWorker, "Heard"]]
PATIENCE_S = 10.0


class ScriptedCamera:
    """A camera that plays steps: each gives a frame, gives None, raises or waits.

    It notes whether it was read or closed by two threads at once.
    """

    is_clip = False

    def __init__(self, *sessions: list[Step], faults: list[Exception] | None = None) -> None:
        self.name = "scripted"
        self.controls = CameraControls(focus=(0.0, 250.0))
        self._sessions = list(sessions)
        self._faults = list(faults or [])
        self._steps: list[Step] = []
        self._busy = threading.Lock()
        self.opened = self.closed = 0
        self.clashed = False

    def open(self) -> None:
        if self._faults:
            raise self._faults.pop(0)
        self.opened += 1
        self._steps = self._sessions.pop(0) if self._sessions else [lambda: frame(1)]

    def read(self) -> Pixels | None:
        self.clashed |= not self._busy.acquire(blocking=False)
        try:
            time.sleep(0.005)
            # The last step goes on for ever.
            step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
            return step()
        finally:
            self._busy.release()

    def close(self) -> None:
        self.clashed |= self._busy.locked()
        self.closed += 1


class Heard:
    """What a worker told."""

    def __init__(self) -> None:
        self.views: list[View] = []
        self.frames: list[Frame] = []
        self.sightings: list[tuple[Outlines, float]] = []
        self.statuses: list[CameraStatus] = []
        self.controls: list[CameraControls] = []

    def sighting(self, outlines: Outlines, decode_ms: float) -> None:
        self.sightings.append((outlines, decode_ms))

    @property
    def states(self) -> list[CameraState]:
        """The states in order, repeats left out."""
        states: list[CameraState] = []
        for status in self.statuses:
            if not states or states[-1] is not status.state:
                states.append(status.state)
        return states


class NoCodes:
    def decode(self, grey: npt.NDArray[np.uint8], at: float) -> list[DecodedCode]:
        assert grey.ndim == 2
        return []


def frame(seed: int, height: int = 48, width: int = 64) -> Pixels:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return np.asarray(pixels, np.uint8)


def fresh() -> Pixels:
    return frame(time.monotonic_ns())


def black() -> Pixels:
    return np.zeros((48, 64, 3), np.uint8)


def wait_for(holds: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.005)
