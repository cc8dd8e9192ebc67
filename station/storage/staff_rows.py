"""The staff in the database: names, badges and the PINs' hashes sealed.

A badge is found by its keyed digest. Names are few: they are opened to be compared.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from station.domain.person import folded_name
from station.domain.staff import Role, StaffMember
from station.domain.staff_ports import PinState
from station.storage.staff_tables import staff
from station.storage.vault import FieldVault

_TABLE = "staff"
_INSERT = insert(staff).inline()
_ALL = select(staff)
_BY_ID = select(staff).where(staff.c.id == bindparam("member"))
_BY_BADGE = select(staff).where(staff.c.badge_digest == bindparam("digest"), staff.c.active)
_CHANGE = update(staff).where(staff.c.id == bindparam("member"))
_CHANGE_PIN = _CHANGE.values(
    pin=bindparam("pin"), failures=bindparam("failures"), retry_at=bindparam("retry_at")
)


class StaffRows:
    """The `StaffRegister` of a unit of work."""

    def __init__(self, connection: Connection, vault: FieldVault) -> None:
        self._connection = connection
        self._vault = vault

    def all(self) -> list[StaffMember]:
        members = [self._opened(row) for row in self._connection.execute(_ALL)]
        return sorted(members, key=lambda one: (not one.active, folded_name(one.name), one.id))

    def get(self, member_id: UUID) -> StaffMember:
        return self._opened(self._row(member_id))

    def by_badge(self, badge: str) -> StaffMember | None:
        digest = self._vault.badge_digest(badge)
        row = self._connection.execute(_BY_BADGE, {"digest": digest}).first()
        return None if row is None else self._opened(row)

    def by_name(self, name: str) -> list[StaffMember]:
        wanted = folded_name(name)
        return [one for one in self.all() if one.active and folded_name(one.name) == wanted]

    def put(self, member: StaffMember, pin: PinState, at: datetime) -> None:
        values = {
            "name": self._vault.seal(_TABLE, member.id, "name", member.name),
            "badge": None,
            "badge_digest": None,
            "roles": " ".join(sorted(role.value for role in member.roles)),
            "active": member.active,
            "changed_at": at,
            **self._pin_values(member.id, pin),
        }
        if member.badge is not None:
            values["badge"] = self._vault.seal(_TABLE, member.id, "badge", member.badge)
            values["badge_digest"] = self._vault.badge_digest(member.badge)
        changed = self._connection.execute(_CHANGE.values(values), {"member": member.id})
        if changed.rowcount == 0:
            self._connection.execute(_INSERT, {"id": member.id, **values})

    def pin(self, member_id: UUID) -> PinState:
        row = self._row(member_id)
        opened = self._vault.open(_TABLE, member_id, "pin", row.pin)
        return PinState(opened, row.failures, row.retry_at)

    def put_pin(self, member_id: UUID, pin: PinState) -> None:
        values = {"member": member_id, **self._pin_values(member_id, pin)}
        if self._connection.execute(_CHANGE_PIN, values).rowcount == 0:
            raise LookupError("no such member of staff")

    def _pin_values(self, member_id: UUID, pin: PinState) -> dict[str, Any]:
        return {
            "pin": self._vault.seal(_TABLE, member_id, "pin", pin.hash),
            "failures": pin.failures,
            "retry_at": pin.retry_at,
        }

    def _row(self, member_id: UUID) -> Row[Any]:
        row = self._connection.execute(_BY_ID, {"member": member_id}).one_or_none()
        if row is None:
            raise LookupError("no such member of staff")
        return row

    def _opened(self, row: Row[Any]) -> StaffMember:
        badge = row.badge
        return StaffMember(
            id=row.id,
            name=self._vault.open(_TABLE, row.id, "name", row.name),
            roles=frozenset(Role(role) for role in row.roles.split()),
            badge=None if badge is None else self._vault.open(_TABLE, row.id, "badge", badge),
            active=row.active,
        )
