"""QR codes that were seen and not read: looked at again, cut out and repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from station.domain.scan import Corners
from station.scanner.decoding import enhance, zxing
from station.scanner.decoding.codes import DecodedCode, Grey
from station.scanner.decoding.patch import MOST_PIXELS, cut
from station.scanner.decoding.zbar import Zbar

_MOST = 2
_TREATMENTS: tuple[tuple[float, Callable[[Grey], Grey]], ...] = (
    (2.0, enhance.unsharp),
    (1.0, enhance.darkened),
    (1.0, lambda grey: enhance.soft(grey, 1.0)),
    (2.0, enhance.even_contrast),
)


def read_damaged(grey: Grey, places: Sequence[Corners], zbar: Zbar | None) -> list[DecodedCode]:
    """Return what the first two places hold, cut out and repaired in one way after the other.

    ZBar comes last: another way to find a code's finder patterns.
    """
    codes: list[DecodedCode] = []
    for corners in places[:_MOST]:
        codes += next(_readings(grey, corners, zbar), [])
    return codes


def _readings(grey: Grey, corners: Corners, zbar: Zbar | None) -> Iterator[list[DecodedCode]]:
    """Yield what each treatment reads, empty results left out."""
    for factor, treat in _TREATMENTS:
        patch = cut(grey, corners, factor)
        if patch is not None and patch.pixels.size <= MOST_PIXELS:
            codes = zxing.read(treat(patch.pixels), zxing.QR).codes
            if codes:
                yield patch.placed(codes)
    patch = cut(grey, corners, 1.0)
    if patch is not None and zbar is not None and zbar.reads_whole_frames:
        codes = zbar.read_qr(patch.pixels)
        if codes:
            yield patch.placed(codes)
