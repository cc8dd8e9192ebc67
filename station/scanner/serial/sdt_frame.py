"""Frames of the SDT protocol, which the modules in readers of identity cards speak.

``AA AA AA 96 69 | LEN (2 bytes, big endian) | BODY | CHK``: LEN counts body and CHK, CHK is the
XOR of LEN and body. A request's body is command and parameter; a reply's is SW1 SW2 SW3 and data.
Line: 115200 8N1. Sources: public implementations; the standard itself (GA/T 467) was not read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from functools import reduce
from itertools import accumulate
from operator import xor

HEADER = b"\xaa\xaa\xaa\x96\x69"
BAUD = 115200
TEXT_BYTES = 256
SHORTEST_REQUEST = 3
# Three status bytes and CHK. An echoed request is shorter, so it is no reply.
SHORTEST_REPLY = 4
# Text, photo, fingerprint: 2,321 bytes with header and LEN.
_LONGEST = 3 + 6 + TEXT_BYTES + 1024 + 1024 + 1
_TO_BODY = len(HEADER) + 2
_SLICE = 4096


class Command(Enum):
    """The requests; each value is the body to send."""

    STATUS = b"\x11\xff"
    RESET = b"\x10\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ = b"\x30\x01"


class Answer(IntEnum):
    """The values of SW3 that the conversation tells apart."""

    OK = 0x90
    FOUND = 0x9F
    NO_CARD = 0x80
    BAD_CHECKSUM = 0x10
    BAD_LENGTH = 0x11
    BAD_COMMAND = 0x21
    CARD_TYPE = 0x40
    READ_FAILED = 0x41
    SELF_TEST = 0x60
    UNAUTHORISED = 0x66
    SELECT_FAILED = 0x81


@dataclass(frozen=True, slots=True)
class Reply:
    """A module's reply: SW3 and the data behind it. ``repr`` does not show the data."""

    code: int
    data: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, body: bytes) -> Reply:
        """Return the reply in a body of at least three bytes. SW1 and SW2 tell nothing."""
        return cls(body[2], body[3:])

    def frame(self) -> bytes:
        """Return the bytes that a module sends."""
        return frame(bytes((0, 0, self.code)) + self.data)


def frame(body: bytes) -> bytes:
    """Return ``body`` with header, length and checksum."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return HEADER + counted + bytes((reduce(xor, counted),))


def card_text(data: bytes) -> bytes:
    """Return the 256 bytes of text in a read's data, or nothing if the data has another shape.

    Lengths of text and photo come first, and in one form that of the fingerprint.
    """
    for lengths in (2, 3):
        head = [int.from_bytes(data[at : at + 2], "big") for at in range(0, 2 * lengths, 2)]
        if head[0] == TEXT_BYTES and len(data) == 2 * lengths + sum(head):
            return data[2 * lengths : 2 * lengths + TEXT_BYTES]
    return b""


class FrameReader:
    """Finds frames in a stream that may hold anything.

    Garbage, wrong checksums and impossible lengths are passed over. It holds at most one frame
    that is not complete, and looks at each byte a fixed number of times.
    """

    def __init__(self, shortest: int) -> None:
        """``shortest``: the least that LEN may be, `SHORTEST_REQUEST` or `SHORTEST_REPLY`."""
        self._shortest = shortest
        self._held = bytearray()
        # The XOR of the stream up to and with each held byte: any frame's in two look-ups.
        self._sums = bytearray()

    def take(self, data: bytes) -> list[bytes]:
        """Return the bodies of the frames that ``data`` completes, in order."""
        bodies: list[bytes] = []
        for start in range(0, len(data), _SLICE):
            part = data[start : start + _SLICE]
            sum_before = self._sums[-1] if self._sums else 0
            self._held += part
            self._sums += bytes(accumulate(part, xor, initial=sum_before))[1:]
            self._find(bodies)
        return bodies

    def clear(self) -> None:
        """Forget the half frame that is held."""
        self._held.clear()
        self._sums.clear()

    def _find(self, bodies: list[bytes]) -> None:
        held, sums = self._held, self._sums
        at = 0
        while True:
            start = held.find(HEADER, at)
            if start < 0:
                # The end may be the beginning of a header.
                at = max(at, len(held) - len(HEADER) + 1)
                break
            at = start
            if len(held) < start + _TO_BODY:
                break
            length = int.from_bytes(held[start + len(HEADER) : start + _TO_BODY], "big")
            if not self._shortest <= length <= _LONGEST:
                at = start + 1
                continue
            end = start + _TO_BODY + length
            if len(held) < end:
                break
            if sums[end - 1] == sums[start + len(HEADER) - 1]:
                bodies.append(bytes(held[start + _TO_BODY : end - 1]))
                at = end
            else:
                at = start + 1
        del held[:at], sums[:at]
