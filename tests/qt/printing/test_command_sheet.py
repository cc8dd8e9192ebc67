"""The sheet of command codes, drawn as a PDF, rendered, and read back with the console's reader."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from station.catalogue import Catalogue
from station.domain.command import Command, command_text, parse_command
from station.domain.test_code import printed_codes
from station.paths import resources
from station.printing import qt_a4_page
from station.printing.command_sheet import (
    CommandSheet,
    SheetNotPrinted,
    SheetNotSaved,
    SheetPageTooSmall,
)
from station.printing.qt_command_sheet import draw_command_sheet, save_command_sheet
from station.scanner.decode import decode
from station.scanner.decoding.codes import DecodedCode
from tests.qt.printing.pages import MM_AN_INCH, on_a_thread, pages

pytestmark = pytest.mark.usefixtures("qapp")

KEY = bytes(range(32))
TEXTS = {command: command_text(command, KEY) for command in Command}
SHEET = CommandSheet("张江镇第三采样点", "01", date(2026, 11, 22), TEXTS)
TESTS = {code.text for code in printed_codes()}

# What a gun sees at 15 cm, in mm; wide, as an imager's.
AIM = (95.0, 65.0)


@pytest.fixture(scope="module")
def words() -> tuple[Catalogue, Catalogue]:
    folder = resources() / "translations"
    return (Catalogue.load(folder, "zh_CN"), Catalogue.load(folder, "en"))


@pytest.fixture
def pdf(tmp_path: Path, words: tuple[Catalogue, Catalogue]) -> Path:
    path = tmp_path / "sheet.pdf"
    save_command_sheet(path, SHEET, words)
    return path


def rendered(path: Path, dpi: int) -> NDArray[np.uint8]:
    """Return the only page of a PDF in grey (rows, columns)."""
    (page,) = pages(path, dpi)
    return page


def read(page: NDArray[np.uint8]) -> dict[str, DecodedCode]:
    return {code.text: code for code in decode(page)}


@pytest.mark.parametrize("dpi", [150, 300])
def test_all_nine_codes_are_read_back(pdf: Path, dpi: int) -> None:
    found = read(rendered(pdf, dpi))
    assert found.keys() == {*TEXTS.values(), *TESTS}
    assert {parse_command(text, KEY) for text in found.keys() - TESTS} == set(Command)


def test_a_gun_that_is_aimed_at_a_command_sees_that_one_alone(pdf: Path) -> None:
    dpi = 150
    page = rendered(pdf, dpi)
    found = read(page)
    half_width, half_height = (round(mm * dpi / MM_AN_INCH / 2) for mm in AIM)
    for text in TEXTS.values():
        x, y = (round(each) for each in found[text].centre)
        left, top = max(x - half_width, 0), max(y - half_height, 0)
        seen = page[top : y + half_height, left : x + half_width]
        assert [code.text for code in decode(np.ascontiguousarray(seen))] == [text]


def test_a_command_is_at_least_28_mm_wide_with_a_quiet_zone_around(pdf: Path) -> None:
    dpi = 300
    page = rendered(pdf, dpi)
    found = read(page)
    for text in TEXTS.values():
        left, top, right, bottom = (round(each) for each in found[text].box)
        assert (right - left) * MM_AN_INCH / dpi >= 27.9
        module = (right - left) / 25
        zone, edge = round(3.5 * module), round(module / 2)
        around = page[top - zone : bottom + zone, left - zone : right + zone].copy()
        around[zone - edge : edge - zone, zone - edge : edge - zone] = 255
        assert around.min() == 255


def test_the_page_keeps_its_margins(pdf: Path) -> None:
    dpi = 150
    page = rendered(pdf, dpi)
    assert page.shape == (round(297 * dpi / MM_AN_INCH), round(210 * dpi / MM_AN_INCH))
    margin = round(11.5 * dpi / MM_AN_INCH)
    page[margin:-margin, margin:-margin] = 255
    assert page.min() == 255


def test_site_and_words_stand_on_it_in_both_languages(
    pdf: Path, words: tuple[Catalogue, Catalogue]
) -> None:
    document = QPdfDocument()
    document.load(str(pdf))
    # A PDF of Noto's glyphs gives some characters back as the radicals that look like them.
    text = unicodedata.normalize("NFKC", document.getAllText(0).text())
    document.close()
    for expected in ("张江镇第三采样点", "号台", "Esc"):
        assert expected in text
    for catalogue in words:
        for command in Command:
            assert catalogue.text(f"printing.command.{command.value}") in text
    assert words[1].text("printing.replaces") in text


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_nothing_is_cut_whichever_language_is_first(
    order: tuple[int, int], tmp_path: Path, words: tuple[Catalogue, Catalogue]
) -> None:
    longest = CommandSheet("采" * 40, "40", SHEET.printed_on, TEXTS)
    chosen = (words[order[0]], words[order[1]])
    save_command_sheet(tmp_path / "sheet.pdf", longest, chosen)
    page = rendered(tmp_path / "sheet.pdf", 150)
    assert read(page).keys() == {*TEXTS.values(), *TESTS}
    margin = round(11.5 * 150 / MM_AN_INCH)
    page[margin:-margin, margin:-margin] = 255
    assert page.min() == 255


# --- on a worker thread, and what goes wrong -------------------------------------------------


def test_a_worker_thread_saves_it(tmp_path: Path, words: tuple[Catalogue, Catalogue]) -> None:
    path = tmp_path / "sheet.pdf"
    assert on_a_thread(lambda: save_command_sheet(path, SHEET, words)) == []
    assert read(rendered(path, 150)).keys() == {*TEXTS.values(), *TESTS}


def test_a_worker_thread_prints_it(tmp_path: Path, words: tuple[Catalogue, Catalogue]) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert on_a_thread(lambda: draw_command_sheet(printer, SHEET, words)) == []
    found = read(rendered(tmp_path / "printed.pdf", 150))
    assert found.keys() == {*TEXTS.values(), *TESTS}


def test_a_new_sheet_takes_the_place_of_the_file(
    pdf: Path, words: tuple[Catalogue, Catalogue]
) -> None:
    other = {command: command_text(command, bytes(32)) for command in Command}
    save_command_sheet(pdf, CommandSheet("", "02", SHEET.printed_on, other), words)
    assert set(other.values()) <= read(rendered(pdf, 150)).keys()
    assert [each.name for each in pdf.parent.iterdir()] == ["sheet.pdf"]


def test_a_folder_that_is_not_there_is_said(
    tmp_path: Path, words: tuple[Catalogue, Catalogue]
) -> None:
    with pytest.raises(SheetNotSaved):
        save_command_sheet(tmp_path / "gone" / "sheet.pdf", SHEET, words)


def test_a_failed_save_leaves_what_was_there(
    tmp_path: Path, words: tuple[Catalogue, Catalogue]
) -> None:
    path = tmp_path / "sheet.pdf"
    path.mkdir()
    with pytest.raises(SheetNotSaved):
        save_command_sheet(path, SHEET, words)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_takes_no_page_is_said(
    tmp_path: Path, words: tuple[Catalogue, Catalogue]
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "gone" / "printed.pdf"))
    with pytest.raises(SheetNotPrinted):
        draw_command_sheet(printer, SHEET, words)


class LabelPrinter(QPdfWriter):
    """A printer of labels: it keeps to its own paper."""

    def setPageLayout(self, layout: QPageLayout) -> bool:
        small = QPageSize(QSizeF(60, 40), QPageSize.Unit.Millimeter)
        own = QPageLayout(small, layout.orientation(), QMarginsF())
        return super().setPageLayout(own)


def test_a_printer_without_a4_is_said(tmp_path: Path, words: tuple[Catalogue, Catalogue]) -> None:
    device = LabelPrinter(str(tmp_path / "label.pdf"))
    with pytest.raises(SheetPageTooSmall):
        draw_command_sheet(device, SHEET, words)


def test_the_sheet_shows_no_codes_in_its_repr() -> None:
    assert TEXTS[Command.SEAL] not in repr(SHEET)


def test_the_layout_fits_an_a4_page() -> None:
    assert qt_a4_page.WIDTH + 2 * qt_a4_page.MARGIN <= 210
    assert qt_a4_page.HEIGHT + 2 * qt_a4_page.MARGIN <= 297
