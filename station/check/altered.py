"""Which cells were changed, and which rows came or went: what the proof's sheet tells.

Only asked once the digest differs. A row is found by its barcode and place; one whose barcode or
place is what was changed is found by what else of it still fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from station.check.cover import Cover
from station.check.finding import Code, Findings
from station.check.tubes import safe_barcode
from station.domain.masking import mask_name, mask_number
from station.export.columns import COVER, PERSONS, TUBES, CoverItem, Schema
from station.export.digest import Cell
from station.export.proof import (
    CHECK_LENGTH,
    COVER_MARK,
    TubeProof,
    cell_check,
    changed_columns,
    parse_cover_checks,
)

_MOST_COMPARED = 200
_BARCODE_OF_PERSON = PERSONS.keys.index("TubeBarcode")
_PLACE = PERSONS.keys.index("PosInTube")
_BY_KEY = {item.key: item for item in CoverItem}


@dataclass(slots=True)
class _Loose:
    """A row that no proof was found for, with the values by which one may still be."""

    number: int
    values: list[Cell] = field(repr=False)


class Proofs:
    """The sheet `PROOF`, read: the checks of each row."""

    def __init__(self) -> None:
        self.tubes: dict[str, str] = {}
        self.persons: dict[tuple[str, int], str] = {}
        self.cover: dict[str, str] = {}
        self.is_damaged = False

    def use(self, number: int, values: list[Cell]) -> None:
        """Take a row of the proof (`table.UseRow`)."""
        try:
            if values[0] == COVER_MARK:
                self.cover |= parse_cover_checks(values)
                return
            proof = TubeProof.parse(values)
        except ValueError:
            self.is_damaged = True
            return
        self.tubes[proof.barcode] = proof.tube
        for place, checks in proof.persons.items():
            self.persons[proof.barcode, place] = checks


class Alterations:
    """Takes the rows of tubes and persons once more and names what is not as the proof says."""

    def __init__(self, proofs: Proofs, findings: Findings) -> None:
        self._proofs = proofs
        self._findings = findings
        self._titles: dict[str, str] = {}
        self._tubes = dict(proofs.tubes)
        self._persons = dict(proofs.persons)
        self._loose: dict[str, list[_Loose]] = {PERSONS.key: [], TUBES.key: []}

    def tubes(self, title: str, number: int, values: list[Cell]) -> None:
        self._titles[TUBES.key] = title
        checks = self._tubes.pop(str(values[0]), None)
        self._row(TUBES, number, values, checks)

    def persons(self, title: str, number: int, values: list[Cell]) -> None:
        self._titles[PERSONS.key] = title
        place = values[_PLACE]
        barcode = str(values[_BARCODE_OF_PERSON])
        checks = self._persons.pop((barcode, place), None) if isinstance(place, int) else None
        self._row(PERSONS, number, values, checks)

    def cover(self, cover: Cover) -> None:
        facts: Mapping[str, Cell] = cover.facts()
        for key, check in self._proofs.cover.items():
            item = _BY_KEY.get(key)
            if item is not None and cell_check(COVER.key, key, facts.get(key, "")) != check:
                row = cover.lines[item][0] if item in cover.lines else None
                self._findings.add(Code.CELL_ALTERED, cover.title, row, key, key)

    def finish(self) -> None:
        """Tell of rows that came, and of those that went. Call it after all others."""
        self._match(TUBES, {(barcode, 0): checks for barcode, checks in self._tubes.items()})
        self._match(PERSONS, self._persons)

    def _row(self, schema: Schema, number: int, values: list[Cell], checks: str | None) -> None:
        if checks is None:
            self._loose[schema.key].append(_Loose(number, values))
            return
        self._tell_changed(schema, number, values, checks)

    def _tell_changed(
        self, schema: Schema, number: int, values: Sequence[Cell], checks: str
    ) -> None:
        title = self._titles[schema.key]
        for key in changed_columns(schema, values, checks):
            detail = f"{key} {_shown(key, values[schema.keys.index(key)])}".strip()
            detail = f"{detail} ({_where(schema, values)})"
            self._findings.add(Code.CELL_ALTERED, title, number, detail, key)

    def _match(self, schema: Schema, left: dict[tuple[str, int], str]) -> None:
        title = self._titles.get(schema.key, schema.title)
        loose = self._loose[schema.key]
        for row in loose:
            found = _nearest(schema, row.values, list(left.items())[:_MOST_COMPARED])
            if found is None:
                where = _where(schema, row.values)
                self._findings.add(Code.ROW_ADDED, title, row.number, where)
            else:
                self._tell_changed(schema, row.number, row.values, left.pop(found))
        for barcode, place in left:
            where = f"{safe_barcode(barcode)}" + (f" / {place}" if place else "")
            self._findings.add(Code.ROW_REMOVED, title, None, where)


def _nearest(
    schema: Schema,
    values: Sequence[Cell],
    proofs: Iterable[tuple[tuple[str, int], str]],
) -> tuple[str, int] | None:
    """Return whose checks fit most of the row, if it is more than half of them."""
    best, most = None, len(schema.keys) // 2
    for key, checks in proofs:
        changed = len(changed_columns(schema, values, checks))
        fitting = min(len(checks) // CHECK_LENGTH, len(schema.keys)) - changed
        if fitting > most:
            best, most = key, fitting
    return best


def _where(schema: Schema, values: Sequence[Cell]) -> str:
    row = dict(zip(schema.keys, values, strict=True))
    barcode = safe_barcode(str(row["TubeBarcode"]))
    if schema is PERSONS:
        place = row["PosInTube"]
        return f"{barcode} / {place if isinstance(place, int) else '-'}"
    return barcode


def _shown(key: str, value: Cell) -> str:
    """Return a changed cell's value as it may stand in a report."""
    text = str(value)[:40]
    if key == "Name":
        return mask_name(text)
    if key in ("IDNo", "Phone"):
        return mask_number(text) if text else ""
    if key == "TubeBarcode":
        return safe_barcode(text)
    return str(value) if isinstance(value, int) else ""
