"""The password of the laboratory's workbooks: one row, sealed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from station.storage.batch_tables import lab_password
from station.storage.vault import FieldVault

_ROW = UUID(int=1)
_GET = select(lab_password.c.sealed)
_CLEAR = delete(lab_password)
_INSERT = insert(lab_password).inline()


class LabPasswordRow:
    """The `LabPassword` of ``station.domain.batch_ports``."""

    def __init__(self, connection: Connection, vault: FieldVault) -> None:
        self._connection = connection
        self._vault = vault

    def get(self) -> str | None:
        sealed = self._connection.execute(_GET).scalar_one_or_none()
        if sealed is None:
            return None
        return self._vault.open("lab_password", _ROW, "password", sealed)

    def put(self, password: str | None) -> None:
        self._connection.execute(_CLEAR)
        if password is not None:
            sealed = self._vault.seal("lab_password", _ROW, "password", password)
            self._connection.execute(_INSERT, {"id": 1, "sealed": sealed})
