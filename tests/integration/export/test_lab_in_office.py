"""Labs' files as LibreOffice opens them: every value as it was given, no formula worked out."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from station.export.read import opened_workbook
from tests.integration.export.labs import lab_set, person_rows, tube_rows, written
from tests.integration.export.made_batch import awkward_sheet, small_sheet

SHEETS = {"small": small_sheet, "awkward": awkward_sheet}
needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed"
)


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("rows", ["persons", "tubes"])
def test_a_labs_workbook_holds_each_cell_with_its_type(
    name: str, rows: str, tmp_path: Path
) -> None:
    sheet = SHEETS[name]()
    chosen = lab_set("own", rows=rows, file="xlsx")
    path, given = written(tmp_path, chosen, sheet)
    assert not isinstance(given, str)
    with opened_workbook(path) as (only,):
        header, *body = only.rows
    assert header == tuple(column.header for column in chosen.columns)
    wished = person_rows(sheet) if rows == "persons" else tube_rows(sheet)
    for back, row in zip(body, wished, strict=True):
        assert back[: len(row)] == row
    assert given[0].rows == len(body) + 1
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name]


def test_fixed_texts_and_dates_are_in_a_workbook_too(tmp_path: Path) -> None:
    wished = ["TubeBarcode=A", "TubeBarcode=B", "SealedAt=C"]
    chosen = lab_set("own", file="xlsx", tube_columns=wished, date_form="compact")
    path, _ = written(tmp_path, chosen, small_sheet())
    with opened_workbook(path) as (only,):
        rows = list(only.rows)
    assert rows[0] == ("A", "B", "C")
    assert rows[1] == ("0000012345", "0000012345", "20261122083500")


def in_office(path: Path, folder: Path, *options: str) -> list[list[str]]:
    """Open a file in LibreOffice; return what it shows, saved as CSV by it."""
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"),
            *(*options, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true"),
            *("--outdir", str(folder / "out"), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    saved = folder / "out" / path.with_suffix(".csv").name
    return list(csv.reader(saved.read_text(encoding="utf-8").splitlines()))


@needs_office
def test_libreoffice_shows_csv_imported_as_text_and_the_workbook_as_given(tmp_path: Path) -> None:
    """Each column as text (format 2), as the manual says; digits and formulas stay as they are."""
    sheet = awkward_sheet()
    wished = [[str(cell) for cell in row] for row in person_rows(sheet)]
    columns = "/".join(f"{column}/2" for column in range(1, 41))
    text, book = tmp_path / "text", tmp_path / "book"
    text.mkdir()
    book.mkdir()
    path, _ = written(text, lab_set("own", rows="persons"), sheet)
    shown = in_office(path, text, f"--infilter=CSV:44,34,76,1,{columns}")
    assert [row[: len(wished[0])] for row in shown[1:]] == wished
    path, _ = written(book, lab_set("own", rows="persons", file="xlsx"), sheet)
    shown = in_office(path, book)
    assert [row[: len(wished[0])] for row in shown[1:]] == wished
