"""The workbook as a file: what a laboratory's program, and a spreadsheet program, find in it."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from station.credential.handover import SignedHandover
from station.domain.audit import AuditHead
from station.export.columns import PERSONS, PROOF, TUBES
from station.export.digest import row_digest, sheet_digest
from station.export.faults import ExportCountsDiffer, ExportTextUnusable
from station.export.package import PackageReceipt, write_package
from station.export.progress import Step
from station.export.proof import TubeProof, TubeProofs, changed_columns, parse_cover_checks
from station.export.rows import BatchSheet, SiteFacts
from tests.integration.export.described import described
from tests.integration.export.made_batch import (
    AT,
    AWKWARD_NAMES,
    BATCH,
    CHAIN,
    SIGNER,
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


def _write(tmp_path: Path, sheet: BatchSheet, name: str = "batch") -> PackageReceipt:
    return write_package(tmp_path / name, sheet, SIGNER, work=tmp_path / "work", at=AT)


def _xml(path: Path, sheet: int) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))


def test_every_cell_style_width_and_print_setting_is_as_in_the_reference(tmp_path: Path) -> None:
    """STATION_WRITE_REFERENCE=1 writes the reference anew, to be looked at before it is kept."""
    found = described(_write(tmp_path, small_sheet()).workbook)
    if os.environ.get("STATION_WRITE_REFERENCE"):
        REFERENCE.write_text(found, encoding="utf-8")
    assert found.splitlines() == REFERENCE.read_text(encoding="utf-8").splitlines()


def test_only_known_parts_are_in_the_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(_write(tmp_path, small_sheet()).workbook) as archive:
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
            "xl/worksheets/sheet4.xml",
        ]


def test_texts_that_look_like_formulas_numbers_and_errors_are_texts_in_the_xml(
    tmp_path: Path,
) -> None:
    path = _write(tmp_path, awkward_sheet()).workbook
    names = []
    for number in (1, 2, 3, 4):
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
    book = load_workbook(_write(tmp_path, sheet_of(filled(0, "000001", 20, persons))).workbook)
    column = PERSONS.keys.index("IDNo") + 1
    cells = [row[column - 1] for row in book.worksheets[0].iter_rows(min_row=2)]
    book.close()
    assert [cell.value for cell in cells] == numbers
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}


def test_the_digest_is_on_the_cover_and_can_be_found_again_from_the_cells(tmp_path: Path) -> None:
    receipt = _write(tmp_path, small_sheet())
    book = load_workbook(receipt.workbook)
    persons, tubes, cover, _ = (list(sheet.values) for sheet in book.worksheets)
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
    again = _write(tmp_path, later, "later")
    assert again.digest == made.digest
    chain = ("审计链长度 AuditChainLength", "审计链头 AuditChainHead")
    for receipt, head in ((made, CHAIN), (again, later.chain)):
        book = load_workbook(receipt.workbook)
        cover = dict(list(book.worksheets[2].values))
        book.close()
        assert [cover[key] for key in chain] == [head.length, head.hex]


def test_the_document_says_nothing_of_a_person(tmp_path: Path) -> None:
    with zipfile.ZipFile(_write(tmp_path, small_sheet()).workbook) as archive:
        others = b"".join(
            archive.read(name) for name in archive.namelist() if "worksheets" not in name
        )
    for person in small_sheet().persons:
        assert person.registration.person.name.encode() not in others
    assert "王登记".encode() not in others


def test_the_same_batch_gives_the_same_rows_and_digest_again(tmp_path: Path) -> None:
    first = _write(tmp_path, small_sheet())
    again = _write(tmp_path, small_sheet(), "again")
    assert again.digest == first.digest
    assert described(again.workbook) == described(first.workbook)


def test_an_empty_batch_is_still_a_workbook(tmp_path: Path) -> None:
    receipt = _write(tmp_path, sheet_of())
    assert (receipt.persons, receipt.tubes) == (0, 0)
    book = load_workbook(receipt.workbook)
    assert [sheet.max_row for sheet in book.worksheets] == [1, 1, 29, 2]
    book.close()


def test_progress_tells_rows_written_then_compared_then_how_much_is_in_its_place(
    tmp_path: Path,
) -> None:
    heard: list[tuple[Step, int]] = []
    write_package(
        tmp_path / "batch",
        large_sheet(1000),
        SIGNER,
        work=tmp_path / "work",
        at=AT,
        progress=lambda step, rows: heard.append((step, rows)),
    )
    written = 1000 + 100
    compared = written + 2 + 29 + 102
    placing = [heard.pop() for step, _ in list(heard) if step is Step.PLACING][::-1]
    assert heard == [
        (Step.WRITING, 500),
        (Step.WRITING, 1000),
        (Step.WRITING, written),
        (Step.CHECKING, 500),
        (Step.CHECKING, 1000),
        (Step.CHECKING, compared),
    ]
    assert placing == sorted(placing, key=lambda step: step[1])
    assert placing[-1] == (Step.PLACING, 1000)


def test_the_proof_is_hidden_and_fits_its_own_workbook(tmp_path: Path) -> None:
    book = load_workbook(_write(tmp_path, small_sheet()).workbook)
    persons, tubes, cover, proof = book.worksheets
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible"] * 3 + ["hidden"]
    assert proof.title == PROOF.title
    rows = [["" if cell is None else cell for cell in row] for row in proof.values]
    proofs = {row[0]: TubeProof.parse(row) for row in rows[1:-1]}
    for row in list(tubes.values)[1:]:
        cells = ["" if cell is None else cell for cell in row]
        assert changed_columns(TUBES, cells, proofs[cells[0]].tube) == []
    place, barcode = (PERSONS.keys.index(key) for key in ("PosInTube", "TubeBarcode"))
    for row in list(persons.values)[1:]:
        cells = ["" if cell is None else cell for cell in row]
        checks = proofs[cells[barcode]].persons[cells[place]]
        assert changed_columns(PERSONS, cells, checks) == []
    assert sum(len(proof.persons) for proof in proofs.values()) == 14
    lines = [("" if cell is None else cell for cell in row) for row in list(cover.values)[1:]]
    assert parse_cover_checks(rows[-1]) == parse_cover_checks(TubeProofs.cover(map(tuple, lines)))
    book.close()


def test_the_cover_tells_who_signs_and_carries_the_handover_code(tmp_path: Path) -> None:
    receipt = _write(tmp_path, small_sheet())
    book = load_workbook(receipt.workbook)
    cover = dict(list(book.worksheets[2].values))
    book.close()
    assert cover["签名钥匙 KeyId"] == SIGNER.key_id == receipt.key_id
    assert cover["交接码 HandoverCode"] == receipt.handover
    handover = SignedHandover.parse(receipt.handover).handover
    assert (handover.batch, handover.version) == (BATCH.number, 1)
    assert (handover.persons, handover.tubes) == (receipt.persons, receipt.tubes) == (14, 4)
    assert handover.digest.hex() == receipt.digest
    assert (handover.box, handover.issued_at) == (BATCH.box_code, AT)


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
    assert not (tmp_path / "batch").exists()


def test_persons_that_are_in_no_tube_of_the_batch_stop_the_export(tmp_path: Path) -> None:
    sheet = small_sheet()
    with pytest.raises(ExportCountsDiffer) as caught:
        _write(tmp_path, replace(sheet, persons=list(sheet.persons)[1:]))
    assert caught.value.params == {"persons": 13, "in_tubes": 14}


def test_a_box_without_code_and_a_second_version_are_written(tmp_path: Path) -> None:
    batch = replace(BATCH, box_code=None, version=2)
    tube = filled(0, "T1", 1, [resident(1, "甲")])
    book = load_workbook(_write(tmp_path, sheet_of(tube, batch=batch)).workbook)
    cover = dict(book.worksheets[2].values)
    footer = book.worksheets[0].oddFooter.left.text
    book.close()
    assert (cover["版本 Version"], cover["转运箱 BoxNo"]) == (2, None)
    assert footer == "批次 Batch 20261122-02-05 v2"
