"""The audit trail in the database: a keyed hash chain.

A line's seal is keyed BLAKE2b-256 (RFC 7693) under the booth's trail key over the deterministic
bytes of: the seal before (32 zero bytes before the first), the number, the time in microseconds,
booth, actor, kind and facts, each with its length before it. Who has no key cannot make a seal;
an altered, removed or reordered line breaks the chain, and a tail that was cut off shows against
a head that was handed out before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, literal_column, select

from station.domain.audit import (
    EMPTY_TRAIL,
    AuditEvent,
    AuditHead,
    AuditKind,
    AuditLine,
    AuditUnreadable,
)
from station.storage.columns import to_microseconds
from station.storage.staff_tables import audit
from station.storage.vault import FieldVault

_INSERT = insert(audit).inline()
_LAST = (
    select(audit.c.number, audit.c.seal).order_by(audit.c.number.desc()).limit(literal_column("1"))
)
_AFTER = select(audit).where(audit.c.number > bindparam("after")).order_by(audit.c.number)


class AuditRows:
    """The `AuditTrail` of a unit of work."""

    def __init__(self, connection: Connection, vault: FieldVault) -> None:
        self._connection = connection
        self._vault = vault

    def add(self, event: AuditEvent) -> AuditHead:
        before = self.head()
        number = before.length + 1
        facts = _facts_text(event)
        seal = self._seal(number, event, facts, before.seal)
        self._connection.execute(
            _INSERT,
            {
                "number": number,
                "at": event.at,
                "booth": event.booth,
                "actor": event.actor,
                "kind": event.kind.value,
                "facts": facts,
                "seal": seal,
            },
        )
        return AuditHead(number, seal)

    def head(self) -> AuditHead:
        row = self._connection.execute(_LAST).first()
        return EMPTY_TRAIL if row is None else AuditHead(row.number, row.seal)

    def lines(self, after: int = 0) -> Iterator[AuditLine]:
        """Raises `AuditUnreadable` for a line that nobody can have written like that."""
        rows = iter(self._connection.execute(_AFTER, {"after": after}))
        number = after
        while True:
            try:
                row = next(rows, None)
            except (ValueError, TypeError, OverflowError):
                # A cell that damage gave another type; the row is not even a row.
                raise AuditUnreadable(number=max(number, 0) + 1) from None
            if row is None:
                return
            yield _line(row)
            number = row.number

    def expected_seal(self, line: AuditLine, before: bytes) -> bytes:
        return self._seal(line.number, line.event, _facts_text(line.event), before)

    def _seal(self, number: int, event: AuditEvent, facts: str, before: bytes) -> bytes:
        parts = (
            before,
            str(number).encode(),
            str(to_microseconds(event.at)).encode(),
            event.booth.encode(),
            b"" if event.actor is None else event.actor.bytes,
            event.kind.value.encode(),
            facts.encode(),
        )
        return self._vault.seal_line(parts)


def _facts_text(event: AuditEvent) -> str:
    return json.dumps(dict(event.facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _line(row: Row[Any]) -> AuditLine:
    try:
        facts = json.loads(row.facts)
        event = AuditEvent(row.at, row.booth, row.actor, AuditKind(row.kind), facts)
        types = (type(row.booth), type(row.at), type(row.seal))
        if _facts_text(event) != row.facts or types != (str, datetime, bytes):
            raise ValueError("not as it was written")
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise AuditUnreadable(number=row.number) from None
    return AuditLine(row.number, event, row.seal)
