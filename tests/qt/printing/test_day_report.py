"""The report of days as files: whole or not at all, and what LibreOffice makes of the workbook."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from PySide6.QtPdf import QPdfDocument

from station.catalogue import LANGUAGES, Catalogue
from station.domain.portion import Scope
from station.paths import resources
from station.printing.day_report import DayReport, ReportNotSaved
from station.printing.qt_day_report import save_report
from station.report_files import save_report_book
from tests.qt.ui import booth, counts
from tests.small_disk import fill, write_protect

pytestmark = pytest.mark.usefixtures("qapp")

WORDS = Catalogue.load(resources() / "translations", LANGUAGES[0])
SAVES = {"pdf": save_report, "xlsx": save_report_book}
Save = Callable[[Path, DayReport, Catalogue], None]


def report(days: int = 1) -> DayReport:
    scope = Scope(counts.DAY - timedelta(days=days - 1), counts.DAY)
    zone = ZoneInfo("Asia/Shanghai")
    return DayReport("张江镇第三采样点", counts.figures(scope, 40), zone, booth.NOW)


@pytest.mark.parametrize("days", [1, 50])
def test_forty_booths_are_on_one_page(tmp_path: Path, days: int) -> None:
    save_report(tmp_path / "day.pdf", report(days), WORDS)
    document = QPdfDocument()
    assert document.load(str(tmp_path / "day.pdf")) == QPdfDocument.Error.None_
    assert document.pageCount() == 1
    document.close()
    assert [each.name for each in tmp_path.iterdir()] == ["day.pdf"]


# --- what cannot be written --------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAVES)
def test_a_full_disk_keeps_the_report_that_was_there(small_disk: Path, kind: str) -> None:
    save: Save = SAVES[kind]
    path = small_disk / f"day.{kind}"
    path.write_bytes(b"yesterday's")
    fill(small_disk / "filler")
    with pytest.raises(ReportNotSaved):
        save(path, report(), WORDS)
    assert path.read_bytes() == b"yesterday's"
    assert sorted(each.name for each in small_disk.iterdir()) == [path.name, "filler"]
    # With room again the same is saved.
    (small_disk / "filler").unlink()
    save(path, report(), WORDS)
    assert path.stat().st_size > 1000
    assert [each.name for each in small_disk.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", SAVES)
def test_a_write_protected_stick_gets_nothing(small_disk: Path, kind: str) -> None:
    save: Save = SAVES[kind]
    write_protect(small_disk)
    with pytest.raises(ReportNotSaved):
        save(small_disk / f"day.{kind}", report(), WORDS)
    assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize("kind", SAVES)
def test_a_folder_that_is_gone_or_none_is_said(tmp_path: Path, kind: str) -> None:
    save: Save = SAVES[kind]
    (tmp_path / "file").write_bytes(b"")
    for folder in ("gone", "file"):
        with pytest.raises(ReportNotSaved):
            save(tmp_path / folder / f"day.{kind}", report(), WORDS)
    (tmp_path / f"day.{kind}").mkdir()
    with pytest.raises(ReportNotSaved):
        save(tmp_path / f"day.{kind}", report(), WORDS)
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"day.{kind}", "file"]


# --- LibreOffice -------------------------------------------------------------------------------


def cells(book: Workbook) -> dict[str, list[list[object]]]:
    """Return what is in the cells; LibreOffice writes 15 digits of a number with a fraction."""
    return {
        sheet.title: [
            [round(cell.value, 12) if cell.data_type == "n" and cell.value else cell.value]
            for row in sheet.iter_rows()
            for cell in row
        ]
        for sheet in book
    }


def charts(book: Workbook) -> dict[str, list[tuple[str, str]]]:
    """Return what each chart shows: where its values are, and their names."""
    return {
        sheet.title: [
            (series.val.numRef.f, (series.cat.strRef or series.cat.numRef).f)
            for chart in sheet._charts
            for series in chart.series
        ]
        for sheet in book
        if sheet._charts
    }


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_each_value_and_the_charts(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    save_report_book(path, report(3), WORDS)
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    ours, theirs = load_workbook(path), load_workbook(tmp_path / "out" / path.name)
    assert cells(theirs) == cells(ours)
    drawn, kept = charts(ours), charts(theirs)
    assert len(drawn) == 2
    assert {title: len(series) for title, series in kept.items()} == {
        title: len(series) for title, series in drawn.items()
    }

    def plain(refs: dict[str, list[tuple[str, str]]]) -> list[str]:
        return [
            ref.replace("$", "").replace("'", "")
            for each in refs.values()
            for pair in each
            for ref in pair
        ]

    assert plain(kept) == plain(drawn)
