"""One sheet, and what people do to it: what is harmless passes, each fault is named."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from station.check.run import CheckWishes, check_files
from station.check.write import write_results
from tests.integration.check.made_sheets import (
    COVER,
    PERSONS,
    TUBES,
    check_here,
    codes,
    edited,
    places,
    workbook,
)
from tests.integration.export.made_batch import awkward_sheet, large_sheet

BARCODE = "0000012345"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("sheet"))


def column(sheet: Any, key: str) -> int:
    """Return the number of a column, from 1, by its English name."""
    return next(cell.column for cell in sheet[1] if str(cell.value).endswith(f" {key}"))


def put(title: str, row: int, key: str, value: object) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        page = book[title]
        page.cell(row, column(page, key)).value = value

    return edit


def line(key: str, value: object) -> Callable[[Any], None]:
    """Return an edit of the cover's line."""

    def edit(book: Any) -> None:
        cells = next(row for row in book[COVER].iter_rows() if str(row[0].value).endswith(key))
        cells[1].value = value

    return edit


# --- what is harmless --------------------------------------------------------------------------


def _sorted(book: Any) -> None:
    page = book[PERSONS]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), 2):
        for place, value in enumerate(row, 1):
            cell = page.cell(number, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"


def _columns_moved(book: Any) -> None:
    page = book[TUBES]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    for number, row in enumerate(rows, 1):
        for place, value in enumerate([*reversed(row), "备注 2"], 1):
            cell = page.cell(number, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"


def _more(book: Any) -> None:
    book.create_sheet("我的 Notes").append(["=1+1", 3.5])
    page = book[PERSONS]
    page.cell(1, 30).value = "结果"
    page.cell(2, 30).value = "阴性"
    page["A2"].number_format = "0.00"
    page.insert_rows(1)
    page.cell(1, 1).value = "今天的名单"


def _by_hand(book: Any) -> None:
    line("Temperature", 4.5)(book)
    line("SentAt", datetime(2026, 11, 22, 13, 0))(book)
    line("TubesReceived", 4)(book)


@pytest.mark.parametrize("edit", [_sorted, _columns_moved, _more, _by_hand, lambda book: None])
def test_what_changes_no_row_is_no_finding(sheet: Path, edit: Callable[[Any], None]) -> None:
    report = check_here(edited(sheet, edit))
    assert places(report) == []
    assert report.is_ok


def test_names_that_look_like_formulas_are_names(tmp_path: Path) -> None:
    assert check_here(workbook(tmp_path, awkward_sheet())).is_ok


def test_a_number_that_became_a_float_is_told_once(sheet: Path) -> None:
    report = check_here(edited(sheet, put(PERSONS, 2, "IDNo", 199001010000000000)))
    assert codes(report)[0].count("digits_lost") == 1


# --- one fault at a time -----------------------------------------------------------------------

FAULTS = [
    (put(PERSONS, 2, "Name", "李四"), ("cell_altered", PERSONS, 2, "Name")),
    (put(PERSONS, 3, "Phone", "013900000099"), ("cell_altered", PERSONS, 3, "Phone")),
    (put(PERSONS, 2, "IDNo", "000000199001010002"), ("document_number_wrong", PERSONS, 2, "IDNo")),
    (put(PERSONS, 2, "IDNo", 199001010000000000), ("digits_lost", PERSONS, 2, "IDNo")),
    (put(PERSONS, 2, "IDNo", "1.99001E+17"), ("digits_lost", PERSONS, 2, "IDNo")),
    (put(PERSONS, 2, "IDNo", None), ("value_missing", PERSONS, 2, "IDNo")),
    (put(PERSONS, 2, "IDType", "学生证"), ("value_unknown", PERSONS, 2, "IDType")),
    (put(PERSONS, 2, "EntryMode", "GUESS"), ("value_unknown", PERSONS, 2, "EntryMode")),
    (put(PERSONS, 2, "Name", "=1+1"), ("formula_cell", PERSONS, 2, "Name")),
    (put(PERSONS, 2, "Phone", 1.5), ("float_cell", PERSONS, 2, "Phone")),
    (put(PERSONS, 2, "Phone", 13900000001), ("number_for_text", PERSONS, 2, "Phone")),
    (put(PERSONS, 2, "Name", "#N/A"), ("error_cell", PERSONS, 2, "Name")),
    (put(PERSONS, 2, "SampledAt", datetime(2026, 11, 22)), ("date_cell", PERSONS, 2, "SampledAt")),
    (put(PERSONS, 2, "SampledAt", "2026-11-22"), ("date_wrong", PERSONS, 2, "SampledAt")),
    (put(PERSONS, 2, "PosInTube", 6), ("place_wrong", PERSONS, 2, "PosInTube")),
    (put(PERSONS, 2, "PosInTube", 2), ("place_twice", PERSONS, 3, "PosInTube")),
    (put(PERSONS, 2, "PosInTube", "一"), ("no_whole_number", PERSONS, 2, "PosInTube")),
    (put(PERSONS, 2, "PoolSize", 10), ("pool_size_differs", PERSONS, 2, "PoolSize")),
    (put(PERSONS, 2, "TubeBarcode", "77"), ("tube_unknown", PERSONS, 2, "TubeBarcode")),
    (put(PERSONS, 2, "TubeBarcode", 12345), ("number_for_text", PERSONS, 2, "TubeBarcode")),
    (put(PERSONS, 2, "BatchNo", "20261122-02-06"), ("batch_differs", PERSONS, 2, "BatchNo")),
    (put(TUBES, 2, "PersonCount", 4), ("person_count_differs", TUBES, 2, "PersonCount")),
    (put(TUBES, 2, "Status", "SHORT"), ("status_wrong", TUBES, 2, "Status")),
    (put(TUBES, 2, "Status", "LOST"), ("value_unknown", TUBES, 2, "Status")),
    (put(TUBES, 3, "TubeBarcode", BARCODE), ("tube_twice", TUBES, 3, "TubeBarcode")),
    (put(TUBES, 2, "TubeBarcode", "管一"), ("barcode_wrong", TUBES, 2, "TubeBarcode")),
    (put(TUBES, 2, "CollectionDate", "22.11.2026"), ("date_wrong", TUBES, 2, "CollectionDate")),
    (put(TUBES, 2, "SealedAt", ""), ("date_wrong", TUBES, 2, "SealedAt")),
    (put(TUBES, 2, "PoolSize", 7), ("value_unknown", TUBES, 2, "PoolSize")),
    (line("PersonCount", 99), ("cover_differs", COVER, 6, "PersonCount")),
    (line("TubesOf5", 0), ("cover_differs", COVER, 9, "TubesOf5")),
    (line("BatchNo", "20261122-02-06"), ("cell_altered", COVER, 2, "BatchNo")),
    (line("Date", "2026-11-23"), ("batch_differs", COVER, 5, "Date")),
    (line("Digest", "0" * 64), ("cell_altered", COVER, 25, "Digest")),
    (line("Digest", None), ("digest_missing", COVER, None, "")),
]


@pytest.mark.parametrize(("edit", "found"), FAULTS)
def test_each_fault_is_named_with_its_place(
    sheet: Path, edit: Callable[[Any], None], found: tuple[str, str, int | None, str]
) -> None:
    report = check_here(edited(sheet, edit))
    assert found in places(report)
    # And never without the proof that something was changed.
    changed = {"cell_altered", "digest_differs", "digest_missing"}
    assert changed & set(codes(report)[0])


def test_the_one_changed_cell_is_named_and_no_other(sheet: Path) -> None:
    report = check_here(edited(sheet, put(PERSONS, 4, "Name", "王五")))
    assert places(report) == [("cell_altered", PERSONS, 4, "Name")]
    finding = report.files[0].findings[0]
    assert finding.detail == f"Name 王* ({BARCODE} / 3)"


def test_rows_that_came_and_went_are_named_by_tube_and_place(sheet: Path) -> None:
    def edit(book: Any) -> None:
        page = book[PERSONS]
        new = [cell.value for cell in page[2]]
        page.delete_rows(3)
        new[column(page, "TubeBarcode") - 1] = "=SUM(A1)"
        new[column(page, "PosInTube") - 1] = 2
        new[column(page, "Name") - 1] = "新来的"
        new[column(page, "Phone") - 1] = "1"
        for key in ("IDNo", "SampledAt", "Site", "Operator", "Booth", "Seq", "IDType", "BatchNo"):
            new[column(page, key) - 1] = "9"
        page.append(new)
        for cell in page[page.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"

    report = check_here(edited(sheet, edit))
    found = {(each.code.value, each.row, each.detail) for each in report.files[0].findings}
    assert ("row_removed", None, f"{BARCODE} / 2") in found
    assert ("row_added", 15, "=SUM(A1) / 2") in found


def test_a_cell_by_which_the_row_was_found_is_named_too(sheet: Path) -> None:
    report = check_here(edited(sheet, put(PERSONS, 2, "TubeBarcode", "77")))
    assert ("cell_altered", PERSONS, 2, "TubeBarcode") in places(report)
    assert not {"row_added", "row_removed"} & set(codes(report)[0])


def test_without_the_proof_there_is_still_the_digest(sheet: Path) -> None:
    def edit(book: Any) -> None:
        put(PERSONS, 4, "Name", "王五")(book)
        del book["校验 Proof"]

    assert codes(check_here(edited(sheet, edit))) == [["digest_differs"]]


def test_a_person_twice_is_found_in_one_sheet(sheet: Path) -> None:
    def edit(book: Any) -> None:
        page = book[PERSONS]
        for key in ("Name", "IDNo"):
            page.cell(3, column(page, key)).value = page.cell(2, column(page, key)).value

    assert ("person_twice", PERSONS, 3, "") in places(check_here(edited(sheet, edit)))


@pytest.mark.parametrize("title", [PERSONS, TUBES, COVER])
def test_a_missing_sheet_is_the_one_finding(sheet: Path, title: str) -> None:
    report = check_here(edited(sheet, lambda book: book.remove(book[title])))
    assert codes(report) == [["sheet_missing"]]


def test_missing_and_doubled_columns_are_named(sheet: Path) -> None:
    def edit(book: Any) -> None:
        page = book[PERSONS]
        page.cell(1, column(page, "Phone")).value = "姓名 Name"

    found = places(check_here(edited(sheet, edit)))
    assert ("column_missing", PERSONS, 1, "Phone") in found
    assert ("column_twice", PERSONS, 1, "Name") in found


def test_nobody_is_named_in_what_is_found(sheet: Path) -> None:
    secret = "000000199001010002"
    report = check_here(edited(sheet, put(PERSONS, 2, "IDNo", secret)))
    assert secret not in str(report.facts())
    (wrong,) = [
        each for each in report.files[0].findings if each.code.value == "document_number_wrong"
    ]
    assert wrong.detail == "IDNo 000000********0002", "no code of the program's own"
    assert "赵0" not in str(report.facts())


def test_more_of_a_kind_than_anybody_reads_are_counted(tmp_path: Path) -> None:
    path = workbook(tmp_path, large_sheet(200))

    def edit(book: Any) -> None:
        for row in range(2, 202):
            put(PERSONS, row, "Operator", "别人")(book)

    findings = check_here(edited(path, edit)).files[0].findings
    assert len(findings) == 101
    assert findings[-1].detail == "+100"


# --- LibreOffice -------------------------------------------------------------------------------


def saved_again(path: Path, profile: Path) -> Path:
    """Return the workbook as LibreOffice saves it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not there: apt-get install libreoffice-calc-nogui")
    out = path.parent / "saved"
    command = [office, "--headless", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / path.name


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


def test_a_workbook_that_libreoffice_saved_again_passes(tmp_path: Path, profile: Path) -> None:
    again = saved_again(workbook(tmp_path), profile)
    assert places(check_here(again)) == []
    awkward = tmp_path / "awkward"
    awkward.mkdir()
    assert places(check_here(saved_again(workbook(awkward, awkward_sheet()), profile))) == []


def test_report_and_merged_sheet_are_the_same_in_libreoffice(tmp_path: Path, profile: Path) -> None:
    report = check_files(CheckWishes((workbook(tmp_path, awkward_sheet()),), wants_rows=True))
    out = tmp_path / "out"
    out.mkdir()
    written = write_results(report, out, str)
    assert written.persons == report.files[0].persons > 0
    for path in (written.report, written.merged):
        again = load_workbook(saved_again(path, profile))
        for sheet in load_workbook(path):
            same = again[sheet.title]
            for row in sheet.iter_rows():
                for cell in row:
                    there = same[cell.coordinate]
                    assert (there.value, there.data_type) == (cell.value, cell.data_type)


def test_one_cell_changed_and_saved_by_libreoffice_is_found(tmp_path: Path, profile: Path) -> None:
    path = edited(workbook(tmp_path), put(PERSONS, 4, "Name", "王五"))
    assert places(check_here(saved_again(path, profile))) == [("cell_altered", PERSONS, 4, "Name")]
