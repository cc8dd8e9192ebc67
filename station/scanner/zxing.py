"""zxing-cpp, restricted to the symbologies of a booth. Releases the GIL while it reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import zxingcpp

from station.domain.scan import Corners, Symbology
from station.scanner.codes import DecodedCode, Grey, text_of

_Format = zxingcpp.BarcodeFormat

# `Code39` alone would add Code 32, PZN and the extended alphabet, which rewrite the text.
_LINEAR_FORMATS = [_Format.Code128, _Format.Code39Std, _Format.EAN13, _Format.ITF]
_MATRIX_FORMATS = [_Format.QRCode, _Format.DataMatrix]
_SYMBOLOGIES = {
    _Format.QRCode: Symbology.QR,
    _Format.QRCodeModel2: Symbology.QR,
    _Format.DataMatrix: Symbology.DATA_MATRIX,
    _Format.Code128: Symbology.CODE_128,
    _Format.Code39: Symbology.CODE_39,
    _Format.Code39Std: Symbology.CODE_39,
    _Format.EAN13: Symbology.EAN_13,
    _Format.ITF: Symbology.ITF,
}
# Symbology identifiers of QR and Data Matrix codes that declare their encoding.
_WITH_ECI = frozenset({"]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6"})


@dataclass(frozen=True, slots=True)
class Reading:
    """``codes`` were read; ``damaged`` are QR codes that were seen and not read."""

    codes: list[DecodedCode]
    damaged: list[Corners]


def read(
    grey: Grey, *, linear: bool = True, matrix: bool = True, global_threshold: bool = False
) -> Reading:
    """Read the codes of a contiguous grey picture, inverted, turned and small ones too."""
    formats = (_MATRIX_FORMATS if matrix else []) + (_LINEAR_FORMATS if linear else [])
    binarizer = zxingcpp.Binarizer
    codes: list[DecodedCode] = []
    damaged: list[Corners] = []
    for found in zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        formats=zxingcpp.BarcodeFormats(formats),
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=binarizer.GlobalHistogram if global_threshold else binarizer.LocalAverage,
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
