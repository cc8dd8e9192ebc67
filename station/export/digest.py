"""The digest of a batch's rows: it proves a workbook that was re-saved by another program.

A digest over the file's bytes breaks when anybody saves it. This one is over the rows alone, so
formatting, sorting, added sheets and added columns leave it as it is, and an edited, deleted or
added row changes it. Another program computes it thus, all text in UTF-8:

1. A row's text is the sheet's key and a line feed, then for each cell of the schema's columns, in
   the schema's order, that is not empty: ``key:kind:length:value`` and a line feed. ``kind`` is
   ``T`` for text and ``I`` for a whole number (decimal, no leading zeros), ``length`` the number
   of bytes of the value. Texts stand as they are, with no normalisation.
2. A row's digest is the SHA-256 of its text.
3. The digest is the SHA-256 of ``station-rows-1``, a line feed, and the rows' digests (32 bytes
   each) sorted as bytes, in lower-case hexadecimal.

Its rows are those of the persons, those of the tubes, and the cover's lines down to the box; not
the header rows, the lines that are filled in by hand, the digest itself, who signs it and how,
the audit chain's lines, which tell of the moment and not of the batch, and the proof's sheet. An
empty cell and a column that is not there are the same, so a column that is added later changes no
older digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

Cell = str | int
"""What a cell holds: text (empty: nothing) or a whole number."""

Row = tuple[Cell, ...]

_DOMAIN = b"station-rows-1\n"


def row_digest(sheet: str, keys: Sequence[str], row: Sequence[Cell]) -> bytes:
    """Return the 32 bytes of one row; ``keys`` are its columns' keys, one for each cell.

    Raises ValueError if there are more or fewer cells than keys.
    """
    parts = [f"{sheet}\n".encode()]
    for key, cell in zip(keys, row, strict=True):
        if cell == "":
            continue
        kind = "T" if isinstance(cell, str) else "I"
        value = str(cell).encode()
        parts.append(f"{key}:{kind}:{len(value)}:".encode() + value + b"\n")
    return hashlib.sha256(b"".join(parts)).digest()


def sheet_digest(rows: Iterable[bytes]) -> str:
    """Return the digest over rows' digests, in any order, as 64 hexadecimal digits."""
    whole = hashlib.sha256(_DOMAIN)
    for digest in sorted(rows):
        whole.update(digest)
    return whole.hexdigest()
