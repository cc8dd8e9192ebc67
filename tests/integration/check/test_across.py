"""Several sheets against each other, and what goes into the merged one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from station.check.process import ReadCancelled
from station.check.run import CheckReport, CheckWishes, check_files
from station.check.write import write_results
from station.domain.person import Person
from station.export.faults import TargetExists
from station.export.rows import BatchSheet
from tests.integration.check.made_sheets import PERSONS, TUBES, batch, check, edited, package
from tests.integration.export.made_batch import filled, resident, sheet_of


def sheet(number: str, barcode: str, persons: Sequence[int], version: int = 1) -> BatchSheet:
    people: list[Person] = [resident(index, f"钱{index}") for index in persons]
    return sheet_of(filled(0, barcode, 10, people), batch=batch(number, version))


def found(report: CheckReport) -> list[tuple[str, str]]:
    return [(each.code.value, each.detail) for each in report.findings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "packages"
    made.mkdir()
    return made


def test_booths_that_know_nothing_of_each_other_agree(folder: Path) -> None:
    package(folder, sheet("20261122-02-01", "001", range(10)))
    package(folder, sheet("20261122-02-02", "002", range(10, 20)))
    report = check(folder)
    assert report.is_ok
    assert (report.facts()["persons"], report.facts()["tubes"]) == (20, 2)


def test_a_tube_in_two_sheets_and_a_person_in_two_tubes(folder: Path, tmp_path: Path) -> None:
    package(folder, sheet("20261122-02-01", "001", range(10)))
    package(folder, sheet("20261122-02-02", "001", range(10, 20)))
    package(folder, sheet("20261122-02-03", "003", [*range(20, 29), 5]))
    report = check_files(CheckWishes((folder,), wants_rows=True))
    assert found(report) == [
        ("tube_in_two_files", "001: 20261122-02-01, 20261122-02-02"),
        (
            "person_in_two_tubes",
            "20261122-02-01 001 row 7; 20261122-02-03 003 row 11",
        ),
    ]
    out = tmp_path / "out"
    out.mkdir()
    written = write_results(report, out, str)
    assert (written.persons, written.tubes) == (9, 1)


def test_a_batch_twice_an_older_version_and_a_missing_number(folder: Path, tmp_path: Path) -> None:
    package(folder, sheet("20261122-02-01", "001", range(10)))
    package(folder, sheet("20261122-02-01", "001", range(1, 10), version=2))
    package(folder, sheet("20261122-02-04", "004", range(20, 30)))
    other = tmp_path / "again"
    other.mkdir()
    package(other, sheet("20261122-02-04", "004", range(20, 30)))
    report = check(folder, other)
    assert found(report) == [
        ("batch_superseded", "20261122-02-01 v1 < v2"),
        ("batch_twice", "20261122-02-04 v1"),
        ("batch_missing", "20261122-02-02"),
        ("batch_missing", "20261122-02-03"),
    ]
    assert report.facts()["persons"] == 19


def test_the_same_file_named_twice_is_one(folder: Path) -> None:
    made = package(folder, sheet("20261122-02-01", "001", range(10)))
    report = check(made.workbook, made.workbook, folder)
    assert len(report.files) == 4
    assert report.is_ok


def test_text_files_alone_are_checked_against_each_other(folder: Path) -> None:
    first = package(folder, sheet("20261122-02-01", "001", range(10))).folder
    second = package(folder, sheet("20261122-02-02", "002", [3])).folder
    report = check(*first.glob("*persons.csv"), *second.glob("*persons.csv"))
    assert [code for code, _ in found(report)] == ["person_in_two_tubes"]


def test_the_merged_sheet_has_what_is_good_as_text(folder: Path, tmp_path: Path) -> None:
    good = package(folder, sheet("20261122-02-01", "0012", range(10))).workbook
    bad = package(folder, sheet("20261122-02-02", "0022", range(10, 20))).workbook

    def change(book: object) -> None:
        book[PERSONS]["F3"].value = "别人"  # type: ignore[index]

    report = check_files(CheckWishes((good, edited(bad, change)), wants_rows=True))
    out = tmp_path / "out"
    out.mkdir()
    written = write_results(report, out, lambda code: f"<{code}>")
    book = load_workbook(written.merged)
    rows = [[cell.value for cell in row] for row in book[PERSONS].iter_rows(min_row=2)]
    assert [row[0] for row in rows] == list(range(1, 11))
    assert {row[1] for row in rows} == {"20261122-02-01"}
    assert rows[0][7] == "00000019900101000X"
    assert [cell.value for cell in book[TUBES][2]][:3] == ["0012", 10, 10]
    book.close()
    told = load_workbook(written.report)
    assert [cell.value for cell in told.worksheets[0][2]][1:3] == ["cell_altered", "<cell_altered>"]
    told.close()
    before = written.merged.read_bytes()
    with pytest.raises(TargetExists):
        write_results(report, out, str)
    assert written.merged.read_bytes() == before
    assert sorted(path.name for path in out.iterdir()) == ["merged.xlsx", "report.xlsx"]


def test_what_cannot_be_written_leaves_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package(folder, sheet("20261122-02-01", "001", range(10)))
    report = check_files(CheckWishes((folder,), wants_rows=True))
    out = tmp_path / "out"
    out.mkdir()
    stopped = threading.Event()
    stopped.set()
    with pytest.raises(ReadCancelled):
        write_results(report, out, str, stopped)
    assert list(out.iterdir()) == []


def test_a_check_that_is_called_off_ends(folder: Path) -> None:
    package(folder, sheet("20261122-02-01", "001", range(10)))
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(ReadCancelled):
        check_files(CheckWishes((folder,)), cancel=cancel)
    told: list[tuple[int, int, int]] = []
    check_files(CheckWishes((folder,)), lambda *done: told.append(done))
    assert told[-1][:2] == (4, 4)
