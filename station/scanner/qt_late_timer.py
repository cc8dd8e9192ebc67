"""A timer for what keys or bytes are waited for: those that have come already go first."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_LATE_S = 0.015
_LET_IN_MS = 10


class LateTimer(QObject):
    """Emits ``due`` once after `start`, later than asked if the window was busy: whatever waited
    in the event queue meanwhile comes in before it, and may stop it or start it anew."""

    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._emit_if_due)

    def start(self, milliseconds: int) -> None:
        """Wait from now on, whatever was waited for before."""
        self._due_at = time.monotonic() + milliseconds / 1000
        self._timer.start(milliseconds)

    def stop(self) -> None:
        self._timer.stop()

    def _emit_if_due(self) -> None:
        if time.monotonic() - self._due_at > _LATE_S:
            self.start(_LET_IN_MS)
        else:
            self.due.emit()
