"""The rows of a list that nothing was drawn for, as a workbook to put right and read again.

Written in memory: every cell but the row's number is text, so that no program takes a document
number for a quantity once more, and nothing lies about in a temporary folder.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from station.export.atomic import check_target
from station.export.digest import Cell
from station.export.faults import faults_at_target
from station.export.plain_book import PlainBook
from station.private_files import write_private_file

TITLE = "问题 Faults"
ROW_HEADER, REASON_HEADER = "行号 Row", "原因 Reason"
_WIDTHS = (8, 60, *([24] * 60))


@dataclass(frozen=True, slots=True)
class FaultRow:
    """``number``: the row in the list that was read."""

    number: int
    reason: str
    cells: tuple[str, ...] = field(repr=False)


def write_fault_sheet(path: Path, header: Sequence[str], rows: Sequence[FaultRow]) -> None:
    """Write ``rows`` under ``header`` to ``path``, whole or not at all, for its owner only.

    Raises `TargetExists` for a file that is there already, and every other `ExportError`.
    """
    check_target(path)
    memory = io.BytesIO()
    lines: list[tuple[Cell, ...]] = [(row.number, row.reason, *row.cells) for row in rows]
    with PlainBook(memory) as book:
        book.sheet(TITLE, (ROW_HEADER, REASON_HEADER, *header), lines, _WIDTHS)
    with faults_at_target():
        write_private_file(path, memory.getvalue())
