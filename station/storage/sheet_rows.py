"""A batch's tubes and persons as a version of its sheet has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Row, bindparam, func, select

from station.domain.registration import Shift, WithdrawReason
from station.domain.sheet import ChangedTube, GonePerson, SheetChanges, SheetPerson, SheetTube
from station.storage.registration_rows import opened_registration
from station.storage.shift_rows import ShiftRows
from station.storage.tables import registration, tube
from station.storage.tube_rows import HOLDING_COLUMNS, in_force_at, opened_tube
from station.storage.vault import FieldVault

# A few statements for a batch, and few rows in memory at a time.
_TUBES_AT_ONCE = 100

# A tube that was made void while open has no sealing time: it stands where it was opened.
_TUBES = (
    select(tube)
    .where(tube.c.batch_id == bindparam("batch_id"))
    .order_by(func.coalesce(tube.c.sealed_at, tube.c.opened_at), tube.c.seq)
)
_SHEET_COLUMNS = (*HOLDING_COLUMNS, registration.c.registered_at)

Held = Sequence[Row[Any]]


class SheetRows:
    """The part of `Batches` that reads sheets."""

    def __init__(self, connection: Connection, vault: FieldVault, shifts: ShiftRows) -> None:
        self._connection = connection
        self._vault = vault
        self._shifts = shifts

    def sheet_persons(self, batch_id: UUID, version: int | None = None) -> Iterator[SheetPerson]:
        shifts: dict[UUID, Shift] = {}
        for row, held_by in self._sheet(batch_id, tuple(registration.c)):
            holder = opened_tube(row, held_by, version)
            in_force = [held for held in held_by if in_force_at(held, version)]
            for held in sorted(in_force, key=attrgetter("place")):
                at_work = self._shift(shifts, held.shift_id)
                yield SheetPerson(opened_registration(self._vault, held), holder, at_work)

    def sheet_tubes(self, batch_id: UUID, version: int | None = None) -> Iterator[SheetTube]:
        shifts: dict[UUID, Shift] = {}
        for row, held_by in self._sheet(batch_id, _SHEET_COLUMNS):
            yield self._sheet_tube(shifts, row, held_by, version)

    def changes(self, batch_id: UUID, version: int) -> SheetChanges:
        shifts: dict[UUID, Shift] = {}
        persons: list[GonePerson] = []
        tubes: list[ChangedTube] = []
        for row, held_by in self._sheet(batch_id, tuple(registration.c)):
            gone = [held for held in held_by if held.withdrawn_version == version]
            if version < 2 or not gone:
                continue
            before = self._sheet_tube(shifts, row, held_by, version - 1)
            tubes.append(ChangedTube(before, self._sheet_tube(shifts, row, held_by, version)))
            for held in sorted(gone, key=attrgetter("place")):
                at_work = self._shift(shifts, held.shift_id)
                found = opened_registration(self._vault, held)
                persons.append(
                    GonePerson(
                        SheetPerson(found, before.tube, at_work),
                        WithdrawReason(held.withdrawn_reason),
                        held.withdrawn_at,
                        held.swab_is_in,
                    )
                )
        return SheetChanges(version, tuple(persons), tuple(tubes))

    def _sheet(
        self, batch_id: UUID, columns: tuple[Column[Any], ...]
    ) -> Iterator[tuple[Row[Any], Held]]:
        return ((row, held) for row, held in self._tubes(batch_id, columns) if not row.taken_out_at)

    def _tubes(
        self, batch_id: UUID, columns: tuple[Column[Any], ...]
    ) -> Iterator[tuple[Row[Any], Held]]:
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

    def _sheet_tube(
        self, shifts: dict[UUID, Shift], row: Row[Any], held_by: Held, version: int | None
    ) -> SheetTube:
        taken = [held.registered_at for held in held_by if in_force_at(held, version)]
        return SheetTube(
            tube=opened_tube(row, held_by, version),
            shift=self._shift(shifts, row.shift_id),
            collected_at=min(taken, default=row.opened_at),
        )

    def _shift(self, known: dict[UUID, Shift], shift_id: UUID) -> Shift:
        if shift_id not in known:
            known[shift_id] = self._shifts.get(shift_id)
        return known[shift_id]
