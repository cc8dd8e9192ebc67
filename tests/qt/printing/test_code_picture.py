"""The picture of a code for a phone: it reads back, nothing is cut, and nothing else is in it."""

from __future__ import annotations

import os
import struct
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from station.catalogue import Catalogue
from station.demo.people import child, resident
from station.printing.code_card import CodeCard, CodePictureNotSaved
from station.printing.qt_code_picture import code_picture, code_symbol_picture, save_code_picture
from station.scanner.decode import decode
from tests.qt.printing.drawn_cards import card, nine, worst
from tests.qt.printing.pages import grey, on_a_thread

pytestmark = pytest.mark.usefixtures("qapp")

BADGE = QColor("#A35A00").rgb()


@pytest.fixture(scope="module")
def usual() -> CodeCard:
    return card(replace(resident(1), phone=None))


@pytest.fixture(scope="module")
def relative() -> CodeCard:
    return card(child(2))


def read(pixels: np.ndarray) -> list[str]:
    return [code.text for code in decode(pixels)]


def test_it_is_made_for_a_phone_and_reads_back(relative: CodeCard, catalogue: Catalogue) -> None:
    image = code_picture(relative, catalogue)
    assert (image.width(), image.height()) == (1080, 1920)
    assert read(grey(image)) == [relative.text]


@pytest.mark.parametrize("scale", [0.5, 0.37, 1.3])
def test_a_screenshot_that_was_packed_and_scaled_reads_back(
    relative: CodeCard, catalogue: Catalogue, scale: float
) -> None:
    pixels = grey(code_picture(relative, catalogue))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 60])
    assert read(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)) == [relative.text]


def test_modules_have_whole_pixels_and_a_quiet_zone_around(
    usual: CodeCard, catalogue: Catalogue
) -> None:
    pixels = grey(code_picture(usual, catalogue))
    (code,) = decode(pixels)
    left, top, right, bottom = (round(each) for each in code.box)
    each = 16
    assert right - left == bottom - top == 57 * each
    around = pixels[top - 4 * each : bottom + 4 * each, left - 4 * each : right + 4 * each].copy()
    around[4 * each : -4 * each, 4 * each : -4 * each] = 255
    assert around.min() == 255
    modules = pixels[top:bottom, left:right].reshape(57, each, 57, each)
    assert (modules.max(axis=(1, 3)) == modules.min(axis=(1, 3))).all()
    assert set(np.unique(modules)) == {0, 255}


@pytest.mark.parametrize("number", range(9))
def test_no_text_reaches_the_edges(number: int, catalogue: Catalogue) -> None:
    pixels = grey(code_picture(nine()[number], catalogue))
    band = 15 * 15
    below = pixels[band:]
    assert below[:, :40].min() == below[:, -40:].min() == 255
    assert below[-20:].min() == 255
    head = pixels[:band]
    assert (head[:8] == head[0, 0]).all()
    assert (head[-8:] == head[0, 0]).all()
    assert (head[:, :20] == head[0, 0]).all()


def test_the_worst_texts_leave_the_code_alone(catalogue: Catalogue) -> None:
    hard = worst()
    assert read(grey(code_picture(hard, catalogue))) == [hard.text]


def test_the_days_left_are_not_in_it(usual: CodeCard, catalogue: Catalogue) -> None:
    assert code_picture(usual, catalogue) == code_picture(replace(usual, days_left=3), catalogue)


@pytest.mark.parametrize(
    "changed",
    [{"name": "王五"}, {"number_masked": "3*3"}, {"site": "乙地"}, {"relation": "父亲"}],
    ids=lambda changed: next(iter(changed)),
)
def test_each_fact_shows(relative: CodeCard, catalogue: Catalogue, changed: dict[str, str]) -> None:
    other = code_picture(replace(relative, **changed), catalogue)
    assert other != code_picture(relative, catalogue)


def test_only_a_relative_s_code_has_the_badge(
    usual: CodeCard, relative: CodeCard, catalogue: Catalogue
) -> None:
    def has_badge(image: QImage) -> bool:
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
        return bool((pixels == BADGE).sum() > 1000)

    assert has_badge(code_picture(relative, catalogue))
    assert not has_badge(code_picture(usual, catalogue))


def test_rare_characters_are_shown(usual: CodeCard, catalogue: Catalogue) -> None:
    # A face that lacks them draws the same box for all.
    signs = ["㐀", "𠮷", "𠮶", "㐁", "·"]
    drawn = [code_picture(replace(usual, name=sign), catalogue) for sign in signs]
    assert all(one != other for at, one in enumerate(drawn) for other in drawn[:at])


# --- the code alone, for a page --------------------------------------------------------------


@pytest.mark.parametrize("room", [130, 192, 212, 333, 640])
def test_the_code_alone_is_crisp_at_any_size(usual: CodeCard, room: int) -> None:
    image = code_symbol_picture(usual.text, room)
    assert room - 65 < image.width() == image.height() <= room
    pixels = grey(image)
    assert set(np.unique(pixels)) == {0, 255}
    assert read(pixels) == [usual.text]


def test_the_code_alone_has_a_pixel_a_module_at_least(usual: CodeCard) -> None:
    assert code_symbol_picture(usual.text, 20).width() == 65


# --- saving ----------------------------------------------------------------------------------


def test_it_is_saved_for_its_owner_with_nothing_but_pixels(
    tmp_path: Path, relative: CodeCard, catalogue: Catalogue
) -> None:
    path = tmp_path / f"{relative.file_stem}.png"
    save_code_picture(path, relative, catalogue)
    data = path.read_bytes()
    assert _chunks(data) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600
    saved = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert read(saved) == [relative.text]
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def _chunks(png: bytes) -> set[bytes]:
    at, kinds = 8, set()
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        kinds.add(kind)
        at += 12 + length
    return kinds


def test_another_thread_saves_it(tmp_path: Path, usual: CodeCard, catalogue: Catalogue) -> None:
    path = tmp_path / "code.png"
    assert on_a_thread(lambda: save_code_picture(path, usual, catalogue)) == []
    assert read(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)) == [usual.text]


def test_a_failed_save_is_said_and_leaves_what_was_there(
    tmp_path: Path, usual: CodeCard, catalogue: Catalogue
) -> None:
    path = tmp_path / "code.png"
    path.mkdir()
    for target in (path, tmp_path / "gone" / "code.png"):
        with pytest.raises(CodePictureNotSaved):
            save_code_picture(target, usual, catalogue)
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_that_is_no_code_leaves_no_file(
    tmp_path: Path, usual: CodeCard, catalogue: Catalogue
) -> None:
    with pytest.raises(ValueError, match="mode"):
        save_code_picture(tmp_path / "code.png", replace(usual, text="张三"), catalogue)
    assert list(tmp_path.iterdir()) == []
