"""What a reader saw: a `Scan` for each code, a `View` for all that were seen at one moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from station.domain.card import IdentityCard


class Source(Enum):
    """The kind of reader: ``GUN`` types like a keyboard, ``SERIAL`` is a gun on a serial line,
    ``CARD`` reads identity cards."""

    CAMERA = "camera"
    GUN = "gun"
    SERIAL = "serial"
    CARD = "card"


class Symbology(Enum):
    """The symbologies that a booth uses; a gun does not tell which one it read."""

    QR = "QR"
    CODE_128 = "CODE128"
    CODE_39 = "CODE39"
    EAN_13 = "EAN13"
    ITF = "ITF"
    DATA_MATRIX = "DATAMATRIX"
    UNKNOWN = "UNKNOWN"


class InView(Enum):
    """How many persons' codes a camera has in view; ``UNSURE``: another went a moment ago."""

    ONE = "one"
    UNSURE = "unsure"
    SEVERAL = "several"


Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

CODE_PREFIX = "NAC1:"
HANDOVER_PREFIX = "NAH1:"
# What a gun may put before a code to tell its symbology (ISO/IEC 15424), as `]C0`.
AIM_PREFIX = re.compile(r"\A\][A-Za-z][0-9A-Za-z.]")
_TRAILING = "\r\n\t "
_UPPER = {c: c - 32 for c in range(ord("a"), ord("z") + 1)}


def strip_end(text: str) -> str:
    """Return ``text`` without the CR, LF, tabs and spaces that readers put at its end."""
    return text.rstrip(_TRAILING)


def fold_text(text: str) -> str:
    """Return ``text`` without trailing CR, LF, tab and spaces, its ASCII letters in upper case.

    Base45 has no lower case and never ends in a space, and Caps Lock happens. Only ASCII is
    folded: `str.upper` would turn other letters into several.
    """
    return strip_end(text).translate(_UPPER)


@dataclass(frozen=True, slots=True)
class Scan:
    """One code that a reader saw.

    ``text`` is as read. ``at`` is the reader's monotonic time in seconds. ``corners`` are the
    code's corners in pixels of the frame, from its top left clockwise, for a camera. ``card`` is
    what a card reader took; its ``text`` is the document's number.
    """

    text: str = field(repr=False)
    symbology: Symbology
    source: Source
    at: float
    corners: Corners | None = None
    card: IdentityCard | None = None


@dataclass(frozen=True, slots=True)
class View:
    """All codes that one reader saw at one moment: a frame's, or a gun's single one.

    ``frame_at`` is the monotonic time in seconds at which the frame was captured (for a gun: of
    its last key), from which the time to the painted result is counted.
    """

    scans: tuple[Scan, ...]
    source: Source
    frame_at: float
