"""What was read back against what was written: the same sheets, rows, cells and types."""

from __future__ import annotations

from pathlib import Path

from station.export.digest import row_digest
from station.export.faults import ExportError, WorkbookNotAsWritten
from station.export.progress import Step, Watch
from station.export.read import opened_workbook
from station.export.workbook import Written


def compare(path: Path, written: Written, watch: Watch) -> None:
    """Read the workbook at ``path`` and raise `WorkbookNotAsWritten` at the first difference.

    Raises `ExportCancelled` when called off, and OSError where the file cannot be read.
    """
    try:
        _compare(path, written, watch)
    except (OSError, ExportError):
        raise
    except Exception as error:
        # A damaged file makes the reader raise almost anything, with a cell's text in it perhaps.
        raise WorkbookNotAsWritten(found=type(error).__name__) from None


def _compare(path: Path, written: Written, watch: Watch) -> None:
    with opened_workbook(path) as sheets:
        for expected, sheet in zip(written.sheets, sheets, strict=True):
            schema = expected.schema
            if sheet.title != schema.title:
                raise WorkbookNotAsWritten(found="title")
            for digest, row in zip(expected.rows, sheet.rows, strict=True):
                if row_digest(schema.key, schema.keys, row) != digest:
                    raise WorkbookNotAsWritten(found=schema.key)
                watch.row(Step.CHECKING)
