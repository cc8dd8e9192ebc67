"""LibreOffice opens every kind of output, and shows each cell as the records have it."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl import load_workbook

from station.domain.registration import WithdrawReason
from station.domain.sheet import ChangedTube, GonePerson, SheetChanges, SheetTube
from station.export.columns import PERSONS, TUBES
from station.export.digest import row_digest, sheet_digest
from station.export.package import PackageReceipt, write_package
from station.export.package_wishes import PackageWishes, Secrecy
from station.export.rows import person_row, tube_row
from tests.integration.export.made_batch import (
    AT,
    AWKWARD_NAMES,
    SIGNER,
    SITE,
    awkward_sheet,
    filled,
    line_of,
    resident,
    resident_number,
)

PASSWORD = "核酸·检测2026"
BATCH = replace(awkward_sheet().batch, version=2)
OFFICE = shutil.which("soffice")

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

# Commas, quotes, UTF-8, from the first line, then a type for each column: 2 is text, 1 standard;
# a language (US English), and whether what is quoted is text.
_AS_TEXT = "44,34,76,1,{columns},1033,{quoted}"


@dataclass(frozen=True)
class Saved:
    """A package, one under a password, and the folder of what LibreOffice made of them."""

    receipt: PackageReceipt
    locked: PackageReceipt
    folder: Path


def _changes() -> SheetChanges:
    tube, inside = filled(7, "0000000077", 5, [resident(n, f"改{n}") for n in range(5)])
    less = tube.release(inside[4].registration.id, swab_is_in=True)
    gone = GonePerson(inside[4], WithdrawReason.SWAB_SPOILED, AT, True)
    before: SheetTube = line_of(tube)
    return SheetChanges(2, (gone,), (ChangedTube(before, replace(before, tube=less)),))


def _run(folder: Path, *arguments: str | Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", *map(str, arguments)]
    # In a session of its own, so that what it starts ends with it.
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            _, errors = process.communicate(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 0, errors


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """Two starts: nobody is there to type a password, so a macro gives it."""
    folder = tmp_path_factory.mktemp("office")
    sheet = replace(awkward_sheet(), batch=BATCH)
    made, locked = (
        write_package(
            folder / name,
            replace(sheet, persons=list(sheet.persons), tubes=list(sheet.tubes)),
            SIGNER,
            work=folder / "work",
            at=AT,
            wishes=PackageWishes(secrecy, changes=(_changes(),)),
        )
        for name, secrecy in (("plain", Secrecy()), ("locked", Secrecy(password=PASSWORD)))
    )
    books = [made.folder / name for name in made.files if name.endswith(".xlsx")]
    _run(folder, "--convert-to", "xlsx", "--outdir", folder / "saved", *books)
    _macro(folder, made, locked)
    _run(folder, "macro:///Standard.Opening.Main")
    return Saved(made, locked, folder)


def _macro(folder: Path, made: PackageReceipt, locked: PackageReceipt) -> None:
    """Write the macro that opens the locked workbooks and the CSV files and saves them anew."""
    jobs = []
    for name in locked.files:
        if name.endswith(".xlsx"):
            jobs.append((locked.folder / name, folder / f"opened-{name}", "Password", PASSWORD, ""))
    kinds = "/".join(f"{at}/{2 if c.kind.value == 'T' else 1}" for at, c in _numbered())
    for quoted in ("typed", "quoted"):
        columns = kinds if quoted == "typed" else ""
        options = _AS_TEXT.format(columns=columns, quoted=str(quoted == "quoted").lower())
        name = f"{made.files[1].removesuffix('.csv')}-{quoted}.xlsx"
        filter_name = "Text - txt - csv (StarCalc)"
        path = made.folder / made.files[1]
        jobs.append((path, folder / name, "FilterOptions", options, filter_name))
    lines = []
    for source, target, option, value, filter_name in jobs:
        lines.append(
            f'Convert("{source.as_uri()}", "{target.as_uri()}", "{option}", "{value}",'
            f' "{filter_name}")'
        )
    basic = folder / "profile" / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    code = _BASIC.replace("{jobs}", "\n".join(lines))
    code = escape(code, {'"': "&quot;"})
    (basic / "Opening.xba").write_text(_MODULE.format(code=code), encoding="utf-8")
    (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")


def _numbered() -> list[tuple[int, object]]:
    return list(enumerate(PERSONS.columns, 1))


_BASIC = """
Sub Main
On Error Resume Next
{jobs}
StarDesktop.terminate()
End Sub

Sub Convert(source, target, setting, given, filterName)
Dim opened(2) As New com.sun.star.beans.PropertyValue
opened(0).Name = "Hidden"
opened(0).Value = True
opened(1).Name = setting
opened(1).Value = given
If Len(filterName) > 0 Then
opened(2).Name = "FilterName"
opened(2).Value = filterName
End If
document = StarDesktop.loadComponentFromURL(source, "_blank", 0, opened())
Dim stored(0) As New com.sun.star.beans.PropertyValue
stored(0).Name = "FilterName"
stored(0).Value = "Calc MS Excel 2007 XML"
document.storeToURL(target, stored())
document.close(True)
End Sub
"""
# Without their DOCTYPE LibreOffice takes no notice of these.
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Opening"
 script:language="StarBasic">{code}</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Opening"/>
</library:library>
"""


def _values(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return each sheet's cells, as texts and numbers; a formula would be text that begins so."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        assert not any(cell.data_type in "fe" for row in sheet.iter_rows() for cell in row)
    values = {
        sheet.title: [tuple("" if v is None else v for v in row) for row in sheet.values]
        for sheet in book.worksheets
    }
    book.close()
    return values


def _as_recorded() -> list[tuple[object, ...]]:
    sheet = awkward_sheet()
    return [person_row(n, person, BATCH, SITE) for n, person in enumerate(sheet.persons, 1)]


def test_every_cell_of_the_workbook_is_as_in_the_records(saved: Saved) -> None:
    ours = _values(saved.receipt.workbook)
    theirs = _values(saved.folder / "saved" / saved.receipt.workbook.name)
    assert list(ours) == list(theirs)
    for title, rows in ours.items():
        assert [row[: len(rows[0])] for row in theirs[title][: len(rows)]] == rows, title
    persons, tubes = list(theirs.values())[:2]
    assert persons[1:] == _as_recorded()
    assert tubes[1:] == [tube_row(tube, BATCH, SITE) for tube in awkward_sheet().tubes]
    name, number = PERSONS.keys.index("Name"), PERSONS.keys.index("IDNo")
    assert tuple(row[name] for row in persons[1:]) == AWKWARD_NAMES
    assert [row[number] for row in persons[1:]] == [
        resident_number(n) for n in range(len(AWKWARD_NAMES))
    ]


def test_saved_by_it_the_workbook_still_has_its_digest(saved: Saved) -> None:
    persons, tubes, cover, _ = _values(
        saved.folder / "saved" / saved.receipt.workbook.name
    ).values()
    digests = [
        row_digest(schema.key, schema.keys, row[: len(schema.keys)])  # type: ignore[arg-type]
        for schema, rows in ((PERSONS, persons), (TUBES, tubes))
        for row in rows[1:]
    ]
    facts = cover[1:][: [row[0] for row in cover[1:]].index("封签 BoxSeal")]
    digests += [row_digest("Cover", ("Item", "Value"), row[:2]) for row in facts]  # type: ignore[arg-type]
    assert sheet_digest(digests) == saved.receipt.digest


def test_under_a_chinese_password_it_opens_the_same_cells(saved: Saved) -> None:
    for name in (saved.receipt.workbook.name, f"{saved.receipt.workbook.stem}-changes.xlsx"):
        ours, theirs = (
            list(_values(path).values())
            for path in (saved.receipt.folder / name, saved.folder / f"opened-{name}")
        )
        for mine, rows in zip(ours, theirs, strict=True):
            # The code on the cover is signed anew for each package; all else is the same.
            alike = [row for row in mine if "HandoverCode" not in str(row[0])]
            other = [row[: len(mine[0])] for row in rows[: len(mine)]]
            assert [row for row in other if "HandoverCode" not in str(row[0])] == alike


def test_the_change_sheet_opens_with_every_cell(saved: Saved) -> None:
    name = f"{saved.receipt.workbook.stem}-changes.xlsx"
    ours, theirs = (
        list(_values(path).values())
        for path in (saved.receipt.folder / name, saved.folder / "saved" / name)
    )
    assert [rows[: len(mine)] for mine, rows in zip(ours, theirs, strict=True)] == ours
    assert ours[0][1][3] == "改4"


@pytest.mark.parametrize("how", ["typed", "quoted"])
def test_the_csv_read_as_text_has_every_cell(saved: Saved, how: str) -> None:
    """With a type for each column, and with what is quoted kept as text."""
    name = saved.receipt.files[1]
    with (saved.receipt.folder / name).open(encoding="utf-8-sig", newline="") as file:
        rows: list[Sequence[str]] = list(csv.reader(file))
    (theirs,) = _values(saved.folder / f"{name.removesuffix('.csv')}-{how}.xlsx").values()
    assert [tuple(str(cell) for cell in row) for row in theirs[: len(rows)]] == [
        tuple(row) for row in rows
    ]
    assert [tuple(row) for row in theirs[1:]] == _as_recorded()
