"""Who takes a batch's rows: one pass over the records feeds the workbook and each other file."""

from __future__ import annotations

from typing import Protocol

from station.export.digest import Row
from station.export.layout import WrittenSheet

Given = str | tuple[WrittenSheet, ...]
"""What a file was given: the SHA-256 (hexadecimal) of its bytes, or a workbook's sheets."""


class Sink(Protocol):
    """A file that is written row by row.

    The persons of a tube come by place, and then the tube itself; tubes come as they were sealed,
    void ones among them. Each method may raise OSError (the station's disk) and, for a text that
    the file cannot hold, `ExportTextUnusable`. Then, or when the export is called off, `abandon`
    is called, and never `finish`.
    """

    def person(self, row: Row) -> None:
        """Take a row of `PERSONS`."""
        ...

    def tube(self, row: Row) -> None:
        """Take a row of `TUBES`."""
        ...

    def finish(self) -> Given:
        """Close the file, whole; return what it was given, to be compared with what is read."""
        ...

    def abandon(self) -> None:
        """Let go of the file, unfinished: whoever opened it removes it. Raises nothing."""
        ...
