"""A barcode gun on a serial line."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal

from station.domain.heard import Heard, Verdict
from station.domain.scan import Scan, Source, Symbology, View
from station.errors import StationError
from station.scanner.gun.gun_read import GunReadTorn
from station.scanner.qt_late_timer import LateTimer
from station.scanner.serial.qt_line_probe import AMID_S, Early
from station.scanner.serial.qt_serial_line import SerialLine
from station.scanner.serial.serial_text import Piece, SerialText

_PAUSE_MS = 100
_SILENCE_MS = 1000
# Nobody scans faster than this for long; a gun's memory of stored codes may be this large.
_TEXTS_A_SECOND = 20.0
_TEXTS_AT_ONCE = 200.0
# Garbage this close together is one fault.
_SPELL_S = 2.0


class SerialGarbage(StationError):
    """What comes from ``port`` is no text: the wrong baud rate, a binary code, a loose plug."""

    code = "serial_garbage"


class SerialGun(QObject):
    """Turns the bytes of an open line into reads.

    ``read``: a `View` with one scan. ``failed``: a `StationError`, once a spell of garbage.
    ``heard``: a `Heard` for all that comes while testing, when nothing is read.
    """

    read = Signal(object)
    failed = Signal(object)
    heard = Signal(object)

    def __init__(self, line: SerialLine, port: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._line = line
        self._port = port
        self._text = SerialText()
        self._is_testing = False
        self._budget = _TEXTS_AT_ONCE
        self._garbage_at = -_SPELL_S
        self._last_at = 0.0
        self._has_paused = False
        self._timer = LateTimer(self)
        self._timer.due.connect(self._pause)
        line.received.connect(self.take)

    @property
    def has_spoken(self) -> bool:
        return self._last_at > 0.0

    def set_testing(self, is_testing: bool) -> None:
        """While testing, what comes is heard and not read."""
        self._is_testing = is_testing

    def take(self, data: bytes) -> None:
        """Take bytes as they came."""
        now = time.monotonic()
        self._refill(now)
        self._last_at = now
        self._has_paused = False
        self._tell(self._text.feed(data), now)
        self._wait(_PAUSE_MS)

    def take_early(self, early: Early) -> None:
        """Take what came before this gun was known as one, or tell that it is lost."""
        if early.data:
            self.take(early.data)
            self._text.pause()
        elif early.missed is not None:
            self._tell([Piece("", "", early.missed)], early.at)
            self._garbage_at = early.at

    def stop(self) -> None:
        """Listen no more; what has not ended is dropped."""
        self._timer.stop()
        self._line.received.disconnect(self.take)

    # --- inside --------------------------------------------------------------------------------

    def _refill(self, now: float) -> None:
        earned = (now - self._last_at) * _TEXTS_A_SECOND
        self._budget = min(_TEXTS_AT_ONCE, self._budget + earned)

    def _wait(self, milliseconds: int) -> None:
        if self._text.is_waiting:
            self._timer.start(milliseconds)
        else:
            self._timer.stop()

    def _pause(self) -> None:
        if self._has_paused:
            self._tell(self._text.silence(), self._last_at)
        else:
            self._has_paused = True
            self._text.pause()
            self._wait(_SILENCE_MS - _PAUSE_MS)

    def _tell(self, pieces: list[Piece], now: float) -> None:
        is_flood = len(pieces) > self._budget
        self._budget = max(0.0, self._budget - len(pieces))
        verdicts = {piece.verdict for piece in pieces}
        if self._is_testing:
            for piece in () if is_flood else pieces:
                self.heard.emit(Heard(Source.SERIAL, piece.raw, piece.verdict))
        elif is_flood or Verdict.GARBLED in verdicts:
            self._note_garbage(now)
        elif now - self._garbage_at >= AMID_S:
            for piece in pieces:
                if piece.verdict is Verdict.READ:
                    scan = Scan(piece.text, Symbology.UNKNOWN, Source.SERIAL, now)
                    self.read.emit(View((scan,), Source.SERIAL, now))
            if Verdict.TORN in verdicts:
                self.failed.emit(GunReadTorn())

    def _note_garbage(self, now: float) -> None:
        is_new = now - self._garbage_at >= _SPELL_S
        self._garbage_at = now
        if is_new:
            self.failed.emit(SerialGarbage(port=self._port))
