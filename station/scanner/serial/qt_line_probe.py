"""Which device is at the other end of an open line: a card reader answers, a gun does not."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from station.domain.heard import Verdict
from station.scanner.serial.card_conversation import CardConversation
from station.scanner.serial.qt_card_reader import POLL_MS
from station.scanner.serial.qt_serial_line import SerialLine
from station.scanner.serial.serial_text import FEWEST_CHARACTERS, SerialText

# A gun that speaks meanwhile has said who it is; what comes is kept for it, within reason.
_MOST_KEPT = 64 * 1024
_PAUSE_S = 0.1
# Text this close behind garbage is a part of it.
AMID_S = 0.3


@dataclass(frozen=True, slots=True)
class Early:
    """What a gun sent before it was known as one, until ``at`` (monotonic seconds).

    ``data``: bytes of text, or none. Else ``missed`` tells what came and is lost: `GARBLED`, as at
    a rate that is not the gun's, `TORN`, or None for nothing. ``repr`` shows no bytes.
    """

    data: bytes = field(repr=False)
    missed: Verdict | None
    at: float


class LineProbe(QObject):
    """Asks for a card module's status and decides once, within ``within_s`` seconds.

    ``is_reader`` carries the `CardConversation` that was begun. ``is_gun``: nobody answered as
    one; it carries what came meanwhile, as `Early`.
    """

    is_reader = Signal(object)
    is_gun = Signal(object)

    def __init__(self, line: SerialLine, within_s: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._line = line
        self._conversation = CardConversation()
        self._text = SerialText()
        self._kept = bytearray()
        self._verdicts: set[Verdict] = set()
        self._heard_at = 0.0
        self._ends_at = time.monotonic() + within_s
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        line.received.connect(self._take)
        self._timer.start()
        self._poll()

    def stop(self) -> None:
        """Ask and listen no more."""
        if self._timer.isActive():
            self._timer.stop()
            self._line.received.disconnect(self._take)

    def _poll(self) -> None:
        now = time.monotonic()
        if now >= self._ends_at:
            self._verdicts.update(piece.verdict for piece in self._text.silence())
            self._decide_gun()
            return
        asked = self._conversation.poll(now, wanted=False)
        if asked:
            self._line.write(asked)

    def _take(self, data: bytes) -> None:
        now = time.monotonic()
        self._conversation.receive(data, now)
        if self._conversation.is_module:
            self.stop()
            self.is_reader.emit(self._conversation)
            return
        if now - self._heard_at > _PAUSE_S:
            self._text.pause()
        self._heard_at = now
        self._kept += data
        self._verdicts.update(piece.verdict for piece in self._text.feed(data))
        if Verdict.READ in self._verdicts or len(self._kept) > _MOST_KEPT:
            self._decide_gun()

    def _decide_gun(self) -> None:
        self.stop()
        is_text = Verdict.READ in self._verdicts
        data = bytes(self._kept) if is_text else b""
        self.is_gun.emit(Early(data, None if is_text else self._missed(), self._heard_at))

    def _missed(self) -> Verdict | None:
        if Verdict.TORN in self._verdicts:
            return Verdict.TORN
        if Verdict.GARBLED in self._verdicts or len(self._kept) >= FEWEST_CHARACTERS:
            return Verdict.GARBLED
        # Less is a glitch, unless a code has just begun.
        return Verdict.TORN if time.monotonic() - self._heard_at < AMID_S else None
