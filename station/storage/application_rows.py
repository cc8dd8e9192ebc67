"""Relatives' applications in the database: relation and reason sealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from station.domain.code_desk import Application, ApplicationStatus
from station.domain.person import Ground
from station.storage.desk_person_rows import DeskPersonRows
from station.storage.desk_tables import application, desk_person
from station.storage.vault import FieldVault

TABLE = "application"

_INSERT = insert(application).inline()
_BY_ID = select(application).where(application.c.id == bindparam("id"))
# Whoever was erased has no facts to show.
_ERASED = select(desk_person.c.id).where(desk_person.c.erased_at.is_not(None))
_WHOLE = (
    select(application)
    .where(
        application.c.person_id.not_in(_ERASED),
        application.c.applicant_id.not_in(_ERASED),
    )
    .order_by(application.c.applied_at, application.c.id)
)
_OF_APPLICANT = _WHOLE.where(application.c.applicant_id == bindparam("applicant_id"))
_PENDING = _WHOLE.where(application.c.status == ApplicationStatus.PENDING.value)
_DECIDE = (
    update(application)
    .where(application.c.id == bindparam("row_id"), application.c.status == bindparam("old_status"))
    .values(
        status=bindparam("new_status"),
        decided_at=bindparam("new_decided_at"),
        decided_by=bindparam("new_decided_by"),
    )
)


class ApplicationRows:
    """The `Applications` of a unit of work."""

    def __init__(self, connection: Connection, vault: FieldVault, persons: DeskPersonRows) -> None:
        self._connection = connection
        self._vault = vault
        self._persons = persons

    def add(self, added: Application) -> None:
        reason = added.reason
        self._connection.execute(
            _INSERT,
            {
                "id": added.id,
                "applicant_id": added.applicant.id,
                "person_id": added.person.id,
                "relation": self._vault.seal(TABLE, added.id, "relation", added.relation),
                "ground": int(added.ground),
                "reason": reason and self._vault.seal(TABLE, added.id, "reason", reason),
                "status": added.status.value,
                "applied_at": added.applied_at,
                "applied_by": added.applied_by,
                "decided_at": added.decided_at,
                "decided_by": added.decided_by,
            },
        )

    def save(self, decided: Application) -> None:
        self._decide(
            decided.id,
            ApplicationStatus.PENDING,
            decided.status,
            decided.decided_at,
            decided.decided_by,
        )

    def end(self, application_id: UUID, at: datetime, by: UUID | None) -> None:
        old, new = ApplicationStatus.APPROVED, ApplicationStatus.REFUSED
        self._decide(application_id, old, new, at, by)

    def get(self, application_id: UUID) -> Application:
        row = self._connection.execute(_BY_ID, {"id": application_id}).one_or_none()
        if row is None:
            raise LookupError("no such application")
        return self._opened(row)

    def of_applicant(self, applicant_id: UUID) -> list[Application]:
        wanted = {"applicant_id": applicant_id}
        return self._all(self._connection.execute(_OF_APPLICANT, wanted))

    def pending(self) -> list[Application]:
        return self._all(self._connection.execute(_PENDING))

    def _decide(
        self,
        application_id: UUID,
        old: ApplicationStatus,
        new: ApplicationStatus,
        at: datetime | None,
        by: UUID | None,
    ) -> None:
        result = self._connection.execute(
            _DECIDE,
            {
                "row_id": application_id,
                "old_status": old.value,
                "new_status": new.value,
                "new_decided_at": at,
                "new_decided_by": by,
            },
        )
        if result.rowcount != 1:
            raise LookupError(f"no such application that is {old.value}")

    def _all(self, rows: Iterable[Row[Any]]) -> list[Application]:
        # All rows first: the persons are read on the same connection.
        return [self._opened(row) for row in list(rows)]

    def _opened(self, row: Row[Any]) -> Application:
        row_id: UUID = row.id
        reason = row.reason
        return Application(
            id=row_id,
            applicant=self._persons.get(row.applicant_id),
            person=self._persons.get(row.person_id),
            relation=self._vault.open(TABLE, row_id, "relation", row.relation),
            ground=Ground(row.ground),
            reason=None if reason is None else self._vault.open(TABLE, row_id, "reason", reason),
            status=ApplicationStatus(row.status),
            applied_at=row.applied_at,
            applied_by=row.applied_by,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
        )
