"""zxing-cpp, restricted to the symbologies of a booth. Releases the GIL while it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import zxingcpp

from station.domain.scan import Corners, Symbology
from station.scanner.decoding.codes import DecodedCode, Grey, text_of

Format = zxingcpp.BarcodeFormat

# `Code39` alone would add Code 32, PZN and the extended alphabet, which rewrite the text.
LINEAR = (Format.Code128, Format.Code39Std, Format.EAN13, Format.ITF)
QR = (Format.QRCode,)
# Five times as costly as QR: looked for less often.
DATA_MATRIX = (Format.DataMatrix,)
ALL = QR + DATA_MATRIX + LINEAR
_SYMBOLOGIES = {
    Format.QRCode: Symbology.QR,
    Format.QRCodeModel2: Symbology.QR,
    Format.DataMatrix: Symbology.DATA_MATRIX,
    Format.Code128: Symbology.CODE_128,
    Format.Code39: Symbology.CODE_39,
    Format.Code39Std: Symbology.CODE_39,
    Format.EAN13: Symbology.EAN_13,
    Format.ITF: Symbology.ITF,
}
# Symbology identifiers of QR and Data Matrix codes that declare their encoding.
_WITH_ECI = frozenset({"]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6"})


@dataclass(frozen=True, slots=True)
class Reading:
    """``codes`` were read; ``damaged`` are QR codes that were seen and not read."""

    codes: list[DecodedCode]
    damaged: list[Corners]


def read(
    grey: Grey,
    formats: Sequence[Format] = ALL,
    *,
    global_threshold: bool = False,
    inverted: bool = True,
) -> Reading:
    """Read the codes of a grey picture, turned and small ones too, and ``inverted`` ones.

    ``formats`` are those of this module. UPC-A is an EAN-13 that begins with 0: 13 digits.
    """
    binarizer = zxingcpp.Binarizer
    codes: list[DecodedCode] = []
    damaged: list[Corners] = []
    for found in zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        formats=zxingcpp.BarcodeFormats(list(formats)),
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=binarizer.GlobalHistogram if global_threshold else binarizer.LocalAverage,
        try_invert=inverted,
        return_errors=True,
    ):
        symbology = _SYMBOLOGIES.get(found.format)
        if symbology is None:
            continue
        if found.valid:
            code = DecodedCode(_text(found, symbology), symbology, _corners(found.position))
            if code.is_long_enough:
                codes.append(code)
        elif symbology is Symbology.QR:
            damaged.append(_corners(found.position))
    return Reading(codes, damaged)


def _text(found: zxingcpp.Barcode, symbology: Symbology) -> str:
    is_matrix = symbology in (Symbology.QR, Symbology.DATA_MATRIX)
    if is_matrix and found.symbology_identifier not in _WITH_ECI:
        return text_of(found.bytes)
    return found.text.encode("utf-8", "replace").decode("utf-8")


def _corners(position: zxingcpp.Position) -> Corners:
    top_left, top_right = position.top_left, position.top_right
    bottom_right, bottom_left = position.bottom_right, position.bottom_left
    return (
        (float(top_left.x), float(top_left.y)),
        (float(top_right.x), float(top_right.y)),
        (float(bottom_right.x), float(bottom_right.y)),
        (float(bottom_left.x), float(bottom_left.y)),
    )
