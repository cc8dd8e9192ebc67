"""Work on threads of its own, which a window that closes calls off and waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable

PRINTER_SECONDS = 10.0
"""How long a printer may keep a window that closes."""


class Aside:
    """What takes long and must not keep the worker threads: drawing pages, a printer.

    ``stopping`` is set once it is called off; the work is to look at it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self.stopping = threading.Event()

    def go(self, work: Callable[[], None], at_printer: bool = False) -> bool:
        """Begin ``work`` on a thread; return False, and do nothing, after `stop`.

        ``at_printer``: it may hang in a printer's driver, where nothing reaches it.
        """
        with self._lock:
            if self.stopping.is_set():
                return False
            self._threads = [each for each in self._threads if each.is_alive()]
            # What still hangs in a driver does not keep the program from ending.
            thread = threading.Thread(target=work, name=self._name, daemon=at_printer)
            self._threads.append(thread)
            thread.start()
        return True

    def stop(self) -> None:
        """Call off all that is under way and wait until it ended, for printers a limited time."""
        with self._lock:
            self.stopping.set()
            threads, self._threads = self._threads, []
        for thread in threads:
            thread.join(PRINTER_SECONDS if thread.daemon else None)
