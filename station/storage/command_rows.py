"""The key of the command codes that the booth's present sheet was printed with: one row, sealed."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from station.storage.faults import FieldUnreadable
from station.storage.tables import command_key
from station.storage.vault import FieldVault

_log = logging.getLogger(__name__)

_ROW = UUID(int=1)
_GET = select(command_key.c.sealed)
_CLEAR = delete(command_key)
_INSERT = insert(command_key).inline()


class CommandKeyRow:
    """The `CommandKey` of ``station.domain.ports``."""

    def __init__(self, connection: Connection, vault: FieldVault) -> None:
        self._connection = connection
        self._vault = vault

    def get(self) -> bytes | None:
        sealed = self._connection.execute(_GET).scalar_one_or_none()
        if sealed is None:
            return None
        try:
            return bytes.fromhex(self._vault.open("command_key", _ROW, "key", sealed))
        except FieldUnreadable:
            # No sheet is heard then; a new one mends it, and the booth works on.
            _log.warning("the command key cannot be read: a new sheet is needed")
            return None

    def put(self, key: bytes) -> None:
        sealed = self._vault.seal("command_key", _ROW, "key", key.hex())
        self._connection.execute(_CLEAR)
        self._connection.execute(_INSERT, {"id": 1, "sealed": sealed})
