"""What the console confirmed during a soak, held against what its database says afterwards.

It keeps numbers only, and few of them: what is measured beside it is memory.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from station.domain.registration import Registration
from station.storage.database import Database
from tests.benchmarks.soak_visitors import number_of

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Differences:
    """How many rows are other than confirmed, in their order; how many persons are not in force
    or too often in force."""

    rows: int
    missing: int
    too_often: int


class Ledger:
    """The registrations that were reported, in their order: person, tube, place, undone or not."""

    def __init__(self) -> None:
        self._rows, self._undone = array("q"), array("b")

    def __len__(self) -> int:
        return len(self._rows)

    def registered(self, registration: Registration, barcode: str) -> None:
        self._rows.append(_row(registration, barcode))
        self._undone.append(0)

    def undone(self, registration: Registration, barcode: str) -> None:
        """The registration before was withdrawn."""
        row = _row(registration, barcode)
        last = next(at for at in range(len(self) - 1, -1, -1) if self._rows[at] == row)
        self._undone[last] = 1

    def compare(
        self, database: Database, booth: str, persons: Iterable[str], again: Mapping[str, int]
    ) -> Differences:
        """Compare with the records of ``booth``. ``persons`` are the document numbers of all who
        were shown, each to be in force once, and once more for each confirmed repeat (``again``).
        """
        rows, undone, in_force = array("q"), array("b"), Counter[str]()
        barcodes: dict[object, str] = {}
        with database.reading() as unit:
            for each in reversed(unit.registrations.recent(booth, _ALL)):
                if each.tube_id not in barcodes:
                    barcodes[each.tube_id] = unit.tubes.get(each.tube_id).barcode.text
                rows.append(_row(each, barcodes[each.tube_id]))
                undone.append(each.withdrawn_at is not None)
                if each.withdrawn_at is None:
                    in_force[number_of(each.person)] += 1
        both = zip(rows, self._rows, undone, self._undone, strict=False)
        differ = sum(row != told or gone != back for row, told, gone, back in both)
        wanted = Counter(persons)
        wanted.update(again)
        return Differences(
            rows=differ + abs(len(rows) - len(self)),
            missing=(wanted - in_force).total(),
            too_often=(in_force - wanted).total(),
        )


def _row(registration: Registration, barcode: str) -> int:
    return hash((registration.id, number_of(registration.person), barcode, registration.place))
