"""A sampling code as a QR code (ISO/IEC 18004): alphanumeric mode, level M."""

from __future__ import annotations

import numpy as np
import segno
from numpy.typing import NDArray

QUIET_ZONE = 4


def draw_qr(text: str, module_px: int, border: int = QUIET_ZONE) -> NDArray[np.uint8]:
    """Return ``text`` as a grey picture (rows, columns), black 0 on white 255.

    ``module_px`` is the width of a module in pixels, ``border`` that of the quiet zone in
    modules. Raises ValueError for text that alphanumeric mode does not know, lower case for one.
    """
    code = segno.make_qr(text, mode="alphanumeric", error="m", boost_error=False)
    dark = np.array([list(row) for row in code.matrix], dtype=np.uint8)
    modules = np.pad((1 - dark) * np.uint8(255), border, constant_values=255)
    return modules.repeat(module_px, axis=0).repeat(module_px, axis=1)
