"""A list of residents as it was read: rows that are right, and rows with what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from station.domain.person import Person
from station.errors import StationError


@dataclass(frozen=True, slots=True)
class ListRow:
    """``row`` counts from 1 as the file's program shows it, the header among them."""

    row: int
    person: Person = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListFault:
    """A row that nothing was drawn for: ``error`` says why, ``cells`` are as they came."""

    row: int
    error: StationError
    cells: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list that was read; ``header`` is its row of names."""

    good: tuple[ListRow, ...]
    faults: tuple[ListFault, ...]
    header: tuple[str, ...] = ()
