"""Which trust list was accepted last, so that none before it is taken again: one row."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from station.storage.tables import trust_mark

_GET = select(trust_mark.c.serial, trust_mark.c.sha256)
_CLEAR = delete(trust_mark)
_INSERT = insert(trust_mark).inline()


class TrustMarkRow:
    """The serial of the trust list that was accepted last, and the SHA-256 of its bytes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self) -> tuple[int, bytes] | None:
        row = self._connection.execute(_GET).first()
        return None if row is None else (row.serial, row.sha256)

    def put(self, serial: int, sha256: bytes) -> None:
        self._connection.execute(_CLEAR)
        self._connection.execute(_INSERT, {"id": 1, "serial": serial, "sha256": sha256})
