"""The conversation with one card module: status, then find, select and read, over and over.

Modules answer in order, so after a silence the status is asked first: whatever was late comes
before its answer and does not look like it, and is dropped.
"""

from __future__ import annotations

from station.domain.card import IdentityCard
from station.errors import StationError
from station.scanner.serial.sdt_card import CardNotSupported, CardUnreadable, identity_card
from station.scanner.serial.sdt_frame import (
    SHORTEST_REPLY,
    Answer,
    Command,
    FrameReader,
    Reply,
    card_text,
    frame,
)

_STATUS_EVERY_S = 1.0
_FIND_EVERY_S = 0.3
_ANSWER_WITHIN_S = 1.0
_READ_WITHIN_S = 3.0
# A read that has begun to come comes without a pause; noise and echoes are shorter than this.
_BROKEN_OFF_S = 0.5
_MORE_THAN_NOISE = 64
_REFUSALS_TO_TELL = 3
_SILENCES = 3
_MODULE_FAULTS = {Answer.SELF_TEST, Answer.UNAUTHORISED}
# What else a module may answer to a status command: it did not understand it.
_LINE_FAULTS = {Answer.BAD_CHECKSUM, Answer.BAD_LENGTH, Answer.BAD_COMMAND}


class ReaderFaulty(StationError):
    """A card reader that failed its self-test, has no authorisation, or refuses all commands."""

    code = "reader_faulty"


class CardConversation:
    """Asks one module for cards. Knows bytes and monotonic seconds, no port.

    Each card is told once, and so is each fault: what lies on the reader is dealt with once, then
    find goes on, wanted or not, until it answers that no card is there. The photo is dropped with
    the reply that brought it.
    """

    def __init__(self) -> None:
        self._replies = FrameReader(SHORTEST_REPLY)
        self._asked: Command | None = None
        self._asked_at = 0.0
        self._came = 0
        self._came_at = 0.0
        self._next: Command | None = None
        self._not_before = float("-inf")
        self._is_module = False
        self._is_ready = False
        self._is_card_done = False
        self._refusals = 0
        self._silences = 0
        self._faults: list[StationError] = []

    @property
    def is_module(self) -> bool:
        """True once a well-formed SDT reply has come (found by itself)."""
        return self._is_module

    @property
    def is_silent(self) -> bool:
        """True if a module that was there left the last three commands without an answer."""
        return self._is_module and self._silences >= _SILENCES

    def poll(self, now: float, wanted: bool) -> bytes:
        """Return what to write now (b"": nothing); to be called about every 50 ms.

        ``wanted``: a person may be registered. First the status command, every second until it
        answers; then, while wanted, find every 0.3 s, select, read. What was begun while wanted
        is finished, and its card told.
        """
        if self._asked is not None:
            within = _READ_WITHIN_S if self._asked is Command.READ else _ANSWER_WITHIN_S
            if now - self._asked_at < within and not self._has_broken_off(now):
                return b""
            self._give_up()
        command = self._command(now, wanted)
        if command is None:
            return b""
        self._asked, self._asked_at, self._next = command, now, None
        self._came = 0
        self._replies.clear()
        return frame(command.value)

    def receive(self, data: bytes, now: float) -> list[IdentityCard | StationError]:
        """Take what came; return cards and faults, those of a time-out with the next answer.

        The faults are `CardUnreadable`, `CardNotSupported` and `ReaderFaulty`.
        """
        told: list[IdentityCard | StationError] = []
        self._came += len(data)
        self._came_at = now
        for body in self._replies.take(data):
            self._is_module = True
            told += self._faults
            self._faults.clear()
            news = self._answered(Reply.of(body), now)
            if news is not None:
                told.append(news)
        return told

    def _command(self, now: float, wanted: bool) -> Command | None:
        if self._next is not None:
            return self._next
        if now < self._not_before:
            return None
        if not self._is_ready:
            return Command.STATUS
        return Command.FIND if wanted or self._is_card_done else None

    def _has_broken_off(self, now: float) -> bool:
        """Tell whether the card's data began to come and came no further."""
        is_read = self._asked is Command.READ and self._came > _MORE_THAN_NOISE
        return is_read and now - self._came_at > _BROKEN_OFF_S

    def _give_up(self) -> None:
        """Begin anew: no answer came in time, or half of one."""
        if self._asked in (Command.SELECT, Command.READ):
            self._is_card_done = True
            self._faults.append(CardUnreadable())
        self._asked = None
        self._is_ready = False
        self._silences += 1
        if self.is_silent:
            # It is the module that has gone; what it did before is no news when it is back.
            self._faults.clear()

    def _answered(self, reply: Reply, now: float) -> IdentityCard | StationError | None:
        asked = self._asked
        if asked is None or not _fits(asked, reply):
            return None
        self._asked = None
        self._silences = 0
        # Of a card that was dealt with, find is asked at once: hands are quick.
        self._not_before = now
        if asked is Command.STATUS:
            return self._began(reply.code, now)
        if asked is Command.FIND:
            self._not_before = now + _FIND_EVERY_S
            return self._looked(reply.code)
        if reply.code != Answer.OK:
            self._is_card_done = True
            return _card_fault(reply.code)
        if asked is Command.SELECT:
            self._next = Command.READ
            return None
        self._is_card_done = True
        return _card_or_fault(card_text(reply.data))

    def _began(self, code: int, now: float) -> StationError | None:
        self._is_ready = code == Answer.OK
        if self._is_ready:
            return None
        self._not_before = now + _STATUS_EVERY_S
        return self._refused()

    def _looked(self, code: int) -> StationError | None:
        if code not in (Answer.FOUND, Answer.NO_CARD):
            return self._refused()
        self._refusals = 0
        if code == Answer.NO_CARD:
            self._is_card_done = False
        elif not self._is_card_done:
            self._next = Command.SELECT
        return None

    def _refused(self) -> StationError | None:
        """Tell a faulty reader once, and not for a disturbance on the line or at its start."""
        self._refusals += 1
        return ReaderFaulty() if self._refusals == _REFUSALS_TO_TELL else None


def _fits(asked: Command, reply: Reply) -> bool:
    """Tell whether ``reply`` can be the answer to ``asked``: a late one to another is not."""
    if reply.code == Answer.FOUND:
        return asked is Command.FIND
    if reply.code != Answer.OK:
        return asked is not Command.STATUS or reply.code in _MODULE_FAULTS | _LINE_FAULTS
    if asked is Command.STATUS:
        return not reply.data
    if asked is Command.SELECT:
        return 0 < len(reply.data) < 256
    return asked is Command.READ and card_text(reply.data) != b""


def _card_fault(code: int) -> StationError:
    if code in _MODULE_FAULTS:
        return ReaderFaulty()
    return CardNotSupported() if code == Answer.CARD_TYPE else CardUnreadable()


def _card_or_fault(text: bytes) -> IdentityCard | StationError:
    try:
        return identity_card(text)
    except (CardNotSupported, CardUnreadable) as fault:
        # Another of its kind: this one's traceback holds the card's bytes.
        return type(fault)()
