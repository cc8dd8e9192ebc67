"""The code desk's persons in the database: sealed, the identity as a keyed digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from station.domain.code_desk import DeskPerson
from station.domain.person import Person
from station.storage.desk_tables import desk_person
from station.storage.person_fields import opened_person, sealed_person
from station.storage.vault import FieldVault

TABLE = "desk_person"

_FIELDS = ("document_type", "name", "document_number", "phone", "details")
_INSERT = insert(desk_person).inline()
_NOT_ERASED = desk_person.c.erased_at.is_(None)
_BY_ID = select(desk_person).where(desk_person.c.id == bindparam("id"), _NOT_ERASED)
_BY_IDENTITY = select(desk_person).where(desk_person.c.identity == bindparam("identity"))
_CHANGE = (
    update(desk_person)
    .where(desk_person.c.id == bindparam("row_id"))
    .values(changed_at=bindparam("at"), **{field: bindparam(f"new_{field}") for field in _FIELDS})
)
# Retention counts from the last time that somebody was met.
_MET = (
    update(desk_person)
    .where(desk_person.c.id == bindparam("row_id"))
    .values(changed_at=bindparam("at"))
)


class DeskPersonRows:
    """The `DeskPersons` of a unit of work."""

    def __init__(self, connection: Connection, vault: FieldVault) -> None:
        self._connection = connection
        self._vault = vault

    def get(self, person_id: UUID) -> DeskPerson:
        row = self._connection.execute(_BY_ID, {"id": person_id}).one_or_none()
        if row is None:
            raise LookupError("no such person at the desk")
        return self._opened(row)

    def by_identity(self, identity: bytes) -> DeskPerson | None:
        # An erased person's identity is gone, so nobody erased is found here.
        row = self._connection.execute(_BY_IDENTITY, {"identity": identity}).one_or_none()
        return None if row is None else self._opened(row)

    def put(self, person_id: UUID, identity: bytes, person: Person, at: datetime) -> DeskPerson:
        known = self.by_identity(identity)
        facts = replace(person, relative=None)
        if known is None:
            sealed = sealed_person(self._vault, person_id, facts, TABLE)
            values = {"id": person_id, "identity": identity, "changed_at": at, **sealed}
            self._connection.execute(_INSERT, values)
            return DeskPerson(person_id, facts)
        facts = _newer(known.person, facts)
        if facts == known.person:
            self._connection.execute(_MET, {"row_id": known.id, "at": at})
            return known
        sealed = sealed_person(self._vault, known.id, facts, TABLE)
        changes = {f"new_{field}": value for field, value in sealed.items()}
        self._connection.execute(_CHANGE, {"row_id": known.id, "at": at, **changes})
        return DeskPerson(known.id, facts)

    def _opened(self, row: Row[Any]) -> DeskPerson:
        return DeskPerson(row.id, opened_person(self._vault, row.id, row, TABLE))


def _newer(known: Person, given: Person) -> Person:
    """Return ``given`` with what it leaves out taken from what was ``known``."""
    return replace(
        given,
        phone=given.phone or known.phone,
        own_birth_date=given.own_birth_date or known.own_birth_date,
        own_sex=given.own_sex or known.own_sex,
    )
