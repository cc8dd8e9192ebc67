"""Batches and tubes as the screens list them: names and numbers masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from station.domain.batch import Batch, BatchStatus
from station.domain.documents import DocumentType
from station.domain.person import EntryMode
from station.domain.receipt import Receipt
from station.domain.registration import WithdrawReason
from station.domain.tube import TubeBarcode, TubeStatus
from station.errors import StationError


class TubeUnknown(StationError):
    """No tube of this barcode was ever used here."""

    code = "tube_unknown"


@dataclass(frozen=True, slots=True)
class BatchPosition:
    """Where a page of batches ended: the last one's day, booth and sequence."""

    day: date
    booth: str
    sequence: int


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch with its figures.

    ``tubes`` are sealed and in the batch, ``short`` those of them that are not full, ``out`` are
    taken out, ``void`` made void and not out; ``persons`` are in force in ``tubes``.
    ``exported_version`` is the sheet that was handed over last, None before the first: below
    ``batch.version`` a correction waits to be exported. ``receipt`` is the latest one.
    ``erased``: its persons' data were given up, so nothing is exported any more.
    """

    batch: Batch
    persons: int
    tubes: int
    short: int
    void: int
    out: int
    exported_version: int | None = None
    receipt: Receipt | None = None
    erased: bool = False

    @property
    def position(self) -> BatchPosition:
        return BatchPosition(self.batch.day, self.batch.booth, self.batch.sequence)


@dataclass(frozen=True, slots=True)
class TubeLine:
    """A tube with its figures. ``persons`` are in force. ``batch_number`` is None while it is open
    (its batch is told once it is sealed)."""

    id: UUID
    seq: int
    barcode: TubeBarcode
    pool_size: int
    booth: str
    status: TubeStatus
    persons: int
    opened_at: datetime
    sealed_at: datetime | None = None
    taken_out_at: datetime | None = None
    batch_id: UUID | None = None
    batch_number: str | None = None
    batch_status: BatchStatus | None = None
    box_code: str | None = None

    @property
    def is_short(self) -> bool:
        return self.status is TubeStatus.SEALED and self.persons < self.pool_size


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in a tube, withdrawn ones included; ``name``, ``number`` and ``operator`` masked.

    ``number`` is "" without a document. ``erased``: name and number were given up, both are "".
    ``operator`` is "" if it cannot be read.
    """

    registration_id: UUID
    place: int
    name: str
    number: str
    document_type: DocumentType
    entry_mode: EntryMode
    registered_at: datetime
    operator: str
    withdrawn_at: datetime | None = None
    withdrawn_reason: WithdrawReason | None = None
    swab_is_in: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class TubeDetail:
    """A tube and who is in it, by the order of registering."""

    tube: TubeLine
    persons: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """``after`` is where the next page goes on, None at the end."""

    batches: tuple[BatchLine, ...]
    after: BatchPosition | None


@dataclass(frozen=True, slots=True)
class TubePage:
    """``after`` is where the next page goes on, None at the end."""

    tubes: tuple[TubeLine, ...]
    after: int | None
