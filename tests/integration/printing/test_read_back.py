"""A code that was drawn here is photographed, read, and registers its person.

The pictures and pages are the real ones at their real size, the camera is drawn, the decoder, the
booth and its records are real.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count, islice
from pathlib import Path

import numpy as np
import pytest

from station.catalogue import Catalogue
from station.demo.people import child, resident
from station.domain import outcome as out
from station.domain.masking import mask_number
from station.domain.person import EntryMode, Person
from station.domain.scan import Source
from station.paths import DataFolder, resources
from station.printing.code_card import CodeCard, Layout
from station.printing.qt_code_picture import code_picture, code_symbol_picture
from station.printing.qt_code_sheet import save_code_pdf
from station.printing.symbol import sampling_code_symbol
from station.scanner.decode import FrameDecoder
from station.settings import Settings
from tests.benchmarks.drawn_camera import Chance, Grey, Sheet
from tests.conftest import FakeClock
from tests.integration.printing import photographs as shots
from tests.integration.services.driver import BoothDriver
from tests.qt.printing.pages import MM_AN_INCH, grey, pages

pytestmark = pytest.mark.usefixtures("qapp")

WORDS = Catalogue.load(resources() / "translations", "zh_CN")
# It is read in one of so many frames of a hand that moves.
FRAMES = 3
SEEDS = range(2)
_DPI = {Layout.A4_ONE: 200, Layout.A4_EIGHT: 300}
_LABEL_DPI = 203

Shooting = Callable[[CodeCard, Path, Chance], Iterator[Grey]]


class Desk:
    """Draws codes for persons who were never here, and lets a booth register them."""

    def __init__(self, booth: BoothDriver) -> None:
        self._booth = booth
        self._numbers = count(100)
        self._registered = 0

    def person(self, *, is_child: bool) -> Person:
        number = next(self._numbers)
        return child(number) if is_child else replace(resident(number), phone=None)

    def card(self, person: Person) -> CodeCard:
        number = mask_number(person.document.number)
        relation = person.relative and person.relative.relation
        text = self._booth.code(person)
        return CodeCard(text, person.name, number, date(2026, 12, 14), 22, relation, "第三采样点")

    def register(self, text: str) -> out.Outcome:
        """Let the booth's camera have read ``text``; there is an open tube."""
        if self._registered % 10 == 0:
            assert isinstance(self._booth.tube(self._registered), out.TubeOpened)
        self._registered += 1
        return self._booth.read(text, Source.CAMERA)

    def last(self) -> Person:
        return self._booth.registered()[-1][0]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    clock = FakeClock(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    booth = BoothDriver(DataFolder(tmp_path_factory.mktemp("booth")), clock, Settings()).sign_in()
    yield Desk(booth)
    booth.close()


def on_a_phone(card: CodeCard, folder: Path, chance: Chance) -> Iterator[Grey]:
    sheet = shots.phone(grey(code_picture(card, WORDS)), chance)
    return _shown(sheet, card, chance)


def as_a_screenshot(card: CodeCard, folder: Path, chance: Chance) -> Iterator[Grey]:
    sheet = shots.screenshot(grey(code_picture(card, WORDS)), chance)
    return _shown(sheet, card, chance)


def on_the_desk_s_monitor(card: CodeCard, folder: Path, chance: Chance) -> Iterator[Grey]:
    picture = grey(code_symbol_picture(card.text, 300))
    sheet = shots.monitor(picture, chance)
    module = shots.module_mm(picture, sheet.per_mm / 3, sampling_code_symbol(card.text).columns)
    return shots.crisp_photographs(sheet, module, chance)


def _shown(sheet: Sheet, card: CodeCard, chance: Chance) -> Iterator[Grey]:
    seen = np.round(sheet.light.clip(0, 1) ** (1 / 2.2) * 255).astype(np.uint8)
    module = shots.module_mm(seen, sheet.per_mm, sampling_code_symbol(card.text).columns)
    return shots.photographs(sheet, module, chance, glass=True)


def printed(layout: Layout) -> Shooting:
    def shooting(card: CodeCard, folder: Path, chance: Chance) -> Iterator[Grey]:
        path = folder / "codes.pdf"
        save_code_pdf(path, [card], layout, WORDS)
        dpi = _DPI.get(layout, _LABEL_DPI)
        per_mm = dpi / MM_AN_INCH
        (page,) = pages(path, dpi)
        if layout is Layout.A4_EIGHT:
            page = page[: round(79 * per_mm), : round(105 * per_mm)]
        sheet = shots.paper(page, per_mm, thermal=layout not in _DPI)
        module = shots.module_mm(page, per_mm, sampling_code_symbol(card.text).columns)
        return shots.photographs(sheet, module, chance, glass=False)

    return shooting


CARRIERS: dict[str, Shooting] = {
    "phone": on_a_phone,
    "screenshot": as_a_screenshot,
    "monitor": on_the_desk_s_monitor,
    **{layout.value: printed(layout) for layout in Layout},
}


@pytest.mark.parametrize("is_child", [False, True], ids=["own code", "drawn by a relative"])
@pytest.mark.parametrize("carrier", CARRIERS)
def test_it_registers_its_person(carrier: str, is_child: bool, desk: Desk, tmp_path: Path) -> None:
    for seed in SEEDS:
        person = desk.person(is_child=is_child)
        card = desk.card(person)
        frames = CARRIERS[carrier](card, tmp_path, np.random.default_rng([seed, is_child]))
        assert read(frames) == card.text, f"seed {seed}"
        outcome = desk.register(card.text)
        assert isinstance(outcome, out.Registered)
        mode = EntryMode.RELATIVE if is_child else EntryMode.CODE
        assert outcome.registration.entry_mode is mode
        assert desk.last() == person


def read(frames: Iterator[Grey]) -> str | None:
    """Return the code that a camera reads in the first frames, or None."""
    decoder = FrameDecoder()
    for number, frame in enumerate(islice(frames, FRAMES)):
        codes = decoder.decode(frame, number / 30)
        if codes:
            (code,) = codes
            return code.text
    return None
