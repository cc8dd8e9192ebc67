"""Sheets of a booth as they leave it, and what people and others make of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from station.check.across import look_across
from station.check.child import read_file
from station.check.read_file import ReadFile
from station.check.run import CheckReport, CheckWishes, check_files
from station.check.wire import Job
from station.credential.keys import RootKey, SheetKey
from station.credential.times import to_seconds
from station.credential.trust import SheetSigner, TrustList, issue_trust_list
from station.domain.batch import Batch
from station.export.package import PackageReceipt, write_package
from station.export.package_wishes import PLAIN, PackageWishes
from station.export.rows import BatchSheet
from tests.integration.export.made_batch import AT, BATCH, SHEET_KEY, SIGNER, small_sheet

PERSONS, TUBES, COVER = "人员 Persons", "采样管 Tubes", "交接单 Cover"
PERSONS_PART = "xl/worksheets/sheet1.xml"
ROOT = RootKey(bytes(32))
_SPAN = timedelta(days=1)


def batch(number: str, version: int = 1) -> Batch:
    """Return a batch of another number, of the booth that the number names."""
    _, booth, sequence = number.split("-")
    return replace(BATCH, number=number, booth=booth, sequence=int(sequence), version=version)


def package(
    folder: Path, sheet: BatchSheet | None = None, wishes: PackageWishes = PLAIN
) -> PackageReceipt:
    """Write a batch's package into ``folder`` as a booth does."""
    sheet = sheet or small_sheet()
    target = folder / f"{sheet.batch.number}-v{sheet.batch.version}"
    work = folder.parent / f"{folder.name}-work"
    return write_package(target, sheet, SIGNER, work=work, at=AT, wishes=wishes)


def workbook(folder: Path, sheet: BatchSheet | None = None) -> Path:
    return package(folder, sheet).workbook


def trust(
    key: SheetKey = SHEET_KEY, booth: str = "02", late: timedelta = timedelta(0)
) -> TrustList:
    """Return a list with one signer of sheets, valid around the moment of the packages."""
    begin, end = (to_seconds(AT + late + span) for span in (-_SPAN, _SPAN))
    signers = [SheetSigner(key.public, booth, begin, end)]
    raw = issue_trust_list(ROOT, serial=1, issued_at=AT, issuers=[], sheet_signers=signers)
    return TrustList.open(raw, ROOT.public)


def edited(path: Path, edit: Callable[[Any], object], name: str = "edited.xlsx") -> Path:
    """Return the workbook as openpyxl saves it after ``edit``."""
    book = load_workbook(path)
    edit(book)
    target = path.with_name(name)
    book.save(target)
    return target


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive(path: Path, parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> Path:
    memory = io.BytesIO()
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in pairs:
            packed.writestr(name, data)
    path.write_bytes(memory.getvalue())
    return path


def check(*files: Path, **wishes: Any) -> CheckReport:
    return check_files(CheckWishes(tuple(files), **wishes))


def check_here(path: Path) -> CheckReport:
    """Check one file without a process of its own, which takes a quarter of a second."""
    file = ReadFile(str(path), path)
    file.take_facts(read_file(Job(str(path), key=bytes(16)), file.take_frame))
    return CheckReport((file,), look_across([file]))


def codes(report: CheckReport) -> list[list[str]]:
    """Return the codes of each file's findings."""
    return [[finding.code.value for finding in file.findings] for file in report.files]


def places(report: CheckReport, file: int = 0) -> list[tuple[str, str | None, int | None, str]]:
    """Return code, sheet, row and column of a file's findings."""
    return [
        (each.code.value, each.sheet, each.row, each.column or "")
        for each in report.files[file].findings
    ]
