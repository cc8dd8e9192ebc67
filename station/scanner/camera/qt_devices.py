"""The cameras that are plugged in, by name, and whenever that changes."""

from __future__ import annotations

import logging
import sys
import threading

from PySide6.QtCore import QEventLoop, QLoggingCategory, QObject, Qt, QTimer, Signal, Slot

from station.domain.reader import CameraDevice
from station.scanner.camera import v4l2
from station.scanner.camera.choice import linux_number
from station.scanner.camera.roster import CameraRoster

_LOG = logging.getLogger(__name__)

_LOOK_MS = 2000
_STOP_S = 3.0
_NUMBERS = 4


class CameraDevices(QObject):
    """Lists cameras on a thread of its own, from `start` to `stop`.

    The first list takes Qt 40 to 130 ms without a camera, and more with each, since it asks every
    camera for its formats: the window does not wait for that. ``changed``: the cameras, a tuple
    of `CameraDevice`, when they were first listed and whenever they are others; it comes on the
    thread that this was made on. ``roster`` knows them too, for the camera sources.
    """

    changed = Signal(object)
    _over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.roster = CameraRoster()
        self._stopping = threading.Event()
        self._lister: _Lister | None = None
        # A plain thread: one that a driver holds is left behind, where a QThread would abort.
        self._thread = threading.Thread(target=self._run, name="cameras", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> bool:
        """End the thread; return False if a driver holds it."""
        self._stopping.set()
        self._over.emit()
        if self._thread.ident is not None:
            self._thread.join(_STOP_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        # Made and deleted on this thread, as Qt asks.
        loop = QEventLoop()
        self._lister = lister = _Lister()
        self._over.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
        lister.listed.connect(self._take, Qt.ConnectionType.QueuedConnection)
        lister.begin()
        if not self._stopping.is_set():
            loop.exec()
        self._lister = None

    @Slot(object)
    def _take(self, devices: tuple[CameraDevice, ...]) -> None:
        if self.roster.show(devices):
            self.changed.emit(devices)


class _Lister(QObject):
    """Lives on the thread of `CameraDevices`: Qt tells of a change on the thread that listed."""

    listed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._watch: QObject | None = None

    @Slot()
    def begin(self) -> None:
        # What its back ends miss on a machine without a graphics card is no news.
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        try:
            from PySide6.QtMultimedia import QMediaDevices
        except ImportError:
            _LOG.warning("Qt's multimedia cannot be loaded: cameras are listed without it")
            self._poll()
            return
        watch = QMediaDevices(self)
        watch.videoInputsChanged.connect(self.look)
        self._watch = watch
        self.look()

    @Slot()
    def look(self) -> None:
        if isinstance(self._watch, QTimer):
            self.listed.emit(_unnamed())
        else:
            self.listed.emit(_named())

    def _poll(self) -> None:
        timer = QTimer(self, interval=_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()
        self._watch = timer
        self.look()


def _named() -> tuple[CameraDevice, ...]:
    from PySide6.QtMultimedia import QMediaDevices

    found = [
        CameraDevice(device.id().toStdString(), device.description())
        for device in QMediaDevices.videoInputs()
    ]
    if sys.platform == "linux" and not (
        found and all(linux_number(d.id) is not None for d in found)
    ):
        # No backend, so Qt lists nothing, or one with other names than those that OpenCV opens.
        return v4l2.listed()
    return tuple(dict.fromkeys(found))


def _unnamed() -> tuple[CameraDevice, ...]:
    """Return the kernel's list, and elsewhere the first numbers, of which some may be cameras."""
    if sys.platform == "linux":
        return v4l2.listed()
    return tuple(CameraDevice(str(number), f"#{number}") for number in range(_NUMBERS))
