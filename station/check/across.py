"""What only several sheets together tell: a tube in two of them, a person in two tubes, a batch
that is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from station.check.finding import Code, Findings
from station.check.read_file import Kind, ReadFile
from station.check.tubes import safe_barcode
from station.domain.batch import BatchNumberUnusable, check_batch_number


@dataclass(slots=True)
class Across:
    """``sources``: the files whose rows count, one a batch; the conflicts of their rows."""

    findings: Findings = field(default_factory=Findings)
    sources: list[ReadFile] = field(default_factory=list)
    tubes: set[str] = field(default_factory=set)
    persons: set[tuple[str, int]] = field(default_factory=set)
    """File and row of each person who is in two tubes."""


def look_across(files: Sequence[ReadFile]) -> Across:
    """Compare the sheets among ``files`` with each other."""
    across = Across()
    _choose(files, across)
    _tubes(across)
    _persons(across)
    _missing([file.batch for file in across.sources if file.batch], across.findings)
    return across


def _choose(files: Sequence[ReadFile], across: Across) -> None:
    """Take one file a batch: its newest version, a workbook before a text file."""
    by_batch: dict[str, list[ReadFile]] = defaultdict(list)
    for file in files:
        if file.is_sheet:
            by_batch[file.batch or file.name].append(file)
    for batch, sheets in by_batch.items():
        books = [sheet for sheet in sheets if sheet.kind is Kind.WORKBOOK]
        across.sources.append(_newest(batch, books, across.findings) if books else sheets[0])
        if not books and len(sheets) > 1:
            names = tuple(sheet.name for sheet in sheets)
            across.findings.add(Code.BATCH_TWICE, detail=batch, files=names)


def _newest(batch: str, books: list[ReadFile], findings: Findings) -> ReadFile:
    by_version: dict[int, list[ReadFile]] = defaultdict(list)
    for book in books:
        by_version[book.version or 0].append(book)
    for version, same in by_version.items():
        if len(same) > 1:
            names = tuple(book.name for book in same)
            alike = len({book.digest for book in same}) == 1
            code = Code.BATCH_TWICE if alike else Code.ROWS_DIFFER
            findings.add(code, detail=f"{batch} v{version}", files=names)
    newest = max(by_version)
    for version in sorted(by_version):
        if version != newest:
            names = tuple(book.name for book in by_version[version])
            detail = f"{batch} v{version} < v{newest}"
            findings.add(Code.BATCH_SUPERSEDED, detail=detail, files=names)
    # Of two that differ, the one that nothing spoils.
    return next((book for book in by_version[newest] if book.is_good), by_version[newest][0])


def _tubes(across: Across) -> None:
    first: dict[str, ReadFile] = {}
    for file in across.sources:
        for barcode in file.barcodes:
            other = first.setdefault(barcode, file)
            if other is not file:
                across.tubes.add(barcode)
                across.findings.add(
                    Code.TUBE_IN_TWO,
                    detail=f"{safe_barcode(barcode)}: {_label(other)}, {_label(file)}",
                    files=(other.name, file.name),
                )


def _persons(across: Across) -> None:
    if len(across.sources) < 2:
        return
    first: dict[bytes, tuple[int, int, int]] = {}
    for place, file in enumerate(across.sources):
        for who, tube, row in file.who():
            other_place, other_tube, other_row = first.setdefault(who, (place, tube, row))
            if other_place == place:
                continue
            other = across.sources[other_place]
            across.persons |= {(other.name, other_row), (file.name, row)}
            across.findings.add(
                Code.PERSON_IN_TWO,
                detail=f"{_line(other, other_tube, other_row)}; {_line(file, tube, row)}",
                files=(other.name, file.name),
            )


def _label(file: ReadFile) -> str:
    return file.batch or file.path.name


def _line(file: ReadFile, tube: int, row: int) -> str:
    barcode = safe_barcode(file.barcodes[tube]) if tube < len(file.barcodes) else "-"
    return f"{_label(file)} {barcode} row {row}"


def _missing(batches: Sequence[str], findings: Findings) -> None:
    """Tell of numbers that lie between two of a booth's day: those before and after may yet come,
    or came before."""
    by_day: dict[str, set[int]] = defaultdict(set)
    for batch in batches:
        try:
            check_batch_number(batch)
        except BatchNumberUnusable:
            continue
        day, _, sequence = batch.rpartition("-")
        if len(sequence) <= 4:
            by_day[day].add(int(sequence))
    for day, sequences in sorted(by_day.items()):
        for number in range(min(sequences), max(sequences)):
            if number not in sequences:
                findings.add(Code.BATCH_MISSING, detail=f"{day}-{number:02}")
