"""What it costs to make a list of 5,000 residents into a PDF of codes for print.

Whole: reading and checking the list, sealing, signing and storing each code, and drawing the PDF
of eight to a page. The floor signs as many tokens of the same size with bare Ed25519, makes their
QR codes and has Qt write as many bare rectangles into a PDF; it stores nothing and knows no texts.
Also one picture for a phone. Memory is the peak of the whole process.

Run from the project's folder: python -m tests.benchmarks.bench_codes [--persons 5000]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from nacl.bindings import crypto_sign, crypto_sign_seed_keypair
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPageSize, QPainter, QPdfWriter

from station.catalogue import Catalogue
from station.domain.masking import mask_number
from station.paths import DataFolder, resources
from station.printing.code_card import CodeCard, Layout
from station.printing.qt_code_picture import save_code_picture
from station.printing.qt_code_sheet import save_code_pdf
from station.printing.qt_offscreen import drawing
from station.printing.symbol import sampling_code_symbol
from station.services.code_list import read_list
from station.services.issue_code import DrawnCode
from tests.benchmarks.figures import show
from tests.conftest import FakeClock
from tests.integration.code_desk.desk_driver import DeskDriver
from tests.unit.lists.made_list import HEADER, row_of, text_file

PERSONS = 5000
PICTURES = 20
# The bytes of a usual sealed code under its signature.
_TOKEN = 130


def main(persons: int = PERSONS) -> None:
    """Print the figures of a list of ``persons``."""
    words = Catalogue.load(resources() / "translations", "zh_CN")
    with tempfile.TemporaryDirectory() as folder, drawing():
        _measure(Path(folder), persons, words)


def _measure(folder: Path, persons: int, words: Catalogue) -> None:
    path = text_file(folder / "list.csv", [HEADER, *(row_of(index) for index in range(persons))])
    clock = FakeClock(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    desk = DeskDriver(DataFolder(folder / "data"), clock).open()
    began = time.perf_counter()
    rows = read_list(path, clock.now().date()).good
    read = time.perf_counter()
    drawn = desk.draw_all(rows).drawn
    desk.close()
    cards = [_card(each) for each in drawn]
    stored = time.perf_counter()
    before = _peak_mb()
    pdf = folder / "codes.pdf"
    save_code_pdf(pdf, cards, Layout.A4_EIGHT, words)
    done = time.perf_counter()
    after = _peak_mb()
    floor = _floor(folder / "floor.pdf", [card.text for card in cards])
    assert len(cards) == persons
    show("list read and checked", read - began, "s")
    show("codes sealed, signed, stored", stored - read, "s")
    show("PDF, eight a page", done - stored, "s")
    show(f"list of {persons:,} to PDF, whole", done - began, "s", at_most=60)
    show("PDF's size", pdf.stat().st_size / 1e6, "MB", at_most=30)
    if before is not None and after is not None:
        show("peak memory, whole process", after, "MB")
        show("of it for the PDF", after - before, "MB", at_most=60)
    show("floor: bare Ed25519, QR and rectangles", floor, "s")
    show("PDF / floor", (done - stored) / floor, "times", at_most=2)
    show("whole / floor", (done - began) / floor, "times")
    times = [_timed_picture(folder / "code.png", card, words) for card in cards[:PICTURES]]
    show("picture for a phone, saved, median", 1000 * median(times), "ms", at_most=500, digits=0)


def _card(drawn: DrawnCode) -> CodeCard:
    person, code = drawn.person, drawn.code
    number = mask_number(person.document.number) if person.document else ""
    return CodeCard(
        code.text, person.name, number, code.expires_at.date(), 30, None, "张江镇第三采样点"
    )


def _floor(path: Path, texts: Sequence[str]) -> float:
    """Return the seconds that signing, QR codes and as many rectangles take at the least."""
    _, key = crypto_sign_seed_keypair(bytes(32))
    token = bytes(_TOKEN)
    began = time.perf_counter()
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setResolution(300)
    painter = QPainter(writer)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    for number, text in enumerate(texts):
        crypto_sign(token, key)
        if number and number % 8 == 0:
            writer.newPage()
        x, y = number % 2 * 1000, number % 8 // 2 * 800
        painter.drawRects(
            [
                QRectF(x + 9 * first, y + 9 * row, 9 * length, 9)
                for row, first, length in sampling_code_symbol(text).runs()
            ]
        )
    painter.end()
    return time.perf_counter() - began


def _timed_picture(path: Path, card: CodeCard, words: Catalogue) -> float:
    began = time.perf_counter()
    save_code_picture(path, card, words)
    return time.perf_counter() - began


def _peak_mb() -> float | None:
    """Return the peak memory of this process, or None where the system does not tell it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=PERSONS)
    main(parser.parse_args().persons)
