"""A camera for the window: its frames, views and status as signals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from station.domain.reader import CameraControls, CameraStatus
from station.domain.scan import View
from station.scanner.camera.decode_turns import DecodeTurns
from station.scanner.camera.frame_source import FrameSource
from station.scanner.camera.newest import Frame
from station.scanner.camera.worker import CameraWorker, Outlines
from station.scanner.decode import FrameDecoder

_OUTLINES_STAY_S = 0.4
_KINDS = {
    1: QImage.Format.Format_Grayscale8,
    3: QImage.Format.Format_BGR888,
    4: QImage.Format.Format_RGB32,
}


class CameraFeed(QObject):
    """Runs a `CameraWorker` and speaks in signals.

    ``label_fits`` tells a label of the site (see `FrameDecoder`) and is asked on the decoding
    thread. ``reader`` is the camera's key and the last value of each signal but ``view``, which
    has it within. ``frame``: a QImage, and the outlines (corners in its pixels) of the codes seen
    within the last 0.4 s. No more than one frame ever waits for the window. ``status``: a
    `CameraStatus`. ``view``: a `View`, for every decoded frame that holds codes. ``controls``: a
    `CameraControls`, each time the camera was opened. All but ``frame`` come from the worker's
    threads: connect them to slots of a QObject, which get them on its own thread.
    """

    frame = Signal(QImage, object, str)
    status = Signal(object, str)
    view = Signal(object)
    controls = Signal(object, str)
    _frame_ready = Signal()

    def __init__(
        self,
        source: FrameSource,
        reader: str = "1",
        turns: DecodeTurns | None = None,
        label_fits: Callable[[str], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.reader = reader
        self._is_clip = source.is_clip
        self._lock = threading.Lock()
        self._newest: Frame | None = None
        self._outlines: tuple[float, Outlines] = (0.0, ())
        self._worker = CameraWorker(
            source,
            on_view=self._tell_view,
            on_frame=self._keep_frame,
            on_sighting=self._keep_outlines,
            on_status=self._tell_status,
            on_controls=self._tell_controls,
            reader=reader,
            turns=turns,
            make_decoder=partial(FrameDecoder, label_fits),
        )
        self._frame_ready.connect(self._show_newest, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        self._worker.start()

    @Slot()
    def wake(self) -> None:
        """Look for the camera now: something was plugged in. A clip is not played again."""
        if not self._is_clip:
            self._worker.wake()

    def stop(self, timeout_s: float = 5.0) -> bool:
        """End the camera's threads; return False if a driver holds one after ``timeout_s``.

        With 0 it only asks them to end: two cameras then end at the same time.
        """
        stopped = self._worker.stop(timeout_s)
        self._newest = None
        return stopped

    # --- on the worker's threads ---------------------------------------------------------------

    def _keep_frame(self, frame: Frame) -> None:
        # One signal is under way while a frame waits; the slot takes whichever is newest by then.
        with self._lock:
            is_waiting = self._newest is not None
            self._newest = frame
        if not is_waiting:
            self._frame_ready.emit()

    def _keep_outlines(self, outlines: Outlines, decode_ms: float) -> None:
        if outlines:
            self._outlines = (time.monotonic(), outlines)

    def _tell_view(self, view: View) -> None:
        self.view.emit(view)

    def _tell_status(self, status: CameraStatus) -> None:
        self.status.emit(status, self.reader)

    def _tell_controls(self, controls: CameraControls) -> None:
        self.controls.emit(controls, self.reader)

    # --- on the window's thread ----------------------------------------------------------------

    def _show_newest(self) -> None:
        with self._lock:
            frame, self._newest = self._newest, None
        if frame is None:
            return
        seen_at, outlines = self._outlines
        if time.monotonic() - seen_at > _OUTLINES_STAY_S:
            outlines = ()
        self.frame.emit(image_of(frame), outlines, self.reader)


def image_of(frame: Frame) -> QImage:
    """Return a picture that shares the frame's pixels and keeps them alive.

    Only a frame whose pixels do not follow each other in memory is copied, once.
    """
    pixels = np.ascontiguousarray(frame.pixels)
    height, width = pixels.shape[:2]
    kind = _KINDS[pixels.shape[2] if pixels.ndim == 3 else 1]
    return QImage(pixels.data, width, height, pixels.strides[0], kind)
