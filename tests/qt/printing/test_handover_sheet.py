"""The hand-over sheet: drawn as a PDF, rendered, read back, compared with what it has to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from station.catalogue import LANGUAGES, Catalogue
from station.credential.handover import SignedHandover
from station.paths import resources
from station.printing.handover_sheet import (
    HandoverNotPrinted,
    HandoverNotSaved,
    HandoverPageTooSmall,
    HandoverSheet,
)
from station.printing.qt_canvas import Canvas
from station.printing.qt_handover_sheet import print_handover, save_handover_pdf
from station.printing.symbol import sampling_code_symbol
from station.scanner.decode import decode
from tests.qt.printing.handover import fullest, usual
from tests.qt.printing.pages import MM_AN_INCH, on_a_thread, pages
from tests.qt.printing.test_command_sheet import LabelPrinter

pytestmark = pytest.mark.usefixtures("qapp")

WORDS = [Catalogue.load(resources() / "translations", language) for language in LANGUAGES]
SHEETS = {"usual": usual, "fullest": fullest}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written while a sheet is drawn: the text of a PDF loses digits that follow letters
    in a face of Noto."""
    texts: list[str] = []

    def noting(write: Callable[..., object]) -> Callable[..., object]:
        def noted(canvas: Canvas, box: object, text: str, *rest: object, **more: object) -> object:
            texts.append(text)
            return write(canvas, box, text, *rest, **more)

        return noted

    for name in ("text", "line"):
        monkeypatch.setattr(Canvas, name, noting(getattr(Canvas, name)))
    return texts


@pytest.mark.parametrize("order", [1, -1], ids=["zh first", "en first"])
@pytest.mark.parametrize("make", SHEETS.values(), ids=SHEETS.keys())
def test_the_code_is_read_back_from_a_page_that_keeps_its_margins(
    make: Callable[[], HandoverSheet], order: int, tmp_path: Path
) -> None:
    sheet, dpi = make(), 150
    save_handover_pdf(tmp_path / "sheet.pdf", sheet, WORDS[::order])
    (page,) = pages(tmp_path / "sheet.pdf", dpi)
    (code,) = decode(page)
    assert code.text == sheet.code
    assert SignedHandover.parse(code.text).handover == sheet.handover
    left, top, right, bottom = code.box
    assert min(right - left, bottom - top) * MM_AN_INCH / dpi >= 40
    module = (right - left) / sampling_code_symbol(sheet.code).columns
    around = page[
        round(top - 3.5 * module) : round(bottom + 3.5 * module),
        round(left - 3.5 * module) : round(right + 3.5 * module),
    ].copy()
    edge = round(3 * module)
    around[edge:-edge, edge:-edge] = 255
    assert around.min() == 255
    margin = round(11.5 * dpi / MM_AN_INCH)
    page[margin:-margin, margin:-margin] = 255
    assert page.min() == 255


def test_it_says_what_the_cover_says(tmp_path: Path, drawn: list[str]) -> None:
    sheet = usual()
    save_handover_pdf(tmp_path / "sheet.pdf", sheet, WORDS)
    document = QPdfDocument()
    document.load(str(tmp_path / "sheet.pdf"))
    assert document.pageCount() == 1
    document.close()
    for told in (
        *("20261122-02-05", "张江镇第三采样点　2 号台", "2026-11-22", "BX20261122"),
        *("187", "20", "2", "0", "17", "1", "2026-11-22 17:30:00", "浦东新区中心检验所"),
        *("310115002871", "2829 2A2B 2C2D 2E2F", sheet.kid.hex()),
    ):
        assert told in drawn
    text = "\n".join(drawn)
    for words in WORDS:
        for name in ("title", "box_seal", "temperature", "sender", "phone", "sent_at", "carrier"):
            assert words.text(f"handover_sheet.{name}") in text
        for name in ("receiver", "received_at", "tubes_received", "differences"):
            assert words.text(f"handover_sheet.{name}") in text
        assert words.text("handover_sheet.replaces", version=1) not in text


def test_a_later_version_says_that_it_replaces_and_many_short_tubes_are_counted(
    tmp_path: Path, drawn: list[str]
) -> None:
    save_handover_pdf(tmp_path / "sheet.pdf", fullest(), WORDS)
    text = "\n".join(drawn)
    assert WORDS[0].text("handover_sheet.replaces", version=12) in text
    assert "另 31 管见清单" in text


def test_a_worker_thread_saves_and_prints_it(tmp_path: Path) -> None:
    sheet = usual()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert on_a_thread(lambda: print_handover(printer, sheet, WORDS)) == []
    assert on_a_thread(lambda: save_handover_pdf(tmp_path / "saved.pdf", sheet, WORDS)) == []
    for name in ("printed.pdf", "saved.pdf"):
        (page,) = pages(tmp_path / name, 150)
        assert [code.text for code in decode(page)] == [sheet.code]


def test_a_failed_save_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.mkdir()
    with pytest.raises(HandoverNotSaved):
        save_handover_pdf(path, usual(), WORDS)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_takes_no_page_or_has_none_is_said(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "gone" / "printed.pdf"))
    with pytest.raises(HandoverNotPrinted):
        print_handover(printer, usual(), WORDS)
    with pytest.raises(HandoverPageTooSmall):
        print_handover(LabelPrinter(str(tmp_path / "label.pdf")), usual(), WORDS)


def test_no_code_stands_in_its_repr() -> None:
    assert "NAH1:" not in repr(usual())
