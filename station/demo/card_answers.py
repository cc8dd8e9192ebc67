"""How a card module answers, a sound one and broken ones; without a port."""

from __future__ import annotations

from enum import Enum

from station.scanner.serial.sdt_frame import HEADER, Answer, Command, Reply, frame

PHOTO = bytes(value * 7 % 256 for value in range(1024))
_HUGE = 10_000_000
# It ends in half a header.
_GARBAGE = b"\x00\xff" + HEADER + b"\xff\xffgarbage" + HEADER[:4]
_FINGERPRINT = bytes(1024)


class Quirk(Enum):
    """What is wrong with a module, or merely unusual."""

    WRONG_CHECKSUM = "a read's checksum is wrong"
    HALF_FRAME = "a read breaks off half-way"
    WRONG_LENGTH = "a read's length is wrong"
    PULLED_BEFORE_SELECT = "the card is pulled away once it was found"
    PULLED_BEFORE_READ = "the card is pulled away once it was selected"
    SILENT = "nothing is answered"
    SILENT_ON_READ = "a read is not answered"
    UNAUTHORISED = "the module has no authorisation"
    SELF_TEST = "the self-test failed"
    CARD_TYPE = "the card is of another kind"
    GARBAGE_FIRST = "garbage comes before each answer"
    HUGE_GARBAGE = "10 MB of garbage come before the card"
    ECHO = "each command is echoed"
    BYTE_BY_BYTE = "answers come byte by byte"
    FINDS_AGAIN = "a card that stays is found again"
    FINGERPRINT = "reads bring the fingerprint along"


class CardAnswers:
    """The state of a module: which card lies there, and what was done with it."""

    def __init__(self, quirk: Quirk | None = None) -> None:
        self.quirk = quirk
        self._text: bytes | None = None
        self._is_selected = False
        self._is_read = False
        self._is_hand_between = False

    def lay(self, text: bytes) -> None:
        """Lay a card with this text block (256 bytes) on the module; another is taken away."""
        self.lift()
        self._text = text

    def lift(self) -> None:
        """Take the card away."""
        # A hand takes longer to bring the next card than a console to ask once more.
        self._is_hand_between = self._is_hand_between or self._text is not None
        self._text = None
        self._is_selected = self._is_read = False

    def pieces(self, body: bytes) -> list[bytes]:
        """Return the answer to the request ``body`` in the pieces in which it is sent."""
        if self.quirk is Quirk.SILENT:
            return []
        is_read = body == Command.READ.value
        reply = self._reply(body)
        sent = b"" if reply is None else reply.frame()
        if is_read:
            sent = self._spoilt(sent)
        if self.quirk is Quirk.BYTE_BY_BYTE:
            return [sent[at : at + 1] for at in range(len(sent))]
        if self.quirk is Quirk.ECHO:
            return [frame(body), sent]
        if self.quirk is Quirk.GARBAGE_FIRST:
            return [_GARBAGE, sent]
        if self.quirk is Quirk.HUGE_GARBAGE and is_read:
            return [bytes(_HUGE), sent]
        return [sent]

    def _spoilt(self, sent: bytes) -> bytes:
        if self.quirk is Quirk.HALF_FRAME:
            return sent[: len(sent) // 2]
        if self.quirk is Quirk.WRONG_CHECKSUM:
            return sent[:-1] + bytes((sent[-1] ^ 0x01,))
        if self.quirk is Quirk.WRONG_LENGTH:
            return sent[:6] + bytes((sent[6] + 1,)) + sent[7:]
        return sent

    def _reply(self, body: bytes) -> Reply | None:
        if self.quirk is Quirk.SELF_TEST:
            return Reply(Answer.SELF_TEST)
        if body in (Command.STATUS.value, Command.RESET.value):
            return Reply(Answer.OK)
        if self.quirk is Quirk.UNAUTHORISED:
            return Reply(Answer.UNAUTHORISED)
        if body == Command.FIND.value:
            return self._find()
        if body == Command.SELECT.value:
            return self._select()
        if body == Command.READ.value:
            return None if self.quirk is Quirk.SILENT_ON_READ else self._read()
        return Reply(Answer.BAD_COMMAND)

    def _find(self) -> Reply:
        if self._is_hand_between:
            self._is_hand_between = False
            return Reply(Answer.NO_CARD)
        if self._text is None or (self._is_read and self.quirk is not Quirk.FINDS_AGAIN):
            return Reply(Answer.NO_CARD)
        if self.quirk is Quirk.PULLED_BEFORE_SELECT:
            self.lift()
        return Reply(Answer.FOUND, bytes(4))

    def _select(self) -> Reply:
        if self.quirk is Quirk.CARD_TYPE:
            return Reply(Answer.CARD_TYPE)
        if self._text is None:
            return Reply(Answer.SELECT_FAILED)
        self._is_selected = True
        if self.quirk is Quirk.PULLED_BEFORE_READ:
            self.lift()
        return Reply(Answer.OK, bytes(8))

    def _read(self) -> Reply:
        if self._text is None or not self._is_selected:
            return Reply(Answer.READ_FAILED)
        self._is_selected, self._is_read = False, True
        parts = [self._text, PHOTO]
        if self.quirk is Quirk.FINGERPRINT:
            parts.append(_FINGERPRINT)
        lengths = [len(part).to_bytes(2, "big") for part in parts]
        return Reply(Answer.OK, b"".join(lengths + parts))
