"""A reader of identity cards on a serial line."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from station.domain.card import IdentityCard
from station.domain.reader import LineState
from station.domain.scan import Scan, Source, Symbology, View
from station.scanner.serial.card_conversation import CardConversation
from station.scanner.serial.qt_serial_line import SerialLine

POLL_MS = 50


class CardReader(QObject):
    """Holds the conversation with the module at the other end of an open line.

    ``read``: a `View` with one scan, whose ``card`` holds what was on the card and whose text is
    the document's number. ``failed``: a `StationError`. ``changed``: ``state`` is another.
    """

    read = Signal(object)
    failed = Signal(object)
    changed = Signal()

    def __init__(
        self,
        line: SerialLine,
        conversation: CardConversation,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._line = line
        self._conversation = conversation
        self._is_wanted = False
        self._is_testing = False
        self._state = self.state
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        line.received.connect(self._take)
        self._timer.start()

    @property
    def state(self) -> LineState:
        """`SEARCHING` until the module has answered, `MISSING` while it answers no more."""
        if self._conversation.is_silent:
            return LineState.MISSING
        return LineState.READY if self._conversation.is_module else LineState.SEARCHING

    def set_wanted(self, is_wanted: bool) -> None:
        """A card is looked for only while ``is_wanted``."""
        self._is_wanted = is_wanted

    def set_testing(self, is_testing: bool) -> None:
        """While testing, a card that is being read already is dropped: it is to be laid again."""
        self._is_testing = is_testing

    def stop(self) -> None:
        """Ask and listen no more."""
        self._timer.stop()
        self._line.received.disconnect(self._take)

    # --- inside --------------------------------------------------------------------------------

    def _poll(self) -> None:
        asked = self._conversation.poll(time.monotonic(), self._is_wanted)
        if asked:
            self._line.write(asked)
        self._note_state()

    def _take(self, data: bytes) -> None:
        now = time.monotonic()
        for news in self._conversation.receive(data, now):
            if not isinstance(news, IdentityCard):
                self.failed.emit(news)
            elif not self._is_testing:
                text = news.document.number
                scan = Scan(text, Symbology.UNKNOWN, Source.CARD, now, card=news)
                self.read.emit(View((scan,), Source.CARD, now))
        self._note_state()

    def _note_state(self) -> None:
        if self.state is not self._state:
            self._state = self.state
            self.changed.emit()
