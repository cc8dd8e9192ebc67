"""A camera that draws: a pinhole with a 60 degree lens, and what lens and sensor do to light.

Lengths in mm, angles in degrees. The camera stands at the origin and looks along z, x to the
right, y down. Light is linear (gamma undone), 1.0 what saturates the sensor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Light = npt.NDArray[np.float32]
Chance = np.random.Generator

WIDTH, HEIGHT = 1280, 720
FOCAL = WIDTH / 2 / math.tan(math.radians(30))
TUBE_RADIUS = 7.5
# Of a webcam's lens and colour filter: half the contrast at 0.27 periods a pixel.
_NEVER_SHARPER = 0.68
_FULL_WELL = 7000.0
_READ_NOISE = 0.0005
_GRAIN = 0.6
_LEVELS = 4095
_LAMP = np.array([-0.25, -0.55, -0.8]) / 1.0025
_GLASS, _BARE = 0.5, 8.0
_SHARES = np.arange(_LEVELS + 1) / _LEVELS
# The curve of sRGB (IEC 61966-2-1), straight near black.
_GAMMA = np.round(
    255 * np.where(_SHARES < 0.0031308, 12.92 * _SHARES, 1.055 * _SHARES ** (1 / 2.4) - 0.055)
).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the middle of a thing is, and how it is turned: in its plane, sideways, nodding."""

    x: float
    y: float
    z: float
    turn: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0

    def axes(self) -> npt.NDArray[np.float64]:
        """Return the 3x3 matrix whose columns are the thing's own axes."""
        a, b, c = (math.radians(angle) for angle in (self.turn, self.yaw, self.pitch))
        turn = np.array([[math.cos(a), -math.sin(a), 0], [math.sin(a), math.cos(a), 0], [0, 0, 1]])
        yaw = np.array([[math.cos(b), 0, math.sin(b)], [0, 1, 0], [-math.sin(b), 0, math.cos(b)]])
        pitch = np.array([[1, 0, 0], [0, math.cos(c), -math.sin(c)], [0, math.sin(c), math.cos(c)]])
        return np.asarray(turn @ yaw @ pitch, np.float64)

    def pixel(self) -> npt.NDArray[np.float64]:
        """Return where the thing's middle is in the frame, in pixels."""
        return np.array([WIDTH / 2 + FOCAL * self.x / self.z, HEIGHT / 2 + FOCAL * self.y / self.z])


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A flat thing: the light of each texel, and how many texels a mm has."""

    light: Light
    per_mm: float


@dataclass(frozen=True, slots=True)
class Lens:
    """``blur`` is the sigma of what is out of focus, ``motion`` what it moves while exposed: px."""

    blur: float = 0.5
    motion: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Sensor:
    """``gain`` amplifies light and its noise alike; ``quality`` is the webcam's JPEG, or none.

    ``sharpening`` is what the camera adds to its edges, as many do to look crisp.
    """

    exposure: float = 0.8
    gain: float = 1.0
    quality: int | None = None
    sharpening: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A thing as the lens sees it: its light, its share of each pixel, and where in the frame."""

    light: Light
    share: Light
    left: int
    top: int

    def laid_on(self, frame: Light, added: Light | None = None) -> None:
        """Lay the thing over ``frame``, with ``added`` light (a whole frame) mirrored by it."""
        height, width = self.share.shape
        part = frame[self.top : self.top + height, self.left : self.left + width]
        part *= 1 - self.share
        part += self.light
        if added is not None:
            here = added[self.top : self.top + height, self.left : self.left + width]
            part += here * self.share


def flat(sheet: Sheet, pose: Pose, lens: Lens, fine: int = 3) -> Layer | None:
    """Return ``sheet`` seen at ``pose``, or None out of view; ``fine`` samples a pixel's side."""
    rows, columns = sheet.light.shape
    axes = pose.axes()
    to_frame = (
        np.array([[FOCAL, 0, WIDTH / 2], [0, FOCAL, HEIGHT / 2], [0, 0, 1]])
        @ np.column_stack([axes[:, 0], axes[:, 1], [pose.x, pose.y, pose.z]])
        @ np.array(
            [
                [1 / sheet.per_mm, 0, -columns / 2 / sheet.per_mm],
                [0, 1 / sheet.per_mm, -rows / 2 / sheet.per_mm],
                [0, 0, 1],
            ]
        )
    )
    corners = np.array([[0, 0, 1], [columns, 0, 1], [columns, rows, 1], [0, rows, 1]]).T
    seen = to_frame @ corners
    box = _box((seen[:2] / seen[2]).T, lens)
    if box is None:
        return None
    left, top, width, height = box
    # Texel i and sample i stand half a step behind their number.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    zoom = np.array([[fine, 0, -fine * left - 0.5], [0, fine, -fine * top - 0.5], [0, 0, 1.0]])
    matrix = zoom @ to_frame @ half
    size = (width * fine, height * fine)
    light = cv2.warpPerspective(sheet.light, matrix, size, flags=cv2.INTER_LINEAR)
    share = cv2.warpPerspective(np.ones_like(sheet.light), matrix, size, flags=cv2.INTER_NEAREST)
    return _through(np.asarray(light), np.asarray(share), box, lens)


def round_tube(label: Sheet, pose: Pose, lens: Lens, streak: float, fine: int = 3) -> Layer | None:
    """Return a 15 mm tube with ``label`` around it, its x along the tube; None out of view.

    ``streak`` is the light of the lamp's image on the glossy label.
    """
    rows, columns = label.light.shape
    axis, _, towards = pose.axes().T
    middle = np.array([pose.x, pose.y, pose.z])
    reach = columns / label.per_mm / 2 + _BARE
    around = [middle + s * reach * axis + TUBE_RADIUS * d for s in (-1, 1) for d in _sides(axis)]
    points = np.array([[p[0] / p[2], p[1] / p[2]] for p in around]) * FOCAL
    box = _box(points + np.array([WIDTH / 2, HEIGHT / 2]), lens)
    if box is None:
        return None
    left, top, width, height = box
    x = (left + np.arange(width) + 0.5 - WIDTH / 2) / FOCAL
    y = (top + np.arange(height) + 0.5 - HEIGHT / 2) / FOCAL
    ray = np.stack([*np.meshgrid(x, y), np.ones((height, width))], axis=-1)
    # |(t ray - middle) without its part along the axis| = radius, the nearer of both t.
    across, off = ray - (ray @ axis)[..., None] * axis, middle - (middle @ axis) * axis
    a, b = np.einsum("ijk,ijk->ij", across, across), across @ off
    root = b * b - a * (off @ off - TUBE_RADIUS**2)
    t = (b - np.sqrt(np.maximum(root, 0))) / a
    normal = (t[..., None] * across - off) / TUBE_RADIUS
    along = (t[..., None] * ray - middle) @ axis
    angle = np.arctan2(normal @ np.cross(towards, axis), normal @ -towards)
    lamp = (normal @ _LAMP).clip(0, 1)
    # All of these are smooth: what is between the pixels can be drawn from them.
    root, along, angle, lamp = (_finer(part, fine) for part in (root, along, angle, lamp))
    share = np.asarray((root > 0) & (np.abs(along) <= reach), np.float32)
    light = cv2.remap(
        label.light,
        columns / 2 + along * np.float32(label.per_mm) - 0.5,
        rows / 2 + angle * np.float32(TUBE_RADIUS * label.per_mm) - 0.5,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(_GLASS, 0.0, 0.0),
    )
    light = np.asarray(light) * (0.45 + 0.55 * lamp) + np.float32(streak) * lamp**60
    return _through(light * share, share, box, lens)


def seen_by(sensor: Sensor, light: Light, chance: Chance) -> Grey:
    """Return the grey frame (uint8) of ``light``: noise of photons and reading, gamma, JPEG."""
    value = light * np.float32(sensor.exposure)
    noise = chance.standard_normal(light.shape, dtype=np.float32)
    noise *= np.sqrt(value * np.float32(sensor.gain / _FULL_WELL))
    noise += chance.standard_normal(light.shape, dtype=np.float32) * np.float32(
        _READ_NOISE * sensor.gain
    )
    # Colour filter and noise reduction leave soft grains, not single pixels.
    value += cv2.GaussianBlur(noise, (0, 0), _GRAIN)
    if sensor.sharpening:
        value += np.float32(sensor.sharpening) * (value - cv2.GaussianBlur(value, (0, 0), 1.0))
    grey = _GAMMA[(value * _LEVELS).clip(0, _LEVELS).astype(np.uint16)]
    if sensor.quality is None:
        return grey
    _, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, sensor.quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def out_of_focus(z: float, focus: float) -> float:
    """Return the blur (sigma, px) at ``z`` mm of a webcam (f 3.5 mm, f/2.4) focused elsewhere."""
    circle = FOCAL * 1.46 * abs(1 / z - 1 / focus)
    return math.hypot(_NEVER_SHARPER, circle / 4)


def _sides(axis: npt.NDArray[np.float64]) -> list[npt.NDArray[np.float64]]:
    """Return four directions square to ``axis``, and those between them."""
    one = np.cross(axis, [0.0, 0.0, 1.0])
    one /= np.linalg.norm(one)
    two = np.cross(axis, one)
    both = [s * one + t * two for s in (-1, 1) for t in (-1, 1)]
    return [one, -one, two, -two, *both]


def _finer(part: npt.NDArray[np.float64], fine: int) -> Light:
    size = (part.shape[1] * fine, part.shape[0] * fine)
    return np.asarray(cv2.resize(part.astype(np.float32), size, interpolation=cv2.INTER_LINEAR))


def _box(points: npt.NDArray[np.float64], lens: Lens) -> tuple[int, int, int, int] | None:
    """Return left, top, width and height around ``points`` with room for blur, in the frame."""
    room = 3 * lens.blur + max(abs(step) for step in lens.motion) / 2 + 2
    low = np.floor(points.min(axis=0) - room).astype(int).clip(0, (WIDTH, HEIGHT))
    high = np.ceil(points.max(axis=0) + room).astype(int).clip(0, (WIDTH, HEIGHT))
    if (high - low).min() < 8:
        return None
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])


def _through(light: Light, share: Light, box: tuple[int, int, int, int], lens: Lens) -> Layer:
    """Return what the sensor's pixels get: the mean of their samples, blurred and moved."""
    left, top, width, height = box
    small = [cv2.resize(p, (width, height), interpolation=cv2.INTER_AREA) for p in (light, share)]
    small = [cv2.GaussianBlur(p, (0, 0), lens.blur) for p in small]
    if max(abs(step) for step in lens.motion) > 0.3:
        kernel = _line(lens.motion)
        small = [cv2.filter2D(p, -1, kernel, borderType=cv2.BORDER_REPLICATE) for p in small]
    return Layer(np.asarray(small[0]), np.asarray(small[1]), left, top)


def _line(step: tuple[float, float]) -> Light:
    """Return the kernel of an even movement by ``step`` pixels."""
    side = 2 * math.ceil(max(abs(part) for part in step) / 2) + 3
    kernel = np.zeros((side, side), np.float32)
    for share in np.linspace(-0.5, 0.5, 8 * side):
        x, y = side / 2 - 0.5 + share * step[0], side / 2 - 0.5 + share * step[1]
        i, j = int(y), int(x)
        v, u = y - i, x - j
        kernel[i : i + 2, j : j + 2] += np.outer([1 - v, v], [1 - u, u])
    return np.asarray(kernel / kernel.sum(), np.float32)
