"""What batches, receipts and searches ask of the stored records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from station.domain.batch import Batch
from station.domain.batch_view import BatchLine, BatchPosition, PersonLine, TubeLine
from station.domain.receipt import Receipt
from station.domain.search import Found, SearchPosition
from station.domain.tube import TubeBarcode


class BatchViews(Protocol):
    """Lists for the screens; nothing in them is whole."""

    def batches(
        self, first: date, last: date, booth: str | None, after: BatchPosition | None, limit: int
    ) -> list[BatchLine]:
        """Return batches of the days, both included, newest first, those after ``after``."""

    def batch(self, batch: Batch) -> BatchLine:
        """Return one batch with its figures."""

    def tubes(self, batch_id: UUID, after: int | None, limit: int) -> list[TubeLine]:
        """Return a batch's tubes, also void and taken out, by `TubeLine.seq` after ``after``."""

    def open_tubes(self, booth: str) -> list[TubeLine]:
        """Return the booth's open tubes, oldest first."""

    def taken_out(self, booth: str) -> list[TubeLine]:
        """Return the booth's tubes that are taken out, oldest first."""

    def tube(self, tube_id: UUID) -> TubeLine | None: ...

    def tube_of(self, barcode: TubeBarcode) -> TubeLine | None:
        """Return the tube of a barcode, dropped ones left out."""

    def persons(self, tube_id: UUID) -> list[PersonLine]:
        """Return everybody who was ever in the tube, in the order of registering."""

    def open_differences(self) -> list[BatchLine]:
        """Return the batches whose receipt differs from their sheet, oldest first."""


class Receipts(Protocol):
    def add(self, receipt: Receipt) -> None:
        """Store a receipt; an earlier one of its batch that is open is replaced by it."""

    def settle(self, receipt: Receipt) -> None:
        """Store that a receipt's difference is settled. Raises LookupError if none is open."""

    def get(self, receipt_id: UUID) -> Receipt:
        """Raises LookupError if there is none."""

    def of_batch(self, batch_id: UUID) -> list[Receipt]:
        """Return the batch's receipts in their order of arrival."""


class LabPassword(Protocol):
    """The password that the laboratory's workbooks are closed with; sealed in the database."""

    def get(self) -> str | None:
        """Return it, None if there is none. Raises `FieldUnreadable`: never taken for none."""

    def put(self, password: str | None) -> None:
        """Keep a new one, or none any more."""


class Finds(Protocol):
    """The search's rows."""

    def shifts_of(self, operator: str) -> set[UUID]:
        """Return the shifts whose operator's folded name holds ``operator``."""

    def count(self, first: date, last: date, booth: str | None) -> int:
        """Return how many registrations the days hold, withdrawn ones included."""

    def by_days(
        self,
        first: date,
        last: date,
        booth: str | None,
        shifts: set[UUID] | None,
        after: SearchPosition | None,
        limit: int,
    ) -> Sequence[SearchRow]:
        """Return the next rows of the days, newest first; of ``shifts`` only, unless None."""

    def by_identity(self, identities: Sequence[bytes]) -> Sequence[SearchRow]:
        """Return all rows of the identities, withdrawn ones included, newest first."""

    def by_barcode(self, barcode: TubeBarcode) -> Sequence[SearchRow]:
        """Return all rows of a tube, withdrawn ones included, newest first."""


class SearchRow(Protocol):
    """A row that may be among what is found; its name is opened only when asked."""

    @property
    def position(self) -> SearchPosition: ...

    @property
    def booth(self) -> str: ...

    @property
    def day(self) -> date: ...

    @property
    def registered_at(self) -> datetime: ...

    @property
    def shift_id(self) -> UUID: ...

    def folded_name(self) -> str:
        """Return the name folded for matching, "" if it was erased or cannot be read."""

    def found(self) -> Found:
        """Return the row as it is shown."""
