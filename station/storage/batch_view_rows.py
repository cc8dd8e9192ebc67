"""Batches, tubes and persons as the screens list them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, bindparam, case, func, select, text, tuple_

from station.domain.batch import Batch, BatchStatus
from station.domain.batch_view import BatchLine, BatchPosition, PersonLine, TubeLine
from station.domain.documents import DocumentType
from station.domain.person import EntryMode
from station.domain.registration import WithdrawReason
from station.domain.tube import TubeBarcode, TubeStatus
from station.storage.batch_rows import opened_batch
from station.storage.batch_tables import receipt
from station.storage.masked_fields import MaskedFields
from station.storage.receipt_rows import ReceiptRows
from station.storage.staff_tables import erasure
from station.storage.tables import IN_FORCE, NOT_DROPPED, OPEN, batch, export, registration, tube

_persons = (
    select(func.count())
    .where(registration.c.tube_id == tube.c.id, text(f"registration.{IN_FORCE}"))
    .scalar_subquery()
)
_each = (
    select(
        tube.c.batch_id,
        tube.c.pool_size,
        tube.c.status,
        tube.c.taken_out_at,
        _persons.label("persons"),
    )
    .where(
        tube.c.batch_id.in_(bindparam("batch_ids", expanding=True)),
        text(f"tube.{NOT_DROPPED}"),
    )
    .subquery()
)
_in_hand = and_(_each.c.status == TubeStatus.SEALED.value, _each.c.taken_out_at.is_(None))


def _sum(condition: Any, value: Any = 1) -> Any:
    return func.coalesce(func.sum(case((condition, value), else_=0)), 0)


_FIGURES = select(
    _each.c.batch_id,
    _sum(_in_hand, _each.c.persons).label("persons"),
    _sum(_in_hand).label("tubes"),
    _sum(and_(_in_hand, _each.c.persons < _each.c.pool_size)).label("short"),
    _sum(and_(_each.c.status == TubeStatus.VOID.value, _each.c.taken_out_at.is_(None))).label(
        "void"
    ),
    _sum(_each.c.taken_out_at.is_not(None)).label("out"),
).group_by(_each.c.batch_id)
_VERSIONS = (
    select(export.c.batch_id, func.max(export.c.version).label("version"))
    .where(export.c.batch_id.in_(bindparam("batch_ids", expanding=True)))
    .group_by(export.c.batch_id)
)
_ERASED = select(erasure.c.batch_id).where(
    erasure.c.batch_id.in_(bindparam("batch_ids", expanding=True))
)
# Their order is not asked of SQLite, which would go through all receipts for it.
_DIFFERING = (
    select(batch, receipt.c.seq)
    .join(receipt, receipt.c.batch_id == batch.c.id)
    .where(text("receipt.status = 'open'"))
)
_TUBE = select(
    tube,
    _persons.label("persons"),
    batch.c.number.label("batch_number"),
    batch.c.status.label("batch_status"),
    batch.c.box_code,
).outerjoin(batch, batch.c.id == tube.c.batch_id)
_PERSONS = (
    select(registration)
    .where(registration.c.tube_id == bindparam("tube_id"))
    .order_by(registration.c.seq)
)


class BatchViewRows:
    """The `BatchViews` of a unit of work."""

    def __init__(self, connection: Connection, receipts: ReceiptRows, masked: MaskedFields) -> None:
        self._connection = connection
        self._receipts = receipts
        self._masked = masked

    def batches(
        self, first: date, last: date, booth: str | None, after: BatchPosition | None, limit: int
    ) -> list[BatchLine]:
        place = (batch.c.day, batch.c.booth, batch.c.sequence)
        chosen = select(batch).where(batch.c.day >= first)
        if booth is not None:
            chosen = chosen.where(batch.c.booth == booth)
        if after is None:
            chosen = chosen.where(batch.c.day <= last)
        else:
            reached = tuple_(after.day, after.booth, after.sequence, types=[c.type for c in place])
            chosen = chosen.where(tuple_(*place) < reached)
        chosen = chosen.order_by(*(column.desc() for column in place)).limit(limit)
        return self._lines([opened_batch(row) for row in self._connection.execute(chosen)])

    def batch(self, batch: Batch) -> BatchLine:
        return self._lines([batch])[0]

    def open_differences(self) -> list[BatchLine]:
        rows = sorted(self._connection.execute(_DIFFERING), key=attrgetter("seq"))
        return self._lines([opened_batch(row) for row in rows])

    def tubes(self, batch_id: UUID, after: int | None, limit: int) -> list[TubeLine]:
        chosen = _TUBE.where(tube.c.batch_id == batch_id, text(f"tube.{NOT_DROPPED}"))
        if after is not None:
            chosen = chosen.where(tube.c.seq > after)
        return self._tubes(chosen.order_by(tube.c.seq).limit(limit))

    def open_tubes(self, booth: str) -> list[TubeLine]:
        return self._tubes(
            _TUBE.where(tube.c.booth == booth, text(f"tube.{OPEN}")).order_by(tube.c.seq)
        )

    def taken_out(self, booth: str) -> list[TubeLine]:
        chosen = _TUBE.where(tube.c.booth == booth, tube.c.taken_out_at.is_not(None))
        return self._tubes(chosen.order_by(tube.c.seq))

    def tube(self, tube_id: UUID) -> TubeLine | None:
        return next(iter(self._tubes(_TUBE.where(tube.c.id == tube_id))), None)

    def tube_of(self, barcode: TubeBarcode) -> TubeLine | None:
        chosen = _TUBE.where(tube.c.barcode == barcode.text, text(f"tube.{NOT_DROPPED}"))
        return next(iter(self._tubes(chosen)), None)

    def persons(self, tube_id: UUID) -> list[PersonLine]:
        rows = self._connection.execute(_PERSONS, {"tube_id": tube_id}).all()
        return [self._person(row) for row in rows]

    def _person(self, row: Row[Any]) -> PersonLine:
        name, number, erased = self._masked.person(row)
        reason = row.withdrawn_reason
        return PersonLine(
            registration_id=row.id,
            place=row.place,
            name=name,
            number=number,
            document_type=DocumentType(row.document_type),
            entry_mode=EntryMode(row.entry_mode),
            registered_at=row.registered_at,
            operator=self._masked.operator(row.shift_id),
            withdrawn_at=row.withdrawn_at,
            withdrawn_reason=None if reason is None else WithdrawReason(reason),
            swab_is_in=row.swab_is_in,
            erased=erased,
        )

    def _tubes(self, chosen: Select[Any]) -> list[TubeLine]:
        return [
            TubeLine(
                id=row.id,
                seq=row.seq,
                barcode=TubeBarcode(row.barcode),
                pool_size=row.pool_size,
                booth=row.booth,
                status=TubeStatus(row.status),
                persons=row.persons,
                opened_at=row.opened_at,
                sealed_at=row.sealed_at,
                taken_out_at=row.taken_out_at,
                batch_id=row.batch_id,
                batch_number=row.batch_number,
                batch_status=None if row.batch_status is None else BatchStatus(row.batch_status),
                box_code=row.box_code,
            )
            for row in self._connection.execute(chosen)
        ]

    def _lines(self, batches: Sequence[Batch]) -> list[BatchLine]:
        if not batches:
            return []
        wanted = {"batch_ids": [line.id for line in batches]}
        run = self._connection.execute
        figures = {row.batch_id: row for row in run(_FIGURES, wanted)}
        versions = {row.batch_id: row.version for row in run(_VERSIONS, wanted)}
        erased = set(run(_ERASED, wanted).scalars())
        receipts = self._receipts.latest(wanted["batch_ids"])
        lines = []
        for line in batches:
            counted = figures.get(line.id)
            lines.append(
                BatchLine(
                    line,
                    persons=counted.persons if counted else 0,
                    tubes=counted.tubes if counted else 0,
                    short=counted.short if counted else 0,
                    void=counted.void if counted else 0,
                    out=counted.out if counted else 0,
                    exported_version=versions.get(line.id),
                    receipt=receipts.get(line.id),
                    erased=line.id in erased,
                )
            )
        return lines
