"""The clock mark in the database: one row, and a record of each reset."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from station.domain.ids import new_id
from station.storage.tables import clock_mark, clock_reset

_GET = select(clock_mark.c.at)
_RAISE = update(clock_mark).where(clock_mark.c.at < bindparam("mark")).values(at=bindparam("mark"))
_SET = update(clock_mark).values(at=bindparam("mark"))
_FIRST = insert(clock_mark).inline()
_RECORD = insert(clock_reset).inline()


class ClockMarkRow:
    """The `ClockMark` of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self) -> datetime | None:
        return self._connection.execute(_GET).scalar()

    def raise_to(self, at: datetime) -> None:
        raised = self._connection.execute(_RAISE, {"mark": at}).rowcount
        if not raised and self.get() is None:
            self._connection.execute(_FIRST, {"id": 1, "at": at})

    def reset(self, at: datetime) -> None:
        old = self.get()
        if old is None:
            self._connection.execute(_FIRST, {"id": 1, "at": at})
        else:
            self._connection.execute(_SET, {"mark": at})
        self._connection.execute(_RECORD, {"id": new_id(at), "old_mark": old, "new_mark": at})
