"""Batches made of plain values, and a desk that notes what is asked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from station.domain.batch import Batch, BatchStatus
from station.domain.batch_view import BatchLine, BatchPage, PersonLine, TubeDetail, TubeLine
from station.domain.documents import DocumentType
from station.domain.person import EntryMode
from station.domain.receipt import Receipt, ReceiptStatus, SettleReason
from station.domain.registration import WithdrawReason
from station.domain.search import Found, FoundPage, SearchPosition
from station.domain.sheet import ExportRecord
from station.domain.tube import TubeBarcode, TubeStatus
from station.ui.batches import asks
from station.ui.batches_desk import BatchesDesk
from tests.qt.ui import booth

Kind = TypeVar("Kind")
MODES = tuple(EntryMode)


class RecordingBatchesDesk(BatchesDesk):
    """Notes what is asked; the test answers."""

    def __init__(self) -> None:
        super().__init__()
        self.asks: list[object] = []
        self.asked.connect(lambda what: self.asks.append(what))

    def last(self, kind: type[Kind]) -> Kind:
        """Return what was asked last of this kind."""
        return next(each for each in reversed(self.asks) if isinstance(each, kind))

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [each for each in self.asks if isinstance(each, kind)]

    def answer(self, kind: type, answer: object) -> None:
        """Answer what was asked last of this kind, if it is waited for."""
        self.take(self.last(kind), answer)


def batch(sequence: int, status: BatchStatus, version: int = 1) -> Batch:
    day, at = booth.NOW.date(), booth.NOW - timedelta(minutes=40 * (9 - sequence))
    boxed = status is not BatchStatus.OPEN
    return Batch(
        UUID(int=100 + sequence),
        f"{day:%Y%m%d}-02-{sequence:02}",
        "02",
        day,
        sequence,
        status,
        f"BX2026{sequence:04}" if boxed else None,
        at if boxed else None,
        at + timedelta(minutes=4) if status is BatchStatus.EXPORTED or version > 1 else None,
        version,
    )


def receipt(of: Batch, received: int, status: ReceiptStatus, **changes: object) -> Receipt:
    return Receipt(
        UUID(int=900 + of.sequence), of.id, of.version, booth.NOW, 25, received, status=status,
        **changes,
    )  # fmt: skip


def lines() -> tuple[BatchLine, ...]:
    """An open batch, a boxed one, a corrected one, one that differs, received and exported ones."""
    exported = BatchStatus.EXPORTED
    opened = batch(8, BatchStatus.OPEN)
    boxed = batch(7, BatchStatus.SEALED)
    corrected = batch(6, BatchStatus.SEALED, 2)
    differs, settled, whole, plain = (batch(n, exported) for n in (5, 4, 3, 2))
    missing = tuple(TubeBarcode(f"31011500{2861 + i}") for i in range(2))
    return (
        BatchLine(opened, 237, 24, 2, 1, 1),
        BatchLine(boxed, 250, 25, 0, 0, 0),
        BatchLine(corrected, 248, 25, 1, 0, 0, exported_version=1),
        BatchLine(
            differs, 250, 25, 0, 0, 0, 1,
            receipt(differs, 24, ReceiptStatus.OPEN, scanned=True, missing=missing,
                    extra=(TubeBarcode("310115009999"),)),
        ),
        BatchLine(
            settled, 250, 25, 0, 0, 0, 1,
            receipt(settled, 24, ReceiptStatus.SETTLED, settled_reason=SettleReason.ARRIVED_LATER),
        ),
        BatchLine(whole, 250, 25, 0, 0, 0, 1, receipt(whole, 25, ReceiptStatus.WHOLE)),
        BatchLine(plain, 12, 12, 0, 0, 0, 1),
    )  # fmt: skip


def tube(at: int, of: Batch, persons: int = 10, size: int = 10, **changes: object) -> TubeLine:
    opened = booth.NOW - timedelta(minutes=6 * at)
    facts: dict[str, object] = {
        "status": TubeStatus.SEALED,
        "sealed_at": opened + timedelta(minutes=5),
        "batch_id": of.id,
        "batch_number": of.number,
        "batch_status": of.status,
        "box_code": of.box_code,
    }
    facts.update(changes)
    return TubeLine(
        UUID(int=5000 + at), 500 - at, TubeBarcode(f"31011500{2870 - at}"), size, "02",
        persons=persons, opened_at=opened, **facts,
    )  # fmt: skip


def tubes(of: Batch, count: int = 24) -> asks.Tubes:
    """Return tubes, short, void and taken-out ones among them; one still open in an open batch."""
    rows = [tube(at, of) for at in range(1, count + 1)]
    if of.status is BatchStatus.OPEN:
        rows[1] = tube(2, of, taken_out_at=booth.NOW)
        rows[2] = tube(3, of, 1, 1)
        rows[3] = tube(4, of, 7)
        rows[5] = tube(6, of, 0, status=TubeStatus.VOID)
        rows[7] = tube(8, of, 13, 20)
        nothing = {"batch_id": None, "batch_number": None, "batch_status": None, "sealed_at": None}
        opened = (tube(0, of, 4, status=TubeStatus.OPEN, **nothing),)
        return asks.Tubes(tuple(rows), None, opened)
    return asks.Tubes(tuple(rows), None)


def detail(of: TubeLine) -> TubeDetail:
    """Return a tube with persons, a withdrawn one and one whose swab is in among them."""
    people = [
        PersonLine(
            UUID(int=of.seq * 100 + place),
            place,
            ("张*三", "李*", "王*明", "欧阳**", "陈*")[place % 5],
            "310115********4213" if place % 4 else "",
            DocumentType.RESIDENT_ID if place % 4 else DocumentType.NONE,
            MODES[place % 5],
            of.opened_at + timedelta(seconds=25 * place),
            "王*记",
            booth.NOW if place in (2, 5) else None,
            WithdrawReason.WRONG_PERSON if place in (2, 5) else None,
            place == 5,
        )
        for place in range(1, of.persons + 3)
    ]
    return TubeDetail(of, tuple(people))


def exports(of: Batch) -> tuple[ExportRecord, ...]:
    return tuple(
        ExportRecord(
            UUID(int=700 + version), of.id, version, booth.NOW - timedelta(hours=3 - version),
            f"{version}3fa9c07" * 8, "0" * 64, 250, 25,
        )
        for version in range(1, of.version + 1)
    )  # fmt: skip


def found(count: int = 12) -> FoundPage:
    rows = tuple(
        Found(
            UUID(int=8000 + i),
            UUID(int=5000 + i),
            SearchPosition(booth.NOW.date(), "02", booth.NOW - timedelta(minutes=9 * i), 1000 - i),
            TubeBarcode(f"31011500{2870 - i}"),
            10,
            i % 10 + 1,
            ("张*三", "张*", "张**")[i % 3],
            "310115********4213",
            DocumentType.RESIDENT_ID,
            MODES[i % 5],
            "02",
            booth.NOW - timedelta(minutes=9 * i),
            booth.NOW.date(),
            "王*记",
            TubeStatus.SEALED,
            batch_number=batch(max(8 - i // 3, 1), BatchStatus.EXPORTED).number if i else None,
            withdrawn_at=booth.NOW if i == 3 else None,
        )
        for i in range(count)
    )
    return FoundPage(rows, rows[-1].position if rows else None, 41_200, 96_000)


def page(*shown: BatchLine) -> BatchPage:
    return BatchPage(shown, None)


FOLDER = Path("/media/lab/SAMPLES")
