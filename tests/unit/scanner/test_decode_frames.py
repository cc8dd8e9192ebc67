"""Frames of one camera: the place of the last find first, and no second code missed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from station.scanner.decode import FrameDecoder
from station.scanner.decoding.codes import DecodedCode
from station.scanner.decoding.purse import Purse

if TYPE_CHECKING:
    from conftest import Draw


def texts(codes: list[DecodedCode]) -> list[str]:
    return sorted(code.text for code in codes)


def test_a_code_that_moves_is_followed_and_never_lost(draw: Draw) -> None:
    decoder = FrameDecoder()
    for number in range(16):
        frame = draw.frame((draw.qr("NAC1:A"), 100 + 12 * number, 80 + 6 * number))
        (code,) = decoder.decode(frame, number / 30)
        assert code.corners[0] == pytest.approx((116 + 12 * number, 96 + 6 * number), abs=4)


@pytest.mark.parametrize("begins", range(4, 10))
def test_a_second_person_is_seen_within_three_frames(draw: Draw, begins: int) -> None:
    decoder = FrameDecoder()
    alone = draw.frame((draw.qr("NAC1:A"), 100, 100))
    both = draw.frame((draw.qr("NAC1:A"), 100, 100), (draw.qr("NAC1:B"), 800, 400))
    for number in range(begins):
        assert texts(decoder.decode(alone, number / 30)) == ["NAC1:A"]
    seen = [texts(decoder.decode(both, (begins + number) / 30)) for number in range(3)]
    assert seen[-1] == ["NAC1:A", "NAC1:B"]


def test_two_persons_once_seen_stay_seen_in_every_frame(draw: Draw) -> None:
    decoder = FrameDecoder()
    both = draw.frame((draw.qr("NAC1:A"), 100, 100), (draw.qr("NAC1:B"), 800, 400))
    for number in range(12):
        assert texts(decoder.decode(both, number / 30)) == ["NAC1:A", "NAC1:B"]


def test_a_tube_and_a_small_matrix_beside_a_person_are_read(draw: Draw) -> None:
    decoder = FrameDecoder()
    frame = draw.frame(
        (draw.qr("NAC1:A"), 80, 80),
        (draw.linear("XD0042137"), 600, 80),
        (draw.matrix("T01"), 80, 400),
    )
    for number in range(3):
        seen = texts(decoder.decode(frame, number / 30))
    assert seen == ["NAC1:A", "T01", "XD0042137"]


def test_another_tube_at_the_same_place_is_never_taken_for_the_last(draw: Draw) -> None:
    decoder = FrameDecoder()
    for number in range(6):
        decoder.decode(draw.frame((draw.linear("XD0042137"), 300, 200)), number / 30)
    for number in range(6, 10):
        seen = texts(decoder.decode(draw.frame((draw.linear("XD0042138"), 300, 200)), number / 30))
        assert seen in ([], ["XD0042138"])
    assert seen == ["XD0042138"]


def test_frames_that_change_their_size_are_read_with_their_own_corners(draw: Draw) -> None:
    decoder = FrameDecoder()
    frame = draw.frame((draw.qr("NAC1:A"), 900, 500))
    for number in range(5):
        decoder.decode(frame, number / 30)
    smaller = frame[440:, 860:]
    (code,) = decoder.decode(smaller, 0.2)
    assert code.corners[0] == pytest.approx((56, 76), abs=4)
    assert decoder.decode(frame[:0], 0.23) == []
    assert texts(decoder.decode(frame, 0.26)) == ["NAC1:A"]


def test_read_only_and_reversed_views_are_read(draw: Draw) -> None:
    frame = draw.frame((draw.qr("NAC1:A"), 300, 100))
    frame.flags.writeable = False
    for view in (frame, frame[::-1, ::-1], np.asfortranarray(frame)):
        decoder = FrameDecoder()
        for number in range(5):
            assert texts(decoder.decode(view, number / 30)) == ["NAC1:A"]


def test_what_a_frame_overspends_is_missing_in_the_next() -> None:
    now = [0.0]
    purse = Purse(10.0, 20.0, clock=lambda: now[0])
    purse.open_frame()
    assert purse.left_ms == pytest.approx(20)
    now[0] += 0.045
    assert purse.left_ms == pytest.approx(-25)
    purse.close_frame()
    purse.open_frame()
    assert purse.left_ms == pytest.approx(-10)
    for _ in range(5):
        purse.close_frame()
        purse.open_frame()
    assert purse.left_ms == pytest.approx(20)
