"""ZBar through pyzbar. The library may be missing on a machine: `load` then gives None."""

from __future__ import annotations

import importlib
import logging
import platform
from collections.abc import Iterable
from typing import Any, cast

import cv2
import numpy as np

from station.domain.scan import Corners, Symbology
from station.scanner.decoding.codes import LINEAR, DecodedCode, Grey

_LOG = logging.getLogger(__name__)
# DataBar stays out: old builds overflow their stack on it.
_LINEAR_NAMES = ("CODE128", "CODE39", "EAN13", "I25")
_SYMBOLOGIES = {
    "QRCODE": Symbology.QR,
    "CODE128": Symbology.CODE_128,
    "CODE39": Symbology.CODE_39,
    "EAN13": Symbology.EAN_13,
    "I25": Symbology.ITF,
}


def load() -> Zbar | None:
    """Return the reader, or None (and say so in the log) where libzbar is not installed."""
    try:
        return Zbar(importlib.import_module("pyzbar.pyzbar"))
    except (ImportError, OSError):
        _LOG.warning("libzbar is missing: codes are read by zxing-cpp alone")
        return None


class Zbar:
    """ZBar, restricted to the symbologies of a booth."""

    def __init__(self, library: Any) -> None:
        self._library = library
        # The Windows build that comes with pyzbar is of 2012: only prepared crops go into it.
        self.reads_whole_frames = platform.system() != "Windows"

    def read_linear(self, grey: Grey) -> list[DecodedCode]:
        return self._read(grey, _LINEAR_NAMES)

    def read_qr(self, grey: Grey) -> list[DecodedCode]:
        try:
            return self._read(grey, ("QRCODE",))
        except ValueError:
            # pyzbar stumbles over a QR code that is a part of several.
            return []

    def read_all(self, grey: Grey) -> list[DecodedCode]:
        """Read QR and linear codes."""
        try:
            return self._read(grey, ("QRCODE", *_LINEAR_NAMES))
        except ValueError:
            return self._read(grey, _LINEAR_NAMES)

    def _read(self, grey: Grey, names: Iterable[str]) -> list[DecodedCode]:
        kinds = self._library.ZBarSymbol
        codes = []
        for found in self._library.decode(grey, symbols=[kinds[name] for name in names]):
            symbology = _SYMBOLOGIES.get(found.type)
            if symbology is None or not found.polygon:
                continue
            text = found.data.decode("utf-8", "replace")
            if symbology is Symbology.QR and not text.isascii():
                # It takes GBK for Big5 and changes other bytes: only ASCII is what is in the code.
                continue
            code = DecodedCode(text, symbology, _corners(found.polygon, symbology in LINEAR))
            if code.is_long_enough:
                codes.append(code)
        return codes


def _corners(polygon: Iterable[tuple[int, int]], is_linear: bool) -> Corners:
    points = np.array([(x, y) for x, y in polygon], np.float32)
    if is_linear:
        # The hull of where its scan lines met the code, which leans: only the ends are sure.
        axis = int(np.ptp(points[:, 1]) > np.ptp(points[:, 0]))
        low, high = points[:, axis].min(), points[:, axis].max()
        near = 0.1 * (high - low)
        start = points[points[:, axis] <= low + near].mean(axis=0)
        end = points[points[:, axis] >= high - near].mean(axis=0)
        ends = [(float(x), float(y)) for x, y in (start, end, end, start)]
        return cast(Corners, tuple(ends))
    box = points if len(points) == 4 else cv2.boxPoints(cv2.minAreaRect(points))
    middle = box.mean(axis=0)
    clockwise = sorted(
        ((float(x), float(y)) for x, y in box),
        key=lambda p: float(np.arctan2(p[1] - middle[1], p[0] - middle[0])),
    )
    first = min(range(4), key=lambda i: sum(clockwise[i]))
    return cast(Corners, tuple(clockwise[first:] + clockwise[:first]))
