"""The workbook as a file: what a laboratory's program, and a spreadsheet program, find in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from station.domain.audit import AuditHead
from station.export.columns import PERSONS, TUBES
from station.export.digest import row_digest, sheet_digest
from station.export.faults import ExportCountsDiffer, ExportTextUnusable
from station.export.progress import Step
from station.export.rows import BatchSheet, SiteFacts
from station.export.save import WorkbookReceipt, write_workbook
from tests.integration.export.described import described
from tests.integration.export.made_batch import (
    AT,
    AWKWARD_NAMES,
    BATCH,
    CHAIN,
    SITE,
    awkward_sheet,
    filled,
    large_sheet,
    resident,
    resident_number,
    sheet_of,
    small_sheet,
)

REFERENCE = Path(__file__).parent / "reference" / "small_batch.txt"
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def _write(tmp_path: Path, sheet: BatchSheet) -> WorkbookReceipt:
    return write_workbook(tmp_path / "batch.xlsx", sheet, work=tmp_path / "work", at=AT)


def _xml(path: Path, sheet: int) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))


def test_every_cell_style_width_and_print_setting_is_as_in_the_reference(tmp_path: Path) -> None:
    """STATION_WRITE_REFERENCE=1 writes the reference anew, to be looked at before it is kept."""
    found = described(_write(tmp_path, small_sheet()).path)
    if os.environ.get("STATION_WRITE_REFERENCE"):
        REFERENCE.write_text(found, encoding="utf-8")
    assert found.splitlines() == REFERENCE.read_text(encoding="utf-8").splitlines()


def test_only_known_parts_are_in_the_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(_write(tmp_path, small_sheet()).path) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/app.xml",
            "docProps/core.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            "xl/theme/theme1.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/sheet2.xml",
            "xl/worksheets/sheet3.xml",
        ]


def test_texts_that_look_like_formulas_numbers_and_errors_are_texts_in_the_xml(
    tmp_path: Path,
) -> None:
    path = _write(tmp_path, awkward_sheet()).path
    names = []
    for number in (1, 2, 3):
        root = _xml(path, number)
        assert root.findall(".//m:f", _NS) == []
        for cell in root.iterfind(".//m:c", _NS):
            value = cell.find("m:v", _NS)
            if value is not None:
                assert cell.get("t") == "n"
                assert str(int(value.text or "")) == value.text
            elif len(cell):
                assert cell.get("t") == "inlineStr"
            if number == 1 and (cell.get("r") or "").startswith("F"):
                names.append(cell.findtext("m:is/m:t", namespaces=_NS))
    assert tuple(names[1:]) == AWKWARD_NAMES


def test_long_numbers_leading_zeros_and_the_check_letter_stay_whole(tmp_path: Path) -> None:
    persons = [resident(n, "甲") for n in range(20)]
    numbers = [resident_number(n) for n in range(20)]
    assert any(number.endswith("X") for number in numbers)
    book = load_workbook(_write(tmp_path, sheet_of(filled(0, "000001", 20, persons))).path)
    column = PERSONS.keys.index("IDNo") + 1
    cells = [row[column - 1] for row in book.worksheets[0].iter_rows(min_row=2)]
    book.close()
    assert [cell.value for cell in cells] == numbers
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}


def test_the_digest_is_on_the_cover_and_can_be_found_again_from_the_cells(tmp_path: Path) -> None:
    receipt = _write(tmp_path, small_sheet())
    book = load_workbook(receipt.path)
    persons, tubes, cover = (list(sheet.values) for sheet in book.worksheets)
    book.close()
    digests = []
    for schema, rows in ((PERSONS, persons), (TUBES, tubes)):
        for row in rows[1:]:
            cells = ["" if cell is None else cell for cell in row]
            digests.append(row_digest(schema.key, schema.keys, cells))
    facts = cover[1 : 1 + [row[0] for row in cover[1:]].index("封签 BoxSeal")]
    digests += [row_digest("Cover", ("Item", "Value"), row) for row in facts]
    assert dict(cover)["校验值 Digest"] == receipt.digest == sheet_digest(digests)


def test_the_audit_chain_is_on_the_cover_and_not_in_the_digest(tmp_path: Path) -> None:
    """The same batch exported later has the same digest, though the trail went on."""
    made = _write(tmp_path, small_sheet())
    later = replace(small_sheet(), chain=AuditHead(42, bytes(32)))
    again = write_workbook(tmp_path / "later.xlsx", later, work=tmp_path / "work", at=AT)
    assert again.digest == made.digest
    chain = ("审计链长度 AuditChainLength", "审计链头 AuditChainHead")
    for receipt, head in ((made, CHAIN), (again, later.chain)):
        book = load_workbook(receipt.path)
        cover = dict(list(book.worksheets[2].values))
        book.close()
        assert [cover[key] for key in chain] == [head.length, head.hex]


def test_the_document_says_nothing_of_a_person(tmp_path: Path) -> None:
    with zipfile.ZipFile(_write(tmp_path, small_sheet()).path) as archive:
        others = b"".join(
            archive.read(name) for name in archive.namelist() if "worksheets" not in name
        )
    for person in small_sheet().persons:
        assert person.registration.person.name.encode() not in others
    assert "王登记".encode() not in others


def test_the_same_batch_gives_the_same_rows_and_digest_again(tmp_path: Path) -> None:
    first = _write(tmp_path, small_sheet())
    again = write_workbook(tmp_path / "again.xlsx", small_sheet(), work=tmp_path / "work", at=AT)
    assert again.digest == first.digest
    assert described(again.path) == described(first.path)


def test_an_empty_batch_is_still_a_workbook(tmp_path: Path) -> None:
    receipt = _write(tmp_path, sheet_of())
    assert (receipt.persons, receipt.tubes) == (0, 0)
    book = load_workbook(receipt.path)
    assert [sheet.max_row for sheet in book.worksheets] == [1, 1, 27]
    book.close()


def test_progress_tells_rows_written_then_rows_compared(tmp_path: Path) -> None:
    heard: list[tuple[Step, int]] = []
    write_workbook(
        tmp_path / "batch.xlsx",
        large_sheet(1000),
        work=tmp_path / "work",
        at=AT,
        progress=lambda step, rows: heard.append((step, rows)),
    )
    written = 1000 + 100
    compared = written + 2 + 27
    assert heard == [
        (Step.WRITING, 500),
        (Step.WRITING, 1000),
        (Step.WRITING, written),
        (Step.CHECKING, 500),
        (Step.CHECKING, 1000),
        (Step.CHECKING, compared),
    ]


@pytest.mark.parametrize("text", ["\x07", "\r\n", "\ud800", "\ufffe", "_x0041_", "长" * 32_768])
def test_a_text_that_no_sheet_can_hold_is_refused_without_showing_it(
    tmp_path: Path, text: str
) -> None:
    sheet = replace(small_sheet(), site=SiteFacts(f"密{text}", SITE.zone))
    with pytest.raises(ExportTextUnusable) as caught:
        _write(tmp_path, sheet)
    assert caught.value.params == {"sheet": "Persons", "row": 2}
    assert caught.value.__cause__ is None
    assert "密" not in str(caught.value)
    assert list((tmp_path / "work").iterdir()) == []
    assert not (tmp_path / "batch.xlsx").exists()


def test_persons_that_are_in_no_tube_of_the_batch_stop_the_export(tmp_path: Path) -> None:
    sheet = small_sheet()
    with pytest.raises(ExportCountsDiffer) as caught:
        _write(tmp_path, replace(sheet, persons=list(sheet.persons)[1:]))
    assert caught.value.params == {"persons": 13, "in_tubes": 14}


def test_a_box_without_code_and_a_second_version_are_written(tmp_path: Path) -> None:
    batch = replace(BATCH, box_code=None, version=2)
    tube = filled(0, "T1", 1, [resident(1, "甲")])
    book = load_workbook(_write(tmp_path, sheet_of(tube, batch=batch)).path)
    cover = dict(book.worksheets[2].values)
    footer = book.worksheets[0].oddFooter.left.text
    book.close()
    assert (cover["版本 Version"], cover["转运箱 BoxNo"]) == (2, None)
    assert footer == "批次 Batch 20261122-02-05 v2"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_keeps_every_cell(tmp_path: Path) -> None:
    receipt = _write(tmp_path, awkward_sheet())
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", saved, receipt.path],
        check=True,
        capture_output=True,
        timeout=100,
    )
    ours, theirs = load_workbook(receipt.path), load_workbook(saved / receipt.path.name)
    for one, other in zip(ours.worksheets, theirs.worksheets, strict=True):
        assert list(one.values) == list(other.values)[: one.max_row]
    ours.close()
    theirs.close()
