"""The bytes of a serial gun cut into texts: nothing here is trusted.

A text ends in CR, LF, tab or ETX; a gun that is set to send none of them ends it by a second of
silence. A part of a code is never a text: what was waited for, and went on, is torn.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from station.domain.heard import Verdict
from station.domain.scan import AIM_PREFIX

LONGEST_TEXT = 4096
FEWEST_CHARACTERS = 3

_LONGEST_BYTES = 4 * LONGEST_TEXT
_END = re.compile(rb"[\r\n\t\x03]")
_STX = b"\x02"
# The separators of GS1 and of ISO 15434 stand within codes.
_SEPARATORS = "\x1c\x1d\x1e\x1f"
_NO_TEXT = ("Cc", "Cn", "Co", "Cs")


@dataclass(frozen=True, slots=True)
class Piece:
    """What a gun sent between two ends. ``raw`` has its control characters, prefix and end.

    ``text`` is the code, empty unless the verdict is `READ`. Others: `SHORT`, `GARBLED` (no text,
    or longer than `LONGEST_TEXT`), `TORN` (a part of a code). ``repr`` shows no code.
    """

    raw: str = field(repr=False)
    text: str = field(repr=False)
    verdict: Verdict


class SerialText:
    """Cuts one line's bytes; however they are chunked, the same texts come out.

    The caller tells the pauses. Once the gun has sent an end it is waited for: a pause is a stall
    then. Before that, two texts without an end may be two codes or a stalled one, and a text that
    was read without an end may have been the first part of the one that ends next: all torn.
    Never holds more than 16 KB.
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._is_overlong = False
        self._has_ended = False
        self._has_paused = False
        self._has_stalled = False
        self._read_without_end = False

    @property
    def is_waiting(self) -> bool:
        """True while a text has begun and not ended."""
        return bool(self._pending) or self._is_overlong

    def feed(self, data: bytes) -> list[Piece]:
        """Take bytes as they came and return what has ended."""
        data = data.replace(b"\0", b"")
        self._has_stalled = self._has_stalled or (self._has_paused and data != b"")
        pieces: list[Piece] = []
        start = 0
        for end in _END.finditer(data):
            self._append(data[start : end.start()])
            pieces += self._cut(end.group(), self._has_stalled or self._read_without_end)
            self._has_ended, self._read_without_end = True, False
            start = end.end()
        self._append(data[start:])
        return pieces

    def pause(self) -> None:
        """Say that nothing came for a tenth of a second."""
        self._has_paused = self.is_waiting and not self._has_ended

    def silence(self) -> list[Piece]:
        """Say that nothing came for a second: a text that has not ended by now never will."""
        pieces = self._cut(b"", self._has_stalled or self._has_ended)
        self._read_without_end = any(piece.verdict is Verdict.READ for piece in pieces)
        return pieces

    def _append(self, data: bytes) -> None:
        if self._is_overlong or len(self._pending) + len(data) > _LONGEST_BYTES:
            self._is_overlong = True
            self._pending.clear()
        else:
            self._pending += data

    def _cut(self, end: bytes, is_torn: bool) -> list[Piece]:
        body, is_overlong = bytes(self._pending), self._is_overlong
        self._pending.clear()
        self._is_overlong = self._has_paused = self._has_stalled = False
        if is_overlong:
            return [Piece("", "", Verdict.GARBLED)]
        if not body:
            return []
        raw = decode_text(body)
        text = AIM_PREFIX.sub("", raw.removeprefix(_STX.decode()), count=1)
        verdict = Verdict.TORN if is_torn else _verdict(text)
        return [Piece(raw + end.decode(), text if verdict is Verdict.READ else "", verdict)]


def decode_text(data: bytes) -> str:
    """Return ``data`` as UTF-8, else as GB18030, else as Latin-1, which takes anything."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _verdict(text: str) -> Verdict:
    if len(text) > LONGEST_TEXT:
        return Verdict.GARBLED
    if not text.isprintable():
        for character in text:
            if unicodedata.category(character) in _NO_TEXT and character not in _SEPARATORS:
                return Verdict.GARBLED
    return Verdict.READ if len(text) >= FEWEST_CHARACTERS else Verdict.SHORT
