"""What is held before the drawn camera: phones, tube labels, small tubes, worn paper, displays.

Each function draws a `Sheet` for a text; measures in mm, as found at a booth.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import zxingcpp

from station.credential.qr import draw_qr
from tests.benchmarks.drawn_camera import Chance, Light, Sheet

_ALPHABET = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:"))
_DIGITS = np.array(list("0123456789"))
_INK, _PAPER = 0.05, 0.85
_QUIET = 4


def person_text(chance: Chance) -> str:
    """Return a text of 250 characters as a person's code has it."""
    return "NAC1:" + "".join(chance.choice(_ALPHABET, 245))


def tube_text(chance: Chance, digits: int = 10) -> str:
    """Return a tube's text: two letters and digits, or six digits alone."""
    return ("XD" if digits > 6 else "") + "".join(chance.choice(_DIGITS, digits))


def phone(text: str, side: float, chance: Chance, *, inverted: bool = False) -> Sheet:
    """Return a phone of 72x152 mm whose screen shows ``text`` as a QR code ``side`` mm wide."""
    modules = _modules(text)
    texels = 8
    per_mm = texels * (len(modules) - 2 * _QUIET) / side
    code = modules.repeat(texels, axis=0).repeat(texels, axis=1)
    lit, dark = chance.uniform(0.75, 1.0), chance.uniform(0.015, 0.04)
    paper, ink = (dark, lit) if inverted else (lit, dark)
    sheet = np.full((round(152 * per_mm), round(72 * per_mm)), 0.02, np.float32)
    rim, height, width = round(3 * per_mm), *sheet.shape
    screen = sheet[2 * rim : -2 * rim, rim:-rim]
    screen[:] = paper
    for line, high in ((8, 2.6), (13, 1.8), (120, 1.8), (125, 1.5), (130, 1.5)):
        words = "".join(chance.choice(_ALPHABET, int(chance.integers(6, 22))))
        write(screen, words, (round(5 * per_mm), round(line * per_mm)), high * per_mm, ink)
    top, left = round(0.46 * height - len(code) / 2), round((width - len(code)) / 2)
    low, high = max(left, rim), min(left + len(code), width - rim)
    sheet[top : top + len(code), low:high] = np.where(code, paper, ink)[:, low - left : high - left]
    return Sheet(sheet, per_mm)


def display(text: str, scale: int, pitch: float, chance: Chance) -> Sheet:
    """Return a display of ``pitch`` mm a pixel, three stripes and a gap each, and its light bands.

    A module of the code is ``scale`` of the display's pixels wide.
    """
    modules = _modules(text)
    shown = np.pad(modules.repeat(scale, axis=0).repeat(scale, axis=1), 12, constant_values=1)
    # The weights of red, green and blue in grey, and the dark rows between the pixels.
    stripes = np.array([0.30, 0.59, 0.11], np.float32) * 3
    pixel = np.outer([1.3, 1.3, 0.05], stripes).astype(np.float32)
    light = np.tile(pixel, shown.shape) * (shown.repeat(3, axis=0).repeat(3, axis=1) * 0.8 + 0.03)
    rows = np.arange(len(light))
    bands = 1 - chance.uniform(0.0, 0.25) * (
        0.5
        + 0.5 * np.sin(2 * math.pi * (rows / len(light) * chance.uniform(2, 6) + chance.random()))
    )
    return Sheet((light * bands[:, None]).astype(np.float32) * 0.9, 3 / pitch)


def printed_qr(text: str, side: float, chance: Chance) -> Sheet:
    """Return paper with ``text`` as a QR code ``side`` mm wide."""
    modules, texels = _modules(text), 8
    per_mm = texels * (len(modules) - 2 * _QUIET) / side
    sheet = np.full((len(modules) + 8, len(modules) + 8), _PAPER, np.float32)
    sheet[4:-4, 4:-4] = np.where(modules, _PAPER, _INK)
    light = sheet.repeat(texels, axis=0).repeat(texels, axis=1)
    return Sheet(light * np.float32(chance.uniform(0.9, 1.0)), per_mm)


def label(text: str, module: float, chance: Chance, *, long: float = 0.0) -> Sheet:
    """Return a label with ``text`` as Code 128, bars 8 to 11 mm high, its words below.

    ``module`` is its thinnest bar; the label is the code with its quiet zones, or ``long`` mm.
    """
    texels = 6
    per_mm = texels / module
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    line = (np.asarray(barcode.to_image(scale=1, add_quiet_zones=False))[0] > 127).repeat(texels)
    room = max(10 * texels, round((long * per_mm - len(line)) / 2))
    bars = np.where(np.pad(line, room, constant_values=True), _PAPER, _INK).astype(np.float32)
    high = round(chance.uniform(8, 11) * per_mm)
    margin, below = round(1.2 * per_mm), round(3.5 * per_mm)
    sheet = np.full((margin + high + below, len(bars)), _PAPER, np.float32)
    sheet[margin : margin + high] = bars
    place = (room, margin + high + round(2.6 * per_mm))
    write(sheet, text, place, 2 * per_mm, _INK)
    return Sheet(sheet, per_mm)


def small_tube(text: str, side: float, chance: Chance) -> Sheet:
    """Return the foot of a small tube, 9 mm wide, with a Data Matrix ``side`` mm wide on it."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    modules = np.asarray(barcode.to_image(scale=1, add_quiet_zones=False)) > 127
    texels = 10
    per_mm = texels * len(modules) / side
    foot = np.full([round(9 * per_mm)] * 2, 0.06, np.float32)
    middle = len(foot) // 2
    cv2.circle(foot, (middle, middle), middle - 2, chance.uniform(0.3, 0.6), -1, cv2.LINE_AA)
    code = modules.repeat(texels, axis=0).repeat(texels, axis=1)
    code = np.pad(code, 2 * texels, constant_values=True)
    at = middle - len(code) // 2
    foot[at : at + len(code), at : at + len(code)] = np.where(code, _PAPER, 0.09)
    return Sheet(foot, per_mm)


def worn(sheet: Sheet, chance: Chance, *, linear: bool) -> Sheet:
    """Return ``sheet`` as it looks after days in a pocket: faded, scratched, ink missing.

    Dead dots of the printing head leave lines along the label; they cross every bar.
    """
    light, per_mm = sheet.light.copy(), sheet.per_mm
    rows, columns = light.shape
    coarse = chance.uniform(0, 1, (4, 6)).astype(np.float32)
    faded = np.asarray(cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC))
    faded = faded.clip(0, 1) * np.float32(chance.uniform(0.4, 0.85))
    light += (np.float32(_PAPER) - light) * faded
    for _ in range(chance.integers(4, 13)):
        start = chance.uniform((0, 0), (columns, rows))
        way = chance.uniform(0, 2 * math.pi)
        end = start + chance.uniform(6, 25) * per_mm * np.array([math.cos(way), math.sin(way)])
        thick = max(1, round(chance.uniform(0.1, 0.6) * per_mm))
        cv2.line(light, _at(start), _at(end), chance.uniform(0.6, 0.9), thick, cv2.LINE_AA)
    for _ in range(chance.integers(1, 6) if linear else 0):
        row = int(chance.integers(0, rows))
        light[row : row + max(1, round(chance.uniform(0.1, 0.3) * per_mm))] = _PAPER
    for _ in range(chance.integers(4, 16)):
        size = round(chance.uniform(0.2, 0.9) * per_mm)
        value = chance.choice([_PAPER, _INK])
        cv2.circle(light, _at(chance.uniform((0, 0), (columns, rows))), size, value, -1)
    grain = chance.normal(0, 0.08, (rows // 4 + 1, columns // 4 + 1)).astype(np.float32)
    light += cv2.resize(grain, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return Sheet(light.clip(0.02, 1), per_mm)


def _modules(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return the modules of a QR code with its quiet zone, True where light."""
    return np.asarray(draw_qr(text, 1, _QUIET) > 127)


def write(light: Light, words: str, place: tuple[int, int], high: float, ink: float) -> None:
    """Write ``words`` with capitals ``high`` texels high, their foot's left end at ``place``."""
    scale = high / 22
    mask = np.zeros(light.shape, np.uint8)
    thick = max(1, round(2 * scale))
    cv2.putText(mask, words, place, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, thick, cv2.LINE_AA)
    light += (np.float32(ink) - light) * (mask / np.float32(255))


def _at(point: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
