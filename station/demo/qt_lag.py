"""How late the window's event loop is."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

_EVERY_MS = 10


class LoopLag(QObject):
    """Asks for a call every 10 ms and notes by how many milliseconds each comes late."""

    def __init__(self) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._note)

    def start(self) -> None:
        self._due = time.monotonic() + _EVERY_MS / 1000
        self._timer.start(_EVERY_MS)

    def stop(self) -> None:
        self._timer.stop()

    def percentile(self, share: float) -> float:
        """Return the lateness in milliseconds that ``share`` (0 to 1) of the calls kept within."""
        ordered = sorted(self.late_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def keep(self, late_ms: float) -> None:
        """Take note of one call's lateness."""
        self.late_ms.append(late_ms)

    def _note(self) -> None:
        self.keep(max(0.0, (time.monotonic() - self._due) * 1000))
        self.start()
