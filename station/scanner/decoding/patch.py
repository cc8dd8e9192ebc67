"""Patch: a part of a picture, cut out, turned or scaled, that knows its way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from station.domain.scan import Corners
from station.scanner.decoding.codes import DecodedCode, Grey

# No decoder is given a larger picture: the time would be seconds.
MOST_PIXELS = 4_000_000
_QUIET_ZONE = 0.14
_LONGEST = 1200
_TALLEST = 96.0


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """``pixels`` and the 2x3 affine matrix from their pixels to the picture's."""

    pixels: Grey
    to_picture: npt.NDArray[np.float64]

    def with_pixels(self, pixels: Grey) -> Patch:
        """Return the patch with other pixels of the same size."""
        return replace(self, pixels=pixels)

    def placed(self, codes: Iterable[DecodedCode]) -> list[DecodedCode]:
        """Return codes found in this patch with their corners in the picture."""
        return [replace(code, corners=self._placed(code.corners)) for code in codes]

    def _placed(self, corners: Corners) -> Corners:
        points = np.hstack([np.array(corners, np.float64), np.ones((4, 1))]) @ self.to_picture.T
        return cast(Corners, tuple((float(x), float(y)) for x, y in points))


def whole(grey: Grey) -> Patch:
    return Patch(grey, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))


def scaled(grey: Grey, factor: float) -> Patch:
    """Return the whole picture at ``factor`` times its size."""
    height, width = grey.shape
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    back = np.array([[width / size[0], 0.0, 0.0], [0.0, height / size[1], 0.0]])
    return Patch(cast(Grey, cv2.resize(grey, size, interpolation=way)), back)


def turned(grey: Grey, degrees: float) -> Patch:
    """Return the whole picture turned counter-clockwise about its middle, nothing cut off."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    out = (int(height * sine + width * cosine) + 1, int(height * cosine + width * sine) + 1)
    turn[0, 2] += (out[0] - width) / 2
    turn[1, 2] += (out[1] - height) / 2
    pixels = cv2.warpAffine(grey, turn, out, borderMode=cv2.BORDER_REPLICATE)
    return Patch(cast(Grey, pixels), cast(npt.NDArray[np.float64], cv2.invertAffineTransform(turn)))


def cut(grey: Grey, corners: Corners, factor: float, margin: float = 0.3) -> Patch | None:
    """Return the upright box around ``corners`` with a margin, or None if nothing is in it."""
    points = np.array(corners)
    low, high = points.min(axis=0), points.max(axis=0)
    pad = margin * float((high - low).max()) + 4
    left, top = (int(max(0, value - pad)) for value in low)
    right, bottom = (
        int(min(limit, value + pad)) for limit, value in zip(grey.shape[::-1], high, strict=True)
    )
    if right - left < 8 or bottom - top < 8:
        return None
    return part(grey, left, top, right, bottom, factor)


def part(grey: Grey, left: int, top: int, right: int, bottom: int, factor: float = 1.0) -> Patch:
    """Return what lies in a box, as far as it is in the picture, ``factor`` times its size."""
    box = np.ascontiguousarray(grey[top:bottom, left:right])
    level = whole(box) if factor == 1.0 else scaled(box, factor)
    back = level.to_picture.copy()
    back[0, 2] += left
    back[1, 2] += top
    return Patch(level.pixels, back)


def straightened(grey: Grey, corners: npt.ArrayLike, factor: float) -> Patch | None:
    """Return the smallest rectangle around ``corners`` with its long side level.

    A quiet zone is added at both ends; the result is ``factor`` times the size, but never longer
    than 1,200 pixels. None if the rectangle is too small to hold a code.
    """
    centre, size, angle = cv2.minAreaRect(np.asarray(corners, np.float32))
    width, height = float(size[0]), float(size[1])
    if width < height:
        width, height, angle = height, width, angle + 90
    if width > 1.5 * height:
        # Bars say the same all along: their middle will do.
        height = min(height, _TALLEST)
    width *= 1 + 2 * _QUIET_ZONE
    # A decoder may give no more than the one line that it read along.
    height = max(height, 0.12 * width)
    if width < 24:
        return None
    factor = min(factor, _LONGEST / width)
    out = (max(1, round(width * factor)), max(1, round(height * factor)))
    turn = cv2.getRotationMatrix2D(centre, angle, factor)
    turn[0, 2] += out[0] / 2 - centre[0]
    turn[1, 2] += out[1] / 2 - centre[1]
    pixels = cv2.warpAffine(grey, turn, out, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Patch(cast(Grey, pixels), cast(npt.NDArray[np.float64], cv2.invertAffineTransform(turn)))


def squeezed(patch: Patch, rows: int) -> Patch:
    """Return a patch with ``rows`` rows averaged to one."""
    height, width = patch.pixels.shape
    out = max(8, height // rows)
    pixels = cv2.resize(patch.pixels, (width, out), interpolation=cv2.INTER_AREA)
    back = patch.to_picture.copy()
    back[:, 1] *= height / out
    return Patch(cast(Grey, pixels), back)


def middle_line(patch: Patch) -> Corners:
    """Return where a code lies that fills a straightened patch, as a line without height."""
    height, width = patch.pixels.shape
    margin = width * _QUIET_ZONE / (1 + 2 * _QUIET_ZONE)
    left, right = (margin, height / 2), (width - margin, height / 2)
    return (left, right, right, left)
