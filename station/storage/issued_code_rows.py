"""The codes that this desk drew, in the database: the text sealed, what names them in the clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from station.domain.code_desk import IssuedCode
from station.storage.desk_tables import issued_code
from station.storage.vault import FieldVault

TABLE = "issued_code"

_INSERT = insert(issued_code).inline()
_BY_ID = select(issued_code).where(issued_code.c.id == bindparam("id"))
_BY_NAME = select(issued_code).where(
    issued_code.c.kid == bindparam("kid"), issued_code.c.cti == bindparam("cti")
)
_REVOKED_NAME = select(issued_code.c.id).where(
    issued_code.c.kid == bindparam("kid"),
    issued_code.c.cti == bindparam("cti"),
    issued_code.c.revoked_at.is_not(None),
)
_IN_FORCE = (
    select(issued_code)
    .where(
        issued_code.c.person_id == bindparam("person_id"),
        issued_code.c.revoked_at.is_(None),
        issued_code.c.text.is_not(None),
        issued_code.c.expires_at > bindparam("now"),
    )
    .order_by(issued_code.c.expires_at.desc())
)
_REVOKE = (
    update(issued_code)
    .where(issued_code.c.id == bindparam("row_id"), issued_code.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"), revoked_by=bindparam("by"))
)
_REVOKED = (
    select(issued_code)
    .where(issued_code.c.revoked_at.is_not(None), issued_code.c.expires_at > bindparam("now"))
    .order_by(issued_code.c.expires_at)
)


class IssuedCodeRows:
    """The `IssuedCodes` of a unit of work."""

    def __init__(self, connection: Connection, vault: FieldVault) -> None:
        self._connection = connection
        self._vault = vault

    def add(self, code: IssuedCode, drawn_by: UUID | None) -> None:
        self._connection.execute(
            _INSERT,
            {
                "id": code.id,
                "person_id": code.person_id,
                "application_id": code.application_id,
                "kid": code.kid,
                "cti": code.cti,
                "text": self._vault.seal(TABLE, code.id, "text", code.text),
                "reading_key": code.reading_key,
                "issued_at": code.issued_at,
                "expires_at": code.expires_at,
                "drawn_by": drawn_by,
                "revoked_at": code.revoked_at,
            },
        )

    def get(self, code_id: UUID) -> IssuedCode:
        row = self._connection.execute(_BY_ID, {"id": code_id}).one_or_none()
        if row is None:
            raise LookupError("no such code")
        return self._opened(row)

    def in_force(self, person_id: UUID, now: datetime) -> list[IssuedCode]:
        rows = self._connection.execute(_IN_FORCE, {"person_id": person_id, "now": now})
        return [self._opened(row) for row in rows]

    def by_name(self, kid: bytes, cti: bytes) -> IssuedCode | None:
        row = self._connection.execute(_BY_NAME, {"kid": kid, "cti": cti}).one_or_none()
        return None if row is None else self._opened(row)

    def revoke(self, code_id: UUID, at: datetime, by: UUID | None) -> None:
        result = self._connection.execute(_REVOKE, {"row_id": code_id, "at": at, "by": by})
        if result.rowcount != 1:
            raise LookupError("no such code in force")

    def revoked(self, now: datetime) -> Iterator[IssuedCode]:
        for row in self._connection.execute(_REVOKED, {"now": now}):
            yield self._opened(row)

    def is_revoked(self, kid: bytes, cti: bytes) -> bool:
        found = self._connection.execute(_REVOKED_NAME, {"kid": kid, "cti": cti}).first()
        return found is not None

    def _opened(self, row: Row[Any]) -> IssuedCode:
        text = "" if row.text is None else self._vault.open(TABLE, row.id, "text", row.text)
        return IssuedCode(
            id=row.id,
            person_id=row.person_id,
            kid=row.kid,
            cti=row.cti,
            text=text,
            issued_at=row.issued_at,
            expires_at=row.expires_at,
            application_id=row.application_id,
            revoked_at=row.revoked_at,
            reading_key=row.reading_key,
        )
