"""What was drawn, held before the drawn camera: a phone, a screenshot, a monitor, paper."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from station.scanner.decode import decode
from tests.benchmarks.drawn_camera import (
    FOCAL,
    Chance,
    Grey,
    Lens,
    Light,
    Sensor,
    Sheet,
    flat,
    seen_by,
)
from tests.benchmarks.drawn_scenes import Hold, glare, lens_at, sensor
from tests.benchmarks.drawn_tables import table

_INK, _PAPER = 0.05, 0.85
# A monitor of 96 dots an inch; each pixel is three stripes and a dark row.
_PITCH = 25.4 / 96
_STRIPES = np.outer([1.3, 1.3, 0.05], np.array([0.30, 0.59, 0.11]) * 3).astype(np.float32)
# A code needs 3 pixels a module: so much nearer than that is it held.
_NEAREST, _FARTHEST = 0.62, 0.95


def phone(picture: Grey, chance: Chance) -> Sheet:
    """Return a phone that shows ``picture`` as wide as its screen, 64 to 70 mm."""
    per_mm = picture.shape[1] / chance.uniform(64, 70)
    rim, ends = round(2.5 * per_mm), round(9 * per_mm)
    light = _lit(picture, chance.uniform(0.015, 0.04), chance.uniform(0.75, 1.0))
    return Sheet(np.pad(light, ((ends, ends), (rim, rim)), constant_values=0.02), per_mm)


def screenshot(picture: Grey, chance: Chance) -> Sheet:
    """Return a phone with ``picture`` as it came through a chat: half as large, packed, shown."""
    small = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    _, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 60])
    sent = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    size = (round(0.88 * picture.shape[1]), round(0.88 * picture.shape[0]))
    shown = cv2.resize(sent, size, interpolation=cv2.INTER_LINEAR)
    chat = np.full(picture.shape, 225, np.uint8)
    chat[-size[1] :, -size[0] :] = shown
    return phone(chat, chance)


def monitor(picture: Grey, chance: Chance) -> Sheet:
    """Return ``picture`` pixel by pixel on a monitor, whose grid beats with that of a camera."""
    shown = _lit(np.pad(picture, 20, constant_values=255), 0.03, chance.uniform(0.7, 0.9))
    light = np.tile(_STRIPES, shown.shape) * shown.repeat(3, axis=0).repeat(3, axis=1)
    return Sheet(light, 3 / _PITCH)


def paper(page: Grey, per_mm: float, *, thermal: bool = False) -> Sheet:
    """Return a printed ``page``; a ``thermal`` printer knows dots and no greys."""
    if thermal:
        page = np.where(page > 127, np.uint8(255), np.uint8(0))
    print_ = cv2.GaussianBlur(page, (0, 0), 0.03 * per_mm).astype(np.float32) / 255
    return Sheet(_INK + (_PAPER - _INK) * print_, per_mm)


def module_mm(page: Grey, per_mm: float, columns: int) -> float:
    """Return how wide a module of the only code in ``page`` is."""
    (code,) = decode(page)
    return (code.box[2] - code.box[0]) / columns / per_mm


def photographs(sheet: Sheet, module: float, chance: Chance, *, glass: bool) -> Iterator[Grey]:
    """Yield frames of ``sheet`` in a hand that turns it this way and that.

    It is tilted, out of focus, under a lamp that ``glass`` mirrors, and as far off as a code with
    modules of ``module`` mm is held.
    """
    limit = FOCAL * module / 3
    hold = Hold(_NEAREST * limit, _FARTHEST * limit, off=0.12, turn=15, tilt=15)
    while True:
        pose = hold.pose(chance)
        lens = lens_at(pose, chance, (chance.uniform(-1, 1), chance.uniform(-1, 1)))
        layer, light = flat(sheet, pose, lens), table(chance)
        assert layer is not None
        layer.laid_on(light, glare(chance, pose, 40) if glass else None)
        yield seen_by(sensor(chance), light, chance)


def crisp_photographs(sheet: Sheet, module: float, chance: Chance) -> Iterator[Grey]:
    """Yield frames of a display, sharp enough that its grid and the sensor's beat."""
    limit = FOCAL * module / 3
    while True:
        pose = Hold(_NEAREST * limit, _FARTHEST * limit, off=0.1, turn=8, tilt=8).pose(chance)
        layer, light = flat(sheet, pose, Lens(0.45), fine=5), table(chance)
        assert layer is not None
        layer.laid_on(light)
        yield seen_by(Sensor(0.9, 2, 85, chance.uniform(0.5, 1.5)), light, chance)


def _lit(picture: Grey, dark: float, bright: float) -> Light:
    return np.asarray(dark + (bright - dark) * (picture / np.float32(255)) ** 2.2, np.float32)
