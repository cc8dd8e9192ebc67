"""Drawn scenes of 0.8 s: a hand brings a code into view, holds it for a while, and moves on.

`clip(number)` draws one; the same number always gives the same frames. Codes on phones and labels
on tubes take turns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace

import numpy as np

from tests.benchmarks import drawn_codes as codes
from tests.benchmarks.drawn_camera import (
    FOCAL,
    HEIGHT,
    WIDTH,
    Chance,
    Grey,
    Layer,
    Lens,
    Light,
    Pose,
    flat,
    out_of_focus,
    round_tube,
    seen_by,
)
from tests.benchmarks.drawn_scenes import Hold, lamp_at, sensor, tube
from tests.benchmarks.drawn_tables import table

RATE, FRAMES = 30, 24
_FAR_FOCUS = 600.0


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """The frames of a scene, `RATE` a second, and the one text in it."""

    frames: list[Grey]
    text: str = field(repr=False)
    is_linear: bool


@dataclass(frozen=True, slots=True)
class Hand:
    """From ``start`` to ``hold`` within ``coming`` s, steady for ``steady`` s, then to ``end``."""

    start: Pose
    hold: Pose
    end: Pose
    coming: float
    steady: float
    tremor: float
    beat: float

    def pose(self, at: float) -> Pose:
        """Return where the thing is ``at`` seconds."""
        if at <= self.coming + self.steady:
            pose = _between(self.start, self.hold, at / self.coming)
        else:
            pose = _between(self.hold, self.end, (at - self.coming - self.steady) / 0.4)
        shake = [self.tremor * math.sin(self.beat * k * at + k) for k in (1.0, 1.3)]
        return Pose(pose.x + shake[0], pose.y + shake[1], pose.z, pose.turn, pose.yaw, pose.pitch)

    def motion(self, at: float, exposed: float) -> tuple[float, float]:
        """Return by how many pixels it moves while the sensor is exposed."""
        step = self.pose(at + exposed / 2).pixel() - self.pose(at - exposed / 2).pixel()
        return float(step[0]), float(step[1])


def clip(number: int) -> Clip:
    """Draw scene ``number``: even ones a person's code on a phone, odd ones a tube's label."""
    chance = np.random.default_rng([2211, number])
    is_linear = number % 2 == 1
    if is_linear:
        text, sheet = tube(chance, bowed=False)
        hold = Hold(100, 150, off=0.2, turn=60, tilt=30)
    else:
        text = codes.person_text(chance)
        inverted = number % 8 == 0
        sheet = codes.phone(text, chance.uniform(50, 60), chance, inverted=inverted)
        hold = Hold(240, 450, turn=20, tilt=25)
    hand = _hand(hold, chance)
    by = replace(sensor(chance), gain=math.exp(chance.uniform(0, math.log(40))))
    exposed, lag = chance.uniform(1 / 120, 1 / 30), chance.uniform(0.08, 0.3)
    off, streak = chance.uniform(-120, 120, 2), chance.uniform(0, 1)
    run = np.array([chance.choice([-1, 1]) * chance.uniform(400, 1800), chance.uniform(-400, 400)])
    crossing = chance.uniform(0.2, 0.7)
    lamp_chance = int(chance.integers(0, 2**31))
    ground, focus, frames = table(chance), _FAR_FOCUS, []
    for number_of_frame in range(FRAMES):
        at = number_of_frame / RATE
        pose = hand.pose(at)
        focus += (pose.z - focus) * (1 - math.exp(-1 / RATE / lag))
        lens = Lens(out_of_focus(pose.z, focus), hand.motion(at, exposed))
        light = ground.copy()
        if is_linear:
            _lay(round_tube(sheet, pose, lens, streak), light, None)
        else:
            # The lamp's image runs over the glass as the hand turns it.
            x, y = pose.pixel() + off + run * (at - crossing)
            _lay(flat(sheet, pose, lens), light, lamp_at(x, y, np.random.default_rng(lamp_chance)))
        frames.append(seen_by(by, light, chance))
    return Clip(frames, text, is_linear)


def _lay(layer: Layer | None, light: Light, added: Light | None) -> None:
    if layer is not None:
        layer.laid_on(light, added)


def _hand(hold: Hold, chance: Chance) -> Hand:
    """Return a hand that comes from one of the frame's sides, from farther away."""
    held, loose = hold.pose(chance), Hold(hold.near, hold.far, 0.5, 30, 30)
    first, last = loose.pose(chance), loose.pose(chance)
    far = held.z * chance.uniform(1.15, 1.6)
    side = chance.uniform(0, 2 * math.pi)
    reach = far / FOCAL * np.array([WIDTH, HEIGHT]) * chance.uniform(0.55, 0.8)
    start = Pose(
        float(reach[0] * math.cos(side)),
        float(reach[1] * math.sin(side)),
        far,
        first.turn,
        first.yaw,
        first.pitch,
    )
    return Hand(
        start,
        held,
        last,
        coming=chance.uniform(0.25, 0.6),
        steady=chance.uniform(0.05, 0.3),
        tremor=held.z * chance.uniform(0.0005, 0.004),
        beat=2 * math.pi * chance.uniform(3, 8),
    )


def _between(one: Pose, other: Pose, share: float) -> Pose:
    """Return the pose at ``share`` of the way, begun and ended softly."""
    t = min(1.0, max(0.0, share))
    soft = t * t * t * (10 - 15 * t + 6 * t * t)
    ends = [(getattr(one, part.name), getattr(other, part.name)) for part in fields(Pose)]
    return Pose(*(a + (b - a) * soft for a, b in ends))
