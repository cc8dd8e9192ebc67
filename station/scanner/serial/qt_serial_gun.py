"""A barcode gun on a serial line."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from station.domain.heard import Heard, Verdict
from station.domain.scan import Scan, Source, Symbology, View
from station.errors import StationError
from station.scanner.gun.gun_read import GunReadTorn
from station.scanner.serial.qt_serial_line import SerialLine
from station.scanner.serial.serial_text import Piece, SerialText

_PAUSE_S = 0.1
_SILENCE_S = 1.0
_LATE_S = 0.015
_LET_IN_MS = 10
# Nobody scans faster than this for long; a gun's memory of stored codes may be this large.
_TEXTS_A_SECOND = 20.0
_TEXTS_AT_ONCE = 200.0
# Garbage this close together is one fault, and a text this close to it is a part of it.
_SPELL_S = 2.0
_AMID_S = 0.3


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
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._pause_if_due)
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
        self._wait(_PAUSE_S)

    def stop(self) -> None:
        """Listen no more; what has not ended is dropped."""
        self._timer.stop()
        self._line.received.disconnect(self.take)

    # --- inside --------------------------------------------------------------------------------

    def _refill(self, now: float) -> None:
        earned = (now - self._last_at) * _TEXTS_A_SECOND
        self._budget = min(_TEXTS_AT_ONCE, self._budget + earned)

    def _wait(self, seconds: float) -> None:
        if self._text.is_waiting:
            self._due = time.monotonic() + seconds
            self._timer.start(round(seconds * 1000))
        else:
            self._timer.stop()

    def _pause_if_due(self) -> None:
        now = time.monotonic()
        if now - self._due > _LATE_S:
            # The window was busy: the bytes that waited meanwhile come in first.
            self._due = now + _LET_IN_MS / 1000
            self._timer.start(_LET_IN_MS)
        elif self._has_paused:
            self._tell(self._text.silence(), now)
        else:
            self._has_paused = True
            self._tell(self._text.pause(), now)
            self._wait(_SILENCE_S - _PAUSE_S)

    def _tell(self, pieces: list[Piece], now: float) -> None:
        is_flood = len(pieces) > self._budget
        self._budget = max(0.0, self._budget - len(pieces))
        verdicts = {piece.verdict for piece in pieces}
        if self._is_testing:
            for piece in () if is_flood else pieces:
                self.heard.emit(Heard(Source.SERIAL, piece.raw, piece.verdict))
        elif is_flood or Verdict.GARBLED in verdicts:
            self._note_garbage(now)
        elif now - self._garbage_at >= _AMID_S:
            for piece in pieces:
                if piece.verdict is Verdict.READ:
                    scan = Scan(piece.text, Symbology.UNKNOWN, Source.SERIAL, now)
                    self.read.emit(View((scan,), Source.SERIAL, now, self._port))
            if Verdict.TORN in verdicts:
                self.failed.emit(GunReadTorn())

    def _note_garbage(self, now: float) -> None:
        is_new = now - self._garbage_at >= _SPELL_S
        self._garbage_at = now
        if is_new:
            self.failed.emit(SerialGarbage(port=self._port))
