"""Reading drawn codes: stills, frames, and pictures that hold no code at all."""

from __future__ import annotations

import logging
import random
import time
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
import segno

from station.domain.scan import Symbology
from station.scanner.decode import FrameDecoder, decode
from station.scanner.decoding import zbar
from station.scanner.decoding.codes import DecodedCode

if TYPE_CHECKING:
    from conftest import Draw

CODE = "NAC1:" + "".join(random.Random(1).choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=245))


def texts(codes: list[DecodedCode]) -> list[str]:
    return sorted(code.text for code in codes)


@pytest.fixture
def without_zbar(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError("Unable to find zbar shared library")

    monkeypatch.setattr(zbar.importlib, "import_module", missing)


def test_a_sampling_code_of_250_characters_is_read_in_one_frame(draw: Draw) -> None:
    frame = draw.frame((draw.qr(CODE, scale=5), 300, 100))
    (code,) = FrameDecoder().decode(frame, 0.0)
    assert (code.text, code.symbology) == (CODE, Symbology.QR)
    assert code.corners[0] == pytest.approx((320, 120), abs=3)


def test_a_code_in_dark_mode_and_upside_down_is_read(draw: Draw) -> None:
    frame = 255 - draw.frame((draw.qr(CODE, scale=5), 300, 100))[::-1, ::-1]
    assert texts(FrameDecoder().decode(frame, 0.0)) == [CODE]


@pytest.mark.parametrize(
    ("kind", "text", "symbology"),
    [
        ("Code128", "XD111203-21", Symbology.CODE_128),
        ("Code128", "110101199003077432", Symbology.CODE_128),
        ("Code39", "QA-2026", Symbology.CODE_39),
        ("EAN13", "6901234567892", Symbology.EAN_13),
        ("ITF", "12345678", Symbology.ITF),
    ],
)
def test_each_linear_symbology_is_read_from_a_still(
    draw: Draw, kind: str, text: str, symbology: Symbology
) -> None:
    (code,) = decode(draw.linear(text, kind))
    assert (code.text, code.symbology) == (text, symbology)


def test_a_data_matrix_is_read(draw: Draw) -> None:
    (code,) = decode(draw.matrix("TUBE0001"))
    assert (code.text, code.symbology) == ("TUBE0001", Symbology.DATA_MATRIX)


@pytest.mark.parametrize("degrees", [0, 30, 45, 80, 90])
def test_a_tube_label_is_read_at_any_angle(draw: Draw, degrees: int) -> None:
    label = draw.frame((draw.linear("XD0042137", scale=2), 400, 280))
    assert texts(decode(draw.turned(label, degrees))) == ["XD0042137"]


def test_a_person_and_a_tube_in_one_frame_are_both_read(draw: Draw) -> None:
    frame = draw.frame((draw.qr(CODE, scale=4), 20, 40), (draw.linear("XD0042137"), 700, 300))
    decoder = FrameDecoder()
    decoder.decode(frame, 0.0)
    assert texts(decoder.decode(frame, 0.03)) == sorted([CODE, "XD0042137"])
    assert texts(decode(frame)) == sorted([CODE, "XD0042137"])


def test_two_persons_in_one_frame_are_both_seen(draw: Draw) -> None:
    frame = draw.frame((draw.qr("NAC1:A"), 50, 50), (draw.qr("NAC1:B"), 700, 300))
    assert texts(FrameDecoder().decode(frame, 0.0)) == ["NAC1:A", "NAC1:B"]


def test_two_decoders_do_not_share_what_they_saw(draw: Draw) -> None:
    label = draw.frame((draw.linear("XD0042137"), 300, 300))
    one, other = FrameDecoder(), FrameDecoder()
    one.decode(label, 0.0)
    assert other.decode(draw.frame(), 0.03) == []


@pytest.mark.usefixtures("without_zbar")
def test_without_zbar_a_label_counts_by_two_passes_and_the_log_says_so(
    draw: Draw, caplog: pytest.LogCaptureFixture
) -> None:
    frame = draw.frame((draw.linear("XD0042137"), 300, 300))
    with caplog.at_level(logging.WARNING):
        decoder = FrameDecoder()
    assert "libzbar" in caplog.text
    assert texts(decoder.decode(frame, 0.0)) == ["XD0042137"]
    assert texts(decode(frame)) == ["XD0042137"]


@pytest.mark.parametrize("upright", [False, True])
def test_a_picture_longer_than_decoders_take_is_read_with_its_corners(
    draw: Draw, upright: bool
) -> None:
    strip = np.full((300, 70_000), 255, np.uint8)
    code = draw.qr("NAC1:LONG")
    height, width = code.shape
    strip[20 : 20 + height, 60_000 : 60_000 + width] = code
    if upright:
        strip = strip.T
    for found in (decode(strip), FrameDecoder().decode(strip, 0.0)):
        (one,) = found
        assert one.text == "NAC1:LONG"
        along, across = (one.centre[::-1]) if upright else one.centre
        assert (along, across) == pytest.approx((60_000 + width / 2, 20 + height / 2), abs=12)


@pytest.mark.parametrize("shape", [(1, 66_000), (66_000, 1), (40, 100_000), (0, 66_000)])
def test_a_strip_without_a_code_has_none(shape: tuple[int, int]) -> None:
    strip = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    decoder = FrameDecoder()
    assert decode(strip) == []
    assert [decoder.decode(strip, n * 0.03) for n in range(6)] == [[]] * 6


@pytest.mark.parametrize(
    "payload",
    ["张三，核酸检测".encode("gbk"), bytes(range(256)), b"\x00\xff\xfe", "é".encode("latin-1")],
    ids=["gbk", "all bytes", "binary", "latin-1"],
)
def test_any_payload_becomes_a_text_that_can_be_stored(draw: Draw, payload: bytes) -> None:
    for codes in (decode(draw.qr(payload)), FrameDecoder().decode(draw.qr(payload), 0.0)):
        (code,) = codes
        code.text.encode("utf-8")


def test_a_gbk_payload_reads_as_chinese(draw: Draw) -> None:
    assert texts(decode(draw.qr("核酸检测".encode("gbk")))) == ["核酸检测"]


def test_a_code_of_4000_characters_is_read(draw: Draw) -> None:
    text = "A1" * 2000
    assert texts(decode(draw.qr(text, scale=6))) == [text]


def test_a_part_of_several_codes_does_not_stop_the_others(draw: Draw) -> None:
    part = segno.make_sequence("A" * 200, symbol_count=3)[0]
    rows = part.matrix_iter(scale=4, border=4)
    picture = np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)
    frame = draw.frame((picture, 50, 50), (draw.linear("XD0042137"), 500, 300))
    assert "XD0042137" in texts(decode(frame))


def test_an_empty_code_gives_no_empty_text(draw: Draw) -> None:
    assert all(code.text for code in decode(draw.qr(b"\x00")))


@pytest.mark.parametrize("shape", [(1, 1), (1, 2000), (3, 3), (0, 0), (25, 25)])
def test_a_tiny_picture_holds_nothing(shape: tuple[int, int]) -> None:
    picture = np.zeros(shape, np.uint8)
    assert decode(picture) == []
    assert FrameDecoder().decode(picture, 0.0) == []


@pytest.mark.parametrize(
    "picture", [np.zeros((50, 50)), np.zeros((50, 50, 4), np.uint8), np.zeros(50, np.uint8)]
)
def test_what_is_no_grey_picture_is_refused_in_words(picture: np.ndarray) -> None:
    for read in (decode, lambda grey: FrameDecoder().decode(grey, 0.0)):
        with pytest.raises(ValueError, match="2-D uint8"):
            read(picture)


def test_noise_of_64_megapixels_ends_soon_and_holds_nothing() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (8000, 8000), dtype=np.uint8)
    began = time.monotonic()
    assert decode(noise, budget_s=1.0) == []
    assert time.monotonic() - began < 10


def test_corners_in_a_large_picture_are_those_of_the_original(draw: Draw) -> None:
    large = np.full((4000, 4000), 255, np.uint8)
    symbol = draw.qr("NAC1:LARGE", scale=20)
    large[3000 : 3000 + symbol.shape[0], 2000 : 2000 + symbol.shape[1]] = symbol
    (code,) = decode(large)
    assert code.corners[0] == pytest.approx((2080, 3080), abs=12)


def test_frames_with_no_code_give_nothing_however_long_one_looks() -> None:
    random_frames = np.random.default_rng(2)
    decoder = FrameDecoder()
    for number in range(12):
        coarse = random_frames.integers(0, 256, (45, 80), dtype=np.uint8)
        frame = np.asarray(cv2.resize(coarse, (1280, 720)), np.uint8)
        assert decoder.decode(frame, number / 30) == []


def test_a_view_into_a_larger_picture_is_read(draw: Draw) -> None:
    frame = draw.frame((draw.qr(CODE, scale=4), 300, 100))
    assert texts(FrameDecoder().decode(frame[50:650, 200:1100], 0.0)) == [CODE]
