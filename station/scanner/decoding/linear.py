"""Linear codes that stand aslant or soft: find the bars, turn them level, read them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from station.scanner.decoding import enhance, zxing
from station.scanner.decoding.agreement import LinearRead
from station.scanner.decoding.codes import DecodedCode, Grey
from station.scanner.decoding.patch import Patch, middle_line, squeezed, straightened
from station.scanner.decoding.zbar import Zbar

_MOST_PLACES = 3
_SMALLEST = 80  # pixels of the shorter side, below which the locator sees nothing


@dataclass(frozen=True, slots=True)
class Treatment:
    """A patch at ``factor`` times its size, repaired; ZBar sees ``squeeze`` rows as one.

    Averaged rows have less noise: ZBar reads more of them, in a fifth of the time.
    """

    factor: float
    repair: Callable[[Grey], Grey]
    squeeze: int


# By what each earned on tilted and soft labels; `even` reads most.
REPAIRS: Mapping[str, Treatment] = {
    "even": Treatment(2.0, enhance.even_contrast, 6),
    "bars": Treatment(2.0, enhance.along_bars, 1),
    "large": Treatment(3.0, enhance.even_contrast, 6),
    "plain": Treatment(2.0, lambda grey: grey, 1),
}
# For stills, which have the time.
STILL_REPAIRS: Mapping[str, Treatment] = {
    **REPAIRS,
    "fine": Treatment(2.5, enhance.even_contrast, 2),
}


class LinearReader:
    """Reads linear codes in straightened patches, with both decoders. Not for two threads."""

    def __init__(self, zbar: Zbar | None) -> None:
        self._zbar = zbar
        self._locator = cv2.barcode.BarcodeDetector()

    def places(self, grey: Grey, factor: float = 0.5) -> list[npt.NDArray[np.float32]]:
        """Return at most three quadrangles (4x2, pixels of ``grey``) that look like bars.

        ``factor`` is the size at which the picture is searched; the largest come first.
        """
        if min(grey.shape) * factor < _SMALLEST:
            factor = 1.0
        if min(grey.shape) < 24:
            return []
        small = grey
        if factor != 1.0:
            small = np.asarray(
                cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA),
                np.uint8,
            )
        found, quads = self._locator.detect(small)
        if not found or quads is None:
            return []
        scaled = [np.asarray(quad, np.float32).reshape(4, 2) / np.float32(factor) for quad in quads]
        scaled.sort(key=lambda quad: -cv2.contourArea(quad))
        return scaled[:_MOST_PLACES]

    def read_place(
        self, grey: Grey, corners: npt.ArrayLike, repairs: Iterable[str]
    ) -> Iterator[list[LinearRead]]:
        """Yield the reads of one place, one repair after the other, as the caller asks."""
        for name in repairs:
            treatment = STILL_REPAIRS[name]
            patch = straightened(grey, corners, treatment.factor)
            if patch is None:
                return
            repaired = patch.with_pixels(treatment.repair(patch.pixels))
            readings = self._readings(repaired, treatment.squeeze)
            yield [LinearRead(code, decoder, name) for decoder, codes in readings for code in codes]

    def read_once(self, grey: Grey, corners: npt.ArrayLike) -> list[LinearRead]:
        """Return the first thing read at a place: by the quicker decoder, if it can."""
        for name in ("even", "bars"):
            treatment = REPAIRS[name]
            patch = straightened(grey, corners, treatment.factor)
            if patch is None:
                return []
            repaired = patch.with_pixels(treatment.repair(patch.pixels))
            for decoder, codes in self._readings(repaired, treatment.squeeze):
                if codes:
                    return [LinearRead(code, decoder, "once") for code in codes]
        return []

    def _readings(self, patch: Patch, squeeze: int) -> Iterator[tuple[str, list[DecodedCode]]]:
        codes = zxing.read(patch.pixels, zxing.LINEAR, inverted=False).codes
        yield "zxing", _placed(codes, patch)
        if self._zbar is not None:
            low = squeezed(patch, squeeze)
            yield "zbar", _placed(self._zbar.read_linear(low.pixels), low)


def _placed(codes: Iterable[DecodedCode], patch: Patch) -> list[DecodedCode]:
    """Return the codes in the picture; one that a decoder hardly located fills its patch."""
    width = patch.pixels.shape[1]
    sure = [
        code if code.size >= width / 3 else replace(code, corners=middle_line(patch))
        for code in codes
    ]
    return patch.placed(sure)
