"""What a booth's camera sees without a code: tables, hands, stripes, pages, keyboards, textures.

Each function returns the light (720x1280, float32) that the lens passes on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import cv2
import numpy as np

from tests.benchmarks.drawn_camera import (
    HEIGHT,
    WIDTH,
    Chance,
    Lens,
    Light,
    Pose,
    Sheet,
    flat,
)
from tests.benchmarks.drawn_codes import write

_LETTERS = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"))


def table(chance: Chance) -> Light:
    """A table top under a lamp: wood, cloth or plain, brighter where the lamp is near."""
    kind = chance.integers(0, 3)
    if kind == 0:
        light = _cloud(chance, (60, 6), 0.25, 0.4)
    elif kind == 1:
        light = _cloud(chance, (90, 160), 0.4, 0.55)
    else:
        light = np.full((HEIGHT, WIDTH), chance.uniform(0.15, 0.6), np.float32)
    return light * _lamp(chance)


def hands(chance: Chance) -> Light:
    """Fingers from the frame's edges over a table."""
    light = table(chance)
    for _ in range(chance.integers(3, 8)):
        foot = chance.uniform((0, HEIGHT), (WIDTH, HEIGHT + 100))
        tip = foot + chance.uniform((-150, -600), (150, -250))
        thick, tone = int(chance.integers(50, 110)), chance.uniform(0.2, 0.5)
        for inner in range(6):
            cv2.line(
                light,
                _at(foot),
                _at(tip),
                tone * (0.6 + 0.08 * inner),
                max(2, thick - 8 * inner),
                cv2.LINE_AA,
            )
        cv2.ellipse(light, _at(tip), (thick // 4, thick // 3), 0, 0, 360, tone * 1.15, -1)
    return np.asarray(cv2.GaussianBlur(light, (0, 0), 1.5), np.float32)


def stripes(chance: Chance) -> Light:
    """Blinds, shirts and ribs: bars of one width or of many, at any angle, that are no code."""
    per_mm, bars = 4.0, chance.uniform(0.6, 5)
    long = 1600
    if chance.random() < 0.5:
        row = (np.arange(long) / per_mm % (2 * bars) < bars).astype(np.float32)
    else:
        widths = chance.choice([1, 2, 3, 4], 900) * max(1, round(bars * per_mm / 3))
        row = np.repeat(np.arange(900) % 2, widths)[:long].astype(np.float32)
    dark, lit = chance.uniform(0.05, 0.3), chance.uniform(0.4, 0.9)
    sheet = np.tile(dark + (lit - dark) * row, (int(chance.integers(60, 900)), 1))
    return _laid(table(chance), Sheet(sheet.astype(np.float32), per_mm), chance)


def page(chance: Chance) -> Light:
    """A printed page: words in lines, a ruled table, a picture."""
    per_mm = 6.0
    sheet = np.full((round(297 * per_mm), round(210 * per_mm)), 0.85, np.float32)
    high = chance.uniform(2.2, 6)
    for line in range(int(270 / (1.8 * high))):
        words = " ".join(
            "".join(chance.choice(_LETTERS, int(chance.integers(2, 11)))) for _ in range(22)
        )
        place = (round(18 * per_mm), round((20 + 1.8 * high * line) * per_mm))
        write(sheet, words, place, 0.7 * high * per_mm, 0.06)
    sheet[:, round(195 * per_mm) :] = 0.85
    if chance.random() < 0.5:
        for row in range(12):
            y = round((60 + 9 * row) * per_mm)
            cv2.line(sheet, (100, y), (1150, y), 0.1, 2)
        for column in range(7):
            x = 100 + 175 * column
            cv2.line(sheet, (x, round(60 * per_mm)), (x, round(159 * per_mm)), 0.1, 2)
    return _laid(table(chance), Sheet(sheet, per_mm), chance)


def keyboard(chance: Chance) -> Light:
    """Keys in rows, light on dark or dark on light."""
    per_mm = 5.0
    ground, key = (0.04, 0.1) if chance.random() < 0.6 else (0.5, 0.8)
    sheet = np.full((round(110 * per_mm), round(300 * per_mm)), ground, np.float32)
    for row in range(5):
        for column in range(15):
            corner = np.array([6 + 19 * column + 4 * row, 7 + 19 * row]) * per_mm
            cv2.rectangle(sheet, _at(corner), _at(corner + 16 * per_mm), key, -1)
            place = _at(corner + np.array([3, 8]) * per_mm)
            write(sheet, str(chance.choice(_LETTERS)), place, 16, 0.7 if key < 0.3 else 0.05)
    return _laid(table(chance), Sheet(sheet, per_mm), chance)


def texture(chance: Chance) -> Light:
    """Weaves, tiles and dice: squares and dots that resemble a code's modules."""
    per_mm = 4.0
    shape = (int(chance.integers(40, 120)), int(chance.integers(60, 200)))
    if chance.random() < 0.4:
        cells = np.indices(shape).sum(axis=0) % 2
    else:
        cells = chance.integers(0, 2, shape)
    side = int(chance.integers(3, 14))
    light = cells.repeat(side, axis=0).repeat(side, axis=1).astype(np.float32) * 0.6 + 0.1
    return _laid(table(chance), Sheet(light, per_mm), chance)


def rack(chance: Chance) -> Light:
    """Tubes in a rack from above: rings in rows."""
    light = table(chance)
    step = int(chance.integers(60, 130))
    tone = chance.uniform(0.3, 0.8)
    for y in range(step // 2, HEIGHT, step):
        for x in range(step // 2, WIDTH, step):
            cv2.circle(light, (x, y), round(0.4 * step), tone, -1, cv2.LINE_AA)
            cv2.circle(light, (x, y), round(0.3 * step), tone * 0.4, 3, cv2.LINE_AA)
            cv2.circle(light, (x, y), round(0.12 * step), tone * 1.1, -1, cv2.LINE_AA)
    return light


def dusk(chance: Chance) -> Light:
    """Hardly any light: what is left is the sensor's noise."""
    return table(chance) * np.float32(chance.uniform(0.0, 0.06))


EMPTY: Mapping[str, Callable[[Chance], Light]] = {
    "table": table,
    "hands": hands,
    "stripes": stripes,
    "page": page,
    "keyboard": keyboard,
    "texture": texture,
    "rack": rack,
    "dusk": dusk,
}


def _laid(ground: Light, sheet: Sheet, chance: Chance) -> Light:
    pose = Pose(
        chance.uniform(-40, 40),
        chance.uniform(-30, 30),
        z=chance.uniform(140, 420),
        turn=chance.uniform(-90, 90),
        yaw=chance.uniform(-35, 35),
        pitch=chance.uniform(-35, 35),
    )
    layer = flat(sheet, pose, Lens(blur=chance.uniform(0.5, 1.2)))
    if layer is not None:
        layer.laid_on(ground)
    return ground


def _cloud(chance: Chance, cells: tuple[int, int], low: float, high: float) -> Light:
    coarse = chance.uniform(low, high, cells).astype(np.float32)
    way = cv2.INTER_CUBIC
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=way), np.float32)


def _lamp(chance: Chance) -> Light:
    x, y = chance.uniform((0, -200), (WIDTH, HEIGHT))
    far = np.hypot(np.arange(WIDTH)[None, :] - x, np.arange(HEIGHT)[:, None] - y) / WIDTH
    fall = chance.uniform(0.3, 1.2)
    return np.asarray(1 / (1 + fall * far**2) ** 1.5, np.float32)


def _at(point: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[int, int]:
    return math.floor(point[0]), math.floor(point[1])
