"""What the laboratory keeps of a check: a report, and one merged sheet of what is good.

Each is written beside its place, synced, and renamed: whole or not at all, and never over a file.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import BinaryIO

from station.check.finding import Finding
from station.check.process import ReadCancelled
from station.check.read_file import ReadFile
from station.check.run import CheckReport
from station.export.atomic import check_target, sync_to_disk
from station.export.columns import PERSONS, TUBES, Kind, Schema
from station.export.digest import Cell
from station.export.faults import faults_at_target
from station.export.plain_book import PlainBook

REPORT, MERGED = "report.xlsx", "merged.xlsx"
FINDINGS_TITLE, FILES_TITLE, TOTALS_TITLE = "问题 Findings", "文件 Files", "合计 Totals"
_FINDINGS = ("文件 File", "代码 Code", "说明 Finding", "工作表 Sheet", "行 Row", "详情 Detail")
_FILES = (
    *("文件 File", "问题数 Findings", "种类 Kind", "批次号 BatchNo", "版本 Version"),
    *("人数 PersonCount", "管数 TubeCount", "证明 ProvedBy", "另存 Resaved", "校验值 Digest"),
)
_TOTALS = ("项目 Item", "内容 Value")
_EVERY = 2000

Say = Callable[[str], str]
"""Returns a finding's words by its code."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where both lie, and how many rows the merged sheet has."""

    report: Path
    merged: Path
    persons: int
    tubes: int


def write_results(
    report: CheckReport, folder: Path, say: Say, cancel: Event | None = None
) -> Written:
    """Write both into ``folder``. Raises `TargetExists` before anything is written, and every
    other `ExportError`; `ReadCancelled` when called off. Neither file is there then."""
    targets = folder / REPORT, folder / MERGED
    for target in targets:
        check_target(target)
    merge = _Merge(report, cancel or Event())
    parts = [_part(target) for target in targets]
    placed: list[Path] = []
    try:
        with faults_at_target():
            _fill(parts[1], merge.write)
            _fill(parts[0], lambda stream: _write_report(report, merge, say, stream))
            for part, target in zip(parts, targets, strict=True):
                check_target(target)
                part.rename(target)
                placed.append(target)
            sync_to_disk(folder)
    except BaseException:
        for path in (*parts, *placed):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    return Written(*targets, merge.persons, merge.tubes)


def _part(target: Path) -> Path:
    return target.with_name(f".station-{secrets.token_hex(8)}.part")


def _fill(part: Path, write: Callable[[BinaryIO], None]) -> None:
    with open(part, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())


class _Merge:
    """The good rows of all sources, in their order; what is in conflict stays out."""

    def __init__(self, report: CheckReport, cancel: Event) -> None:
        self._across = report.across
        self._sources = [file for file in self._across.sources if file.is_good]
        self._cancel = cancel
        self._left_out: dict[str, set[str]] = {}
        self.persons = self.tubes = 0

    def write(self, stream: BinaryIO) -> None:
        with PlainBook(stream, level=1) as book:
            # The tubes first: a person in one that is left out is left out too.
            self.tubes = _sheet(book, TUBES, self._tubes())
            self.persons = _sheet(book, PERSONS, self._persons())

    def _tubes(self) -> Iterator[list[Cell]]:
        for file in self._sources:
            left_out = self._left_out[file.name] = set(file.barcodes)
            for count, (_, values) in enumerate(file.tubes_rows()):
                self._look(count)
                if values[0] not in self._across.tubes:
                    left_out.discard(values[0])
                    yield _typed(TUBES, values)
            if not file.has_tubes:
                left_out.clear()

    def _persons(self) -> Iterator[list[Cell]]:
        conflicts, number = self._across.persons, 0
        for file in self._sources:
            left_out = self._left_out[file.name] | self._across.tubes
            for row, values in file.persons_rows():
                self._look(number)
                if values[_BARCODE] in left_out or (file.name, row) in conflicts:
                    continue
                number += 1
                typed = _typed(PERSONS, values)
                typed[_SEQ] = number
                yield typed

    def _look(self, count: int) -> None:
        if count % _EVERY == 0 and self._cancel.is_set():
            raise ReadCancelled()


_BARCODE, _SEQ = PERSONS.keys.index("TubeBarcode"), PERSONS.keys.index("Seq")


def _sheet(book: PlainBook, schema: Schema, rows: Iterator[list[Cell]]) -> int:
    widths = [column.width for column in schema.columns]
    return book.sheet(schema.title, schema.header, rows, widths)


def _typed(schema: Schema, values: Sequence[str]) -> list[Cell]:
    return [
        int(value) if column.kind is Kind.INTEGER and value else value
        for column, value in zip(schema.columns, values, strict=True)
    ]


def _write_report(report: CheckReport, merge: _Merge, say: Say, stream: BinaryIO) -> None:
    totals: list[tuple[Cell, ...]] = [
        ("文件 Files", len(report.files)),
        ("问题 Findings", report.counted),
        ("人数 PersonCount", sum(file.persons for file in report.across.sources)),
        ("管数 TubeCount", sum(file.tubes for file in report.across.sources)),
        ("汇总人数 MergedPersons", merge.persons),
        ("汇总管数 MergedTubes", merge.tubes),
    ]
    with PlainBook(stream) as book:
        findings = _findings(report, say)
        book.sheet(FINDINGS_TITLE, _FINDINGS, findings, (40, 24, 40, 16, 8, 60))
        files = map(_file, report.files)
        book.sheet(FILES_TITLE, _FILES, files, (40, 8, 12, 18, 8, 10, 10, 12, 8, 70))
        book.sheet(TOTALS_TITLE, _TOTALS, totals, (30, 16))


def _findings(report: CheckReport, say: Say) -> Iterator[tuple[Cell, ...]]:
    for file in report.files:
        for finding in file.findings:
            yield _finding(file.name, finding, say)
    for finding in report.findings:
        yield _finding(", ".join(finding.files), finding, say)


def _finding(name: str, finding: Finding, say: Say) -> tuple[Cell, ...]:
    row: Cell = "" if finding.row is None else finding.row
    code = finding.code.value
    return name, code, say(code), finding.sheet or "", row, finding.detail


def _file(file: ReadFile) -> tuple[Cell, ...]:
    digest = "" if file.digest is None else file.digest.hex()
    version: Cell = "" if file.version is None else file.version
    resaved = "是 yes" if file.resaved else ""
    return (
        *(file.name, len(file.findings), file.kind.value, file.batch or "", version),
        *(file.persons, file.tubes, file.proved_by, resaved, digest),
    )
