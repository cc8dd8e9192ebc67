"""What the page of batches asks for; `station.qt_batches` says what answers each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID

from station.domain.batch_view import BatchLine, BatchPosition, TubeLine
from station.domain.receipt import Receipt, SettleReason
from station.domain.search import FoundPage, SearchWishes
from station.domain.sheet import ExportRecord
from station.services.search import SearchBegun

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice


@dataclass(frozen=True, slots=True)
class ListBatches:
    """Answered by a `BatchPage`."""

    first: date
    last: date
    after: BatchPosition | None = None


@dataclass(frozen=True, slots=True)
class LookBatch:
    """A batch by its number, in whatever days. Answered by a `BatchLine`."""

    number: str


@dataclass(frozen=True, slots=True)
class ListTubes:
    """Answered by `Tubes`; with the booth's open tubes if ``is_open``."""

    batch_id: UUID
    is_open: bool
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Tubes:
    """``after`` is where the next page goes on, None at the end."""

    tubes: tuple[TubeLine, ...]
    after: int | None
    open_tubes: tuple[TubeLine, ...] = ()


@dataclass(frozen=True, slots=True)
class FindTube:
    """Answered by a `TubeDetail`."""

    barcode: str


@dataclass(frozen=True, slots=True)
class LookTube:
    """Answered by a `TubeDetail`."""

    tube_id: UUID


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Answered by an outcome."""

    tube_id: UUID


@dataclass(frozen=True, slots=True)
class PutBack:
    """Answered by an outcome."""

    tube_id: UUID


@dataclass(frozen=True, slots=True)
class ListSheets:
    """Answered by `Sheets`."""

    number: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of a batch that were handed over, and its receipts; both the first one first."""

    number: str
    exports: tuple[ExportRecord, ...]
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class ListDifferences:
    """Answered by a list of `BatchLine`."""


@dataclass(frozen=True, slots=True)
class Received:
    """What the laboratory received: a ``count``, or the ``barcodes`` that it scanned. Answered by
    a `Receipt`."""

    number: str
    count: int | None = None
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settle:
    """Answered by a `Receipt`."""

    receipt_id: UUID
    reason: SettleReason


@dataclass(frozen=True, slots=True)
class Look:
    """Search. Answered by a `Looked`; ``cancel`` ends it with what was found so far."""

    wishes: SearchWishes
    cancel: Event = field(default_factory=Event, repr=False)


@dataclass(frozen=True, slots=True)
class LookOn:
    """Go on with a search. Answered by a `Looked`."""

    begun: SearchBegun
    before: FoundPage
    cancel: Event = field(default_factory=Event, repr=False)


@dataclass(frozen=True, slots=True)
class Looked:
    begun: SearchBegun
    page: FoundPage


@dataclass(frozen=True, slots=True)
class PrintSheet:
    """Print the hand-over sheet of a batch. Answered by None."""

    batch: BatchLine
    printer: QPagedPaintDevice
    language: str


@dataclass(frozen=True, slots=True)
class SaveSheet:
    """Save it as a PDF. Answered by its path."""

    batch: BatchLine
    path: Path
    language: str
