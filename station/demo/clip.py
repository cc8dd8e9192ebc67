"""The demo's camera clip: drawn codes as a booth's camera sees them, in an MJPG AVI.

Codes are shown on a phone, as a screenshot in a chat, and on paper, moved by a hand, tilted,
blurred and noisy; tube labels lie on their tube.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from station.credential.qr import draw_qr
from station.errors import StationError

Picture = npt.NDArray[np.uint8]

WIDTH, HEIGHT, FPS = 1280, 720, 30
_SHOWN, _GONE = 26, 10
_MODULE_PX = 5
_LABEL_PX = 150


class ClipNotWritten(StationError):
    """The clip could not be written."""

    code = "clip_not_written"


class Carrier(Enum):
    """What the code is on."""

    PHONE = "phone"
    DARK_PHONE = "dark phone"
    SCREENSHOT = "screenshot"
    PAPER = "paper"
    TUBE = "tube"


@dataclass(frozen=True, slots=True)
class Showing:
    """One thing held before the camera for most of a second."""

    text: str
    carrier: Carrier


def write_clip(path: Path, showings: Sequence[Showing], seed: int = 2022) -> int:
    """Write ``showings`` one after another as a clip; return its number of frames.

    1280 x 720 pixels, 30 frames a second. The same ``seed`` gives the same movements. Raises
    `ClipNotWritten`.
    """
    writer = cv2.VideoWriter(
        str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (WIDTH, HEIGHT), isColor=True
    )
    if not writer.isOpened():
        raise ClipNotWritten()
    count = 0
    try:
        for frame in _frames(showings, np.random.default_rng(seed)):
            writer.write(frame)
            count += 1
    finally:
        writer.release()
    return count


def _frames(showings: Sequence[Showing], random: np.random.Generator) -> Iterator[Picture]:
    table = _table(random)
    noise = [random.normal(0, 5, table.shape).astype(np.int16) for _ in range(4)]
    number = 0
    for showing in showings:
        card = _card(showing)
        drift = random.uniform(-1, 1, 4)
        for step in range(_SHOWN + _GONE):
            frame = table
            if step < _SHOWN:
                frame = _held(table, card, step / _SHOWN, drift)
            noisy = frame.astype(np.int16) + noise[number % len(noise)]
            yield np.clip(noisy, 0, 255).astype(np.uint8)
            number += 1


def _held(table: Picture, card: Picture, t: float, drift: npt.NDArray[np.float64]) -> Picture:
    """Return ``table`` with ``card`` in a hand at ``t`` of its showing, 0 to 1."""
    height, width = card.shape[:2]
    angle = np.deg2rad(10 * drift[0] + 6 * np.sin(6 * t + drift[1]))
    scale = min(1.0, 660 / height) * (0.94 + 0.06 * np.cos(4 * t + drift[2]))
    centre = np.array([WIDTH / 2 + 120 * drift[1] + 25 * np.sin(5 * t), HEIGHT / 2 + 12 * drift[3]])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([[-width, -height], [width, -height], [width, height], [-width, height]])
    placed = corners / 2 * scale @ turn.T
    # One edge is nearer to the camera than the other.
    placed[:, 1] *= 1 + 0.06 * drift[2] * placed[:, 0] / (width / 2)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, (placed + centre).astype(np.float32))
    warped = cv2.warpPerspective(card, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    full = np.full(card.shape[:2], 255, dtype=np.uint8)
    mask = cv2.warpPerspective(full, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    frame = np.where(mask[:, :, None] > 127, warped, table)
    if t < 0.25:  # still moving as it comes into view
        kernel = np.full((1, 13), 1 / 13, dtype=np.float32)
        return np.asarray(cv2.filter2D(frame, -1, kernel), dtype=np.uint8)
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 0.6 + 0.5 * t), dtype=np.uint8)


def _card(showing: Showing) -> Picture:
    if showing.carrier is Carrier.TUBE:
        return _tube(showing.text)
    code = draw_qr(showing.text, _MODULE_PX)
    if showing.carrier is Carrier.DARK_PHONE:
        code = 255 - np.asarray(code * 0.86 + 12).astype(np.uint8)
    size = code.shape[0]
    framed = _coloured(code)
    if showing.carrier is Carrier.PAPER:
        return _pasted((size + 120, size + 90), (238, 242, 244), framed, 45, 60)
    if showing.carrier is Carrier.SCREENSHOT:
        chat = _pasted((size + 200, size + 60), (235, 235, 235), framed, 30, 60)
        chat[size + 90 : size + 120, 30 : size // 2] = (120, 220, 120)
        return chat
    body = _pasted((size + 180, size + 60), (28, 24, 22), framed, 30, 100)
    cv2.rectangle(body, (4, 4), (size + 55, size + 175), (90, 84, 80), 4)
    return body


def draw_label(text: str) -> Picture:
    """Return ``text`` as a Code 128 label (ISO/IEC 15417): grey, with its quiet zones."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    label = np.array(zxingcpp.write_barcode_to_image(code, scale=4), dtype=np.uint8)
    return label[:_LABEL_PX]


def _tube(text: str) -> Picture:
    label = draw_label(text)
    height, width = label.shape
    tube = _pasted((height + 40, width + 120), (200, 214, 222), _coloured(label), 60, 20)
    tube[:8] = (150, 160, 170)
    tube[-8:] = (150, 160, 170)
    return tube


def _coloured(grey: Picture) -> Picture:
    return np.repeat(grey[:, :, None], 3, axis=2)


def _pasted(
    size: tuple[int, int], colour: tuple[int, int, int], inner: Picture, left: int, top: int
) -> Picture:
    card = np.full((*size, 3), colour, dtype=np.uint8)
    card[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return card


def _table(random: np.random.Generator) -> Picture:
    """A table top under a lamp: a soft gradient with some grain."""
    x = np.linspace(0, 1, WIDTH)[None, :]
    y = np.linspace(0, 1, HEIGHT)[:, None]
    light = 95 + 70 * np.exp(-((x - 0.4) ** 2 + (y - 0.4) ** 2) * 2)
    grain = random.normal(0, 3, (HEIGHT, WIDTH))
    grey = np.clip(light + grain, 0, 255)
    return np.stack([grey * 0.92, grey * 0.97, grey], axis=2).astype(np.uint8)
