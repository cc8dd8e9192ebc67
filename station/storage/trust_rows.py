"""The trust list in force, so that none before it is taken again, and what else was judged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, literal_column, select, update

from station.domain.trust_ports import RefusedList
from station.storage.tables import trust_mark
from station.storage.trust_tables import trust_judged

_GET = select(trust_mark.c.serial, trust_mark.c.sha256)
_CLEAR = delete(trust_mark)
_INSERT = insert(trust_mark).inline()
_RAW = select(trust_judged.c.raw).join(trust_mark, trust_mark.c.sha256 == trust_judged.c.sha256)
_DROP_RAW = update(trust_judged).where(trust_judged.c.raw.is_not(None)).values(raw=None)
_FORGET = delete(trust_judged).where(trust_judged.c.sha256 == bindparam("digest"))
_JUDGED = select(trust_judged.c.at).where(trust_judged.c.sha256 == bindparam("digest"))
_NOTE = insert(trust_judged).inline()
_LAST_REFUSED = (
    select(trust_judged.c.at, trust_judged.c.reason, trust_judged.c.serial)
    .where(trust_judged.c.reason.is_not(None))
    .order_by(trust_judged.c.at.desc())
    .limit(literal_column("1"))
)


class TrustRows:
    """The `TrustLists` of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def mark(self) -> tuple[int, bytes] | None:
        row = self._connection.execute(_GET).first()
        return None if row is None else (row.serial, row.sha256)

    def raw(self) -> bytes | None:
        raw: bytes | None = self._connection.execute(_RAW).scalar()
        return raw

    def accept(self, serial: int, sha256: bytes, raw: bytes, at: datetime) -> None:
        self._connection.execute(_CLEAR)
        self._connection.execute(_INSERT, {"id": 1, "serial": serial, "sha256": sha256})
        self._connection.execute(_DROP_RAW)
        self._connection.execute(_FORGET, {"digest": sha256})
        self._note(sha256, at, serial, raw=raw)

    def refuse(self, sha256: bytes, refused: RefusedList) -> None:
        if not self.was_judged(sha256):
            self._note(sha256, refused.at, refused.serial, reason=refused.reason)

    def was_judged(self, sha256: bytes) -> bool:
        return self._connection.execute(_JUDGED, {"digest": sha256}).first() is not None

    def last_refused(self) -> RefusedList | None:
        row = self._connection.execute(_LAST_REFUSED).first()
        return None if row is None else RefusedList(row.at, row.reason, row.serial)

    def _note(
        self,
        sha256: bytes,
        at: datetime,
        serial: int | None,
        reason: str | None = None,
        raw: bytes | None = None,
    ) -> None:
        row = {"sha256": sha256, "at": at, "serial": serial, "reason": reason, "raw": raw}
        self._connection.execute(_NOTE, row)
