"""A CSV file written row by row, each text as it is, also one that begins with `=`.

Whoever imports text must get the text: a guard against spreadsheets' formulas would change it.
UTF-8; commas part the cells, quotes stand only where they are needed or around every text, and
lines end with CR LF (RFC 4180).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from station.export.digest import Row
from station.export.hashed_file import owner_only

SIGNATURE = b"\xef\xbb\xbf"
"""The UTF-8 signature, by which Excel knows the file."""


class CsvFile:
    """A file at ``path``, which must not be there. Memory is one row. Raises OSError.

    With ``quoted`` each text stands in quotes and no number does: a reader may keep what is quoted
    as text, as LibreOffice's option "format quoted field as text" does.
    """

    def __init__(self, path: Path, *, signature: bool, quoted: bool = False) -> None:
        self._stream = open(path, "xb", opener=owner_only)  # noqa: SIM115
        self._sha256 = hashlib.sha256()
        quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if quoted else csv.QUOTE_MINIMAL
        self._writer = csv.writer(_Text(self._write), lineterminator="\r\n", quoting=quoting)
        try:
            if signature:
                self._write(SIGNATURE)
        except BaseException:
            self.abandon()
            raise

    def append(self, row: Row) -> None:
        self._writer.writerow(row)

    def finish(self) -> str:
        """Close the file; return the SHA-256 (hexadecimal) of what was meant for it."""
        self._stream.close()
        return self._sha256.hexdigest()

    def abandon(self) -> None:
        """Let go of the file: whoever opened it removes it. Raises nothing."""
        # On a full disk closing fails too, since it writes what is left.
        with suppress(OSError):
            self._stream.close()

    def _write(self, data: bytes) -> None:
        self._sha256.update(data)
        self._stream.write(data)


class _Text:
    """What the csv module writes to."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def write(self, text: str) -> int:
        self._write(text.encode())
        return len(text)
