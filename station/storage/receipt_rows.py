"""What laboratories received, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from station.domain.receipt import Receipt, ReceiptStatus, SettleReason
from station.domain.tube import TubeBarcode
from station.storage.batch_tables import receipt, receipt_tube

_INSERT = insert(receipt).inline()
_INSERT_TUBES = insert(receipt_tube).inline()
_REPLACE = (
    update(receipt)
    .where(
        receipt.c.batch_id == bindparam("of_batch"),
        receipt.c.status == ReceiptStatus.OPEN.value,
    )
    .values(status=ReceiptStatus.REPLACED.value)
)
_SETTLE = (
    update(receipt)
    .where(receipt.c.id == bindparam("row_id"), receipt.c.status == ReceiptStatus.OPEN.value)
    .values(
        status=ReceiptStatus.SETTLED.value,
        settled_at=bindparam("new_at"),
        settled_reason=bindparam("new_reason"),
        settled_by=bindparam("new_by"),
    )
)
_BY_ID = select(receipt).where(receipt.c.id == bindparam("id"))
_OF_BATCH = (
    select(receipt).where(receipt.c.batch_id == bindparam("batch_id")).order_by(receipt.c.seq)
)
_latest = (
    select(func.max(receipt.c.seq))
    .where(receipt.c.batch_id.in_(bindparam("batch_ids", expanding=True)))
    .group_by(receipt.c.batch_id)
)
_LATEST = select(receipt).where(receipt.c.seq.in_(_latest))
_TUBES = (
    select(receipt_tube)
    .where(receipt_tube.c.receipt_id.in_(bindparam("receipt_ids", expanding=True)))
    .order_by(receipt_tube.c.receipt_id, receipt_tube.c.place)
)


class ReceiptRows:
    """The `Receipts` of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, receipt: Receipt) -> None:
        self._connection.execute(_REPLACE, {"of_batch": receipt.batch_id})
        self._connection.execute(
            _INSERT,
            {
                "id": receipt.id,
                "batch_id": receipt.batch_id,
                "version": receipt.version,
                "at": receipt.at,
                "expected": receipt.expected,
                "received": receipt.received,
                "scanned": receipt.scanned,
                "entered_by": receipt.entered_by,
                "status": receipt.status.value,
                "settled_at": receipt.settled_at,
                "settled_reason": receipt.settled_reason and receipt.settled_reason.value,
                "settled_by": receipt.settled_by,
            },
        )
        tubes = [
            {"receipt_id": receipt.id, "barcode": barcode.text, "place": place, "kind": kind}
            for kind, barcodes in (("missing", receipt.missing), ("extra", receipt.extra))
            for place, barcode in enumerate(barcodes)
        ]
        if tubes:
            self._connection.execute(_INSERT_TUBES, tubes)

    def settle(self, receipt: Receipt) -> None:
        reason = receipt.settled_reason
        result = self._connection.execute(
            _SETTLE,
            {
                "row_id": receipt.id,
                "new_at": receipt.settled_at,
                "new_reason": reason and reason.value,
                "new_by": receipt.settled_by,
            },
        )
        if result.rowcount != 1:
            raise LookupError("no such receipt that is open")

    def get(self, receipt_id: UUID) -> Receipt:
        row = self._connection.execute(_BY_ID, {"id": receipt_id}).one_or_none()
        if row is None:
            raise LookupError("no such receipt")
        return self._opened([row])[0]

    def of_batch(self, batch_id: UUID) -> list[Receipt]:
        return self._opened(self._connection.execute(_OF_BATCH, {"batch_id": batch_id}).all())

    def latest(self, batch_ids: Sequence[UUID]) -> dict[UUID, Receipt]:
        """Return the latest receipt of each batch that has one."""
        rows = self._connection.execute(_LATEST, {"batch_ids": list(batch_ids)}).all()
        return {found.batch_id: found for found in self._opened(rows)}

    def _opened(self, rows: Sequence[Row[Any]]) -> list[Receipt]:
        ids = [row.id for row in rows if row.scanned]
        tubes: dict[tuple[UUID, str], list[TubeBarcode]] = {}
        for start in range(0, len(ids), 500):
            wanted = {"receipt_ids": ids[start : start + 500]}
            for found in self._connection.execute(_TUBES, wanted):
                named = tubes.setdefault((found.receipt_id, found.kind), [])
                named.append(TubeBarcode(found.barcode))
        return [
            Receipt(
                id=row.id,
                batch_id=row.batch_id,
                version=row.version,
                at=row.at,
                expected=row.expected,
                received=row.received,
                scanned=row.scanned,
                missing=tuple(tubes.get((row.id, "missing"), ())),
                extra=tuple(tubes.get((row.id, "extra"), ())),
                entered_by=row.entered_by,
                status=ReceiptStatus(row.status),
                settled_at=row.settled_at,
                settled_reason=row.settled_reason and SettleReason(row.settled_reason),
                settled_by=row.settled_by,
            )
            for row in rows
        ]
