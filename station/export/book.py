"""A workbook: sheets written side by side, row by row, then packed.

With `sheet_writer` and `read` the only module that knows openpyxl. Of its insides, which is why it
is pinned, this one uses the archive writer, which takes the date.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]

from station.export.layout import Layout, WrittenSheet
from station.export.sheet_writer import SheetWriter

CREATOR = "采样登记台 Sampling station"


class Book:
    """Memory holds one row of each sheet. Call `save`, or `abandon` after any fault."""

    def __init__(self, folder: Path, title: str, at: datetime, footer: str) -> None:
        """``folder`` takes the passing files; ``at`` (aware) is the date in the properties."""
        self._folder = folder
        self._footer = footer
        self._writers: list[SheetWriter] = []
        self._book = Workbook(write_only=True)
        properties = self._book.properties
        properties.creator = properties.lastModifiedBy = CREATOR
        properties.title = title
        properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)

    def sheet(self, layout: Layout) -> SheetWriter:
        """Add the next sheet. Raises OSError."""
        passing = self._folder / f"sheet-{id(self)}-{len(self._writers)}.xml"
        writer = SheetWriter(self._book, layout, passing, self._footer)
        self._writers.append(writer)
        return writer

    def save(self, path: Path) -> tuple[WrittenSheet, ...]:
        """Close the sheets and pack them to ``path``, which must not be there.

        Return what each sheet was given, to be compared with what is read back. Raises OSError.
        """
        sheets = tuple(writer.close() for writer in self._writers)
        with ZipFile(path, "x", ZIP_DEFLATED) as archive:
            ExcelWriter(self._book, archive).save()
        return sheets

    def abandon(self) -> None:
        """Let go of the sheets; the passing files are the folder's owner's to remove."""
        for writer in self._writers:
            writer.abandon()
