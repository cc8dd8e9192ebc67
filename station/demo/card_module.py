"""A card module that does not exist, on a pseudo-terminal: a serial port opens its slave."""

from __future__ import annotations

import os
import select
import sys
import threading

from station.demo.card_answers import CardAnswers, Quirk
from station.scanner.serial.sdt_frame import BAUD, SHORTEST_REQUEST, FrameReader

_BITS_A_BYTE = 10
_CHUNK = 4096


def has_pseudo_terminals() -> bool:
    """Tell whether this system has them; Windows has none."""
    return sys.platform != "win32"


class CardModule:
    """Answers SDT requests on `path` until it is closed, from a thread of its own.

    ``at_baud_rate``: the answers take as long as on a line of 115200 baud (a card 112 ms).
    Raises OSError where there are no pseudo-terminals.
    """

    def __init__(self, quirk: Quirk | None = None, at_baud_rate: bool = False) -> None:
        self._answers = CardAnswers(quirk)
        self._at_baud_rate = at_baud_rate
        self._lock = threading.Lock()
        self._master, self._slave, self.path = _open()
        self._wake_end, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._run, name="card module", daemon=True)
        self._thread.start()

    def lay(self, text: bytes) -> None:
        """Lay a card with this text block (see `card_text.text_block`) on the module."""
        with self._lock:
            self._answers.lay(text)

    def lift(self) -> None:
        """Take the card away."""
        with self._lock:
            self._answers.lift()

    def behave(self, quirk: Quirk | None) -> None:
        """Have this quirk from the next request on; None: be sound."""
        with self._lock:
            self._answers.quirk = quirk

    def close(self) -> None:
        """End the thread and hang up, as a module that is unplugged. May be called again."""
        if self._thread.is_alive():
            os.write(self._wake, b"x")
            self._thread.join()
            for end in (self._master, self._slave, self._wake_end, self._wake):
                os.close(end)

    def _run(self) -> None:
        requests = FrameReader(SHORTEST_REQUEST)
        while True:
            ready, _, _ = select.select([self._master, self._wake_end], [], [])
            if self._wake_end in ready:
                return
            for body in requests.take(os.read(self._master, _CHUNK)):
                with self._lock:
                    pieces = self._answers.pieces(body)
                if not all(self._send(piece) for piece in pieces):
                    return

    def _send(self, piece: bytes) -> bool:
        """Write ``piece``; return False if the module was closed meanwhile."""
        seconds = len(piece) * _BITS_A_BYTE / BAUD if self._at_baud_rate else 0
        if select.select([self._wake_end], [], [], seconds)[0]:
            return False
        rest = memoryview(piece)
        while rest:
            woken, _, _ = select.select([self._wake_end], [self._master], [])
            if woken:
                return False
            rest = rest[os.write(self._master, rest) :]
        return True


def _open() -> tuple[int, int, str]:
    """Return the two ends of a new pseudo-terminal and the name of its slave."""
    if sys.platform == "win32":
        raise OSError("Windows has no pseudo-terminals")
    import tty

    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    return master, slave, os.ttyname(slave)
