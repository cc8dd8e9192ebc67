"""Where the last codes of a camera were: looked at first, at a tenth of a full look's cost."""

from __future__ import annotations

from station.domain.scan import Symbology
from station.scanner.decoding import zxing
from station.scanner.decoding.agreement import LinearRead
from station.scanner.decoding.codes import DecodedCode, Grey
from station.scanner.decoding.linear import LinearReader
from station.scanner.decoding.patch import cut

_FULL_AFTER_A_FIND = 2
_FULL_EVERY = 3
_KEPT_FRAMES = 4


class LastFind:
    """Finds the last codes again near where they were, and says which frames need no full look.

    A full look is due in the two frames after something new was seen and in every third one, so
    that a second code is seen at once or a tenth of a second late. It is due too when one of the
    last codes is not found, or another text is in its place.
    """

    def __init__(self, linear: LinearReader) -> None:
        self._linear = linear
        self._codes: list[DecodedCode] = []
        self._missed: dict[str, int] = {}
        self._frames = 0

    def note(self, codes: list[DecodedCode]) -> None:
        """Take what a frame showed. A code that it did not show is looked for a little longer."""
        keys = {code.key for code in codes}
        if not keys <= {code.key for code in self._codes}:
            self._frames = 0
        missed = {
            code.key: self._missed.get(code.key, 0) + 1
            for code in self._codes
            if code.key not in keys
        }
        self._missed = {key: count for key, count in missed.items() if count < _KEPT_FRAMES}
        self._codes = codes + [code for code in self._codes if code.key in self._missed]

    def forget(self) -> None:
        self._codes = []
        self._missed = {}

    def look(self, grey: Grey) -> tuple[list[DecodedCode], list[LinearRead]]:
        """Return the matrix codes and the linear reads at the places of the last codes."""
        self._frames += 1
        matrix: list[DecodedCode] = []
        reads: list[LinearRead] = []
        for code in self._codes:
            if code.is_linear:
                reads += self._linear.read_once(grey, code.corners)
            elif not any(code.key == one.key for one in matrix):
                matrix += _matrix(grey, code)
        return matrix, reads

    def is_enough(self, matrix: list[DecodedCode], reads: list[LinearRead]) -> bool:
        """True when nothing but the last codes was seen, all of them, and no full look is due."""
        if not self._codes or self._frames <= _FULL_AFTER_A_FIND:
            return False
        seen = {code.key for code in matrix} | {read.code.key for read in reads}
        is_due = (self._frames - _FULL_AFTER_A_FIND) % _FULL_EVERY == 0
        return not is_due and seen == {code.key for code in self._codes}


def _matrix(grey: Grey, code: DecodedCode) -> list[DecodedCode]:
    patch = cut(grey, code.corners, 1.0, 0.2)
    if patch is None:
        return []
    formats = zxing.QR if code.symbology is Symbology.QR else zxing.DATA_MATRIX
    return patch.placed(zxing.read(patch.pixels, formats).codes)
