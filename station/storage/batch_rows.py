"""Batches in the database, and their tubes and persons as the sheet needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Row, bindparam, func, insert, select, update

from station.domain.batch import Batch, BatchStatus
from station.domain.ids import new_id
from station.domain.registration import Shift
from station.domain.sheet import SheetPerson, SheetTube
from station.domain.tube import Tube, TubeStatus
from station.storage.registration_rows import opened_registration
from station.storage.shift_rows import ShiftRows
from station.storage.tables import batch, export, registration, tube
from station.storage.tube_rows import HOLDING_COLUMNS, opened_tube
from station.storage.vault import FieldVault

# A few statements for a batch, and few rows in memory at a time.
_TUBES_AT_ONCE = 100

_INSERT = insert(batch).inline()
_BY_ID = select(batch).where(batch.c.id == bindparam("id"))
_BY_NUMBER = select(batch).where(batch.c.number == bindparam("number"))
_IN_STATE = (
    select(batch)
    .where(batch.c.booth == bindparam("booth"), batch.c.status == bindparam("status"))
    .order_by(batch.c.sealed_at, batch.c.day, batch.c.sequence)
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
# A tube that was made void while open has no sealing time: it stands where it was opened.
_TUBES = (
    select(tube)
    .where(tube.c.batch_id == bindparam("batch_id"))
    .order_by(func.coalesce(tube.c.sealed_at, tube.c.opened_at), tube.c.seq)
)
_SEALED_TUBES = select(func.count()).where(
    tube.c.batch_id == bindparam("batch_id"), tube.c.status == bindparam("status")
)


class BatchRows:
    """The `Batches` of a unit of work."""

    def __init__(self, connection: Connection, vault: FieldVault, shifts: ShiftRows) -> None:
        self._connection = connection
        self._vault = vault
        self._shifts = shifts

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
        return _opened(row)

    def by_number(self, number: str) -> Batch | None:
        row = self._connection.execute(_BY_NUMBER, {"number": number}).one_or_none()
        return None if row is None else _opened(row)

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
            },
        )

    def tubes(self, batch_id: UUID) -> list[Tube]:
        return [opened_tube(row, held) for row, held in self._tubes(batch_id, HOLDING_COLUMNS)]

    def sealed_tubes(self, batch_id: UUID) -> int:
        wanted = {"batch_id": batch_id, "status": TubeStatus.SEALED.value}
        return int(self._connection.execute(_SEALED_TUBES, wanted).scalar_one())

    def sheet_persons(self, batch_id: UUID) -> Iterator[SheetPerson]:
        shifts: dict[UUID, Shift] = {}
        for row, held_by in self._tubes(batch_id, tuple(registration.c)):
            holder = opened_tube(row, held_by)
            in_force = [held for held in held_by if held.withdrawn_at is None]
            for held in sorted(in_force, key=attrgetter("place")):
                at_work = self._shift(shifts, held.shift_id)
                yield SheetPerson(opened_registration(self._vault, held), holder, at_work)

    def sheet_tubes(self, batch_id: UUID) -> Iterator[SheetTube]:
        shifts: dict[UUID, Shift] = {}
        columns = (*HOLDING_COLUMNS, registration.c.registered_at)
        for row, held_by in self._tubes(batch_id, columns):
            taken = [held.registered_at for held in held_by if held.withdrawn_at is None]
            yield SheetTube(
                tube=opened_tube(row, held_by),
                shift=self._shift(shifts, row.shift_id),
                collected_at=min(taken, default=row.opened_at),
            )

    def _tubes(
        self, batch_id: UUID, columns: tuple[Column[Any], ...]
    ) -> Iterator[tuple[Row[Any], Sequence[Row[Any]]]]:
        """Yield each tube's row with ``columns`` of all its registrations, both in their order."""
        rows = self._connection.execute(_TUBES, {"batch_id": batch_id}).all()
        of_tubes = (
            select(*columns)
            .where(registration.c.tube_id.in_(bindparam("tube_ids", expanding=True)))
            .order_by(registration.c.seq)
        )
        for start in range(0, len(rows), _TUBES_AT_ONCE):
            some = rows[start : start + _TUBES_AT_ONCE]
            held_by: dict[UUID, list[Row[Any]]] = {row.id: [] for row in some}
            for held in self._connection.execute(of_tubes, {"tube_ids": list(held_by)}):
                held_by[held.tube_id].append(held)
            for row in some:
                yield row, held_by[row.id]

    def _in_state(self, booth: str, status: BatchStatus) -> list[Batch]:
        rows = self._connection.execute(_IN_STATE, {"booth": booth, "status": status.value})
        return [_opened(row) for row in rows]

    def _shift(self, known: dict[UUID, Shift], shift_id: UUID) -> Shift:
        if shift_id not in known:
            known[shift_id] = self._shifts.get(shift_id)
        return known[shift_id]


def _opened(row: Row[Any]) -> Batch:
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
