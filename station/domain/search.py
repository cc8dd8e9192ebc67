"""Looking for past registrations: what is asked, and what is found, masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from station.domain.batch import BatchStatus
from station.domain.documents import DocumentType
from station.domain.person import EntryMode
from station.domain.registration import WithdrawReason
from station.domain.tube import TubeBarcode, TubeStatus
from station.errors import StationError


class SearchEmpty(StationError):
    """Nothing was asked for: a number, a tube, or days are needed."""

    code = "search_empty"


class SearchDaysMissing(StationError):
    """A name, an operator or a booth is looked for within chosen days only."""

    code = "search_days_missing"


class SearchDaysWrong(StationError):
    """The last day or moment lies before the first."""

    code = "search_days_wrong"


class NameTooShort(StationError):
    """The part of a name holds no character that could be looked for."""

    code = "search_name_too_short"


@dataclass(frozen=True, slots=True)
class SearchWishes:
    """What all found registrations fit.

    ``number``: a whole document number, of any type that it may be. ``barcode``: a tube.
    ``name`` and ``operator``: a part, folded (`folded_name`). ``first`` and ``last``: days of
    the site's zone, both included; needed unless a number or a tube is given. ``since`` and
    ``until``: moments, aware, the second one not included. Without number, tube, name or operator
    everybody of the days is found.
    """

    number: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    barcode: str = ""
    booth: str = ""
    operator: str = field(default="", repr=False)
    first: date | None = None
    last: date | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of what is asked for, without the content: for the audit trail."""
        parts = {
            "number": self.number.strip(),
            "name": self.name.strip(),
            "tube": self.barcode.strip(),
            "booth": self.booth.strip(),
            "operator": self.operator.strip(),
            "days": self.first or self.last,
            "time": self.since or self.until,
        }
        return tuple(name for name, asked in parts.items() if asked)


@dataclass(frozen=True, slots=True)
class SearchPosition:
    """Where a page ended; results come by day, booth, time and arrival, newest first."""

    day: date
    booth: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Found:
    """A registration that was found; ``name``, ``number`` and ``operator`` masked.

    Withdrawn ones are told by ``withdrawn_at``, erased ones by ``erased``: their name and number
    are "". ``batch_number`` is None while the tube is open; ``taken_out``: the tube is in no
    batch's box for now.
    """

    registration_id: UUID
    tube_id: UUID
    position: SearchPosition
    barcode: TubeBarcode
    pool_size: int
    place: int
    name: str
    number: str
    document_type: DocumentType
    entry_mode: EntryMode
    booth: str
    registered_at: datetime
    day: date
    operator: str
    tube_status: TubeStatus
    taken_out: bool = False
    batch_id: UUID | None = None
    batch_number: str | None = None
    batch_status: BatchStatus | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: WithdrawReason | None = None
    swab_is_in: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What one stretch of a search found.

    ``after`` is where the next page goes on, None at the end. ``looked`` of ``rows`` registrations
    were looked at so far, over all pages. ``cancelled``: it was stopped before the page was full.
    """

    found: tuple[Found, ...]
    after: SearchPosition | None
    looked: int
    rows: int
    cancelled: bool = False
