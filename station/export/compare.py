"""What was read back against what was written: the same sheets, rows, cells and types."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from station.export.digest import row_digest
from station.export.faults import ExportError, WorkbookNotAsWritten
from station.export.layout import WrittenSheet
from station.export.progress import Step, Watch
from station.export.read import opened_workbook


def compare(path: Path, written: Sequence[WrittenSheet], watch: Watch) -> None:
    """Read the workbook at ``path`` and raise `WorkbookNotAsWritten` if any cell differs.

    Raises `ExportCancelled` when called off, and OSError where the file cannot be read.
    """
    try:
        _compare(path, written, watch)
    except (OSError, ExportError):
        raise
    except Exception as error:
        # A damaged file makes the reader raise almost anything, with a cell's text in it perhaps.
        raise WorkbookNotAsWritten(found=type(error).__name__) from None


def _compare(path: Path, written: Sequence[WrittenSheet], watch: Watch) -> None:
    with opened_workbook(path) as sheets:
        for expected, sheet in zip(written, sheets, strict=True):
            layout = expected.layout
            if sheet.title != layout.title:
                raise WorkbookNotAsWritten(found="title")
            keys = tuple(column.key for column in layout.columns)
            digest, rows = hashlib.sha256(), 0
            for row in sheet.rows:
                digest.update(row_digest(layout.key, keys, row))
                rows += 1
                watch.row(Step.CHECKING)
            if rows != expected.rows or digest.digest() != expected.digest:
                raise WorkbookNotAsWritten(found=layout.key)
