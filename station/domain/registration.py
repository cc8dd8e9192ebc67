"""A registration: one person in one tube, at a time, by an operator; and how it is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID

from station.domain.person import EntryMode, Person
from station.domain.tube import TubeBarcode

PACE_LIMIT = 600


@dataclass(frozen=True, slots=True)
class Shift:
    """Who stands at the booth, and what they take: chosen at sign-in, on every registration."""

    id: UUID
    booth: str
    operator: str = field(repr=False)
    sampler: str = field(repr=False)
    specimen: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where a rule is applied.

    ``at`` is UTC and aware; ``day`` is the same moment's date in the site's time zone;
    ``batch_id`` is the open batch, which a tube joins when it is sealed. ``previous_at`` is when
    the shift registered the person before, None for its first.
    """

    at: datetime
    day: date
    shift: Shift
    batch_id: UUID
    previous_at: datetime | None = None

    @property
    def pace(self) -> int | None:
        """Whole seconds since the shift's registration before, None from `PACE_LIMIT` on: that
        was no queue. None too where the clock was set back meanwhile."""
        if self.previous_at is None:
            return None
        seconds = (self.at - self.previous_at) // timedelta(seconds=1)
        return seconds if 0 <= seconds < PACE_LIMIT else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who passed the checks of their code or number and may be registered.

    ``identity`` is the keyed index over `Person.identity_text`. ``code_text`` is the sampling
    code as read, to be verified again if the person has to wait for a tube; ``issued_at``,
    ``expires_at`` and ``days_left`` come from it. ``no_document_reason`` says why there is no
    document.
    """

    person: Person
    identity: bytes = field(repr=False)
    entry_mode: EntryMode
    code_text: str | None = field(default=None, repr=False)
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    days_left: int | None = None
    no_document_reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class EarlierRegistration:
    """Another registration in force of the same identity within the site's repeat window."""

    registration_id: UUID
    tube_id: UUID
    barcode: TubeBarcode
    booth: str
    registered_at: datetime
    day: date
    repeat: int


@dataclass(frozen=True, slots=True)
class Registration:
    """One person in one place of one tube.

    ``repeat`` is 1 for the first registration of an identity on a day and rises with each repeat
    that an operator confirmed against the warning; ``note`` says that they did, or why there is
    no document. ``pace`` is `Moment.pace`.
    """

    id: UUID
    tube_id: UUID
    place: int
    person: Person
    identity: bytes = field(repr=False)
    entry_mode: EntryMode
    registered_at: datetime
    day: date
    repeat: int
    shift_id: UUID
    booth: str
    note: str | None = field(default=None, repr=False)
    withdrawn_at: datetime | None = None
    pace: int | None = None


class WithdrawReason(Enum):
    """Why a registration was entered in error (作废); stored by its value."""

    UNDONE = "undone"
    WRONG_PERSON = "wrong_person"
    WRONG_TUBE = "wrong_tube"
    REFUSED_SWAB = "refused_swab"
    SWAB_SPOILED = "swab_spoiled"
    TUBE_VOID = "tube_void"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A registration entered in error: kept, marked, and out of every count.

    ``swab_is_in``: the swab is already in the tube, so the place stays taken. ``sheet_version``
    is the first version of the batch's sheet that lacks them, None if no sheet ever held them.
    """

    registration_id: UUID
    at: datetime
    reason: WithdrawReason
    swab_is_in: bool
    shift_id: UUID
    sheet_version: int | None = None
