"""Contrast and sharpness repairs: grey pixels in, grey pixels of the same size out."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from station.scanner.decoding.codes import Grey


def unsharp(grey: Grey, sigma: float = 1.5, amount: float = 1.0) -> Grey:
    """Sharpen edges that were blurred over about ``sigma`` pixels."""
    soft = cv2.GaussianBlur(grey, (0, 0), sigma)
    return cast(Grey, cv2.addWeighted(grey, 1 + amount, soft, -amount, 0))


def along_bars(grey: Grey) -> Grey:
    """Sharpen level bars, then average along them, which takes the noise out."""
    return cast(Grey, cv2.blur(unsharp(grey, 2.5, 1.5), (1, 9)))


def even_contrast(grey: Grey, limit: float = 2.0, tiles: int = 4) -> Grey:
    """Even out the contrast tile by tile (CLAHE)."""
    return cast(Grey, cv2.createCLAHE(limit, (tiles, tiles)).apply(grey))


def local_threshold(grey: Grey, window: int = 61) -> Grey:
    """Return black and white by the mean of a window: glare and shadows go."""
    return cast(
        Grey,
        cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, window, 5),
    )


def soft(grey: Grey, sigma: float = 2.0) -> Grey:
    """Blur: moire, print dots and the gaps between a display's pixels go."""
    return cast(Grey, cv2.GaussianBlur(grey, (0, 0), sigma))


def calm(grey: Grey) -> Grey:
    """Take the noise off that costs a decoder most of its time; modules of 2 pixels stay."""
    return cast(Grey, cv2.GaussianBlur(grey, (3, 3), 0.8))


def darkened(grey: Grey) -> Grey:
    """Spread the bright end out (gamma 3): codes under glare."""
    curve = (np.linspace(0.0, 1.0, 256) ** 3 * 255).astype(np.uint8)
    return cast(Grey, cv2.LUT(grey, curve))


def flattened(grey: Grey) -> Grey:
    """Divide by the background: uneven light goes."""
    return cast(Grey, cv2.divide(grey, cv2.GaussianBlur(grey, (0, 0), 25), scale=160))
