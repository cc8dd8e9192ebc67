"""The readers that the benchmark compares: ours, and what programs do without it.

A reader takes a grey frame and its time in seconds and returns the texts it found. ``booth``
means: restricted to the symbologies that the frames hold (QR, Data Matrix, Code 128, Code 39,
EAN-13; pyzbar has no Data Matrix).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp
from pyzbar import pyzbar

from station.scanner.decode import FrameDecoder, decode

Grey = npt.NDArray[np.uint8]
Reader = Callable[[Grey, float], list[str]]

_Kind = pyzbar.ZBarSymbol
_ZBAR_LINEAR = [_Kind.CODE128, _Kind.CODE39, _Kind.EAN13]
_Format = zxingcpp.BarcodeFormat
_ZXING_LINEAR = [_Format.Code128, _Format.Code39, _Format.EAN13]
_ZXING_BOOTH = [_Format.QRCode, _Format.DataMatrix, *_ZXING_LINEAR]


@dataclass(frozen=True, slots=True)
class Named:
    """A reader for the tables: ``make`` gives a fresh one, ``head`` is its column's two lines.

    ``reads_qr`` and ``reads_linear`` tell what it can read at all; ``plays`` is False where it
    does not take frames one by one.
    """

    make: Callable[[], Reader]
    head: tuple[str, str]
    is_ours: bool = False
    reads_qr: bool = True
    reads_linear: bool = True
    plays: bool = True


def ours_one_frame() -> Reader:
    decoder = FrameDecoder()
    return lambda grey, at: [code.text for code in decoder.decode(grey, at)]


def ours_three_frames() -> Reader:
    decoder = FrameDecoder()

    def read(grey: Grey, at: float) -> list[str]:
        frames = [decoder.decode(grey, at + number / 30) for number in range(3)]
        return [code.text for codes in frames for code in codes]

    return read


def ours_still(grey: Grey, at: float) -> list[str]:
    return [code.text for code in decode(grey)]


def pyzbar_all(grey: Grey, at: float) -> list[str]:
    return _zbar(grey, None)


def pyzbar_booth(grey: Grey, at: float) -> list[str]:
    return _zbar(grey, [_Kind.QRCODE, *_ZBAR_LINEAR])


def pyzbar_steps(grey: Grey, at: float) -> list[str]:
    """As is, then Otsu's threshold, a local one, and twice the size, until something is read."""
    steps: tuple[Callable[[], npt.NDArray[Any]], ...] = (
        lambda: grey,
        lambda: cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1],
        lambda: cv2.adaptiveThreshold(
            grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 51, 5
        ),
        lambda: cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC),
    )
    for step in steps:
        texts = pyzbar_booth(np.asarray(step(), np.uint8), at)
        if texts:
            return texts
    return []


def zxing_tries(grey: Grey, at: float) -> list[str]:
    return [found.text for found in _zxing(grey, _ZXING_BOOTH)]


def zxing_plain(grey: Grey, at: float) -> list[str]:
    found = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats(_ZXING_BOOTH),
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
    )
    return [one.text for one in found]


def opencv_qr() -> Reader:
    return _opencv(cv2.QRCodeDetector())


def opencv_aruco() -> Reader:
    return _opencv(cv2.QRCodeDetectorAruco())


def opencv_bars() -> Reader:
    return _opencv(cv2.barcode.BarcodeDetector())


def pipeline_a() -> Reader:
    """The first prototype of `design/scanning.md`, as it is described there."""
    locator = cv2.barcode.BarcodeDetector()

    def read(grey: Grey, at: float) -> list[str]:
        found = _zxing(grey, _ZXING_BOOTH, return_errors=True)
        texts = [one.text for one in found if one.valid]
        damaged = [one for one in found if not one.valid and one.format == _Format.QRCodeModel2]
        for one in damaged:
            texts += [again.text for again in _zxing(_closer(grey, one), [_Format.QRCode])]
        if found:
            return texts
        half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        seen, quads = locator.detect(half)
        for quad in quads if seen else ():
            level = _level(grey, np.asarray(quad, np.float32).reshape(4, 2) * 2)
            texts += [one.text for one in _zxing(level, _ZXING_LINEAR)]
            if not texts:
                texts += _zbar(level, _ZBAR_LINEAR)
        return texts

    return read


READERS: Mapping[str, Named] = {
    "ours, one frame": Named(ours_one_frame, ("ours", "1 frame"), is_ours=True),
    "ours, three equal frames": Named(
        ours_three_frames, ("ours", "3 frames"), is_ours=True, plays=False
    ),
    "ours, as a still": Named(lambda: ours_still, ("ours", "still"), is_ours=True, plays=False),
    "pyzbar, all symbologies": Named(lambda: pyzbar_all, ("pyzbar", "all")),
    "pyzbar, booth": Named(lambda: pyzbar_booth, ("pyzbar", "booth")),
    "pyzbar, booth, pre-steps": Named(lambda: pyzbar_steps, ("pyzbar", "steps")),
    "zxing-cpp, booth, all try_*": Named(lambda: zxing_tries, ("zxing", "try_*")),
    "zxing-cpp, booth, try_* off": Named(lambda: zxing_plain, ("zxing", "off")),
    "OpenCV QRCodeDetector": Named(opencv_qr, ("OpenCV", "QR"), reads_linear=False),
    "OpenCV QRCodeDetectorAruco": Named(opencv_aruco, ("OpenCV", "Aruco"), reads_linear=False),
    "OpenCV BarcodeDetector": Named(opencv_bars, ("OpenCV", "bars"), reads_qr=False),
    "pipeline A": Named(pipeline_a, ("pipeline", "A")),
}
OURS_FRAME, OURS_STILL, A = "ours, one frame", "ours, as a still", "pipeline A"


def _zbar(grey: Grey, kinds: list[pyzbar.ZBarSymbol] | None) -> list[str]:
    try:
        return [one.data.decode("utf-8", "replace") for one in pyzbar.decode(grey, symbols=kinds)]
    except ValueError:
        # pyzbar stumbles over a QR code that is a part of several.
        return []


def _zxing(
    grey: Grey, formats: list[zxingcpp.BarcodeFormat], *, return_errors: bool = False
) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats(formats),
        text_mode=zxingcpp.TextMode.Plain,
        return_errors=return_errors,
    )


def _opencv(detector: cv2.GraphicalCodeDetector) -> Reader:
    def read(grey: Grey, at: float) -> list[str]:
        try:
            return [text for text in detector.detectAndDecodeMulti(grey)[1] if text]
        except cv2.error:
            # Its own checks fail on some frames.
            return []

    return read


def _closer(grey: Grey, damaged: zxingcpp.Barcode) -> Grey:
    """Return a QR code that was seen and not read: cut out, twice the size, sharpened."""
    place = damaged.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    points = np.array([(corner.x, corner.y) for corner in corners])
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.25 * float((high - low).max()) + 4
    left, top = (low - room).clip(0).astype(int)
    right, bottom = (high + room).astype(int)
    part = cv2.resize(grey[top:bottom, left:right], None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.addWeighted(part, 2.0, cv2.GaussianBlur(part, (0, 0), 2), -1.0, 0))


def _level(grey: Grey, quad: npt.NDArray[np.float32]) -> Grey:
    """Return the rectangle around ``quad`` at twice the size, its long side level."""
    (x, y), (width, height), angle = cv2.minAreaRect(quad)
    if width < height:
        width, height, angle = height, width, angle + 90
    size = (max(16, round(2.4 * width)), max(16, round(2.2 * height)))
    matrix = cv2.getRotationMatrix2D((x, y), angle, 2.0)
    matrix[0, 2] += size[0] / 2 - x
    matrix[1, 2] += size[1] / 2 - y
    border = cv2.BORDER_REPLICATE
    turned = cv2.warpAffine(grey, matrix, size, flags=cv2.INTER_CUBIC, borderMode=border)
    return np.asarray(turned, np.uint8)
