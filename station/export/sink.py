"""Who takes a batch's rows: one pass over the records feeds the workbook and each other file."""

from __future__ import annotations

from typing import Protocol

from station.export.digest import Row


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

    def finish(self) -> str | None:
        """Close the file, whole. Return the SHA-256 (hexadecimal) of the bytes that were meant for
        it, or None if only its reader can tell."""
        ...

    def abandon(self) -> None:
        """Let go of the file, unfinished: whoever opened it removes it. Raises nothing."""
        ...
