"""QR codes (ISO/IEC 18004), level M; a sampling code is one in alphanumeric mode."""

from __future__ import annotations

import numpy as np
import segno
from numpy.typing import NDArray

QUIET_ZONE = 4


def qr_modules(text: str, mode: str | None = None) -> NDArray[np.bool_]:
    """Return the modules of ``text`` (rows, columns), dark ones True, without a quiet zone.

    ``mode`` is numeric, alphanumeric or byte; without it the shortest that knows the text. Raises
    ValueError for text that the mode does not know, or that is too long.
    """
    code = segno.make_qr(text, mode=mode, error="m", boost_error=False)
    return np.array([list(row) for row in code.matrix], dtype=np.bool_)


def draw_qr(text: str, module_px: int, border: int = QUIET_ZONE) -> NDArray[np.uint8]:
    """Return ``text`` as a grey picture (rows, columns), black 0 on white 255.

    ``module_px`` is the width of a module in pixels, ``border`` that of the quiet zone in
    modules. Raises ValueError for text that alphanumeric mode does not know, lower case for one.
    """
    light = ~qr_modules(text, "alphanumeric")
    modules = np.pad(light * np.uint8(255), border, constant_values=255)
    return modules.repeat(module_px, axis=0).repeat(module_px, axis=1)
