"""Whether a camera's picture is black or too dim to read well."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# Of 255. What comes as black is 16 in video range, and noise on top of it. A phone or a label in
# view lifts the brightest twentieth of the picture, a dark table alone does not lower it to this.
_BLACK, _NO_LONGER_BLACK = 36.0, 48.0
_DIM, _NO_LONGER_DIM = 75.0, 100.0

_BLACK_AFTER_S, _SEEN_AFTER_S = 1.0, 0.4
_DIM_AFTER_S, _LIT_AFTER_S = 3.0, 1.5
_READS_WELL_S = 6.0


class SlowAnswer:
    """A yes or no that changes only once the opposite has held for some time."""

    def __init__(self, yes_after_s: float, no_after_s: float) -> None:
        self._after = {True: yes_after_s, False: no_after_s}
        self._since: float | None = None
        self.answer = False

    def hear(self, says: bool | None, at: float) -> None:
        """Take what was seen at ``at``; None: between yes and no, which leaves it as it is."""
        if says is None or says is self.answer:
            self._since = None
        elif self._since is None:
            self._since = at
        elif at - self._since >= self._after[says]:
            self.answer, self._since = says, None


class PictureLight:
    """Fed with a sparse sample of each frame (uint8, any shape) and its monotonic time."""

    def __init__(self) -> None:
        self._black = SlowAnswer(_BLACK_AFTER_S, _SEEN_AFTER_S)
        self._dim = SlowAnswer(_DIM_AFTER_S, _LIT_AFTER_S)
        self._read_at: float | None = None
        self.looks_black = False

    @property
    def is_black(self) -> bool:
        """The lens is covered, or the driver has no picture; ``looks_black`` is the last frame."""
        return self._black.answer

    @property
    def is_dim(self) -> bool:
        """It is not black, but a lamp would help."""
        return self._dim.answer and not self._black.answer

    def saw(self, sample: npt.NDArray[np.uint8], at: float) -> None:
        bright, brightest = np.percentile(sample, (95, 99))
        self.looks_black = bool(brightest < _BLACK)
        self._black.hear(_below(float(brightest), _BLACK, _NO_LONGER_BLACK), at)
        reads = self._read_at is not None and at - self._read_at < _READS_WELL_S
        self._dim.hear(False if reads else _below(float(bright), _DIM, _NO_LONGER_DIM), at)

    def read_codes(self, at: float) -> None:
        """Codes were read, so there is light enough."""
        self._read_at = at


def _below(value: float, low: float, high: float) -> bool | None:
    return None if low <= value < high else value < low
