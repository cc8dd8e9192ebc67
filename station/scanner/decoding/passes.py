"""Passes: what is tried on a picture in which a first look saw nothing, best value first.

In this order each reads most, for its time, of what those before it did not (measured on
photographs and drawn frames that a plain reader misses).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from station.scanner.decoding import enhance, zxing
from station.scanner.decoding.codes import DecodedCode, Grey
from station.scanner.decoding.patch import MOST_PIXELS, Patch, scaled, turned, whole
from station.scanner.decoding.zbar import Zbar

Reader = Callable[[Grey], list[DecodedCode]]
Repair = Callable[[Grey], Patch]


@dataclass(frozen=True, slots=True)
class Pass:
    """A repair of the whole picture and who reads it then."""

    name: str
    decoder: str
    repair: Repair = field(repr=False)
    reader: Reader = field(repr=False)

    def read(self, grey: Grey) -> list[DecodedCode]:
        """Return the codes with their corners in ``grey``."""
        patch = self.repair(grey)
        return patch.placed(self.reader(patch.pixels))


def for_frames(zbar: Zbar | None) -> list[Pass]:
    """Return what the frames of a camera take turns at: none of it costs more than a full look."""
    passes = [
        _QUICK_QR,
        DATA_MATRIX,
        _QUICK_BOTH,
        _GLOBAL_QR,
        DATA_MATRIX,
        _LARGER,
        _CRISP_QR,
        DATA_MATRIX,
        _QUICK_QR,
        _EVEN,
        DATA_MATRIX,
        _ASLANT[0],
    ]
    return [*passes, *_half_by_zbar(zbar)]


def for_stills(zbar: Zbar | None) -> list[Pass]:
    """Return everything, in the order in which a still picture is searched."""
    return [
        _QUICK_QR,
        _QUICK_BOTH,
        _SOFT_QR,
        _LARGER,
        *_half_by_zbar(zbar),
        _EVEN,
        _ASLANT[0],
        *_SHARP,
        _SMALL,
        *_ASLANT[1:],
        *_THRESHOLDS,
        *_large_by_zbar(zbar),
        _DOUBLED,
    ]


def _same_size(repair: Callable[[Grey], Grey]) -> Repair:
    return lambda grey: whole(repair(grey))


def _sized(factor: float) -> Repair:
    return lambda grey: scaled(grey, min(factor, (MOST_PIXELS / grey.size) ** 0.5))


def _then(repair: Repair, after: Callable[[Grey], Grey]) -> Repair:
    def both(grey: Grey) -> Patch:
        patch = repair(grey)
        return patch.with_pixels(after(patch.pixels))

    return both


def _turned(degrees: float, grey: Grey) -> Patch:
    # A long strip would lie in a picture many times its size.
    return turned(grey, degrees) if max(grey.shape) < 4 * min(grey.shape) else whole(grey)


def _zxing(formats: Sequence[zxing.Format], *, global_threshold: bool = False) -> Reader:
    return lambda grey: zxing.read(grey, formats, global_threshold=global_threshold).codes


def _half_by_zbar(zbar: Zbar | None) -> list[Pass]:
    if zbar is None or not zbar.reads_whole_frames:
        return []
    return [Pass("half", "zbar", _sized(0.5), zbar.read_all)]


def _large_by_zbar(zbar: Zbar | None) -> list[Pass]:
    if zbar is None or not zbar.reads_whole_frames:
        return []
    even = _same_size(lambda grey: enhance.even_contrast(grey, 2.0, 8))
    return [
        Pass("even", "zbar", even, zbar.read_all),
        Pass("doubled", "zbar", _sized(2.0), zbar.read_all),
    ]


_BOTH = zxing.QR + zxing.LINEAR
_QUICK_QR = Pass("dark", "zxing", _same_size(enhance.darkened), _zxing(zxing.QR))
_GLOBAL_QR = Pass("global", "zxing", whole, _zxing(_BOTH, global_threshold=True))
_SOFT_QR = Pass("soft", "zxing", _same_size(lambda g: enhance.soft(g, 1.0)), _zxing(zxing.QR))
DATA_MATRIX = Pass("matrix", "zxing", _same_size(enhance.calm), _zxing(zxing.DATA_MATRIX))
_CRISP_QR = Pass("crisp", "zxing", _same_size(enhance.unsharp), _zxing(zxing.QR))
_QUICK_BOTH = Pass(
    "half", "zxing", _then(_sized(0.5), enhance.unsharp), _zxing(zxing.ALL, global_threshold=True)
)
_LARGER = Pass("larger", "zxing", _sized(1.5), _zxing(_BOTH, global_threshold=True))
_EVEN = Pass(
    "even",
    "zxing",
    _same_size(lambda grey: enhance.even_contrast(grey, 3.0, 8)),
    _zxing(_BOTH, global_threshold=True),
)
_ASLANT = tuple(
    Pass(
        f"turned {degrees}",
        "zxing",
        partial(_turned, degrees),
        _zxing(zxing.LINEAR, global_threshold=True),
    )
    for degrees in (45, -22, 22, 68)
)
_SHARP = (
    Pass(
        "sharp",
        "zxing",
        _same_size(lambda grey: enhance.unsharp(grey, 3.0, 2.0)),
        _zxing(_BOTH, global_threshold=True),
    ),
    _CRISP_QR,
)
_SMALL = Pass("small", "zxing", _sized(0.35), _zxing(zxing.ALL))
_THRESHOLDS = (
    Pass(
        "wide", "zxing", _same_size(enhance.local_threshold), _zxing(_BOTH, global_threshold=True)
    ),
    Pass(
        "narrow",
        "zxing",
        _same_size(lambda grey: enhance.local_threshold(grey, 31)),
        _zxing(zxing.QR, global_threshold=True),
    ),
    Pass("flat", "zxing", _same_size(enhance.flattened), _zxing(zxing.QR)),
)
_DOUBLED = Pass(
    "doubled",
    "zxing",
    _then(_sized(2.0), lambda grey: enhance.unsharp(grey, 2.0, 1.5)),
    _zxing(zxing.ALL),
)
