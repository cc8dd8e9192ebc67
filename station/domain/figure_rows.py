"""The rows of the list behind a figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from station.domain.person import EntryMode
from station.domain.portion import Stage


@dataclass(frozen=True, slots=True)
class PersonRow:
    """``name`` and ``number`` are masked; both are None once the person was erased, ``number`` for
    who has no document too."""

    booth: str
    at: datetime
    barcode: str
    place: int
    mode: EntryMode
    name: str | None = field(repr=False)
    number: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class TubeRow:
    booth: str
    at: datetime
    barcode: str
    pool_size: int
    persons: int
    stage: Stage
    sealed_at: datetime | None
    batch: str | None


@dataclass(frozen=True, slots=True)
class RefusalRow:
    booth: str
    at: datetime
    source: str
    reason: str


ListedRow = PersonRow | TubeRow | RefusalRow


@dataclass(frozen=True, slots=True)
class RowMark:
    """Where a page of rows ended: the next one begins after it. ``key`` is the storage's own."""

    at: datetime
    key: int


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows of a portion, the newest first; ``after`` is None with the last page."""

    rows: tuple[ListedRow, ...]
    after: RowMark | None = None
