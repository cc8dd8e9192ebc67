"""The benchmark's clip: one code after another held before the camera, for which one is timed.

Each code is in view for `SHOWN` frames, the first few blurred by the hand's movement; then the
table is empty for longer than the booth holds a code in view, so that nobody waits for the person
before. 1280 x 720 pixels, 30 frames a second, MJPG.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from station.credential.qr import draw_qr
from station.demo.clip import FPS, HEIGHT, WIDTH, draw_label

Picture = npt.NDArray[np.uint8]

SHOWN, GONE = 10, 17
EACH = SHOWN + GONE
_COMING = 2
_MODULE_PX = 5
_MARGIN_PX = 60


def write_shown_codes(path: Path, texts: Sequence[str], seed: int = 2022) -> None:
    """Write ``texts`` as a clip, each for `EACH` frames; a label where it is all digits.

    The first frame that shows the text at ``index`` is the clip's frame ``index * EACH``.
    """
    writer = cv2.VideoWriter(
        str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (WIDTH, HEIGHT), isColor=True
    )
    if not writer.isOpened():
        raise RuntimeError("the clip cannot be written")
    try:
        for frame in _frames(texts, np.random.default_rng(seed)):
            writer.write(frame)
    finally:
        writer.release()


def _frames(texts: Sequence[str], chance: np.random.Generator) -> Iterator[Picture]:
    table = _table()
    noise = [chance.integers(-8, 9, table.shape, dtype=np.int16) for _ in range(4)]
    empty = [_noisy(table, grain) for grain in noise]
    for index, text in enumerate(texts):
        card, drift = _card(text, dark=index % 4 == 3), chance.uniform(-1, 1, 3)
        for step in range(SHOWN):
            held = _held(table, card, step, drift)
            yield _noisy(held, noise[step % len(noise)])
        for step in range(GONE):
            yield empty[step % len(empty)]


def _held(table: Picture, card: Picture, step: int, drift: npt.NDArray[np.float64]) -> Picture:
    """Return ``table`` with ``card`` over it: turned, moving, not quite sharp."""
    height, width = card.shape[:2]
    t = step / SHOWN
    scale = min(1.0, 640 / height) * (0.94 + 0.05 * np.cos(4 * t + drift[2]))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 10 * drift[0] + 5 * t, scale)
    turn[0, 2] += WIDTH / 2 - width / 2 + 120 * drift[1] + 20 * t
    turn[1, 2] += HEIGHT / 2 - height / 2 + 12 * drift[2]
    frame = table.copy()
    cv2.warpAffine(
        card,
        turn,
        (WIDTH, HEIGHT),
        dst=frame,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    if step < _COMING:
        return np.asarray(cv2.blur(frame, (13, 1)), np.uint8)
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 0.7), np.uint8)


def _card(text: str, dark: bool) -> Picture:
    """Return ``text`` on white paper, or on a phone in its dark mode."""
    code = draw_label(text) if text.isdigit() else draw_qr(text, _MODULE_PX)
    card = np.pad(code, _MARGIN_PX, constant_values=255)
    if dark and not text.isdigit():
        card = 255 - np.asarray(card * 0.86 + 12).astype(np.uint8)
    return np.asarray(cv2.cvtColor(card, cv2.COLOR_GRAY2BGR), np.uint8)


def _table() -> Picture:
    """A table top under a lamp: a soft gradient."""
    across = np.linspace(-0.4, 0.6, WIDTH)[None, :]
    down = np.linspace(-0.4, 0.6, HEIGHT)[:, None]
    light = 95 + 70 * np.exp(-2 * (across**2 + down**2))
    return np.stack([light * 0.92, light * 0.97, light], axis=2).astype(np.uint8)


def _noisy(frame: Picture, grain: npt.NDArray[np.int16]) -> Picture:
    return np.asarray(cv2.add(frame, grain, dtype=cv2.CV_8U), np.uint8)
