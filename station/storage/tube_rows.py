"""Tubes in the database, with the places that are taken in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Row,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)

from station.domain.refusals import TubeUse
from station.domain.registration import Shift
from station.domain.tube import Holding, SealCause, Slot, Tube, TubeBarcode, TubeStatus
from station.storage.tables import IN_FORCE, NOT_DROPPED, OPEN, registration, tube

HOLDING_COLUMNS: tuple[Column[Any], ...] = (
    registration.c.tube_id,
    registration.c.id,
    registration.c.place,
    registration.c.identity,
    registration.c.withdrawn_at,
    registration.c.withdrawn_version,
    registration.c.swab_is_in,
)
_BY_ID = select(tube).where(tube.c.id == bindparam("id"))
_HELD_BY = (
    select(*HOLDING_COLUMNS)
    .where(registration.c.tube_id == bindparam("tube_id"))
    .order_by(registration.c.seq)
)
# The conditions of partial indexes stand in the text, or SQLite would not use them.
_USE = select(
    tube.c.booth,
    tube.c.opened_at,
    tube.c.status,
    select(func.count())
    .where(registration.c.tube_id == tube.c.id, text(f"registration.{IN_FORCE}"))
    .scalar_subquery()
    .label("persons"),
).where(tube.c.barcode == bindparam("barcode"), text(f"tube.{NOT_DROPPED}"))
_OPEN_AT = select(tube).where(tube.c.booth == bindparam("booth"), text(OPEN)).order_by(tube.c.seq)
_LATEST = (
    select(tube.c.id)
    .where(tube.c.booth == bindparam("booth"), tube.c.slot == bindparam("slot"), text(NOT_DROPPED))
    .order_by(tube.c.seq.desc())
    .limit(literal_column("1"))
)
_INSERT = insert(tube).inline()
_UPDATE = (
    update(tube)
    .where(tube.c.id == bindparam("tube_id"))
    .values(
        status=bindparam("new_status"),
        sealed_at=bindparam("new_sealed_at"),
        seal_cause=bindparam("new_seal_cause"),
        batch_id=bindparam("new_batch_id"),
        taken_out_at=bindparam("new_taken_out_at"),
    )
)


class TubeRows:
    """The `Tubes` of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, tube_id: UUID) -> Tube:
        row = self._connection.execute(_BY_ID, {"id": tube_id}).one_or_none()
        if row is None:
            raise LookupError("no such tube")
        return self._with_holdings(row)

    def use_of(self, barcode: TubeBarcode) -> TubeUse | None:
        row = self._connection.execute(_USE, {"barcode": barcode.text}).one_or_none()
        if row is None:
            return None
        return TubeUse(row.booth, row.opened_at, TubeStatus(row.status), row.persons)

    def open_at(self, booth: str) -> list[Tube]:
        rows = self._connection.execute(_OPEN_AT, {"booth": booth}).all()
        return [self._with_holdings(row) for row in rows]

    def latest_opened(self, booth: str, slot: Slot) -> UUID | None:
        return self._connection.execute(_LATEST, {"booth": booth, "slot": slot.value}).scalar()

    def add(self, added: Tube, shift: Shift) -> None:
        """Store a new tube, opened by ``shift``."""
        self._connection.execute(
            _INSERT,
            {
                "id": added.id,
                "barcode": added.barcode.text,
                "pool_size": added.pool_size,
                "slot": added.slot.value,
                "booth": shift.booth,
                "shift_id": shift.id,
                "opened_at": added.opened_at,
                "status": added.status.value,
                "sealed_at": added.sealed_at,
                "seal_cause": added.seal_cause and added.seal_cause.value,
                "batch_id": added.batch_id,
            },
        )

    def save(self, changed: Tube) -> None:
        """Store a tube's status, seal, batch and whether it is out.

        Raises LookupError if there is no such tube.
        """
        result = self._connection.execute(
            _UPDATE,
            {
                "tube_id": changed.id,
                "new_status": changed.status.value,
                "new_sealed_at": changed.sealed_at,
                "new_seal_cause": changed.seal_cause and changed.seal_cause.value,
                "new_batch_id": changed.batch_id,
                "new_taken_out_at": changed.taken_out_at,
            },
        )
        if result.rowcount != 1:
            raise LookupError("no such tube")

    def _with_holdings(self, row: Row[Any]) -> Tube:
        held_by = self._connection.execute(_HELD_BY, {"tube_id": row.id}).all()
        return opened_tube(row, held_by)


def in_force_at(held: Row[Any], version: int | None) -> bool:
    """Tell whether a registration's row is in force: on ``version`` of its sheet, or now."""
    if held.withdrawn_at is None:
        return True
    lacking = held.withdrawn_version
    return version is not None and lacking is not None and lacking > version


def opened_tube(row: Row[Any], held_by: Sequence[Row[Any]], version: int | None = None) -> Tube:
    """Return the tube of a row of ``tube`` and of all its registrations, in their order.

    As ``version`` of its batch's sheet has it, if one is given: a tube that lost all its persons
    later was not void then.
    """
    in_force = {held.id: in_force_at(held, version) for held in held_by}
    status = TubeStatus(row.status)
    if version is not None and status is TubeStatus.VOID and any(in_force.values()):
        status = TubeStatus.SEALED
    return Tube(
        id=row.id,
        barcode=TubeBarcode(row.barcode),
        pool_size=row.pool_size,
        slot=Slot(row.slot),
        opened_at=row.opened_at,
        status=status,
        holdings=tuple(
            Holding(held.place, held.id, held.identity, in_force[held.id])
            for held in held_by
            if in_force[held.id] or held.swab_is_in
        ),
        ever_held=bool(held_by),
        sealed_at=row.sealed_at,
        seal_cause=None if row.seal_cause is None else SealCause(row.seal_cause),
        batch_id=row.batch_id,
        taken_out_at=row.taken_out_at,
    )
