"""Linear codes that stand aslant or soft: find the bars, turn them level, read them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import cv2
import numpy as np
import numpy.typing as npt

from station.scanner import enhance, zxing
from station.scanner.agreement import LinearRead
from station.scanner.codes import DecodedCode, Grey
from station.scanner.patch import Patch, straightened
from station.scanner.zbar import Zbar

_MOST_PLACES = 3
_SMALLEST = 80  # pixels of the shorter side, below which the locator sees nothing

# By what each earned on tilted and soft labels; `even` reads most.
REPAIRS: Mapping[str, tuple[float, Callable[[Grey], Grey]]] = {
    "even": (2.0, enhance.even_contrast),
    "bars": (2.0, enhance.along_bars),
    "large": (3.0, enhance.even_contrast),
    "plain": (2.0, lambda grey: grey),
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
            factor, repair = REPAIRS[name]
            patch = straightened(grey, corners, factor)
            if patch is None:
                return
            yield self._read(patch.with_pixels(repair(patch.pixels)), name)

    def _read(self, patch: Patch, passage: str) -> list[LinearRead]:
        codes: list[tuple[str, DecodedCode]] = []
        level = zxing.read(patch.pixels, matrix=False).codes
        codes += [("zxing", code) for code in patch.placed(level)]
        if self._zbar is not None:
            level = self._zbar.read_linear(patch.pixels)
            codes += [("zbar", code) for code in patch.placed(level)]
        return [LinearRead(code, decoder, passage) for decoder, code in codes]
