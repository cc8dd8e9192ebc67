"""Reading codes: `decode` for a still picture, `FrameDecoder` for the frames of one camera.

Both take grey pixels (2-D, uint8) and know no camera and no window. Linear codes are given only
when reads agree (`agreement.py`). ``label_fits`` tells whether a linear text fits one of the
site's patterns: one that does not needs more agreement, so that a misread, which seldom fits,
hardly ever counts, and a wrong label still shows up as unknown.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from station.domain.scan import Symbology
from station.scanner.decoding import enhance, passes, zbar, zxing
from station.scanner.decoding.agreement import LinearAgreement, LinearRead, agreed_by_two, split
from station.scanner.decoding.codes import DecodedCode, Grey, merge
from station.scanner.decoding.damaged import read_damaged
from station.scanner.decoding.label_judge import LabelFits, LabelJudge, Place, place_of
from station.scanner.decoding.last_find import LastFind
from station.scanner.decoding.linear import REPAIRS, LinearReader
from station.scanner.decoding.patch import MOST_PIXELS, Patch, part, scaled, whole
from station.scanner.decoding.purse import Purse
from station.scanner.decoding.still import StillReader

# Doubled it is still within zxing-cpp's 65,535 pixels a side, single within OpenCV's 32,766.
_LONGEST_SIDE = 32_000
_STILL_SECONDS = 0.4
_TILE = 1600
_TILE_OVERLAP = 400

_PER_FRAME_MS = 9.0
_MOST_MS = 24.0
# What passes over the whole frame leave for places that look like a code.
_KEPT_MS = 14.0
_FIRST = zxing.QR + zxing.LINEAR


def decode(
    grey: npt.NDArray[np.uint8],
    budget_s: float = _STILL_SECONDS,
    label_fits: LabelFits | None = None,
) -> list[DecodedCode]:
    """Return the codes of a still picture; every pass is tried while ``budget_s`` lasts.

    ``budget_s`` is in seconds of the thread's processor time; the first look is always taken to
    its end. A picture of more than four megapixels is read smaller, then tile by tile. UPC-A
    comes as an EAN-13 that begins with 0. Raises ValueError unless ``grey`` is a 2-D uint8 array.
    """
    fitted = _fitted(grey)
    if fitted.pixels.size == 0:
        return []
    end = time.thread_time() + budget_s

    def has_time() -> bool:
        return time.thread_time() < end

    still = StillReader(fitted.pixels, has_time, label_fits)
    found = still.first_look()
    if not found and fitted.pixels.size < grey.size:
        codes: list[DecodedCode] = []
        for tile in _tiles(grey):
            if not has_time():
                break
            codes += tile.placed(StillReader(tile.pixels, has_time, label_fits).glance())
        if codes:
            return merge(codes)
    return merge(fitted.placed(still.passes_after(found)))


class FrameDecoder:
    """Reads the frames of one camera, one after the other, on one thread.

    Keeps what agreement over frames needs and where the last codes were. Frames in which nothing
    is seen take turns at the costlier passes, as far as the purse of the last frames allows: one
    that spends more leaves less to the next.
    """

    def __init__(self, label_fits: LabelFits | None = None) -> None:
        self._label_fits = label_fits
        self._zbar = zbar.load()
        self._linear = LinearReader(self._zbar)
        self._agreement = LinearAgreement()
        self._last = LastFind(self._linear)
        self._purse = Purse(_PER_FRAME_MS, _MOST_MS)
        self._passes = passes.for_frames(self._zbar)
        self._turn = 0
        self._looks = 0
        self._blind = 0
        self._shape: tuple[int, ...] = ()

    def decode(self, grey: npt.NDArray[np.uint8], at: float) -> list[DecodedCode]:
        """Return the codes of a frame captured at ``at`` (monotonic seconds).

        Raises ValueError unless ``grey`` is a 2-D uint8 array.
        """
        fitted = _fitted(grey)
        if fitted.pixels.size == 0:
            return []
        if grey.shape != self._shape:
            self._shape = grey.shape
            self._last.forget()
        self._purse.open_frame()
        codes = self._read(fitted.pixels, at)
        self._purse.close_frame()
        return fitted.placed(codes)

    def _read(self, grey: Grey, at: float) -> list[DecodedCode]:
        labels = LabelJudge(grey, self._label_fits)
        matrix, reads = self._last.look(grey)
        if not self._last.is_enough(matrix, reads):
            more, more_reads = self._look(grey, at, matrix, reads)
            matrix, reads = matrix + more, reads + more_reads
        linear = self._agreement.admit(reads, at, labels.is_doubtful)

        def label_places() -> list[Place]:
            return self._linear.places(grey) + [place_of(read.code) for read in reads]

        codes = merge(matrix + labels.kept(linear, label_places))
        self._last.note(codes)
        return codes

    def _look(
        self, grey: Grey, at: float, known: list[DecodedCode], known_reads: list[LinearRead]
    ) -> tuple[list[DecodedCode], list[LinearRead]]:
        """Look at the whole frame, in which some codes are known already."""
        self._looks += 1
        first = self._first_look(grey)
        matrix, reads = split(first.codes, "zxing", "whole")
        if not any(code.symbology is Symbology.QR for code in known + matrix):
            matrix += read_damaged(grey, first.damaged, self._zbar)
        reads += self._checked(grey, known_reads + reads, at)
        is_blind = not (known or known_reads or matrix or reads)
        self._blind = self._blind + 1 if is_blind else 0
        if self._blind or self._looks % 2:
            reads += self._aslant(grey, known_reads + reads)
        else:
            matrix += passes.DATA_MATRIX.read(grey)
        if is_blind and not reads:
            matrix, reads = self._taking_turns(grey)
        return matrix, reads

    def _first_look(self, grey: Grey) -> zxing.Reading:
        """Read the whole frame: as it is, without its noise in turn, half as large when late."""
        if self._purse.left_ms < 0 and self._blind % 2:
            half = scaled(grey, 0.5)
            seen = zxing.read(half.pixels, _FIRST)
            return zxing.Reading(half.placed(seen.codes), [])
        return zxing.read(enhance.calm(grey) if self._blind % 2 else grey, _FIRST)

    def _checked(self, grey: Grey, reads: list[LinearRead], at: float) -> list[LinearRead]:
        """Let both decoders look closer at the codes that do not count yet."""
        more: list[LinearRead] = []
        looked: list[DecodedCode] = []
        for read in reads:
            code = read.code
            if self._agreement.is_settled(code, at) or any(code.covers(one) for one in looked):
                continue
            looked.append(code)
            for again in self._linear.read_place(grey, code.corners, REPAIRS):
                more += again
                if agreed_by_two(again):
                    break
        return more

    def _aslant(self, grey: Grey, known: list[LinearRead]) -> list[LinearRead]:
        """Read what looks like bars and is not ``known``, while the purse allows.

        Where something was read, all repairs are tried: it is no mere pattern.
        """
        if self._purse.left_ms < 0:
            return []
        first, *others = REPAIRS
        turn = self._looks % len(others)
        repairs = (first, *others[turn:], *others[:turn])
        reads: list[LinearRead] = []
        for place in self._linear.places(grey):
            middle = place.mean(axis=0)
            if any(read.code.holds(middle) for read in known):
                continue
            here: list[LinearRead] = []
            for number, more in enumerate(self._linear.read_place(grey, place, repairs)):
                here += more
                is_late = number > 0 or self._purse.left_ms < 0
                if agreed_by_two(here) or (not here and is_late):
                    break
            reads += here
        return reads

    def _taking_turns(self, grey: Grey) -> tuple[list[DecodedCode], list[LinearRead]]:
        """Try the next passes, as many as the purse allows, until one brings something."""
        for _ in self._passes:
            if self._purse.left_ms < _KEPT_MS:
                break
            one = self._passes[self._turn % len(self._passes)]
            self._turn += 1
            matrix, reads = split(one.read(grey), one.decoder, one.name)
            if matrix or reads:
                for read in list(reads):
                    for more in self._linear.read_place(grey, read.code.corners, ("even",)):
                        reads += more
                return matrix, reads
        return [], []


def _fitted(grey: npt.NDArray[np.uint8]) -> Patch:
    """Return the picture, at most about 4 megapixels large and no side too long to be read."""
    if grey.ndim != 2 or grey.dtype != np.uint8:
        raise ValueError(f"a 2-D uint8 picture is needed, not {grey.ndim}-D {grey.dtype}")
    if grey.size == 0 or (grey.size <= MOST_PIXELS and max(grey.shape) <= _LONGEST_SIDE):
        return whole(np.ascontiguousarray(grey))
    return scaled(grey, min((MOST_PIXELS / grey.size) ** 0.5, _LONGEST_SIDE / max(grey.shape)))


def _tiles(grey: Grey) -> Iterator[Patch]:
    """Yield overlapping parts of a picture too large to be read at once, the busiest first."""
    step = _TILE - _TILE_OVERLAP
    height, width = grey.shape
    corners = [
        (top, left)
        for top in range(0, max(1, height - _TILE_OVERLAP), step)
        for left in range(0, max(1, width - _TILE_OVERLAP), step)
    ]

    def busy(corner: tuple[int, int]) -> float:
        top, left = corner
        # Every eighth row will do: what counts is where there is print at all.
        rows = grey[top : top + _TILE : 8, left : left + _TILE].astype(np.int16)
        return -float(np.abs(np.diff(rows, axis=1)).mean()) if rows.shape[1] > 1 else 0.0

    for top, left in sorted(corners, key=busy):
        yield part(grey, left, top, left + _TILE, top + _TILE)
