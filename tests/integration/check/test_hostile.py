"""Files that nobody should open: one finding each, soon, and the others are still checked."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path

import pytest

from tests.integration.check.made_sheets import (
    PERSONS_PART,
    archive,
    check,
    codes,
    parts_of,
    workbook,
)

SECONDS = 5


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("sheet"))


def changed(sheet: Path, target: Path, **parts: bytes) -> Path:
    return archive(target, parts_of(sheet) | {PERSONS_PART: parts["persons"]})


MAIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"


def _bomb(sheet: Path, to: Path) -> Path:
    return changed(sheet, to, persons=MAIN + b" " * (80 << 20) + END)


def _entities(sheet: Path, to: Path) -> Path:
    text = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + MAIN + END
    return changed(sheet, to, persons=text)


def _entities_late(sheet: Path, to: Path) -> Path:
    text = b"<!--" + b"x" * 8000 + b'--><!DOCTYPE x [<!ENTITY a "aaaa">]>' + MAIN + END
    return changed(sheet, to, persons=text)


def _dimensions(sheet: Path, to: Path) -> Path:
    text = MAIN + b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>' + END
    return changed(sheet, to, persons=text)


def _columns(sheet: Path, to: Path) -> Path:
    return changed(sheet, to, persons=MAIN + b'<row r="1"><c r="ZZZ1"><v>1</v></c></row>' + END)


def _twice(sheet: Path, to: Path) -> Path:
    pairs = [*parts_of(sheet).items(), (PERSONS_PART, MAIN + END)]
    with pytest.warns(UserWarning, match="Duplicate name"):
        return archive(to, pairs)


def _macros(sheet: Path, to: Path) -> Path:
    return archive(to, parts_of(sheet) | {"xl/vbaProject.bin": b"macro"})


def _links(sheet: Path, to: Path) -> Path:
    return archive(to, parts_of(sheet) | {"xl/externalLinks/externalLink1.xml": b"<x/>"})


def _cut(sheet: Path, to: Path) -> Path:
    to.write_bytes(sheet.read_bytes()[:-300])
    return to


def _empty(sheet: Path, to: Path) -> Path:
    to.write_bytes(b"")
    return to


def _noise(sheet: Path, to: Path) -> Path:
    to.write_bytes(bytes(range(256)) * 99)
    return to


def _old(sheet: Path, to: Path) -> Path:
    to.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    return to


def _ods(sheet: Path, to: Path) -> Path:
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return archive(to, {"mimetype": mimetype, "content.xml": b"<x/>"})


def _missing(sheet: Path, to: Path) -> Path:
    return to


def _pipe(sheet: Path, to: Path) -> Path:
    os.mkfifo(to)
    return to


def _busy(sheet: Path, to: Path) -> Path:
    """Elements without end that a ratio does not tell: each is a little different."""
    rows = b"".join(b'<x a="%d"/>' % (number * 7919) for number in range(4_000_000))
    return changed(sheet, to, persons=MAIN + rows + END)


def _texts(sheet: Path, to: Path) -> Path:
    """Shared texts for more memory than there is."""
    texts = b"".join(b"<si><t>%064d</t></si>" % (number * 7919) for number in range(2_900_000))
    parts = parts_of(sheet)
    rels = "xl/_rels/workbook.xml.rels"
    relation = (
        b'<Relationship Id="r99" Target="sharedStrings.xml" Type="http://schemas.openxml'
        b'formats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    parts[rels] = parts[rels].replace(b"</Relationships>", relation)
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return archive(to, parts | {"xl/sharedStrings.xml": head + texts + b"</sst>"})


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_bomb, "zip_bomb"),
        (_entities, "xml_entities"),
        (_entities_late, "xml_entities"),
        (_dimensions, "huge_dimensions"),
        (_columns, "huge_dimensions"),
        (_twice, "duplicate_parts"),
        (_macros, "macros"),
        (_links, "external_links"),
        (_cut, "file_damaged"),
        (_empty, "unsupported_file"),
        (_noise, "unsupported_file"),
        (_old, "file_damaged"),
        (_ods, "unsupported_file"),
        (_missing, "file_unreadable"),
        (_pipe, "file_unreadable"),
    ],
)
def test_a_hostile_file_is_one_finding_and_the_next_is_checked(
    sheet: Path, tmp_path: Path, make, code: str
) -> None:
    hostile = make(sheet, tmp_path / "hostile.xlsx")
    begun = time.monotonic()
    report = check(hostile, sheet)
    assert codes(report) == [[code], []]
    assert time.monotonic() - begun < SECONDS


@pytest.mark.alone
@pytest.mark.parametrize("make", [_busy, _texts])
def test_what_costs_too_much_is_stopped(sheet: Path, tmp_path: Path, make) -> None:
    hostile = make(sheet, tmp_path / "hostile.xlsx")
    begun = time.monotonic()
    report = check(hostile, sheet)
    assert time.monotonic() - begun < 2 * SECONDS
    assert codes(report) == [["too_costly"], []]


def test_a_part_that_says_it_is_small_is_no_way_round(sheet: Path, tmp_path: Path) -> None:
    path = _bomb(sheet, tmp_path / "hostile.xlsx")
    data = bytearray(path.read_bytes())
    size = (80 << 20) + len(MAIN) + len(END)
    at = data.rindex(size.to_bytes(4, "little"))
    data[at : at + 4] = (5000).to_bytes(4, "little")
    path.write_bytes(data)
    with zipfile.ZipFile(path) as opened:
        assert opened.getinfo(PERSONS_PART).file_size == 5000
    assert codes(check(path)) == [["file_damaged"]]
