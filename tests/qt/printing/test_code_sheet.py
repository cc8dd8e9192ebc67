"""Codes in a PDF and on a printer: rendered, measured, and read back with the console's reader."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from station.catalogue import Catalogue
from station.demo.people import resident
from station.paths import resources
from station.printing.code_card import (
    CodeCard,
    CodePaperTooSmall,
    CodePdfNotSaved,
    CodePrintCancelled,
    CodesNotPrinted,
    Layout,
)
from station.printing.qt_code_sheet import print_codes, save_code_pdf
from station.scanner.decode import decode
from tests.qt.printing.drawn_cards import LONG_NAME, card, nine, worst
from tests.qt.printing.pages import MM_AN_INCH, Grey, on_a_thread, pages

pytestmark = pytest.mark.usefixtures("qapp")

# The least width of a usual person's code in mm, without its quiet zone.
LEAST_MM = {
    Layout.A4_ONE: 60.0,
    Layout.A4_EIGHT: 40.0,
    Layout.LABEL_40: 33.0,
    Layout.LABEL_50: 42.0,
    Layout.LABEL_60: 50.0,
}


@pytest.fixture(scope="module")
def words() -> Catalogue:
    return Catalogue.load(resources() / "translations", "zh_CN")


@pytest.fixture(scope="module")
def cards() -> list[CodeCard]:
    return nine()


def saved(folder: Path, cards: list[CodeCard], layout: Layout, words: Catalogue) -> Path:
    path = folder / "codes.pdf"
    save_code_pdf(path, cards, layout, words)
    return path


def read(page: Grey) -> set[str]:
    return {code.text for code in decode(page, budget_s=3.0)}


def text_of(path: Path) -> str:
    """Return the PDF's text without its spaces.

    Its glyphs may come back as the radicals that look like them, a line as several.
    """
    document = QPdfDocument()
    document.load(str(path))
    texts = [document.getAllText(at).text() for at in range(document.pageCount())]
    document.close()
    return plain("".join(texts))


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("layout", Layout)
def test_every_code_is_on_its_page_and_reads_back(
    layout: Layout, tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    paper = layout.paper
    cards = cards if paper.cards > 1 else cards[1:8:3]
    path = saved(tmp_path, cards, layout, words)
    dpi = 203
    found = []
    for page in pages(path, dpi):
        height, width = page.shape
        assert abs(width * MM_AN_INCH / dpi - paper.width) < 0.2
        assert abs(height * MM_AN_INCH / dpi - paper.height) < 0.2
        found.append(read(page))
    each = paper.cards
    wanted = [{one.text for one in cards[at : at + each]} for at in range(0, len(cards), each)]
    assert found == wanted


@pytest.mark.parametrize("layout", Layout)
def test_a_code_is_as_large_as_it_should_be_with_a_quiet_zone(
    layout: Layout, tmp_path: Path, words: Catalogue
) -> None:
    dpi = 300 if layout.paper.margin else 600
    usual = card(replace(resident(1), phone=None))
    (page,) = pages(saved(tmp_path, [usual], layout, words), dpi)
    (code,) = decode(page)
    left, top, right, bottom = (round(each) for each in code.box)
    assert min(right - left, bottom - top) * MM_AN_INCH / dpi >= LEAST_MM[layout]
    module = (right - left) / 57
    # Nothing but paper is around it for four modules, and that much is on the paper.
    zone, edge = round(3.9 * module), round(module / 2)
    assert min(left, top, page.shape[1] - right) >= zone
    around = page[top - zone : bottom + zone, left - zone : right + zone].copy()
    around[zone - edge : edge - zone, zone - edge : edge - zone] = 255
    assert around.min() == 255


@pytest.mark.parametrize("layout", [Layout.A4_ONE, Layout.A4_EIGHT])
def test_a_longer_code_is_as_large(layout: Layout, tmp_path: Path, words: Catalogue) -> None:
    # The longest text that a station reads: 1,024 characters, version 21.
    dpi = 300
    long = replace(card(resident(1)), text="NAC1:" + "A1" * 509 + "B")
    (page,) = pages(saved(tmp_path, [long], layout, words), dpi)
    (code,) = decode(page)
    assert code.text == long.text
    assert (code.box[2] - code.box[0]) * MM_AN_INCH / dpi >= LEAST_MM[layout] - 1


@pytest.mark.parametrize("layout", Layout)
def test_names_numbers_dates_and_relations_stand_on_it(
    layout: Layout, tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    text = text_of(saved(tmp_path, cards, layout, words))
    for one in cards:
        assert one.number_masked in text
        # Qt tells no reader of a PDF what characters beyond the first plane are.
        if len(one.name) <= 6 and max(one.name) < "\U00010000":
            assert plain(one.name) in text
    assert text.count(plain(words.text("code_card.valid_until", date="2026-12-14"))) == len(cards)
    assert plain(words.text("code_card.relative", relation="母亲")) in text


def test_rare_characters_are_shown(tmp_path: Path, words: Catalogue) -> None:
    # A face that lacks them draws the same box for all.
    usual = card(resident(1))
    alike = [replace(usual, name=sign) for sign in ("㐀", "𠮷", "𠮶", "㐁", "·")]
    drawn = list(pages(saved(tmp_path, alike, Layout.LABEL_40, words), 150))
    for at, one in enumerate(drawn):
        assert not any(np.array_equal(one, other) for other in drawn[:at])


def test_a_long_name_has_two_lines_on_a_card_and_is_cut_on_a_label(
    tmp_path: Path, words: Catalogue
) -> None:
    long = card(resident(1), name="阿卜杜拉·艾合买提")
    text = text_of(saved(tmp_path, [long], Layout.A4_EIGHT, words))
    assert plain(long.name) in text
    label = saved(tmp_path, [card(resident(1), name=LONG_NAME)], Layout.LABEL_40, words)
    assert "巴哈尔" not in text_of(label)


@pytest.mark.parametrize("layout", Layout)
def test_no_text_of_the_worst_card_is_cut_or_leaves_its_place(
    layout: Layout, tmp_path: Path, catalogue: Catalogue
) -> None:
    dpi = 150
    hard = [worst(index) for index in range(layout.paper.cards)]
    (page,) = pages(saved(tmp_path, hard, layout, catalogue), dpi)
    assert read(page) == {one.text for one in hard}
    paper = layout.paper
    margin, edge = paper.margin or 0.0, 0.8
    rows, columns = paper.rows, paper.columns
    width, height = ((paper.width - 2 * margin) / columns, (paper.height - 2 * margin) / rows)
    mark = 3.4
    for row in range(rows):
        for column in range(columns):
            left, top = margin + column * width, margin + row * height
            assert blank(page, dpi, left + mark, top, width - 2 * mark, edge)
            assert blank(page, dpi, left + mark, top + height - edge, width - 2 * mark, edge)
            assert blank(page, dpi, left, top + mark, edge, height - 2 * mark)
            assert blank(page, dpi, left + width - edge, top + mark, edge, height - 2 * mark)


def blank(page: Grey, dpi: int, left: float, top: float, width: float, height: float) -> bool:
    """Tell whether nothing is printed in a box in mm."""
    per_mm = dpi / MM_AN_INCH
    x, y = round(left * per_mm), round(top * per_mm)
    box = page[y : round((top + height) * per_mm), x : round((left + width) * per_mm)]
    return bool(box.min() == 255)


def test_the_page_of_eight_has_marks_where_cards_meet_and_keeps_its_margins(
    tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    dpi = 300
    page = next(pages(saved(tmp_path, cards, Layout.A4_EIGHT, words), dpi))
    per_mm = dpi / MM_AN_INCH
    for x in (10, 105, 200):
        for row in range(5):
            y = 10 + row * 69.25
            ends = [(x + dx, y) for dx in (-2, 2)] + [(x, y + dy) for dy in (-2, 2)]
            inked = [not blank(page, dpi, px - 0.3, py - 0.3, 0.6, 0.6) for px, py in ends]
            inside = [10 <= px <= 200 and 10 <= py <= 287 for px, py in ends]
            assert inked == inside
    margin = round(9.8 * per_mm)
    page[margin:-margin, margin:-margin] = 255
    assert page.min() == 255


# --- the file --------------------------------------------------------------------------------


def test_the_file_is_its_owner_s_and_tells_of_nobody_outside_its_pages(
    tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    path = saved(tmp_path, cards, Layout.A4_EIGHT, words)
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["codes.pdf"]
    document = QPdfDocument()
    document.load(str(path))
    field = QPdfDocument.MetaDataField
    told = {kind: document.metaData(kind) for kind in field}
    document.close()
    assert told[field.Title] == words.text("code_card.title")
    assert [told[kind] for kind in (field.Author, field.Subject, field.Keywords)] == ["", "", ""]
    data = path.read_bytes()
    for one in cards:
        for personal in (one.text, one.name, one.number_masked):
            assert personal.encode() not in data
            assert personal.encode("utf-16-be") not in data


def test_progress_is_told_once_a_page(
    tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    told: list[tuple[int, int]] = []
    save_code_pdf(
        tmp_path / "codes.pdf",
        cards * 2,
        Layout.A4_EIGHT,
        words,
        lambda done, total: told.append((done, total)),
    )
    assert told == [(8, 18), (16, 18), (18, 18)]


@pytest.mark.parametrize("has_old", [True, False])
def test_it_may_be_called_off_and_leaves_what_was_there(
    tmp_path: Path, cards: list[CodeCard], words: Catalogue, has_old: bool
) -> None:
    path, cancel, pages_done = tmp_path / "codes.pdf", Event(), []
    if has_old:
        path.write_bytes(b"old")

    def progress(done: int, total: int) -> None:
        pages_done.append(done)
        cancel.set()

    with pytest.raises(CodePrintCancelled):
        save_code_pdf(path, cards, Layout.LABEL_40, words, progress, cancel)
    assert pages_done == [1]
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == (
        [("codes.pdf", b"old")] if has_old else []
    )


def test_a_folder_that_is_not_there_is_said(
    tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    with pytest.raises(CodePdfNotSaved):
        saved(tmp_path / "gone", cards, Layout.A4_ONE, words)


def test_a_failed_save_leaves_what_was_there(
    tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    path = tmp_path / "codes.pdf"
    path.mkdir()
    with pytest.raises(CodePdfNotSaved):
        save_code_pdf(path, cards, Layout.A4_ONE, words)
    assert list(tmp_path.iterdir()) == [path]


@contextmanager
def _no_file_longer_than(size: int) -> Iterator[None]:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [1, 20_000, 60_000])
def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, cards: list[CodeCard], words: Catalogue, size: int
) -> None:
    with _no_file_longer_than(size), pytest.raises(CodePdfNotSaved):
        save_code_pdf(tmp_path / "codes.pdf", cards, Layout.A4_EIGHT, words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["张三", ""])
def test_what_is_no_code_leaves_no_file(tmp_path: Path, words: Catalogue, text: str) -> None:
    bad = replace(card(resident(1)), text=text)
    with pytest.raises(ValueError, match="mode"):
        saved(tmp_path, [card(resident(2)), bad], Layout.LABEL_40, words)
    with pytest.raises(ValueError, match="no cards"):
        saved(tmp_path, [], Layout.LABEL_40, words)
    assert list(tmp_path.iterdir()) == []


# --- threads and printers --------------------------------------------------------------------


def printer_to(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_another_thread_saves_them(tmp_path: Path, cards: list[CodeCard], words: Catalogue) -> None:
    path = tmp_path / "codes.pdf"
    assert on_a_thread(lambda: save_code_pdf(path, cards[:3], Layout.LABEL_60, words)) == []
    found = set().union(*(read(page) for page in pages(path, 203)))
    assert found == {one.text for one in cards[:3]}


@pytest.mark.parametrize("layout", Layout)
def test_another_thread_prints_them(
    layout: Layout, tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    printer = printer_to(tmp_path / "printed.pdf")
    # As somebody left it who printed something else.
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    few = cards[:3]
    assert on_a_thread(lambda: print_codes(printer, few, layout, words)) == []
    found = set()
    for page in pages(tmp_path / "printed.pdf", 203):
        assert abs(page.shape[1] * MM_AN_INCH / 203 - layout.paper.width) < 0.5
        found |= read(page)
    assert found == {one.text for one in few}


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_takes_no_page_is_said(
    tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    printer = printer_to(tmp_path / "gone" / "printed.pdf")
    with pytest.raises(CodesNotPrinted):
        print_codes(printer, cards, Layout.A4_ONE, words)


def test_a_print_may_be_called_off(tmp_path: Path, cards: list[CodeCard], words: Catalogue) -> None:
    cancel = Event()
    printer = printer_to(tmp_path / "printed.pdf")
    with pytest.raises(CodePrintCancelled):
        print_codes(printer, cards, Layout.LABEL_40, words, lambda *_: cancel.set(), cancel)
    assert not printer.isValid() or printer.printerState() != QPrinter.PrinterState.Active


class SmallPrinter(QPrinter):
    """A printer of small labels: it keeps to its own paper."""

    def setPageLayout(self, layout: QPageLayout) -> bool:
        small = QPageSize(QSizeF(40, 30), QPageSize.Unit.Millimeter)
        return super().setPageLayout(QPageLayout(small, layout.orientation(), QMarginsF()))


@pytest.mark.parametrize("layout", Layout)
def test_a_printer_without_the_paper_is_said_with_what_it_takes(
    layout: Layout, tmp_path: Path, cards: list[CodeCard], words: Catalogue
) -> None:
    printer = SmallPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with pytest.raises(CodePaperTooSmall) as raised:
        print_codes(printer, cards, layout, words)
    assert raised.value.params == {"width": layout.paper.width, "height": layout.paper.height}
    assert not (tmp_path / "printed.pdf").exists()


def test_modules_are_one_path_without_seams(tmp_path: Path, words: Catalogue) -> None:
    # At a size at which no row ends on a pixel, a seam would show as grey within dark modules.
    usual = card(replace(resident(1), phone=None))
    (page,) = pages(saved(tmp_path, [usual], Layout.A4_ONE, words), 611)
    (code,) = decode(page)
    left, top, right, _ = code.box
    module = (right - left) / 57
    x, y = round(left + module / 2), top
    column = page[round(y + module / 3) : round(y + 6.6 * module), x - 3 : x + 3]
    assert np.asarray(column).max() == 0
