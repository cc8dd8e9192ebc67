"""Refusals in the database: for the counts, with nothing personal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from station.domain.ids import new_id
from station.storage.tables import refusal

_INSERT = insert(refusal).inline()


class RefusalRows:
    """The `Refusals` of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, at: datetime, booth: str, source: str, reason: str) -> None:
        self._connection.execute(
            _INSERT,
            {"id": new_id(at), "at": at, "booth": booth, "source": source, "reason": reason},
        )
