"""Codes as modules to be drawn: QR (ISO/IEC 18004) and Code 128 (ISO/IEC 15417)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from station.credential.qr import QUIET_ZONE, qr_modules

_LINEAR_QUIET_ZONE = 10


@dataclass(frozen=True, slots=True)
class Symbol:
    """``modules`` (rows, columns) without the quiet zone, dark ones True; bars are one row.

    ``quiet`` is the width of the quiet zone in modules.
    """

    modules: NDArray[np.bool_]
    quiet: int

    @property
    def columns(self) -> int:
        return int(self.modules.shape[1])

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Yield row, first column and length of each run of dark modules."""
        for row, modules in enumerate(self.modules):
            steps = np.diff(np.concatenate(([0], modules.astype(np.int8), [0])))
            for first, end in zip(*(np.flatnonzero(steps == s) for s in (1, -1)), strict=True):
                yield row, int(first), int(end - first)


def qr_symbol(text: str) -> Symbol:
    """Return ``text`` as a QR code, level M. Raises ValueError if it is too long for one."""
    return Symbol(qr_modules(text), QUIET_ZONE)


def code_128_symbol(text: str) -> Symbol:
    """Return ``text``, of ASCII, as the bars of a Code 128."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    picture = np.array(code.to_image(scale=1, add_quiet_zones=False))
    return Symbol(picture[:1] == 0, _LINEAR_QUIET_ZONE)
