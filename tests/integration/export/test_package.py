"""The package in its place: which files, what they hold, how they are concealed and proved."""

from __future__ import annotations

import csv
import hashlib
import os
import stat
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from nacl.public import PrivateKey
from openpyxl import load_workbook

from station.credential.manifest import SignedManifest
from station.credential.sign1 import MANIFEST_AAD
from station.export.columns import PERSONS, TUBES
from station.export.csv_file import CsvFile
from station.export.digest import Row
from station.export.faults import ExportDiffers
from station.export.package import PackageReceipt, free_target, write_package
from station.export.package_wishes import LabFile, PackageWishes, Secrecy
from station.export.password import decrypt_workbook
from station.export.progress import Step
from station.export.rows import BatchSheet
from station.export.sealing import open_sealed
from tests.integration.export.made_batch import (
    AT,
    BATCH,
    CHAIN,
    SHEET_KEY,
    SIGNER,
    SITE,
    awkward_sheet,
    small_sheet,
)

LAB = PrivateKey(bytes(range(32)))
NAME = "20261122-02-05-v1"
PASSWORD = "核酸检测 2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


def _write(folder: Path, sheet: BatchSheet, work: Path, **more: Any) -> PackageReceipt:
    return write_package(folder / NAME, sheet, SIGNER, work=work, at=AT, **more)


def _rows(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def _cells(path: Path | BytesIO, sheet: int) -> list[list[str]]:
    book = load_workbook(path)
    rows = [["" if c.value is None else str(c.value) for c in r] for r in book.worksheets[sheet]]
    book.close()
    return rows


def test_the_receipt_tells_what_lies_at_the_target(folder: Path, work: Path) -> None:
    receipt = _write(folder, small_sheet(), work)
    assert [path.name for path in folder.iterdir()] == [NAME]
    assert receipt.folder == folder / NAME
    ends = (".xlsx", "-persons.csv", "-tubes.csv", ".manifest")
    assert receipt.files == tuple(NAME + end for end in ends)
    assert sorted(path.name for path in receipt.folder.iterdir()) == sorted(receipt.files)
    assert receipt.sha256 == hashlib.sha256(receipt.workbook.read_bytes()).hexdigest()
    assert (receipt.persons, receipt.tubes, receipt.issued_at) == (14, 4, AT)
    assert "NAH1" not in repr(receipt)
    assert list(work.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_all_is_its_owners_alone_from_the_first_byte_on(folder: Path, work: Path) -> None:
    modes: set[tuple[bool, int]] = set()

    def look(step: Step, done: int) -> None:
        for path in (work, *work.rglob("*"), *folder.rglob("*")):
            modes.add((path.is_dir(), stat.S_IMODE(path.stat().st_mode)))

    receipt = _write(folder, small_sheet(), work, progress=look)
    private = {(True, 0o700), (False, 0o600)}
    # The passing sheets and the unconcealed workbook lie within a folder that nobody else enters.
    assert {mode for mode in modes if mode[0]} == {(True, 0o700)}
    placed = [receipt.folder, *receipt.folder.iterdir()]
    assert {(p.is_dir(), stat.S_IMODE(p.stat().st_mode)) for p in placed} == private


def test_the_csv_files_hold_the_same_rows_as_the_workbook(folder: Path, work: Path) -> None:
    for sheet in (small_sheet(), awkward_sheet()):
        receipt = _write(folder, sheet, work)
        for number, (end, schema) in enumerate((("-persons", PERSONS), ("-tubes", TUBES))):
            rows = _rows(receipt.folder / f"{NAME}{end}.csv")
            assert rows[0] == list(schema.header)
            assert rows == _cells(receipt.workbook, number)
        receipt.remove()
        assert list(folder.iterdir()) == []


def test_texts_are_quoted_in_the_csv_and_numbers_are_not(folder: Path, work: Path) -> None:
    receipt = _write(folder, small_sheet(), work)
    first = (receipt.folder / f"{NAME}-persons.csv").read_text("utf-8-sig").splitlines()[1]
    assert first.startswith('1,"20261122-02-05","0000012345",5,1,"赵0"')


def test_the_manifest_names_the_other_files_as_they_were_delivered(
    folder: Path, work: Path
) -> None:
    receipt = _write(folder, small_sheet(), work)
    signed = SignedManifest.parse(receipt.manifest.read_bytes())
    manifest = signed.manifest
    assert signed.kid.hex() == receipt.key_id
    assert signed.envelope.envelope.is_signed_by(SHEET_KEY.public, MANIFEST_AAD)
    assert [file.name for file in manifest.files] == list(receipt.files[:-1])
    for file in manifest.files:
        data = (receipt.folder / file.name).read_bytes()
        assert (file.size, file.sha256) == (len(data), hashlib.sha256(data).digest())
    assert (manifest.batch, manifest.version, manifest.site) == (BATCH.number, 1, SITE.name)
    assert (manifest.booth, manifest.persons, manifest.tubes) == ("02", 14, 4)
    assert (manifest.digest.hex(), manifest.issued_at) == (receipt.digest, AT)
    assert (manifest.chain_length, manifest.chain_head) == (CHAIN.length, CHAIN.seal)


def test_under_a_password_there_is_no_csv_and_the_password_opens_the_workbook(
    folder: Path, work: Path
) -> None:
    plain = _write(folder, small_sheet(), work)
    rows = _cells(plain.workbook, 0)
    plain.remove()
    receipt = _write(folder, small_sheet(), work, wishes=PackageWishes(Secrecy(password=PASSWORD)))
    assert receipt.files == (f"{NAME}.xlsx", f"{NAME}.manifest")
    assert receipt.digest == plain.digest
    assert "赵0".encode() not in receipt.workbook.read_bytes()
    opened = BytesIO()
    with receipt.workbook.open("rb") as stream:
        decrypt_workbook(stream, opened, PASSWORD)
    assert _cells(opened, 0) == rows
    assert list(work.iterdir()) == []
    manifest = SignedManifest.parse(receipt.manifest.read_bytes()).manifest
    assert manifest.files[0].sha256.hex() == receipt.sha256


def test_sealed_to_the_lab_each_file_but_the_manifest_opens_with_its_key(
    folder: Path, work: Path
) -> None:
    plain = _write(folder, small_sheet(), work)
    contents = {name: (plain.folder / name).read_bytes() for name in plain.files[1:3]}
    plain.remove()
    key = bytes(LAB.public_key)
    receipt = _write(folder, small_sheet(), work, wishes=PackageWishes(Secrecy(lab_key=key)))
    assert receipt.files == (
        *(f"{name}.sealed" for name in plain.files[:-1]),
        f"{NAME}.manifest",
    )
    for name, content in contents.items():
        opened = BytesIO()
        with (receipt.folder / f"{name}.sealed").open("rb") as stream:
            open_sealed(stream, opened, bytes(LAB), lambda: None)
        assert opened.getvalue() == content
    manifest = SignedManifest.parse(receipt.manifest.read_bytes()).manifest
    assert [file.name for file in manifest.files] == list(receipt.files[:-1])
    assert manifest.files[0].sha256.hex() == receipt.sha256


class LabColumns:
    """A laboratory's file of one column, as `Sink`."""

    def __init__(self, path: Path) -> None:
        self._csv = CsvFile(path, signature=True)
        self._csv.append(("Specimen",))
        self.finish, self.abandon = self._csv.finish, self._csv.abandon

    def person(self, row: Row) -> None:
        pass

    def tube(self, row: Row) -> None:
        self._csv.append(row[:1])


def test_a_file_in_the_labs_own_columns_is_made_in_the_same_pass(folder: Path, work: Path) -> None:
    wishes = PackageWishes(lab=LabFile(".csv", LabColumns))
    receipt = _write(folder, small_sheet(), work, wishes=wishes)
    assert receipt.files[3] == f"{NAME}-lab.csv"
    tubes = [row[0] for row in _cells(receipt.workbook, 1)[1:]]
    assert _rows(receipt.folder / receipt.files[3]) == [["Specimen"], *([tube] for tube in tubes)]


def test_the_rows_and_csv_are_the_same_bytes_again(folder: Path, work: Path) -> None:
    first = _write(folder, small_sheet(), work)
    wishes = PackageWishes(expected=first.digest)
    later = replace(small_sheet(), chain=replace(CHAIN, length=77))
    again = write_package(
        free_target(folder, BATCH),
        later,
        SIGNER,
        work=work,
        at=AT.replace(year=2027),
        wishes=wishes,
    )
    assert again.folder.name == f"{NAME}-2"
    assert again.digest == first.digest
    assert again.files == first.files
    for name in first.files[1:3]:
        assert (again.folder / name).read_bytes() == (first.folder / name).read_bytes()


def test_other_rows_than_before_are_not_handed_over(folder: Path, work: Path) -> None:
    with pytest.raises(ExportDiffers):
        _write(folder, small_sheet(), work, wishes=PackageWishes(expected="0" * 64))
    assert list(folder.iterdir()) == []
    assert list(work.iterdir()) == []


def test_a_free_name_is_found_beside_those_taken(folder: Path) -> None:
    names = []
    for make in (Path.mkdir, Path.touch, Path.mkdir):
        target = free_target(folder, BATCH)
        make(target)
        names.append(target.name)
    assert names == [NAME, f"{NAME}-2", f"{NAME}-3"]
    assert free_target(folder, replace(BATCH, version=2)).name == "20261122-02-05-v2"


def test_taking_a_package_away_leaves_what_others_put_there(folder: Path, work: Path) -> None:
    receipt = _write(folder, small_sheet(), work)
    (receipt.folder / "note.txt").write_text("the courier's")
    receipt.remove()
    assert [path.name for path in receipt.folder.iterdir()] == ["note.txt"]
