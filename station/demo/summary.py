"""The demo's summary: what was registered and refused, how fast, and what is not as it should."""

from __future__ import annotations

import json
import platform
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from station.demo.qt_shift import Diary
from station.demo.roll import Expected, Roll
from station.export.read import opened_workbook
from station.scanner.gun.gun_read import GunReadTorn

REFUSED = {"expired": 1, "bad_signature": 1, "tube_used": 1, "tubes_miscounted": 1}
PULLED_AWAY = {"card_unreadable": 1}

SheetRow = tuple[str, int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """How long the shift took and how late the window was, in seconds and milliseconds."""

    seconds: float
    lag_p50_ms: float
    lag_p99_ms: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What `summary.json` holds; ``differences`` is empty when all is as it should be."""

    facts: dict[str, Any]
    differences: list[str] = field(default_factory=list)

    def joined(self, others: Sequence[Summary]) -> Summary:
        """Return this one with what the others tell."""
        facts, differences = dict(self.facts), list(self.differences)
        for other in others:
            facts |= other.facts
            differences += other.differences
        return Summary(facts, differences)

    def write(self, path: Path) -> None:
        text = json.dumps({**self.facts, "differences": self.differences}, indent=1)
        path.write_text(text + "\n", encoding="utf-8")

    def lines(self) -> Iterator[str]:
        """Yield the summary for people, line by line."""
        for name, value in self.facts.items():
            yield f"{name.replace('_', ' ')}: {_shown(value)}"
        for difference in self.differences:
            yield f"DIFFERS: {difference}"


def summarise(roll: Roll, diary: Diary, sheet: Path, measured: Measured) -> Summary:
    """Compare the shift's diary and its sheet with the roll. Nothing personal goes in."""
    expected = [_sheet_row(row) for row in roll.expected()]
    found = sorted(_persons(sheet), key=lambda row: row[:2])
    # The gun's hands are late where a machine is busy, and read again; nobody was registered.
    refused = {code: n for code, n in diary.refused.items() if code != GunReadTorn.code}
    differences = [
        *compare("registered", diary.registered - diary.undone, len(expected)),
        *compare("refused", refused, REFUSED | (PULLED_AWAY if roll.by_card else {})),
        *compare("questions", diary.questions, 1),
        *compare("undone", diary.undone, 1),
        *compare("sealed tubes", diary.sealed, 7),
        *compare("rows of the sheet", len(found), len(expected)),
    ]
    for want, got in zip(expected, found, strict=False):
        if want != got:
            differences.append(f"the row of tube {want[0]} place {want[1]} is another")
    facts = {
        "registered": diary.registered - diary.undone,
        "by_card": len(roll.by_card),
        "undone": diary.undone,
        "questions": diary.questions,
        "refused": dict(sorted(diary.refused.items())),
        "sealed_tubes": diary.sealed,
        "shift_seconds": round(measured.seconds, 1),
        "seconds_per_person": round(measured.seconds / max(diary.registered, 1), 2),
        "read_to_commit_median_s": round(statistics.median(diary.seconds or [0]), 4),
        "read_to_commit_max_s": round(max(diary.seconds, default=0), 4),
        "window_lag_p50_ms": round(measured.lag_p50_ms, 1),
        "window_lag_p99_ms": round(measured.lag_p99_ms, 1),
        "sheet": sheet.name,
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
    }
    return Summary(facts, differences)


def compare(name: str, found: object, expected: object) -> list[str]:
    """Return the difference, or none."""
    return [] if found == expected else [f"{name}: {found}, should be {expected}"]


def _sheet_row(row: Expected) -> SheetRow:
    document = row.person.document
    number = "" if document is None else document.number
    person = row.person
    return (row.tube, row.place, person.name, number, person.phone or "", row.mode.value)


def _persons(sheet: Path) -> Iterator[SheetRow]:
    """Yield the rows of the sheet of persons, their columns found by name."""
    with opened_workbook(sheet) as sheets:
        rows = sheets[0].rows
        columns = [str(header).rpartition(" ")[2] for header in next(rows)]
        for cells in rows:
            row = dict(zip(columns, cells, strict=False))
            yield (
                str(row["TubeBarcode"]),
                int(row["PosInTube"]),
                str(row["Name"]),
                str(row["IDNo"]),
                str(row["Phone"]),
                str(row["EntryMode"]),
            )


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    return str(value)
