"""Reading codes: `decode` for a still picture, `FrameDecoder` for the frames of one camera.

Both take grey pixels (2-D, uint8) and know no camera and no window. Linear codes are given only
when two reads agree (`agreement.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from station.domain.scan import Corners, Symbology
from station.scanner import enhance, zbar, zxing
from station.scanner.agreement import LinearAgreement, LinearRead, agreed_by_two, settle
from station.scanner.codes import DecodedCode, Grey, merge
from station.scanner.linear import REPAIRS, LinearReader
from station.scanner.patch import Patch, cut, scaled, whole

_MOST_PIXELS = 4_000_000
# Doubled it is still within zxing-cpp's 65,535 pixels a side, single within OpenCV's 32,766.
_LONGEST_SIDE = 32_000
_STILL_SECONDS = 3.0
_ALTERNATE_EVERY = 3

Repair = Callable[[Grey], Patch]


def _same_size(repair: Callable[[Grey], Grey]) -> Repair:
    return lambda grey: whole(repair(grey))


def _doubled(grey: Grey) -> Patch:
    return scaled(grey, min(2.0, (_MOST_PIXELS / grey.size) ** 0.5))


def _halved_sharp(grey: Grey) -> Patch:
    half = scaled(grey, 0.5)
    return half.with_pixels(enhance.unsharp(half.pixels))


# For a still picture in which nothing was seen, in this order until something is.
_STILL_REPAIRS: tuple[Repair, ...] = (
    _same_size(enhance.darkened),
    _same_size(lambda grey: enhance.even_contrast(grey, 3.0, 8)),
    _same_size(enhance.local_threshold),
    _doubled,
    _same_size(enhance.soft),
    _halved_sharp,
    _same_size(enhance.flattened),
    _same_size(lambda grey: enhance.unsharp(grey, 3.0, 2.0)),
    _same_size(lambda grey: enhance.local_threshold(grey, 31)),
)


def decode(grey: npt.NDArray[np.uint8], budget_s: float = _STILL_SECONDS) -> list[DecodedCode]:
    """Return the codes of a still picture; every strategy is tried while ``budget_s`` lasts.

    Raises ValueError unless ``grey`` is a 2-D uint8 array.
    """
    fitted = _fitted(grey)
    if fitted.pixels.size == 0:
        return []
    still = _Still(fitted.pixels, time.monotonic() + budget_s)
    return fitted.placed(still.codes())


class _Still:
    """One still picture while it is being read."""

    def __init__(self, grey: Grey, deadline: float) -> None:
        self._grey = grey
        self._deadline = deadline
        self._zbar = zbar.load()
        self._linear = LinearReader(self._zbar)

    def codes(self) -> list[DecodedCode]:
        first = zxing.read(self._grey)
        matrix, reads = _split(first.codes, "zxing", "whole")
        if self._zbar is not None and self._zbar.reads_whole_frames:
            more, more_reads = _split(self._zbar.read_all(self._grey), "zbar", "whole")
            matrix = matrix or more
            reads += more_reads
        if first.damaged and not matrix:
            matrix += _again(self._grey, first.damaged)
        linear = self._settled(reads)
        if not matrix and not linear:
            matrix = next(self._repaired(), [])
        return merge(matrix + linear)

    def _settled(self, reads: list[LinearRead]) -> list[DecodedCode]:
        places: list[npt.ArrayLike] = [read.code.corners for read in reads]
        places += self._linear.places(self._grey) or self._linear.places(self._grey, 1.0)
        for place in places:
            here: list[LinearRead] = []
            for more in self._linear.read_place(self._grey, place, REPAIRS):
                here += more
                if agreed_by_two(here) or self._is_late():
                    break
            reads = reads + here
        return settle(reads)

    def _repaired(self) -> Iterator[list[DecodedCode]]:
        """Yield what each repair of the whole picture brings, empty results left out."""
        for repair in _STILL_REPAIRS:
            patch = repair(self._grey)
            for way in self._ways():
                if self._is_late():
                    return
                codes = [code for code in way(patch.pixels) if not code.is_linear]
                if codes:
                    yield patch.placed(codes)

    def _ways(self) -> Iterator[Callable[[Grey], list[DecodedCode]]]:
        yield lambda grey: zxing.read(grey, linear=False).codes
        yield lambda grey: zxing.read(grey, linear=False, global_threshold=True).codes
        if self._zbar is not None and self._zbar.reads_whole_frames:
            yield self._zbar.read_all

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline


class FrameDecoder:
    """Reads the frames of one camera, one after the other, on one thread.

    Keeps what agreement over frames needs, and alternates its costlier strategies over frames in
    which nothing was seen.
    """

    def __init__(self) -> None:
        self._zbar = zbar.load()
        self._linear = LinearReader(self._zbar)
        self._agreement = LinearAgreement()
        self._frames = 0
        self._alternates = self._made_alternates()

    def decode(self, grey: npt.NDArray[np.uint8], at: float) -> list[DecodedCode]:
        """Return the codes of a frame captured at ``at`` (monotonic seconds).

        Raises ValueError unless ``grey`` is a 2-D uint8 array.
        """
        fitted = _fitted(grey)
        pixels = fitted.pixels
        if pixels.size == 0:
            return []
        self._frames += 1
        first = zxing.read(pixels)
        matrix, reads = _split(first.codes, "zxing", "whole")
        if first.damaged and not any(code.symbology is Symbology.QR for code in matrix):
            matrix += _again(pixels, first.damaged)
        if reads:
            reads += self._checked(pixels, reads, at)
        elif not matrix or self._frames % _ALTERNATE_EVERY == 0:
            reads = self._aslant(pixels)
        if not matrix and not reads and self._frames % _ALTERNATE_EVERY == 0:
            turn = self._frames // _ALTERNATE_EVERY % len(self._alternates)
            matrix, reads = _split(self._alternates[turn](pixels), "alternate", "whole")
        return fitted.placed(merge(matrix + self._agreement.admit(reads, at)))

    def _checked(self, grey: Grey, reads: list[LinearRead], at: float) -> list[LinearRead]:
        """Let both decoders look closer at the codes that do not count yet."""
        more: list[LinearRead] = []
        for read in reads:
            if not self._agreement.is_settled(read.code, at):
                for again in self._linear.read_place(grey, read.code.corners, ("even", "plain")):
                    more += again
                    if agreed_by_two(again):
                        break
        return more

    def _aslant(self, grey: Grey) -> list[LinearRead]:
        names = list(REPAIRS)
        repairs = (*names[:2], names[2 + self._frames % (len(names) - 2)])
        reads: list[LinearRead] = []
        for place in self._linear.places(grey):
            for more in self._linear.read_place(grey, place, repairs):
                reads += more
                if agreed_by_two(more):
                    break
        return reads

    def _made_alternates(self) -> list[Callable[[Grey], list[DecodedCode]]]:
        """Return the repairs in turn, the cheap ones often, ZBar (ten times as slow) seldom."""

        def dark(grey: Grey) -> list[DecodedCode]:
            return zxing.read(enhance.darkened(grey), linear=False).codes

        def even(grey: Grey) -> list[DecodedCode]:
            repaired = enhance.even_contrast(grey, 3.0, 8)
            return zxing.read(repaired, linear=False, global_threshold=True).codes

        def black_and_white(grey: Grey) -> list[DecodedCode]:
            return zxing.read(enhance.local_threshold(grey), linear=False).codes

        seldom = even
        if self._zbar is not None and self._zbar.reads_whole_frames:
            seldom = self._zbar.read_all
        return [dark, even, dark, black_and_white, dark, even, dark, seldom]


def _fitted(grey: npt.NDArray[np.uint8]) -> Patch:
    """Return the picture, at most about 4 megapixels large and no side too long to be read."""
    if grey.ndim != 2 or grey.dtype != np.uint8:
        raise ValueError(f"a 2-D uint8 picture is needed, not {grey.ndim}-D {grey.dtype}")
    if grey.size == 0 or (grey.size <= _MOST_PIXELS and max(grey.shape) <= _LONGEST_SIDE):
        return whole(np.ascontiguousarray(grey))
    return scaled(grey, min((_MOST_PIXELS / grey.size) ** 0.5, _LONGEST_SIDE / max(grey.shape)))


def _split(
    codes: list[DecodedCode], decoder: str, passage: str
) -> tuple[list[DecodedCode], list[LinearRead]]:
    """Return the matrix codes, which correct their own errors, and the linear reads."""
    matrix = [code for code in codes if not code.is_linear]
    return matrix, [LinearRead(code, decoder, passage) for code in codes if code.is_linear]


def _again(grey: Grey, damaged: list[Corners]) -> list[DecodedCode]:
    """Read QR codes that were seen and not read: cut out, twice the size, sharpened."""
    codes: list[DecodedCode] = []
    for corners in damaged[:2]:
        patch = cut(grey, corners, 2.0)
        if patch is not None and patch.pixels.size <= _MOST_PIXELS:
            sharp = enhance.unsharp(patch.pixels)
            codes += patch.placed(zxing.read(sharp, linear=False).codes)
    return codes
