"""Drawn video frames in named sets: each what makes reading hard at a booth, at random.

`picture(name, number)` draws one; the same name and number always give the same frame.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np

from tests.benchmarks import drawn_codes as codes
from tests.benchmarks.drawn_camera import (
    FOCAL,
    HEIGHT,
    WIDTH,
    Chance,
    Grey,
    Lens,
    Light,
    Pose,
    Sensor,
    Sheet,
    flat,
    out_of_focus,
    round_tube,
    seen_by,
)
from tests.benchmarks.drawn_tables import EMPTY, table

NO_CODE = "no code in view"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A grey frame and the texts in it: it is read when all of ``wanted`` are.

    ``known`` may be read without being false.
    """

    grey: Grey
    wanted: frozenset[str] = field(repr=False)
    known: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hold:
    """How a hand holds a thing: distances and the most it is off the middle, turned and tilted."""

    near: float
    far: float
    off: float = 0.35
    turn: float = 12.0
    tilt: float = 12.0

    def pose(self, chance: Chance) -> Pose:
        z = chance.uniform(self.near, self.far)
        reach = z / FOCAL * self.off
        return Pose(
            chance.uniform(-reach, reach) * WIDTH / 2,
            chance.uniform(-reach, reach) * HEIGHT / 2,
            z,
            chance.uniform(-self.turn, self.turn),
            chance.uniform(-self.tilt, self.tilt),
            chance.uniform(-self.tilt, self.tilt),
        )


# A 60 mm code has 3 pixels a module at 41 cm, a label of 0.27 mm bars 2 at 15 cm.
PHONE = Hold(240, 430)
LABEL = Hold(95, 150, off=0.2, turn=10)
SMALL_TUBE = Hold(80, 150, off=0.3, turn=180, tilt=20)


def picture(name: str, number: int) -> Picture:
    """Draw picture ``number`` of the set ``name``."""
    return SETS[name](np.random.default_rng([zlib.crc32(name.encode()), number]))


def lens_at(pose: Pose, chance: Chance, motion: tuple[float, float] = (0.0, 0.0)) -> Lens:
    """Return a lens that is focused near the pose, as autofocus is."""
    return Lens(out_of_focus(pose.z, pose.z * chance.uniform(0.75, 1.35)), motion)


def sensor(chance: Chance) -> Sensor:
    """Return a webcam in a lit room; every second one packs its frames as JPEG."""
    quality = int(chance.integers(75, 95)) if chance.random() < 0.5 else None
    return Sensor(chance.uniform(0.5, 0.95), chance.uniform(1, 3), quality)


def glare(chance: Chance, pose: Pose, reach: float) -> Light:
    """Return the image of a lamp in glass at ``pose``, at most ``reach`` mm off its middle."""
    x, y = pose.pixel() + chance.uniform(-reach, reach, 2) * FOCAL / pose.z
    return lamp_at(x, y, chance)


def lamp_at(x: float, y: float, chance: Chance) -> Light:
    """Return the mirror image of a lamp around pixel (x, y): a bright ellipse and its haze."""
    turn = chance.uniform(0, math.pi)
    dx = np.arange(2, WIDTH, 4, dtype=np.float32)[None, :] - x
    dy = np.arange(2, HEIGHT, 4, dtype=np.float32)[:, None] - y
    u, v = dx * math.cos(turn) + dy * math.sin(turn), dy * math.cos(turn) - dx * math.sin(turn)
    long, wide = chance.uniform((40, 12), (150, 45))
    inside = np.maximum(1 - np.hypot(u / long, v / wide), -5)
    lamp = chance.uniform(0.5, 2.2) / (1 + np.exp(-inside * chance.uniform(4, 14)))
    haze = chance.uniform(0.05, 0.5) * np.exp(-(u * u + v * v) / chance.uniform(2e4, 1e5))
    light = (lamp + haze + chance.uniform(0.0, 0.06)).astype(np.float32)
    return np.asarray(cv2.resize(light, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR))


def _frame(chance: Chance, things: list[tuple[Sheet, Pose, Lens]], texts: list[str]) -> Picture:
    light = table(chance)
    for sheet, pose, lens in things:
        layer = flat(sheet, pose, lens)
        if layer is not None:
            layer.laid_on(light)
    return _taken(light, sensor(chance), chance, texts)


def _taken(light: Light, by: Sensor, chance: Chance, texts: list[str]) -> Picture:
    return Picture(seen_by(by, light, chance), frozenset(texts), frozenset(texts))


def _on_phone(chance: Chance, hold: Hold, *, inverted: bool = False) -> tuple[str, Sheet, Pose]:
    text = codes.person_text(chance)
    sheet = codes.phone(text, chance.uniform(48, 60), chance, inverted=inverted)
    return text, sheet, hold.pose(chance)


def _on_label(chance: Chance, hold: Hold) -> tuple[str, Sheet, Pose]:
    text = codes.tube_text(chance)
    return text, codes.label(text, chance.uniform(0.25, 0.33), chance), hold.pose(chance)


def _plain(chance: Chance) -> Picture:
    text, sheet, pose = _on_phone(chance, Hold(260, 500))
    return _frame(chance, [(sheet, pose, lens_at(pose, chance))], [text])


def _dark_mode(chance: Chance) -> Picture:
    text, sheet, pose = _on_phone(chance, PHONE, inverted=True)
    return _frame(chance, [(sheet, pose, lens_at(pose, chance))], [text])


def _glare(chance: Chance) -> Picture:
    text, sheet, pose = _on_phone(chance, PHONE)
    layer, light = flat(sheet, pose, lens_at(pose, chance)), table(chance)
    if layer is not None:
        layer.laid_on(light, glare(chance, pose, 28))
    return _taken(light, sensor(chance), chance, [text])


def _moire(chance: Chance) -> Picture:
    text = codes.person_text(chance)
    pitch, each = chance.uniform(0.09, 0.27), chance.uniform(0.5, 1.9)
    # So far away that a pixel of the camera sees ``each`` pixels of the display: grid or beat.
    z = FOCAL * pitch * each
    sheet = codes.display(text, max(2, round(chance.uniform(2.0, 3.6) * each)), pitch, chance)
    pose = Hold(z, z, off=0.2, turn=8, tilt=8).pose(chance)
    layer, light = flat(sheet, pose, Lens(0.4), fine=6), table(chance)
    if layer is not None:
        layer.laid_on(light)
    crisp = Sensor(chance.uniform(0.5, 1.1), chance.uniform(1, 4), None, chance.uniform(0.5, 2.5))
    return _taken(light, crisp, chance, [text])


def _low_light(chance: Chance, *, linear: bool) -> Picture:
    """An hour after dusk: the screen dimmed, or the label lit by little more than the window."""
    text, sheet, pose = _on_label(chance, LABEL) if linear else _on_phone(chance, PHONE)
    light = table(chance)
    layer = flat(sheet, pose, lens_at(pose, chance))
    if layer is not None:
        layer.laid_on(light)
    gain = chance.uniform(20, 90) if linear else chance.uniform(25, 120)
    dim = Sensor(chance.uniform(0.15, 0.5), gain, int(chance.integers(70, 90)))
    return _taken(light, dim, chance, [text])


def _moving(chance: Chance, *, linear: bool) -> Picture:
    text, sheet, pose = _on_label(chance, LABEL) if linear else _on_phone(chance, PHONE)
    far, way = chance.uniform(1.5, 6), chance.uniform(0, 2 * math.pi)
    lens = lens_at(pose, chance, (far * math.cos(way), far * math.sin(way)))
    return _frame(chance, [(sheet, pose, lens)], [text])


def _tilted(chance: Chance, *, linear: bool) -> Picture:
    if linear:
        text, sheet, pose = _on_label(chance, Hold(90, 125, off=0.2, turn=180, tilt=45))
    else:
        text, sheet, pose = _on_phone(chance, Hold(220, 400, turn=45, tilt=55))
    return _frame(chance, [(sheet, pose, lens_at(pose, chance))], [text])


def tube(chance: Chance, *, bowed: bool) -> tuple[str, Sheet]:
    """Return a tube's text and label: along the tube, or ``bowed``, short and around it."""
    if not bowed:
        text = codes.tube_text(chance)
        return text, codes.label(text, chance.uniform(0.25, 0.33), chance)
    text = codes.tube_text(chance, digits=6)
    around = codes.label(text, chance.uniform(0.17, 0.2), chance)
    return text, Sheet(np.ascontiguousarray(np.rot90(around.light)), around.per_mm)


def _on_tube(chance: Chance) -> Picture:
    bowed = chance.random() < 0.25
    text, label = tube(chance, bowed=bowed)
    hold = Hold(65, 90, off=0.15, turn=10) if bowed else Hold(95, 140, off=0.2, turn=25, tilt=25)
    pose, light = hold.pose(chance), table(chance)
    layer = round_tube(label, pose, lens_at(pose, chance), chance.uniform(0, 1.2))
    if layer is not None:
        layer.laid_on(light)
    return _taken(light, sensor(chance), chance, [text])


def _worn_label(chance: Chance) -> Picture:
    text, sheet, pose = _on_label(chance, LABEL)
    return _frame(
        chance, [(codes.worn(sheet, chance, linear=True), pose, lens_at(pose, chance))], [text]
    )


def _worn_qr(chance: Chance) -> Picture:
    text = codes.person_text(chance)
    sheet = codes.worn(codes.printed_qr(text, 50, chance), chance, linear=False)
    pose = Hold(180, 340).pose(chance)
    return _frame(chance, [(sheet, pose, lens_at(pose, chance))], [text])


def _data_matrix(chance: Chance) -> Picture:
    text = codes.tube_text(chance)
    sheet, pose = codes.small_tube(text, chance.uniform(3, 5.5), chance), SMALL_TUBE.pose(chance)
    return _frame(chance, [(sheet, pose, lens_at(pose, chance))], [text])


def _person_and_tube(chance: Chance) -> Picture:
    """A phone on the left and a printed label, 0.42 mm its thinnest bar, on the right."""
    person, screen, _ = _on_phone(chance, PHONE)
    text = codes.tube_text(chance)
    label = codes.label(text, 0.42, chance)
    z = chance.uniform(250, 330)
    left = Pose(chance.uniform(-75, -55), chance.uniform(-8, 8), z, *chance.uniform(-8, 8, 3))
    near = z * chance.uniform(0.72, 0.8)
    right = Pose(chance.uniform(55, 65), chance.uniform(-40, 40), near, *chance.uniform(-8, 8, 3))
    lens = lens_at(left, chance)
    return _frame(chance, [(screen, left, lens), (label, right, lens)], [person, text])


def _two_persons(chance: Chance) -> Picture:
    things, texts = [], []
    z = chance.uniform(270, 430)
    for side in (-1, 1):
        text, sheet, _ = _on_phone(chance, PHONE)
        x = side * chance.uniform(42, 65)
        pose = Pose(x, chance.uniform(-10, 10), z, *chance.uniform(-8, 8, 3))
        things.append((sheet, pose, lens_at(pose, chance)))
        texts.append(text)
    return _frame(chance, things, texts)


def _no_code(chance: Chance) -> Picture:
    light = list(EMPTY.values())[int(chance.integers(0, len(EMPTY)))](chance)
    blurred = np.asarray(cv2.GaussianBlur(light, (0, 0), chance.uniform(0.5, 1.2)), np.float32)
    gain = math.exp(chance.uniform(0, math.log(12)))
    by = Sensor(chance.uniform(0.5, 1.2), gain, int(chance.integers(70, 95)))
    return _taken(blurred, by, chance, [])


TWO_PERSONS = "two persons in view"
SETS: Mapping[str, Callable[[Chance], Picture]] = {
    "QR of 250 characters": _plain,
    "QR, phone glare": _glare,
    "QR, moire of a display": _moire,
    "QR, dark mode": _dark_mode,
    "QR, low light": lambda chance: _low_light(chance, linear=False),
    "QR, motion blur": lambda chance: _moving(chance, linear=False),
    "QR, tilted": lambda chance: _tilted(chance, linear=False),
    "QR, worn print": _worn_qr,
    "label, low light": lambda chance: _low_light(chance, linear=True),
    "label, motion blur": lambda chance: _moving(chance, linear=True),
    "label, tilted": lambda chance: _tilted(chance, linear=True),
    "label, worn print": _worn_label,
    "label on a 15 mm tube": _on_tube,
    "Data Matrix, small tubes": _data_matrix,
    "QR and label in one frame": _person_and_tube,
    TWO_PERSONS: _two_persons,
    NO_CODE: _no_code,
}
