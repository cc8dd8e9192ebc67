"""A batch: sealed tubes that leave together in one transport box."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from station.domain.tube import TubeBarcode
from station.errors import StationError

_NUMBER = re.compile(r"[0-9]{8}-[0-9]{2}-[0-9]{2,}")


class BatchNumberUnusable(StationError):
    """A text that is no batch number (YYYYMMDD-BB-NN)."""

    code = "batch_number_unusable"


class BatchEmpty(StationError):
    """There is no sealed tube to box."""

    code = "batch_empty"


class BoxCodeUnusable(StationError):
    """The box code does not fit the site's pattern."""

    code = "box_code_unusable"


class TubesMiscounted(StationError):
    """The tubes in the hand are not those that the system holds.

    ``in_hand`` and ``held`` are numbers of tubes; ``barcodes`` are those that the system holds.
    """

    code = "tubes_miscounted"

    def __init__(self, in_hand: int, barcodes: tuple[TubeBarcode, ...]) -> None:
        super().__init__(in_hand=in_hand, held=len(barcodes))
        self.barcodes = barcodes


class TubesMismatched(StationError):
    """The tubes that were scanned are not those that the system holds.

    ``missing`` and ``extra`` are numbers of tubes; ``missing_barcodes`` were not scanned,
    ``extra_barcodes`` are not in the batch, both in the order of the batch and of the scanning.
    """

    code = "tubes_mismatched"

    def __init__(self, missing: tuple[TubeBarcode, ...], extra: tuple[TubeBarcode, ...]) -> None:
        super().__init__(missing=len(missing), extra=len(extra))
        self.missing_barcodes = missing
        self.extra_barcodes = extra


class TubeInSealedBatch(StationError):
    """The tube's batch ``number`` is boxed: nothing is taken out of it any more."""

    code = "tube_in_sealed_batch"


class TubeOfOtherBooth(StationError):
    """The tube is in the open batch of another ``booth``."""

    code = "tube_of_other_booth"


class BatchNotSealed(StationError):
    """The batch is still open: it has to be boxed before it is exported."""

    code = "batch_not_sealed"


def batch_number(day: date, booth: str, sequence: int) -> str:
    """Return a batch's number, as 20261122-02-05: day, booth, the booth's batch of that day."""
    return f"{day:%Y%m%d}-{booth:0>2}-{sequence:02}"


def check_batch_number(text: str) -> str:
    """Return ``text`` if it has the form of a batch number; raise `BatchNumberUnusable`."""
    if not _NUMBER.fullmatch(text):
        raise BatchNumberUnusable()
    return text


def compare_barcodes(
    scanned: tuple[TubeBarcode, ...], held: tuple[TubeBarcode, ...]
) -> tuple[tuple[TubeBarcode, ...], tuple[TubeBarcode, ...]]:
    """Return which of ``held`` were not scanned, and which others were; each once, in its order."""
    seen, known = set(scanned), set(held)
    missing = tuple(barcode for barcode in held if barcode not in seen)
    extra = tuple(barcode for barcode in dict.fromkeys(scanned) if barcode not in known)
    return missing, extra


class BatchStatus(Enum):
    OPEN = "open"
    SEALED = "sealed"
    EXPORTED = "exported"


@dataclass(frozen=True, slots=True)
class Batch:
    """``version`` is that of the sheet: 1, and one more for each correction after an export."""

    id: UUID
    number: str
    booth: str
    day: date
    sequence: int
    status: BatchStatus = BatchStatus.OPEN
    box_code: str | None = None
    sealed_at: datetime | None = None
    exported_at: datetime | None = None
    version: int = 1

    def seal(
        self, box_code: str, in_hand: int, barcodes: tuple[TubeBarcode, ...], at: datetime
    ) -> Batch:
        """Return the batch boxed, if the tubes in the hand are as many as the system holds.

        ``barcodes`` are the sealed tubes of the batch, void ones left out. Raises `BatchEmpty` or
        `TubesMiscounted`.
        """
        if not barcodes:
            raise BatchEmpty()
        if in_hand != len(barcodes):
            raise TubesMiscounted(in_hand, barcodes)
        return replace(self, status=BatchStatus.SEALED, box_code=box_code, sealed_at=at)

    def seal_scanned(
        self,
        box_code: str,
        scanned: tuple[TubeBarcode, ...],
        barcodes: tuple[TubeBarcode, ...],
        at: datetime,
    ) -> Batch:
        """Return the batch boxed, if each tube was scanned, in any order, and no other.

        ``barcodes`` as in `seal`. Raises `BatchEmpty` or `TubesMismatched`.
        """
        if not barcodes:
            raise BatchEmpty()
        missing, extra = compare_barcodes(scanned, barcodes)
        if missing or extra:
            raise TubesMismatched(missing, extra)
        return self.seal(box_code, len(barcodes), barcodes, at)

    def export(self, at: datetime) -> Batch:
        """Return the batch exported: its file was read back and compared."""
        if self.status is BatchStatus.OPEN:
            raise BatchNotSealed()
        return replace(self, status=BatchStatus.EXPORTED, exported_at=at)

    def correct(self) -> Batch:
        """Return the batch after a withdrawal: a sheet that was handed over needs a new version."""
        if self.status is not BatchStatus.EXPORTED:
            return self
        return replace(self, status=BatchStatus.SEALED, version=self.version + 1)

    @property
    def withdrawn_version(self) -> int | None:
        """The first version that lacks who is withdrawn now, after `correct`; None before the
        first export: no sheet ever held them."""
        return None if self.exported_at is None else self.version
