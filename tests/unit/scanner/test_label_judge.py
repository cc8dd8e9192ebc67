"""Where the bars of a label reach, and which linear reads are doubtful or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from station.domain.scan import Symbology
from station.scanner.decode import FrameDecoder, decode
from station.scanner.decoding.codes import DecodedCode
from station.scanner.decoding.label_judge import LabelJudge
from station.scanner.decoding.outline import outlined

if TYPE_CHECKING:
    from conftest import Draw, Picture


def line(text: str, ends: tuple[tuple[float, float], tuple[float, float]]) -> DecodedCode:
    """What a decoder gives: the line that it read along."""
    start, end = ends
    return DecodedCode(text, Symbology.CODE_128, (start, end, end, start))


def bars(frame: Picture, top: int, bottom: int) -> tuple[float, float]:
    """Return the first and the last column with bars between two rows."""
    dark = np.flatnonzero(frame[(top + bottom) // 2] < 100)
    return float(dark[0]), float(dark[-1])


def test_the_corners_of_a_label_enclose_its_bars(draw: Draw) -> None:
    frame = draw.frame((draw.linear("XD0042137", height=80), 300, 200))
    left, right = bars(frame, 240, 320)
    (code,) = decode(frame)
    box = code.box
    assert box == pytest.approx((left, 240, right, 320), abs=12)


def test_a_label_aslant_has_corners_all_along_its_bars(draw: Draw) -> None:
    frame = draw.turned(draw.frame((draw.linear("XD0042137", height=80), 450, 300)), 30)
    (code,) = decode(frame)
    (x0, y0), (x1, y1), (x2, y2), _ = code.corners
    along, across = np.hypot(x1 - x0, y1 - y0), np.hypot(x2 - x1, y2 - y1)
    assert across == pytest.approx(80, abs=16)
    assert along > 3 * across


def test_a_label_that_the_edge_cuts_is_doubtful(draw: Draw) -> None:
    frame = draw.frame((draw.linear("XD0042137", height=80), 300, 200))[: 240 + 40]
    left, right = bars(frame, 240, 280)
    whole = line("XD0042137", ((left, 260.0), (right, 260.0)))
    assert outlined(frame, whole).is_cut
    assert LabelJudge(frame, None).is_doubtful(whole)


def test_a_neighbour_that_the_edge_cuts_yields_to_a_whole_label(draw: Draw) -> None:
    frame = draw.frame(
        (draw.linear("XD0042137"), 300, 100), (draw.linear("XD0042138", height=90), 300, 500)
    )[:590]
    assert [code.text for code in decode(frame)] == ["XD0042137"]
    decoder = FrameDecoder()
    for number in range(8):
        assert {code.text for code in decoder.decode(frame, number / 30)} <= {"XD0042137"}


def test_a_line_that_ends_among_bars_is_doubtful(draw: Draw) -> None:
    frame = draw.frame((draw.linear("12345678901234", "ITF"), 300, 200))
    left, right = bars(frame, 240, 330)
    part = line("123456", ((left, 280.0), (left + 0.6 * (right - left), 280.0)))
    assert outlined(frame, part).is_crowded
    assert not outlined(frame, line("", ((left, 280.0), (right, 280.0)))).is_crowded


def test_a_text_that_fits_no_pattern_is_doubtful(draw: Draw) -> None:
    frame = draw.frame((draw.linear("XD0042137"), 300, 200))
    left, right = bars(frame, 240, 330)
    code = line("XD0042137", ((left, 280.0), (right, 280.0)))
    assert not LabelJudge(frame, lambda text: text.startswith("XD")).is_doubtful(code)
    assert LabelJudge(frame, lambda text: text.startswith("QA")).is_doubtful(code)


def test_a_label_of_another_pattern_is_seen_a_frame_later(draw: Draw) -> None:
    frame = draw.frame((draw.linear("XD0042137"), 300, 200))
    for fits, first in ((True, 1), (False, 0)):
        decoder = FrameDecoder(label_fits=lambda text, fits=fits: fits)  # type: ignore[misc]
        counts = [len(decoder.decode(frame, number / 30)) for number in range(3)]
        assert counts == [first, 1, 1]
        assert len(decode(frame, label_fits=lambda text, fits=fits: fits)) == 1  # type: ignore[misc]
