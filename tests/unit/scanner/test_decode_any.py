"""Any text, any rotation: read exactly or not at all; noise is never a label."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import cv2
import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from station.scanner.decode import FrameDecoder, decode

if TYPE_CHECKING:
    from conftest import Draw

few = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
angles = st.integers(0, 359)


@few
@example(text="ଂ0", degrees=0)
@given(text=st.text(min_size=1, max_size=60).filter(lambda text: text.strip("\0")), degrees=angles)
def test_any_text_in_a_qr_code_is_read_exactly_however_it_is_turned(
    draw: Draw, text: str, degrees: int
) -> None:
    frame = draw.turned(draw.frame((draw.qr(text.encode(), scale=5), 480, 200)), degrees)
    assert [code.text for code in decode(frame)] == [text]


@few
@given(
    text=st.text(string.ascii_uppercase + string.digits + "-", min_size=6, max_size=12), turn=angles
)
def test_a_label_is_read_exactly_or_not_at_all_however_it_is_turned(
    draw: Draw, text: str, turn: int
) -> None:
    frame = draw.turned(draw.frame((draw.linear(text, scale=2), 400, 280)), turn)
    assert {code.text for code in decode(frame)} <= {text}
    decoder = FrameDecoder()
    for number in range(3):
        assert {code.text for code in decoder.decode(frame, number / 30)} <= {text}


@few
@given(
    seed=st.integers(0, 2**32 - 1), grain=st.sampled_from([1, 2, 3, 5, 9]), stripes=st.booleans()
)
def test_noise_and_stripes_are_never_a_label(seed: int, grain: int, stripes: bool) -> None:
    chance = np.random.default_rng(seed)
    shape = (1 if stripes else 480 // grain, 640 // grain)
    coarse = chance.integers(0, 256, shape, dtype=np.uint8)
    frame = np.asarray(cv2.resize(coarse, (640, 480), interpolation=cv2.INTER_NEAREST), np.uint8)
    decoder = FrameDecoder()
    for number in range(4):
        assert decoder.decode(frame, number / 30) == []
    assert decode(frame, budget_s=0.1) == []
