"""Registrations in the database: the person sealed, the identity as a keyed digest."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)

from station.domain.person import EntryMode, Person
from station.domain.registration import EarlierRegistration, Registration, Withdrawal
from station.domain.tube import TubeBarcode
from station.storage.faults import FieldUnreadable
from station.storage.person_fields import TABLE, opened_person, sealed_person
from station.storage.tables import IN_FORCE, registration, tube
from station.storage.vault import FieldVault

_log = logging.getLogger(__name__)

_IN_FORCE = text(f"registration.{IN_FORCE}")
_ONE = literal_column("1", Integer)
_BY_ID = select(registration).where(registration.c.id == bindparam("id"))
_EARLIER = (
    select(
        registration.c.id,
        registration.c.tube_id,
        tube.c.barcode,
        registration.c.booth,
        registration.c.registered_at,
        registration.c.day,
        registration.c.repeat,
    )
    .join(tube, tube.c.id == registration.c.tube_id)
    .where(
        registration.c.identity == bindparam("identity"),
        registration.c.day >= bindparam("since"),
        _IN_FORCE,
    )
    .order_by(registration.c.day.desc(), registration.c.repeat.desc())
    .limit(_ONE)
)
_HIGHEST_REPEAT = select(func.max(registration.c.repeat)).where(
    registration.c.identity == bindparam("identity"),
    registration.c.day == bindparam("day"),
    _IN_FORCE,
)
_RECENT = (
    select(registration)
    .where(registration.c.booth == bindparam("booth"))
    .order_by(registration.c.seq.desc())
    .limit(bindparam("limit"))
)
_KNOWN = (
    select(registration)
    .where(registration.c.identity == bindparam("identity"), _IN_FORCE)
    .order_by(registration.c.day.desc(), registration.c.repeat.desc())
    .limit(_ONE)
)
_INSERT = insert(registration).inline()
_WITHDRAW = (
    update(registration)
    .where(registration.c.id == bindparam("row_id"), _IN_FORCE)
    .values(
        withdrawn_at=bindparam("at"),
        withdrawn_reason=bindparam("reason"),
        withdrawn_shift_id=bindparam("by_shift_id"),
        swab_is_in=bindparam("swab"),
        withdrawn_version=bindparam("version"),
    )
)


class RegistrationRows:
    """The `Registrations` of a unit of work."""

    def __init__(self, connection: Connection, vault: FieldVault) -> None:
        self._connection = connection
        self._vault = vault

    def get(self, registration_id: UUID) -> Registration:
        row = self._connection.execute(_BY_ID, {"id": registration_id}).one_or_none()
        if row is None:
            raise LookupError("no such registration")
        return opened_registration(self._vault, row)

    def earlier(self, identity: bytes, since: date) -> EarlierRegistration | None:
        row = self._connection.execute(_EARLIER, {"identity": identity, "since": since}).first()
        if row is None:
            return None
        return EarlierRegistration(
            registration_id=row.id,
            tube_id=row.tube_id,
            barcode=TubeBarcode(row.barcode),
            booth=row.booth,
            registered_at=row.registered_at,
            day=row.day,
            repeat=row.repeat,
        )

    def next_repeat(self, identity: bytes, day: date) -> int:
        highest = self._connection.execute(
            _HIGHEST_REPEAT, {"identity": identity, "day": day}
        ).scalar()
        return (highest or 0) + 1

    def last(self, booth: str) -> Registration | None:
        row = self._connection.execute(_RECENT, {"booth": booth, "limit": 1}).first()
        return None if row is None else opened_registration(self._vault, row)

    def recent(self, booth: str, limit: int) -> list[Registration]:
        """Those whose fields do not open are left out, so that a booth starts without them."""
        rows = self._connection.execute(_RECENT, {"booth": booth, "limit": limit}).all()
        recent = []
        for row in rows:
            try:
                recent.append(opened_registration(self._vault, row))
            except FieldUnreadable as error:
                _log.warning("a registration was left out: %s", error.code)
        return recent

    def known_person(self, identity: bytes) -> Person | None:
        row = self._connection.execute(_KNOWN, {"identity": identity}).first()
        return None if row is None else opened_person(self._vault, row.id, row)

    def add(self, added: Registration) -> None:
        """Store a new registration."""
        note = added.note
        self._connection.execute(
            _INSERT,
            {
                "id": added.id,
                "tube_id": added.tube_id,
                "place": added.place,
                "identity": added.identity,
                "entry_mode": added.entry_mode.value,
                "registered_at": added.registered_at,
                "day": added.day,
                "repeat": added.repeat,
                "shift_id": added.shift_id,
                "booth": added.booth,
                **sealed_person(self._vault, added.id, added.person),
                "pace": added.pace,
                "note": None if note is None else self._vault.seal(TABLE, added.id, "note", note),
            },
        )

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Mark a registration as entered in error; its row stays.

        Raises LookupError if there is no such registration in force.
        """
        result = self._connection.execute(
            _WITHDRAW,
            {
                "row_id": withdrawal.registration_id,
                "at": withdrawal.at,
                "reason": withdrawal.reason.value,
                "by_shift_id": withdrawal.shift_id,
                "swab": withdrawal.swab_is_in,
                "version": withdrawal.sheet_version,
            },
        )
        if result.rowcount != 1:
            raise LookupError("no such registration in force")


def opened_registration(vault: FieldVault, row: Row[Any]) -> Registration:
    """Return the registration of a row of ``registration``. Raises `FieldUnreadable`."""
    row_id: UUID = row.id
    return Registration(
        id=row_id,
        tube_id=row.tube_id,
        place=row.place,
        person=opened_person(vault, row_id, row),
        identity=row.identity,
        entry_mode=EntryMode(row.entry_mode),
        registered_at=row.registered_at,
        day=row.day,
        repeat=row.repeat,
        shift_id=row.shift_id,
        booth=row.booth,
        note=None if row.note is None else vault.open(TABLE, row_id, "note", row.note),
        withdrawn_at=row.withdrawn_at,
        pace=row.pace,
    )
