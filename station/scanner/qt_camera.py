"""A camera for the window: its frames, views and status as signals."""

from __future__ import annotations

import threading
import time

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from station.domain.reader import CameraStatus
from station.domain.scan import View
from station.scanner.camera_worker import CameraWorker, Outlines
from station.scanner.frame_source import FrameSource
from station.scanner.newest import Frame

_OUTLINES_STAY_S = 0.4


class CameraFeed(QObject):
    """Runs a `CameraWorker` and speaks in signals, on the thread that it was made on.

    ``frame``: a QImage, and the outlines (corners in its pixels) of the codes seen within the
    last 0.4 s. No more than one frame ever waits for the window. ``status``: a `CameraStatus`.
    ``view``: a `View`, for every decoded frame that holds codes.
    """

    frame = Signal(QImage, object)
    status = Signal(object)
    view = Signal(object)
    _frame_ready = Signal()

    def __init__(self, source: FrameSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._newest: Frame | None = None
        self._outlines: tuple[float, Outlines] = (0.0, ())
        self._worker = CameraWorker(
            source,
            on_view=self._tell_view,
            on_frame=self._keep_frame,
            on_sighting=self._keep_outlines,
            on_status=self._tell_status,
        )
        self._frame_ready.connect(self._show_newest, Qt.ConnectionType.QueuedConnection)
        if not source.is_clip:
            self._watch_devices()

    def start(self) -> None:
        self._worker.start()

    def stop(self) -> bool:
        """End the camera's threads; return False if a driver holds one of them."""
        stopped = self._worker.stop()
        self._newest = None
        return stopped

    def _watch_devices(self) -> None:
        try:
            from PySide6.QtMultimedia import QMediaDevices
        except ImportError:
            # Without Qt's multimedia a camera that is plugged in is found at the next try.
            return
        QMediaDevices(self).videoInputsChanged.connect(self._worker.wake)

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
        self.status.emit(status)

    # --- on the window's thread ----------------------------------------------------------------

    def _show_newest(self) -> None:
        with self._lock:
            frame, self._newest = self._newest, None
        if frame is None:
            return
        seen_at, outlines = self._outlines
        if time.monotonic() - seen_at > _OUTLINES_STAY_S:
            outlines = ()
        self.frame.emit(image_of(frame), outlines)


def image_of(frame: Frame) -> QImage:
    """Return a picture that shares the frame's pixels and keeps them alive."""
    pixels = np.ascontiguousarray(frame.pixels)
    height, width = pixels.shape[:2]
    kinds = {2: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_BGR888}
    kind = kinds[pixels.ndim]
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        kind = QImage.Format.Format_RGB32
    return QImage(pixels.data, width, height, pixels.strides[0], kind)
