"""The cover of our own sheet: found beside any number of persons, in a file that nobody trusts."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from station.export.columns import COVER
from station.export.package import write_package
from station.lists.faults import ListDamaged, ListHostile
from station.lists.xlsx_sheet import xlsx_sheet
from station.services.sheet_chain import SheetUnreadable, SheetWithoutChain, sheet_chain
from tests.integration.export.made_batch import AT, BATCH, CHAIN, SIGNER, small_sheet

PERSONS = "xl/worksheets/sheet1.xml"
COVER_PART = "xl/worksheets/sheet3.xml"
STRINGS = "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = 200_000


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir(mode=0o700)
    return write_package(tmp_path / "batch", small_sheet(), SIGNER, work=work, at=AT).workbook


def with_parts(sheet: Path, changed: Mapping[str, bytes]) -> Path:
    """Return the sheet with the parts that ``changed`` names in place of its own, or beside."""
    path = sheet.with_name("changed.xlsx")
    with zipfile.ZipFile(sheet) as old:
        parts = {name: old.read(name) for name in old.namelist()} | changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def part(sheet: Path, name: str) -> bytes:
    with zipfile.ZipFile(sheet) as archive:
        return archive.read(name)


def many_persons(sheet: Path) -> bytes:
    """Return the sheet of persons with its last row many times over, as large as 200,000."""
    data = part(sheet, PERSONS)
    begin, end = data.rindex(b"<row"), data.index(b"</sheetData>")
    return data[:begin] + data[begin:end] * ROWS + data[end:]


def with_shared_texts(sheet: Path, before: int) -> Path:
    """Return the sheet as Excel re-saves it: the cover's texts behind those of the persons."""
    pieces = part(sheet, COVER_PART).split(b"<is><t>")
    texts = [piece.partition(b"</t></is>")[0] for piece in pieces[1:]]
    assert len(texts) > 20
    shared = pieces[0] + b"".join(
        b"<v>%d</v>%b" % (number, piece.partition(b"</t></is>")[2])
        for number, piece in enumerate(pieces[1:], before)
    )
    strings = b"".join(b"<si><t>%d</t></si>" % number for number in range(before))
    strings += b"".join(b"<si><t>%b</t></si>" % text for text in texts)
    return with_parts(
        sheet,
        {
            COVER_PART: shared.replace(b't="inlineStr"', b't="s"'),
            STRINGS: b'<sst xmlns="%b">%b</sst>' % (MAIN, strings),
            RELATIONS: part(sheet, RELATIONS).replace(
                b"</Relationships>",
                b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.openxml'
                b'formats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
            ),
        },
    )


def test_the_cover_beside_the_most_persons_is_read(sheet: Path) -> None:
    found = sheet_chain(with_parts(sheet, {PERSONS: many_persons(sheet)}))
    assert (found.batch, found.head) == (BATCH.number, CHAIN)


def test_the_cover_of_a_re_saved_sheet_is_read_behind_all_texts_of_the_persons(sheet: Path) -> None:
    found = sheet_chain(with_shared_texts(sheet, 600_000))
    assert (found.batch, found.head) == (BATCH.number, CHAIN)


def test_a_sheet_without_a_cover_is_without_a_chain(sheet: Path) -> None:
    assert xlsx_sheet(sheet, lambda title: title == COVER.title)
    assert xlsx_sheet(sheet, lambda title: False) == []
    with pytest.raises(SheetWithoutChain):
        sheet_chain(with_parts(sheet, {COVER_PART: b'<worksheet xmlns="%b"/>' % MAIN}))


def endless_comment(cover: bytes) -> bytes:
    return cover.replace(b"<sheetData>", b"<!--" + b"x" * (2 << 20) + b"--><sheetData>")


def endless_cover(cover: bytes) -> bytes:
    return cover.replace(b"<sheetData>", b" " * (5 << 20) + b"<sheetData>")


def entities(cover: bytes) -> bytes:
    return cover.replace(b"<worksheet", b'<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet', 1)


@pytest.mark.parametrize("hostile", [endless_comment, endless_cover, entities])
def test_a_hostile_cover_is_refused(sheet: Path, hostile: Callable[[bytes], bytes]) -> None:
    changed = with_parts(sheet, {COVER_PART: hostile(part(sheet, COVER_PART))})
    with pytest.raises(ListHostile):
        xlsx_sheet(changed, lambda title: title == COVER.title)
    with pytest.raises(SheetUnreadable):
        sheet_chain(changed)


def test_shared_texts_without_an_end_are_refused(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station.lists.xlsx_sheet._STRINGS", 1000)
    assert sheet_chain(with_shared_texts(sheet, 900)).head == CHAIN
    with pytest.raises(SheetUnreadable):
        sheet_chain(with_shared_texts(sheet, 1001))


@pytest.mark.parametrize("data", [b"", b"<worksheet", b"\x00" * 9])
def test_what_is_wrong_with_the_persons_does_not_matter(sheet: Path, data: bytes) -> None:
    """Comparing rows is not what the chain is for: they are never unpacked."""
    changed = with_parts(sheet, {PERSONS: data})
    assert sheet_chain(changed).head == CHAIN


def test_a_directory_that_would_fill_the_memory_is_not_read(sheet: Path) -> None:
    """The count of its bytes stands in the last 22 of the file."""
    data = bytearray(sheet.read_bytes())
    assert data[-22:-18] == b"PK\x05\x06"
    data[-10:-6] = (64 << 20).to_bytes(4, "little")
    sheet.write_bytes(data)
    with pytest.raises(ListHostile):
        xlsx_sheet(sheet, lambda title: True)


def test_a_large_file_that_is_no_workbook_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as stream:
        stream.truncate(150 << 20)
    begin = time.perf_counter()
    with pytest.raises(ListDamaged):
        xlsx_sheet(path, lambda title: True)
    assert time.perf_counter() - begin < 1
