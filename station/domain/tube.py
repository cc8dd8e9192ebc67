"""The tube: its barcode, its places, and what becomes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from station.domain.documents import is_resident_number
from station.domain.scan import CODE_PREFIX, HANDOVER_PREFIX
from station.errors import StationError

POOL_SIZES = (1, 5, 10, 20)
BARCODE_LENGTH = 32
_PRINTABLE = re.compile(r"[!-~]+")


class BarcodeUnusable(StationError):
    """A text that cannot be a tube's or a box's barcode."""

    code = "barcode_unusable"


class TubeNotSealed(StationError):
    """Only a sealed tube can be taken out of a batch; ``status`` is a `TubeStatus` value."""

    code = "tube_not_sealed"


class TubeAlreadyOut(StationError):
    """The tube was taken out of its batch before."""

    code = "tube_already_out"


class TubeNotOut(StationError):
    """The tube is in its batch: nobody took it out."""

    code = "tube_not_out"


@dataclass(frozen=True, slots=True, order=True)
class TubeBarcode:
    """A tube's pre-printed barcode: 1 to 32 printable ASCII characters.

    Refuses what belongs to a person: a number that passes the identity check and anything that
    begins with `NAC1:`, and a hand-over code (`NAH1:`): `BarcodeUnusable`.
    """

    text: str

    def __post_init__(self) -> None:
        if not _PRINTABLE.fullmatch(self.text) or len(self.text) > BARCODE_LENGTH:
            raise BarcodeUnusable()
        if self.text.upper().startswith((CODE_PREFIX, HANDOVER_PREFIX)):
            raise BarcodeUnusable()
        if is_resident_number(self.text):
            raise BarcodeUnusable()

    def __str__(self) -> str:
        return self.text

    @property
    def grouped(self) -> str:
        """The barcode in groups of four, as the screen shows it."""
        return " ".join(self.text[i : i + 4] for i in range(0, len(self.text), 4))


class Slot(Enum):
    """Which of the booth's two open tubes: the pooled one, or a single one in between."""

    POOLED = "pooled"
    SINGLE = "single"


class TubeStatus(Enum):
    """``DROPPED``: opened by mistake and never used; its barcode is free again."""

    OPEN = "open"
    SEALED = "sealed"
    VOID = "void"
    DROPPED = "dropped"


class SealCause(Enum):
    """Why a tube was sealed: it was full, or the operator said so."""

    FULL = "full"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Holding:
    """A place in a tube that is taken.

    ``in_force`` is False for a registration withdrawn after the swab went in: the place stays
    taken and counts nobody.
    """

    place: int
    registration_id: UUID
    identity: bytes = field(repr=False)
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Tube:
    """A tube and who is in it. Changes give a new tube; nothing is changed in place.

    ``taken_out_at`` is set while a sealed tube is out of the open batch: it is in no box, on no
    sheet and in no count of tubes in the hand until it is put back.
    """

    id: UUID
    barcode: TubeBarcode
    pool_size: int
    slot: Slot
    opened_at: datetime
    status: TubeStatus = TubeStatus.OPEN
    holdings: tuple[Holding, ...] = ()
    ever_held: bool = False
    sealed_at: datetime | None = None
    seal_cause: SealCause | None = None
    batch_id: UUID | None = None
    taken_out_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.pool_size not in POOL_SIZES:
            raise ValueError(f"no pool of {self.pool_size}")

    @property
    def count(self) -> int:
        """How many registrations in force the tube holds."""
        return sum(holding.in_force for holding in self.holdings)

    @property
    def is_full(self) -> bool:
        return len(self.holdings) >= self.pool_size

    @property
    def is_short(self) -> bool:
        """Sealed with fewer persons than its kind."""
        return self.status is TubeStatus.SEALED and self.count < self.pool_size

    @property
    def free_place(self) -> int:
        """The lowest free place, from 1. Call only while the tube is not full."""
        taken = {holding.place for holding in self.holdings}
        return next(place for place in range(1, self.pool_size + 1) if place not in taken)

    def place_of(self, identity: bytes) -> int | None:
        """The place of a person who is in this tube and in force, or None."""
        for holding in self.holdings:
            if holding.in_force and holding.identity == identity:
                return holding.place
        return None

    def take(self, registration_id: UUID, identity: bytes) -> Tube:
        """Return the tube with a person in its lowest free place."""
        holding = Holding(self.free_place, registration_id, identity)
        return replace(self, holdings=(*self.holdings, holding), ever_held=True)

    def release(self, registration_id: UUID, swab_is_in: bool) -> Tube:
        """Return the tube without a registration; its place stays taken if the swab is in."""
        kept = []
        for holding in self.holdings:
            if holding.registration_id != registration_id:
                kept.append(holding)
            elif swab_is_in:
                kept.append(replace(holding, in_force=False))
        return replace(self, holdings=tuple(kept))

    def seal(self, at: datetime, cause: SealCause, batch_id: UUID) -> Tube:
        return replace(
            self,
            status=TubeStatus.SEALED,
            sealed_at=at,
            seal_cause=cause,
            batch_id=batch_id,
        )

    def take_out(self, at: datetime) -> Tube:
        """Return the tube out of its batch. Raises `TubeNotSealed` or `TubeAlreadyOut`."""
        if self.status is not TubeStatus.SEALED:
            raise TubeNotSealed(status=self.status.value)
        if self.taken_out_at is not None:
            raise TubeAlreadyOut()
        return replace(self, taken_out_at=at)

    def put_back(self) -> Tube:
        """Return the tube in its batch again. Raises `TubeNotOut`."""
        if self.taken_out_at is None:
            raise TubeNotOut()
        return replace(self, taken_out_at=None)

    def reopen(self) -> Tube:
        return replace(self, status=TubeStatus.OPEN, sealed_at=None, seal_cause=None, batch_id=None)
