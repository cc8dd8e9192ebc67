"""The proof sheet: by it a changed cell is named, with no other file than the workbook.

The signed digest tells that rows were changed, not which. So the workbook's last sheet, hidden,
holds a check of each cell: the first 12 bits of SHA-256 over ``station-proof-1``, a line feed,
``sheet:key:kind:value`` (as in `digest`: the sheet's and the column's keys, ``T`` or ``I``; an
empty cell is a ``T`` of nothing), as two characters of base64 (RFC 4648, standard alphabet). It is
found again by barcode and place, so sorting, formatting and saving anew do no harm. By itself it
proves nothing: whoever changes a cell may change its check. Of 4,096 changes one keeps its check.

One row a tube: its barcode, the checks of its row in `TUBES` (two characters a column, in the
schema's order), and ``place:checks`` of each person's row in `PERSONS`, by place, with a blank
between. The last row is the cover's: `COVER_MARK` in place of a barcode, and ``key:check`` of each
line that the station filled in.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from station.export.columns import BY_HAND, COVER, PERSONS, TUBES, CoverItem, Schema
from station.export.digest import Cell, Row

COVER_MARK = COVER.title
CHECK_LENGTH = 2

_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_PAIRS = [one + other for one in _ALPHABET for other in _ALPHABET]
_CHECKS = re.compile(r"(?:[A-Za-z0-9+/]{2})*")
_BY_PLACE = re.compile(r"[0-9]{1,6}:(?:[A-Za-z0-9+/]{2})+")
_BY_KEY = re.compile(r"[A-Za-z0-9]{1,40}:[A-Za-z0-9+/]{2}")


def cell_check(sheet: str, key: str, cell: Cell) -> str:
    """Return the two characters that stand for ``cell`` of column ``key`` of ``sheet``."""
    kind = "T" if isinstance(cell, str) else "I"
    text = f"station-proof-1\n{sheet}:{key}:{kind}:{cell}"
    digest = hashlib.sha256(text.encode()).digest()
    return _PAIRS[digest[0] << 4 | digest[1] >> 4]


def row_checks(schema: Schema, row: Sequence[Cell]) -> str:
    """Return the checks of a row's cells. Raises ValueError for more or fewer than columns."""
    key = schema.key
    return "".join(cell_check(key, k, cell) for k, cell in zip(schema.keys, row, strict=True))


def changed_columns(schema: Schema, row: Sequence[Cell], checks: str) -> list[str]:
    """Return the keys of the columns whose cell in ``row`` does not have its check.

    Columns that ``checks`` knows nothing of (it was written before they were) are left out.
    """
    parts = [checks[at : at + CHECK_LENGTH] for at in range(0, len(checks), CHECK_LENGTH)]
    together = zip(schema.keys, row, parts, strict=False)
    return [key for key, cell, part in together if cell_check(schema.key, key, cell) != part]


def cover_checks(lines: Iterable[Row]) -> str:
    """Return ``key:check`` of each line of the cover that nobody fills in by hand."""
    items = [(CoverItem(text), value) for text, value in lines]
    return " ".join(
        f"{item.key}:{cell_check(COVER.key, item.key, value)}"
        for item, value in items
        if item not in BY_HAND
    )


class TubeProofs:
    """Makes the sheet's rows while the batch's rows go by: the persons of a tube, then the tube."""

    def __init__(self) -> None:
        self._persons: list[str] = []

    def person(self, row: Row) -> None:
        place = row[_PLACE]
        self._persons.append(f"{place}:{row_checks(PERSONS, row)}")

    def tube(self, row: Row) -> Row:
        """Return the proof's row of the tube, with the persons since the tube before."""
        proof = (row[_BARCODE], row_checks(TUBES, row), " ".join(self._persons))
        self._persons = []
        return proof

    @staticmethod
    def cover(lines: Iterable[Row]) -> Row:
        return (COVER_MARK, cover_checks(lines), "")


_PLACE = PERSONS.keys.index("PosInTube")
_BARCODE = TUBES.keys.index("TubeBarcode")


@dataclass(frozen=True, slots=True)
class TubeProof:
    """A tube's row of the proof, read: its own checks, and its persons' by place."""

    barcode: str
    tube: str
    persons: Mapping[int, str] = field(repr=False)

    @classmethod
    def parse(cls, row: Sequence[Cell]) -> TubeProof:
        """Read a row of the sheet that is not the cover's. Raises ValueError for other text."""
        barcode, tube, persons = _texts(row)
        if not barcode or not _CHECKS.fullmatch(tube):
            raise ValueError("no checks of a tube")
        by_place: dict[int, str] = {}
        for part in persons.split():
            if not _BY_PLACE.fullmatch(part):
                raise ValueError("no checks of a person")
            place, checks = part.split(":")
            if int(place) in by_place:
                raise ValueError("a place twice")
            by_place[int(place)] = checks
        return cls(barcode, tube, by_place)


def parse_cover_checks(row: Sequence[Cell]) -> dict[str, str]:
    """Read the cover's row: check by `CoverItem.key`. Raises ValueError for other text."""
    mark, checks, _ = _texts(row)
    parts = checks.split()
    if mark != COVER_MARK or not all(_BY_KEY.fullmatch(part) for part in parts):
        raise ValueError("no checks of a cover")
    found = dict(part.split(":") for part in parts)
    if len(found) != len(parts):
        raise ValueError("a line twice")
    return found


def _texts(row: Sequence[Cell]) -> tuple[str, str, str]:
    """Return the three texts of a row; a row may end early, its last cells being empty."""
    cells = [*row, "", "", ""][:3]
    if not all(isinstance(cell, str) for cell in cells):
        raise ValueError("no text")
    first, second, third = (str(cell) for cell in cells)
    return first, second, third
