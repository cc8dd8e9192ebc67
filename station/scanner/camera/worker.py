"""One camera: a thread that captures, a thread that decodes the newest frame. Plain threads, no Qt.

The capture thread alone opens, reads and closes the source, so that nothing is ever released
while it is read.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import Protocol, cast

import cv2
import numpy as np
import numpy.typing as npt

from station.domain.reader import CameraControls, CameraState, CameraStatus
from station.domain.scan import Corners, Scan, Source, View
from station.errors import StationError
from station.scanner.camera.decode_turns import DecodeTurns
from station.scanner.camera.frame_source import CameraBusy, FrameSource, usable
from station.scanner.camera.health import CameraHealth
from station.scanner.camera.newest import Frame, NewestFrame
from station.scanner.decode import FrameDecoder
from station.scanner.decoding.codes import DecodedCode

_LOG = logging.getLogger(__name__)

Outlines = tuple[Corners, ...]

_RETRY_S = 0.5
_LONGEST_RETRY_S = 4.0
_LASTED_S = 5.0
_LOOK_S = 0.25
_STATUS_EVERY_S = 1.0
_NO_PICTURE_S = 2.0
_NO_HURRY_S = 0.01


class Decoder(Protocol):
    def decode(self, grey: npt.NDArray[np.uint8], at: float) -> list[DecodedCode]:
        """Return the codes of a grey frame captured at ``at``."""


class CameraWorker:
    """Captures and decodes from `start` to `stop`, and finds its camera again by itself.

    ``reader`` is the camera's key, which names its threads. The callbacks run on the worker's
    threads and should be quick: ``on_frame`` for every frame, ``on_view`` for every decoded frame
    that holds codes, ``on_sighting`` (the codes' outlines and the milliseconds it took) for every
    decoded frame, ``on_status`` when the state changes and once a second, ``on_controls`` each
    time the camera was opened. What they or a decoder raise is logged, and the threads go on.
    Two cameras that share ``turns`` decode in turn.
    """

    def __init__(
        self,
        source: FrameSource,
        *,
        on_view: Callable[[View], None],
        on_frame: Callable[[Frame], None],
        on_sighting: Callable[[Outlines, float], None],
        on_status: Callable[[CameraStatus], None],
        on_controls: Callable[[CameraControls], None] | None = None,
        reader: str = "1",
        turns: DecodeTurns | None = None,
        make_decoder: Callable[[], Decoder] = FrameDecoder,
        retry_s: float = _RETRY_S,
    ) -> None:
        self._source = source
        self._on_view = on_view
        self._on_frame = on_frame
        self._on_sighting = on_sighting
        self._on_status = on_status
        self._on_controls = on_controls
        self._turns = turns or DecodeTurns()
        self._make_decoder = make_decoder
        self._retry_s = retry_s
        self._newest = NewestFrame()
        self._health = CameraHealth(source.name)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._told_at = 0.0
        self._logged: set[str] = set()
        self._threads = [
            threading.Thread(target=self._capture, name=f"capture {reader}", daemon=True),
            threading.Thread(target=self._decode, name=f"decode {reader}", daemon=True),
        ]

    @property
    def status(self) -> CameraStatus:
        return self._health.status

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look for the camera now: something was plugged in. A clip starts again."""
        self._wake.set()

    def stop(self, timeout_s: float = 5.0) -> bool:
        """End both threads; return False if a driver still holds one after ``timeout_s``.

        The source is closed by its own thread; one that hangs in a driver is left to it.
        """
        self._stopping.set()
        self._wake.set()
        self._newest.close()
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    # --- the capture thread --------------------------------------------------------------------

    def _capture(self) -> None:
        wait_s = self._retry_s
        self._tell_status()
        while not self._stopping.is_set():
            began = time.monotonic()
            state = self._stream()
            if state is None:
                return
            self._health.named(self._source.name)
            self._tell(state)
            # One that comes and goes within seconds is tried ever more rarely.
            if time.monotonic() - began > _LASTED_S:
                wait_s = self._retry_s
            self._wake.wait(None if state is CameraState.ENDED else wait_s)
            self._wake.clear()
            wait_s = min(2 * wait_s, _LONGEST_RETRY_S)

    def _stream(self) -> CameraState | None:
        """Open, read until the frames end, close. Return why it ended (None: stopped)."""
        try:
            self._health.opening(time.monotonic())
            self._source.open()
            self._health.named(self._source.name)
            if self._on_controls is not None:
                self._safely(
                    "telling the controls", partial(self._on_controls, self._source.controls)
                )
            return self._read_on()
        except StationError as error:
            return CameraState.BUSY if isinstance(error, CameraBusy) else CameraState.MISSING
        except Exception as error:
            self._log_bug("the camera's source", error)
            return CameraState.MISSING
        finally:
            self._safely("closing the camera", self._source.close)

    def _read_on(self) -> CameraState | None:
        had_frames, good_at = False, time.monotonic()
        while not self._stopping.is_set():
            raw = self._source.read()
            if self._stopping.is_set():
                break
            if raw is None:
                ended = self._source.is_clip and had_frames
                return CameraState.ENDED if ended else CameraState.MISSING
            pixels, now = usable(raw), time.monotonic()
            if pixels is None:
                if now - good_at > _NO_PICTURE_S:
                    return CameraState.STALLED
                self._stopping.wait(_NO_HURRY_S)
                continue
            had_frames, good_at = True, now
            if not self._captured(pixels):
                return CameraState.STALLED
        return None

    def _captured(self, pixels: npt.NDArray[np.uint8]) -> bool:
        """Hand a frame on; return False if the picture is frozen."""
        frame = Frame(pixels, time.monotonic())
        if self._health.saw(pixels, frame.at) or frame.at - self._told_at > _STATUS_EVERY_S:
            self._tell_status()
        self._newest.put(frame)
        self._safely("showing a frame", lambda: self._on_frame(frame))
        return self._source.is_clip or not self._health.is_frozen(frame.at)

    # --- the decode thread ---------------------------------------------------------------------

    def _decode(self) -> None:
        decoder = self._make_decoder()
        while not self._newest.is_closed:
            frame = self._newest.take(_LOOK_S)
            if frame is not None:
                self._safely("decoding", partial(self._read, decoder, frame))
            elif self._health.is_silent(time.monotonic()):
                self._tell(CameraState.STALLED)

    def _read(self, decoder: Decoder, frame: Frame) -> None:
        with self._turns.next():
            # A newer one may have come while the other camera had its turn.
            frame = self._newest.take(0.0) or frame
            began = time.perf_counter()
            codes = decoder.decode(_grey(frame.pixels), frame.at)
            took_ms = (time.perf_counter() - began) * 1000
        self._health.decoded_in(took_ms)
        if self._stopping.is_set():
            return
        outlines = tuple(code.corners for code in codes)
        self._safely("showing outlines", lambda: self._on_sighting(outlines, took_ms))
        if codes:
            self._health.read_codes(frame.at)
            scans = tuple(
                Scan(code.text, code.symbology, Source.CAMERA, frame.at, code.corners)
                for code in codes
            )
            self._on_view(View(scans, Source.CAMERA, frame.at))

    # --- both ----------------------------------------------------------------------------------

    def _tell(self, state: CameraState) -> None:
        if self._health.became(state):
            self._tell_status()

    def _tell_status(self) -> None:
        self._told_at = time.monotonic()
        self._safely("showing the status", lambda: self._on_status(self._health.status))

    def _safely(self, what: str, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            self._log_bug(what, error)

    def _log_bug(self, what: str, error: Exception) -> None:
        """Log where a bug is, once, without its message, which might hold what a code says."""
        step = traceback.extract_tb(error.__traceback__)[-1]
        bug = f"{what}: {type(error).__name__} at {step.name}:{step.lineno}"
        if bug not in self._logged:
            self._logged.add(bug)
            _LOG.error("%s", bug)


def _grey(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    if pixels.ndim == 2:
        return pixels
    way = cv2.COLOR_BGRA2GRAY if pixels.shape[2] == 4 else cv2.COLOR_BGR2GRAY
    return cast(npt.NDArray[np.uint8], cv2.cvtColor(pixels, way))
