"""Erasing what a site no longer keeps: the personal fields go, rows and counts stay.

A registration's name and number become empty, its identity random bytes, so that the constraints
hold and nothing leads back to a person. Erased pages are overwritten: SQLite's `secure_delete`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, func, insert, literal, or_, select, text, update

from station.storage.batch_tables import receipt
from station.storage.desk_tables import application, desk_person, issued_code
from station.storage.staff_tables import erasure
from station.storage.tables import batch, registration, shift, tube

_NOTHING = literal(b"")
_DUE_BATCH = (
    select(batch.c.id)
    .where(
        batch.c.exported_at < bindparam("before"),
        batch.c.id.not_in(select(erasure.c.batch_id)),
        # Who was in a tube that is looked for must be told from the sheet.
        batch.c.id.not_in(select(receipt.c.batch_id).where(text("receipt.status = 'open'"))),
    )
    .order_by(batch.c.exported_at)
    .limit(1)
)
_ERASE_BATCH = (
    update(registration)
    .where(
        registration.c.tube_id.in_(
            select(tube.c.id).where(tube.c.batch_id == bindparam("of_batch"))
        ),
        registration.c.name != _NOTHING,
    )
    .values(
        name=_NOTHING,
        document_number=case((registration.c.document_number.is_(None), None), else_=_NOTHING),
        phone=None,
        details=None,
        note=None,
        identity=func.randomblob(32),
    )
)
_MARK = insert(erasure).inline()
_ERASE_CODES = (
    update(issued_code)
    .where(issued_code.c.expires_at < bindparam("before"), issued_code.c.text.is_not(None))
    .values(text=None)
)
# Who has no code that is kept, is no part of an application that waits, and was not met lately.
_ERASE_PERSONS = (
    update(desk_person)
    .where(
        desk_person.c.erased_at.is_(None),
        desk_person.c.changed_at < bindparam("before"),
        desk_person.c.id.not_in(
            select(issued_code.c.person_id).where(issued_code.c.text.is_not(None))
        ),
        desk_person.c.id.not_in(
            select(application.c.applicant_id)
            .join(issued_code, issued_code.c.application_id == application.c.id)
            .where(issued_code.c.text.is_not(None))
        ),
    )
    .values(
        name=_NOTHING,
        document_number=_NOTHING,
        phone=None,
        details=None,
        identity=func.randomblob(32),
        erased_at=bindparam("now"),
    )
)
_ERASED_PERSONS = select(desk_person.c.id).where(desk_person.c.erased_at.is_not(None))
_ERASE_APPLICATIONS = (
    update(application)
    .where(
        application.c.relation != _NOTHING,
        or_(
            application.c.applicant_id.in_(_ERASED_PERSONS),
            application.c.person_id.in_(_ERASED_PERSONS),
        ),
    )
    .values(
        relation=_NOTHING,
        reason=None,
        # Nobody can decide on it any more.
        status=case((application.c.status == "pending", "refused"), else_=application.c.status),
        decided_at=func.coalesce(application.c.decided_at, bindparam("now")),
    )
)


_LATEST_SHIFTS = select(shift.c.started_at).order_by(shift.c.seq.desc()).limit(500)
_BORNE_OUT_DAYS = 3


class ErasureRows:
    """The `Erasures` of a unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def clock_is_borne_out(self, now: datetime) -> bool:
        month = now - timedelta(days=30)
        shifts = self._connection.execute(_LATEST_SHIFTS).scalars()
        return len({at.date() for at in shifts if at >= month}) >= _BORNE_OUT_DAYS

    def due_batch(self, before: datetime) -> UUID | None:
        found: UUID | None = self._connection.execute(_DUE_BATCH, {"before": before}).scalar()
        return found

    def erase_batch(self, batch_id: UUID, at: datetime) -> int:
        erased = self._connection.execute(_ERASE_BATCH, {"of_batch": batch_id}).rowcount
        self._connection.execute(_MARK, {"batch_id": batch_id, "at": at})
        return erased

    def erase_desk(self, before: datetime, at: datetime) -> int:
        self._connection.execute(_ERASE_CODES, {"before": before})
        erased = self._connection.execute(_ERASE_PERSONS, {"before": before, "now": at}).rowcount
        if erased:
            self._connection.execute(_ERASE_APPLICATIONS, {"now": at})
        return erased
