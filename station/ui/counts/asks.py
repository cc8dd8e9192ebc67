"""What the page of counts asks for; `station.qt_counts` answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from station.domain.figure_rows import RowMark
from station.domain.portion import Portion, Scope
from station.printing.day_report import DayReport

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    """Answered with `Figures`."""

    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class ListBooths:
    """Answered with the numbers of all booths on record."""


@dataclass(frozen=True, slots=True, eq=False)
class ListRows:
    """Answered with a `RowPage`."""

    portion: Portion
    after: RowMark | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SaveReport:
    """A PDF or a workbook, by the path's suffix; answered with the path."""

    path: Path
    report: DayReport
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class PrintReport:
    printer: QPrinter
    report: DayReport
    language: str
