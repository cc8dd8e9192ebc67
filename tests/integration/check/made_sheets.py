"""Sheets of a booth as they leave it, and what people and others make of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from openpyxl import load_workbook

from station.check.run import CheckReport, CheckWishes, check_files
from station.export.package import write_package
from station.export.rows import BatchSheet
from tests.integration.export.made_batch import AT, SIGNER, small_sheet

PERSONS, TUBES, COVER = "人员 Persons", "采样管 Tubes", "交接单 Cover"
PERSONS_PART = "xl/worksheets/sheet1.xml"


def workbook(folder: Path, name: str = "batch.xlsx", sheet: BatchSheet | None = None) -> Path:
    """Write a batch's workbook as a booth does."""
    work = folder / "work"
    work.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    made = write_package(folder / "made", sheet or small_sheet(), SIGNER, work=work, at=AT)
    made.workbook.rename(path)
    made.remove()
    return path


def edited(path: Path, edit: Callable[[object], None], name: str = "edited.xlsx") -> Path:
    """Return the workbook as openpyxl saves it after ``edit``."""
    book = load_workbook(path)
    edit(book)
    book.save(path.with_name(name))
    return path.with_name(name)


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


def with_parts(path: Path, name: str, **changed: bytes) -> Path:
    """Return the workbook with other parts; a part's name has `__` for `/`, and no ending."""
    new = {f"{key.replace('__', '/')}": data for key, data in changed.items()}
    return archive(path.with_name(name), parts_of(path) | new)


def check(*files: Path, **wishes: object) -> CheckReport:
    return check_files(CheckWishes(tuple(files), **wishes))  # type: ignore[arg-type]


def codes(report: CheckReport) -> list[list[str]]:
    """Return the codes of each file's findings."""
    return [[finding.code.value for finding in file.findings] for file in report.files]
