"""Which device is at the other end of an open line: a card reader answers, a gun does not."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from station.domain.heard import Verdict
from station.scanner.serial.card_conversation import CardConversation
from station.scanner.serial.qt_card_reader import POLL_MS
from station.scanner.serial.qt_serial_line import SerialLine
from station.scanner.serial.serial_text import SerialText

# A gun that speaks meanwhile has said who it is; what comes is kept for it, within reason.
_MOST_KEPT = 64 * 1024


class LineProbe(QObject):
    """Asks for a card module's status and decides once, within ``within_s`` seconds.

    ``is_reader`` carries the `CardConversation` that was begun. ``is_gun`` carries the bytes that
    a gun sent meanwhile, or none: nobody answered.
    """

    is_reader = Signal(object)
    is_gun = Signal(object)

    def __init__(self, line: SerialLine, within_s: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._line = line
        self._conversation = CardConversation()
        self._text = SerialText()
        self._kept = bytearray()
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
            # What is no text came at a rate that is not the gun's.
            is_text = all(piece.verdict is Verdict.READ for piece in self._text.silence())
            self._decide_gun(bytes(self._kept) if is_text else b"")
            return
        asked = self._conversation.poll(now, wanted=False)
        if asked:
            self._line.write(asked)

    def _take(self, data: bytes) -> None:
        self._conversation.receive(data, time.monotonic())
        if self._conversation.is_module:
            self.stop()
            self.is_reader.emit(self._conversation)
            return
        self._kept += data
        del self._kept[_MOST_KEPT:]
        if any(piece.verdict is Verdict.READ for piece in self._text.feed(data)):
            self._decide_gun(bytes(self._kept))

    def _decide_gun(self, kept: bytes) -> None:
        self.stop()
        self.is_gun.emit(kept)
