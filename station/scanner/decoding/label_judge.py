"""The linear codes of one picture: which are doubtful, where they stand, which are dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from station.domain.scan import Symbology
from station.scanner.decoding.codes import DecodedCode, Grey
from station.scanner.decoding.outline import Outline, outlined

LabelFits = Callable[[str], bool]
Place = npt.NDArray[np.float32]

_PART = 0.7
_MUCH_LESS = 0.6


class LabelJudge:
    """Judges the linear codes read in ``grey`` by their outlines and by the site's patterns."""

    def __init__(self, grey: Grey, label_fits: LabelFits | None) -> None:
        self._grey = grey
        self._label_fits = label_fits
        self._outlines: dict[tuple[str, tuple[float, float]], Outline] = {}

    def is_doubtful(self, code: DecodedCode) -> bool:
        """True for a code that more than two reads must agree on."""
        if self._label_fits is not None and not self._label_fits(code.text):
            return True
        outline = self._outline(code)
        return outline.is_cut or outline.is_crowded

    def kept(
        self, codes: Iterable[DecodedCode], places: Callable[[], Sequence[Place]]
    ) -> list[DecodedCode]:
        """Return the codes with the corners of their bars.

        One that an edge of the picture cuts yields to a whole one, be that read or only seen
        (``places`` that look like bars), and to one of which much more is seen: it is the
        neighbour of the label that is held up. Any part of an ITF code reads as one, so it must
        stand whole and alone. Of different texts at one place the clearly
        longer one stays, else none.
        """
        outlines = [one for one in map(self._outline, codes) if not _is_part(one)]
        tallest = max((outline.height for outline in outlines), default=0.0)
        whole = [outline for outline in outlines if not outline.is_cut]
        if not whole and outlines and self._shows_another(outlines, places()):
            return []
        kept = whole or [one for one in outlines if one.height >= _MUCH_LESS * tallest]
        placed = [outline.code for outline in kept]
        return [code for code in placed if not any(_contradicts(o, code) for o in placed)]

    def are_cut(self, codes: Iterable[DecodedCode]) -> bool:
        """True when all of the ``codes`` that were kept are linear and cut by an edge."""
        cut = {outline.code.key for outline in self._outlines.values() if outline.is_cut}
        return all(code.is_linear and code.key in cut for code in codes)

    def _shows_another(self, outlines: Sequence[Outline], places: Sequence[Place]) -> bool:
        height, width = self._grey.shape
        for place in places:
            inside = (place > 2).all() and (place < (width - 2, height - 2)).all()
            if inside and not any(one.code.holds(place.mean(axis=0)) for one in outlines):
                return True
        return False

    def _outline(self, code: DecodedCode) -> Outline:
        key = (code.key, code.centre)
        if key not in self._outlines:
            self._outlines[key] = outlined(self._grey, code)
        return self._outlines[key]


def _is_part(outline: Outline) -> bool:
    is_itf = outline.code.symbology is Symbology.ITF
    return is_itf and (outline.is_cut or outline.is_crowded)


def place_of(code: DecodedCode) -> Place:
    """Return a code's corners as the locator gives a place: 4x2."""
    return np.array(code.corners, np.float32)


def _contradicts(other: DecodedCode, code: DecodedCode) -> bool:
    """True when another text stands where ``code`` does and is no mere part of it."""
    return other.key != code.key and code.covers(other) and other.size > _PART * code.size
