"""A hand-over sheet that was printed is held before a camera, and its code is proved.

The page is the real one at its real size, the camera is drawn, decoder and signature are real.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from station.catalogue import LANGUAGES, Catalogue
from station.credential.handover import SignedHandover
from station.paths import resources
from station.printing.handover_sheet import HandoverSheet
from station.printing.qt_handover_sheet import save_handover_pdf
from station.printing.symbol import sampling_code_symbol
from station.scanner.decode import FrameDecoder
from tests.integration.printing import photographs as shots
from tests.qt.printing.handover import fullest, usual
from tests.qt.printing.pages import MM_AN_INCH, pages

pytestmark = pytest.mark.usefixtures("qapp")

WORDS = [Catalogue.load(resources() / "translations", language) for language in LANGUAGES]
DPI = 200
# It is read in one of so many frames of a hand that moves.
FRAMES = 3


@pytest.mark.parametrize("make", [usual, fullest], ids=["usual", "fullest"])
@pytest.mark.parametrize("seed", range(2))
def test_a_booths_camera_reads_it(
    make: Callable[[], HandoverSheet], seed: int, tmp_path: Path
) -> None:
    sheet, chance = make(), np.random.default_rng(seed)
    save_handover_pdf(tmp_path / "sheet.pdf", sheet, WORDS)
    (page,) = pages(tmp_path / "sheet.pdf", DPI)
    per_mm = DPI / MM_AN_INCH
    # The corner with the code: nobody holds the whole page so near.
    page = page[round(36 * per_mm) : round(104 * per_mm), round(140 * per_mm) :]
    module = shots.module_mm(page, per_mm, sampling_code_symbol(sheet.code).columns)
    shown = shots.photographs(shots.paper(page, per_mm), module, chance, glass=False)
    decoder = FrameDecoder()
    texts = [
        code.text
        for number, frame in enumerate(islice(shown, FRAMES))
        for code in decoder.decode(frame, number / 30)
    ]
    assert set(texts) == {sheet.code}
    assert SignedHandover.parse(texts[0]).handover == sheet.handover
