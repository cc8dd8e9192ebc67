"""Batches in the database, and their tubes and persons as the sheet needs them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, insert, select, update

from station.domain.batch import Batch, BatchStatus
from station.domain.ids import new_id
from station.domain.sheet import ExportRecord
from station.domain.tube import Tube, TubeStatus
from station.storage.sheet_rows import SheetRows
from station.storage.staff_tables import erasure
from station.storage.tables import batch, export, tube
from station.storage.tube_rows import HOLDING_COLUMNS, opened_tube

_INSERT = insert(batch).inline()
_BY_ID = select(batch).where(batch.c.id == bindparam("id"))
_BY_NUMBER = select(batch).where(batch.c.number == bindparam("number"))
_IN_STATE = (
    select(batch)
    .where(batch.c.booth == bindparam("booth"), batch.c.status == bindparam("status"))
    # By their numbers: the clock may have been set back between two of them.
    .order_by(batch.c.day, batch.c.sequence)
)
_HIGHEST_SEQUENCE = select(func.max(batch.c.sequence)).where(
    batch.c.booth == bindparam("booth"), batch.c.day == bindparam("day")
)
_UPDATE = (
    update(batch)
    .where(batch.c.id == bindparam("batch_id"))
    .values(
        status=bindparam("new_status"),
        box_code=bindparam("new_box_code"),
        sealed_at=bindparam("new_sealed_at"),
        exported_at=bindparam("new_exported_at"),
        version=bindparam("new_version"),
    )
)
_INSERT_EXPORT = insert(export).inline()
_SEALED_TUBES = select(func.count()).where(
    tube.c.batch_id == bindparam("batch_id"),
    tube.c.status == bindparam("status"),
    tube.c.taken_out_at.is_(None),
)
_TAKEN_OUT = select(func.count()).where(
    tube.c.batch_id == bindparam("batch_id"), tube.c.taken_out_at.is_not(None)
)
_MOVE = (
    update(tube)
    .where(tube.c.batch_id == bindparam("from_batch"), tube.c.taken_out_at.is_not(None))
    .values(batch_id=bindparam("to_batch"))
)
_EXPORTS = (
    select(export)
    .where(export.c.batch_id == bindparam("batch_id"))
    .order_by(export.c.version, export.c.at, export.c.id)
)
_ERASED = select(erasure.c.batch_id).where(erasure.c.batch_id == bindparam("batch_id"))


class BatchRows(SheetRows):
    """The `Batches` of a unit of work."""

    def add(self, batch: Batch) -> None:
        self._connection.execute(
            _INSERT,
            {
                "id": batch.id,
                "number": batch.number,
                "booth": batch.booth,
                "day": batch.day,
                "sequence": batch.sequence,
                "status": batch.status.value,
                "box_code": batch.box_code,
                "sealed_at": batch.sealed_at,
                "exported_at": batch.exported_at,
                "version": batch.version,
            },
        )

    def save(self, batch: Batch) -> None:
        """Raises LookupError if there is no such batch."""
        result = self._connection.execute(
            _UPDATE,
            {
                "batch_id": batch.id,
                "new_status": batch.status.value,
                "new_box_code": batch.box_code,
                "new_sealed_at": batch.sealed_at,
                "new_exported_at": batch.exported_at,
                "new_version": batch.version,
            },
        )
        if result.rowcount != 1:
            raise LookupError("no such batch")

    def get(self, batch_id: UUID) -> Batch:
        row = self._connection.execute(_BY_ID, {"id": batch_id}).one_or_none()
        if row is None:
            raise LookupError("no such batch")
        return opened_batch(row)

    def by_number(self, number: str) -> Batch | None:
        row = self._connection.execute(_BY_NUMBER, {"number": number}).one_or_none()
        return None if row is None else opened_batch(row)

    def open_at(self, booth: str) -> Batch | None:
        return next(iter(self._in_state(booth, BatchStatus.OPEN)), None)

    def next_sequence(self, booth: str, day: date) -> int:
        highest = self._connection.execute(_HIGHEST_SEQUENCE, {"booth": booth, "day": day}).scalar()
        return (highest or 0) + 1

    def sealed(self, booth: str) -> list[Batch]:
        return self._in_state(booth, BatchStatus.SEALED)

    def add_export(
        self,
        batch_id: UUID,
        version: int,
        at: datetime,
        digest: str,
        sha256: str,
        persons: int,
        tubes: int,
        site_name: str | None = None,
        zone: str | None = None,
        box_code: str | None = None,
        kid: bytes | None = None,
    ) -> None:
        self._connection.execute(
            _INSERT_EXPORT,
            {
                "id": new_id(at),
                "batch_id": batch_id,
                "version": version,
                "at": at,
                "digest": digest,
                "sha256": sha256,
                "persons": persons,
                "tubes": tubes,
                "site_name": site_name,
                "zone": zone,
                "box_code": box_code,
                "kid": kid,
            },
        )

    def exports(self, batch_id: UUID) -> list[ExportRecord]:
        rows = self._connection.execute(_EXPORTS, {"batch_id": batch_id})
        return [ExportRecord(**row._mapping) for row in rows]

    def erased(self, batch_id: UUID) -> bool:
        return self._connection.execute(_ERASED, {"batch_id": batch_id}).first() is not None

    def move_taken_out(self, batch_id: UUID, to: UUID) -> int:
        moved = self._connection.execute(_MOVE, {"from_batch": batch_id, "to_batch": to})
        return moved.rowcount

    def taken_out(self, batch_id: UUID) -> int:
        return int(self._connection.execute(_TAKEN_OUT, {"batch_id": batch_id}).scalar_one())

    def tubes(self, batch_id: UUID) -> list[Tube]:
        return [opened_tube(row, held) for row, held in self._tubes(batch_id, HOLDING_COLUMNS)]

    def sealed_tubes(self, batch_id: UUID) -> int:
        wanted = {"batch_id": batch_id, "status": TubeStatus.SEALED.value}
        return int(self._connection.execute(_SEALED_TUBES, wanted).scalar_one())

    def _in_state(self, booth: str, status: BatchStatus) -> list[Batch]:
        rows = self._connection.execute(_IN_STATE, {"booth": booth, "status": status.value})
        return [opened_batch(row) for row in rows]


def opened_batch(row: Row[Any]) -> Batch:
    """Return the batch of a row of ``batch``."""
    return Batch(
        id=row.id,
        number=row.number,
        booth=row.booth,
        day=row.day,
        sequence=row.sequence,
        status=BatchStatus(row.status),
        box_code=row.box_code,
        sealed_at=row.sealed_at,
        exported_at=row.exported_at,
        version=row.version,
    )
