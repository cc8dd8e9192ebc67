"""Shifts in the database: the names of operator and sampler sealed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, insert, literal_column, select

from station.domain.registration import Shift
from station.storage.tables import shift
from station.storage.vault import FieldVault

_TABLE = "shift"
_INSERT = insert(shift).inline()
_BY_ID = select(shift).where(shift.c.id == bindparam("id"))
_LATEST = (
    select(shift)
    .where(shift.c.booth == bindparam("booth"))
    .order_by(shift.c.seq.desc())
    .limit(literal_column("1"))
)


class ShiftRows:
    """The `Shifts` of a unit of work."""

    def __init__(self, connection: Connection, vault: FieldVault) -> None:
        self._connection = connection
        self._vault = vault

    def add(self, added: Shift) -> None:
        self._connection.execute(
            _INSERT,
            {
                "id": added.id,
                "booth": added.booth,
                "operator": self._vault.seal(_TABLE, added.id, "operator", added.operator),
                "sampler": self._vault.seal(_TABLE, added.id, "sampler", added.sampler),
                "specimen": added.specimen,
                "started_at": added.started_at,
            },
        )

    def latest(self, booth: str) -> Shift | None:
        row = self._connection.execute(_LATEST, {"booth": booth}).first()
        return None if row is None else self._opened(row)

    def get(self, shift_id: UUID) -> Shift:
        """Return one shift. Raises LookupError if there is none."""
        row = self._connection.execute(_BY_ID, {"id": shift_id}).one_or_none()
        if row is None:
            raise LookupError("no such shift")
        return self._opened(row)

    def _opened(self, row: Row[Any]) -> Shift:
        return Shift(
            id=row.id,
            booth=row.booth,
            operator=self._vault.open(_TABLE, row.id, "operator", row.operator),
            sampler=self._vault.open(_TABLE, row.id, "sampler", row.sampler),
            specimen=row.specimen,
            started_at=row.started_at,
        )
