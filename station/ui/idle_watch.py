"""Whether anybody is at the console: keys, mouse, what was registered; and the key that locks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent

LONGEST_TICK_MS = 5000
SHORTEST_TICK_MS = 100

_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """An event filter on the application.

    `idle`: nobody was there for the time that `set_limit` says. `lock_pressed`: Ctrl+L, over
    whatever dialog. A computer that slept counts what its clock says: ``now`` is asked for the
    time of day, ``monotonic`` for seconds.
    """

    idle = Signal()
    lock_pressed = Signal()

    def __init__(
        self,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._monotonic = monotonic
        self._limit = 0.0
        self._timer = QTimer(self, timeout=self._look)
        self.note()

    def install(self) -> None:
        """Listen to all windows of the application."""
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def set_limit(self, seconds: float) -> None:
        """Watch for ``seconds`` without a sign of anybody; 0: do not watch."""
        self._limit = seconds
        self.note()
        if seconds:
            tick = max(SHORTEST_TICK_MS, min(LONGEST_TICK_MS, round(seconds * 1000 / 4)))
            self._timer.start(tick)
        else:
            self._timer.stop()

    def note(self) -> None:
        """Somebody is there."""
        self._at = self._monotonic()
        self._at_time = self._now()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _SIGNS or not watched.isWindowType():
            return False
        self.note()
        if kind is QEvent.Type.KeyPress and _is_lock(event):
            self.lock_pressed.emit()
            return True
        return False

    @Slot()
    def _look(self) -> None:
        slept = (self._now() - self._at_time).total_seconds()
        if max(self._monotonic() - self._at, slept) >= self._limit:
            self.note()
            self.idle.emit()


def _is_lock(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_L
        and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        and not event.isAutoRepeat()
    )
