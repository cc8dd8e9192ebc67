"""What a decoder gives: the code's text, its symbology and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import hypot

import numpy as np
import numpy.typing as npt

from station.domain.scan import Corners, Symbology

Grey = npt.NDArray[np.uint8]

LINEAR = frozenset({Symbology.CODE_128, Symbology.CODE_39, Symbology.EAN_13, Symbology.ITF})

# Without a check character stray bars pass for a code: one read more has to agree.
_UNCHECKED = frozenset({Symbology.CODE_39, Symbology.ITF})

# Shorter texts are stray bars more often than labels.
_MIN_LENGTH = {
    Symbology.CODE_128: 4,
    Symbology.CODE_39: 4,
    Symbology.EAN_13: 13,
    Symbology.ITF: 8,
    Symbology.DATA_MATRIX: 3,
}


@dataclass(frozen=True, slots=True)
class DecodedCode:
    """``corners`` in pixels of the picture, from the code's own top left clockwise."""

    text: str = field(repr=False)
    symbology: Symbology
    corners: Corners

    @property
    def is_linear(self) -> bool:
        return self.symbology in LINEAR

    @property
    def reads_needed(self) -> int:
        """How many reads must agree, unless two decoders do."""
        return 3 if self.symbology in _UNCHECKED else 2

    @property
    def is_long_enough(self) -> bool:
        return len(self.text) >= _MIN_LENGTH.get(self.symbology, 1)

    @property
    def key(self) -> str:
        """What two decoders must agree on: one of them writes GS1 separators, the other not."""
        return self.text.replace("\x1d", "")

    @property
    def centre(self) -> tuple[float, float]:
        return (sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        xs = [x for x, _ in self.corners]
        ys = [y for _, y in self.corners]
        return (min(xs), min(ys), max(xs), max(ys))

    @property
    def size(self) -> float:
        """The longer side of its box."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)

    def holds(self, point: Sequence[float]) -> bool:
        """True if a point (x, y) lies in its box, or hardly outside."""
        return _holds(self.box, (point[0], point[1]))

    def covers(self, other: DecodedCode) -> bool:
        """True when the two stand at one place: the centre of either lies in the other's box.

        Lines that two decoders read along lie apart by as much as bars are high: for the same
        text half a code's length is near enough.
        """
        if _holds(self.box, other.centre) or _holds(other.box, self.centre):
            return True
        (x, y), (other_x, other_y) = self.centre, other.centre
        reach = max(self.size, other.size) / 2
        return self.key == other.key and hypot(other_x - x, other_y - y) <= reach


def text_of(payload: bytes) -> str:
    """Return the text of a symbol's bytes: UTF-8, else GB 18030, else Latin-1. Never raises."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = payload.decode(encoding)
            text.encode("utf-8")
        except UnicodeError:
            continue
        return text
    return payload.decode("latin-1")


def merge(codes: Iterable[DecodedCode]) -> list[DecodedCode]:
    """Return the codes in order, each (text, symbology) at one place once."""
    kept: list[DecodedCode] = []
    for code in codes:
        if not any(
            code.key == other.key and code.symbology is other.symbology and code.covers(other)
            for other in kept
        ):
            kept.append(code)
    return kept


def _holds(box: tuple[float, float, float, float], point: tuple[float, float]) -> bool:
    # A scanner's line across the bars has hardly any height: let it have some.
    margin = 8 + 0.1 * max(box[2] - box[0], box[3] - box[1])
    return (
        box[0] - margin <= point[0] <= box[2] + margin
        and box[1] - margin <= point[1] <= box[3] + margin
    )
