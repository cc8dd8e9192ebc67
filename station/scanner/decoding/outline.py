"""Outline of a linear code: how far its bars reach, and whether the picture cuts or crowds them.

A decoder gives no more than the line that it read along. ISO/IEC 15417 and 15420 ask for a quiet
zone at both ends (10 modules for Code 128, 11 and 7 for EAN-13); print in it, or bars that run
out of the picture, make a read doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from station.domain.scan import Corners
from station.scanner.decoding.codes import DecodedCode, Grey

_COLUMNS = 200
_ROWS_EACH_WAY = 40
_BESIDE = 20  # columns beside the code at either end
_QUIET = slice(3, 9)  # how many of them, counted from the code, must be still
_LIKE = 0.6
_CROWDED = 0.5
_CROWDED_ROWS = 0.3
_EDGE = 2.0

_Point = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outline:
    """``code`` with the corners of its bars.

    ``is_cut``: an edge of the picture cuts it. ``is_crowded``: something is printed in a quiet
    zone, so that it may be a part of a longer code. ``height`` is what is seen of the bars, in
    pixels.
    """

    code: DecodedCode
    is_cut: bool
    is_crowded: bool
    height: float


def outlined(grey: Grey, code: DecodedCode) -> Outline:
    """Return how far the bars of a linear code in ``grey`` reach."""
    start, end, across = _line(grey, code.corners)
    along = end - start
    length = float(np.hypot(*along))
    if length < 16:
        return Outline(code, _leaves(grey, start, end), False, 0.0)
    step = max(1.0, length / 1.3 / _ROWS_EACH_WAY)
    sheet, is_inside = _sheet(grey, start, along, across * step)
    inner = slice(_BESIDE, _BESIDE + _COLUMNS)
    above = _reach(sheet[_ROWS_EACH_WAY::-1, inner], is_inside[_ROWS_EACH_WAY::-1])
    below = _reach(sheet[_ROWS_EACH_WAY:, inner], is_inside[_ROWS_EACH_WAY:])
    up, down = -across * step * above.rows, across * step * below.rows
    corners = tuple(
        (float(x), float(y)) for x, y in (start + up, end + up, end + down, start + down)
    )
    return Outline(
        replace(code, corners=cast(Corners, corners)),
        above.leaves or below.leaves or _leaves(grey, start, end),
        _is_crowded(sheet[_ROWS_EACH_WAY - above.rows : _ROWS_EACH_WAY + below.rows + 1]),
        step * (above.rows + below.rows),
    )


def _line(grey: Grey, corners: Corners) -> tuple[_Point, _Point, _Point]:
    """Return the line through the code's middle, from end to end, and the bars' direction.

    The direction is a unit vector that points down when the line points right.
    """
    points = np.array(corners)
    sides = [
        ((points[0] + points[3]) / 2, (points[1] + points[2]) / 2),
        ((points[0] + points[1]) / 2, (points[3] + points[2]) / 2),
    ]
    normal = _across_bars(grey, points)
    if normal is None:
        start, end = max(sides, key=lambda side: float(np.hypot(*(side[1] - side[0]))))
    else:
        start, end = max(sides, key=lambda side: abs(float((side[1] - side[0]) @ normal)))
    along = end - start
    if normal is None or abs(float(along @ normal)) < 0.5 * float(np.hypot(*along)):
        normal = along / max(1e-6, float(np.hypot(*along)))
    across = np.array([-normal[1], normal[0]])
    if along[0] * across[1] - along[1] * across[0] < 0:
        across = -across
    return start, end, across


def _across_bars(grey: Grey, points: _Point) -> _Point | None:
    """Return the unit vector of the strongest slope of brightness at the code, or None."""
    low = np.maximum(points.min(axis=0) - 4, 0).astype(int)
    high = np.maximum(points.max(axis=0) + 5, 0).astype(int)
    part = grey[low[1] : high[1], low[0] : high[0]]
    if min(part.shape) < 3:
        return None
    # Only a band along the line: print above and below it has slopes of its own.
    band = np.zeros(part.shape, np.uint8)
    first = (points[0] + points[3]) / 2 - low
    last = (points[1] + points[2]) / 2 - low
    ends = [tuple(int(value) for value in point) for point in (first, last)]
    cv2.line(band, ends[0], ends[1], (255, 0, 0), 7)
    chosen = band > 0
    slope_x = cv2.Sobel(part, cv2.CV_32F, 1, 0)[chosen]
    slope_y = cv2.Sobel(part, cv2.CV_32F, 0, 1)[chosen]
    xx, yy, xy = (
        float(a @ b) for a, b in ((slope_x, slope_x), (slope_y, slope_y), (slope_x, slope_y))
    )
    if xx + yy == 0:
        return None
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    return np.array([np.cos(angle), np.sin(angle)])


def _sheet(
    grey: Grey, start: _Point, along: _Point, step: _Point
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Return the code with its bars upright, and which rows lie in the picture.

    A row is one ``step`` down the bars; the code takes the columns between the `_BESIDE` ones.
    """
    width, height = _COLUMNS + 2 * _BESIDE, 2 * _ROWS_EACH_WAY + 1
    column = along / _COLUMNS
    origin = start - column * _BESIDE - step * _ROWS_EACH_WAY
    matrix = np.array([[column[0], step[0], origin[0]], [column[1], step[1], origin[1]]])
    sheet = cv2.warpAffine(
        grey,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    rows = np.arange(-_ROWS_EACH_WAY, _ROWS_EACH_WAY + 1)[:, np.newaxis] * step
    is_inside = _inside(grey, start + rows) & _inside(grey, start + along + rows)
    return sheet.astype(np.float32), is_inside


@dataclass(frozen=True, slots=True)
class _Reach:
    rows: int
    leaves: bool


def _reach(rows: npt.NDArray[np.float32], is_inside: npt.NDArray[np.bool_]) -> _Reach:
    """Return how many rows, from the first, look like bars, and whether they leave the picture."""
    level = rows - rows.mean(axis=1, keepdims=True)
    model = level[:3].mean(axis=0)
    missed = 0
    for number in range(1, len(rows)):
        if not is_inside[number]:
            return _Reach(number - 1 - missed, missed == 0)
        strength = float(np.linalg.norm(level[number]) * np.linalg.norm(model))
        alike = float(level[number] @ model) / strength if strength > 0 else 0.0
        missed = missed + 1 if alike < _LIKE else 0
        if missed > 2:
            return _Reach(number - missed, False)
        if not missed:
            # Bars that run together or apart change from row to row: the model goes along.
            model = 0.7 * model + 0.3 * level[number]
    return _Reach(len(rows) - 1 - missed, False)


def _is_crowded(rows: npt.NDArray[np.float32]) -> bool:
    """True if there is print beside the bars, at either end, in many of their rows.

    All rows are looked at: a line that leaves the label aslant has white before and after it,
    and more bars above or below.
    """
    spread = rows[:, _BESIDE:-_BESIDE].std(axis=1)
    sides = (rows[:, :_BESIDE][:, ::-1][:, _QUIET], rows[:, -_BESIDE:][:, _QUIET])
    printed = (side.std(axis=1) > _CROWDED * spread for side in sides)
    return any(float(rows_with.mean()) > _CROWDED_ROWS for rows_with in printed)


def _leaves(grey: Grey, *points: _Point) -> bool:
    return not bool(_inside(grey, np.array(points)).all())


def _inside(grey: Grey, points: _Point) -> npt.NDArray[np.bool_]:
    height, width = grey.shape
    x, y = points[:, 0], points[:, 1]
    inside = (x >= _EDGE) & (y >= _EDGE) & (x < width - _EDGE) & (y < height - _EDGE)
    return cast(npt.NDArray[np.bool_], inside)
