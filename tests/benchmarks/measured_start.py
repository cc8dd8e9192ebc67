"""Start the console as `run_station.py` does, say when it could be used, and end it.

Prints one line of JSON, in monotonic seconds, which are the same for every process: ``painted``
when the window was, ``ready`` when the sign-in was painted and the event loop had nothing left to
do but wait for keys. Run by bench_console.py with the arguments of `run_station.py`.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from station.cli import main as run_station
from station.qt_console import Console

PAINTED = QEvent.Type(QEvent.registerEventType())


class Arrival(QObject):
    """Watches the first paints of a console's window and of its sign-in."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._window = console.window
        self._seen: dict[str, float] = {}
        self._window.installEventFilter(self)

    def watch_sign_in(self) -> None:
        sign_in = self._window.dialogs.current
        if sign_in is None:
            raise RuntimeError("nobody is asked to sign in")
        sign_in.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            if watched is self._window:
                QCoreApplication.postEvent(self, QEvent(PAINTED))
            else:
                QTimer.singleShot(0, self._end)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() != PAINTED:
            return super().event(event)
        self._seen["painted"] = time.monotonic()
        return True

    def _end(self) -> None:
        self._seen["ready"] = time.monotonic()
        print(json.dumps(self._seen), flush=True)
        QApplication.quit()


def main() -> int:
    start = Console.start

    def watched_start(self: Console, camera: bool = True) -> None:
        arrival = Arrival(self)
        start(self, camera)
        arrival.watch_sign_in()

    # Not unittest.mock, whose import would be measured too.
    Console.start = watched_start  # type: ignore[method-assign]
    return run_station(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
