"""What the laboratory says that it received of a batch, and where that differs from the sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from station.domain.batch import compare_barcodes
from station.domain.tube import TubeBarcode
from station.errors import StationError


class BatchNotHandedOver(StationError):
    """No sheet of batch ``number`` was exported: there is nothing that a laboratory could have."""

    code = "batch_not_handed_over"


class VersionUnknown(StationError):
    """Batch ``number`` has no exported sheet of version ``version``."""

    code = "version_unknown"


class CountUnusable(StationError):
    """A number of received tubes that cannot be: negative, or over ``highest``."""

    code = "count_unusable"


class ReceiptNotOpen(StationError):
    """The receipt has no difference that is open: it is whole, settled, or a later one came."""

    code = "receipt_not_open"


class ReceiptStatus(Enum):
    """``REPLACED``: a later receipt of the same batch counts instead of this difference."""

    WHOLE = "whole"
    OPEN = "open"
    SETTLED = "settled"
    REPLACED = "replaced"


class SettleReason(Enum):
    """Why a difference is settled; stored by its value."""

    COUNTED_AGAIN = "counted_again"
    ARRIVED_LATER = "arrived_later"
    NEVER_SENT = "never_sent"
    LOST = "lost"
    BROKEN = "broken"
    FOREIGN_TUBE = "foreign_tube"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was received of version ``version`` of a batch's sheet.

    ``expected`` is the number of sealed tubes on that sheet, ``received`` of those that came.
    ``missing`` and ``extra`` are the tubes by name, where each was scanned (``scanned``).
    ``entered_by`` and ``settled_by`` are members of staff, None at the command line.
    """

    id: UUID
    batch_id: UUID
    version: int
    at: datetime
    expected: int
    received: int
    scanned: bool = False
    missing: tuple[TubeBarcode, ...] = ()
    extra: tuple[TubeBarcode, ...] = ()
    entered_by: UUID | None = None
    status: ReceiptStatus = ReceiptStatus.WHOLE
    settled_at: datetime | None = None
    settled_reason: SettleReason | None = None
    settled_by: UUID | None = None

    @property
    def differs(self) -> bool:
        return self.received != self.expected or bool(self.missing or self.extra)

    def settle(self, at: datetime, reason: SettleReason, by: UUID | None) -> Receipt:
        """Return the receipt with its difference settled. Raises `ReceiptNotOpen`."""
        if self.status is not ReceiptStatus.OPEN:
            raise ReceiptNotOpen()
        return replace(
            self,
            status=ReceiptStatus.SETTLED,
            settled_at=at,
            settled_reason=reason,
            settled_by=by,
        )


@dataclass(frozen=True, slots=True)
class SentTubes:
    """The tubes of one version of a batch's sheet: sealed ones, and void ones that may lie in the
    box all the same, so that they are neither missing nor extra when they are scanned."""

    batch_id: UUID
    version: int
    sealed: tuple[TubeBarcode, ...]
    void: tuple[TubeBarcode, ...] = ()

    def counted(self, receipt_id: UUID, at: datetime, count: int, by: UUID | None) -> Receipt:
        """Return the receipt of a laboratory that counted. Raises `CountUnusable`."""
        if not 0 <= count <= HIGHEST_COUNT:
            raise CountUnusable(highest=HIGHEST_COUNT)
        return _judged(
            Receipt(
                receipt_id,
                self.batch_id,
                self.version,
                at,
                len(self.sealed),
                count,
                entered_by=by,
            )
        )

    def scanned(
        self, receipt_id: UUID, at: datetime, barcodes: tuple[TubeBarcode, ...], by: UUID | None
    ) -> Receipt:
        """Return the receipt of a laboratory that scanned each tube, in any order."""
        void = set(self.void)
        seen = tuple(dict.fromkeys(barcode for barcode in barcodes if barcode not in void))
        missing, extra = compare_barcodes(seen, self.sealed)
        return _judged(
            Receipt(
                receipt_id,
                self.batch_id,
                self.version,
                at,
                len(self.sealed),
                len(seen),
                scanned=True,
                missing=missing,
                extra=extra,
                entered_by=by,
            )
        )


HIGHEST_COUNT = 99_999


def _judged(receipt: Receipt) -> Receipt:
    return replace(receipt, status=ReceiptStatus.OPEN) if receipt.differs else receipt
