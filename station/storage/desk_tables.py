"""The tables of the code desk: persons, the codes drawn for them, relatives' applications."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from station.storage.columns import Key, Moment
from station.storage.tables import metadata, some

desk_person = Table(
    "desk_person",
    metadata,
    Column("id", Key, primary_key=True),
    Column("identity", LargeBinary(32), nullable=False, unique=True),
    Column("document_type", Integer, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("document_number", LargeBinary),
    Column("phone", LargeBinary),
    Column("details", LargeBinary),
    Column("changed_at", Moment, nullable=False),
    Column("erased_at", Moment),
    CheckConstraint("document_type BETWEEN 1 AND 5", name="desk_person_document"),
    CheckConstraint("length(identity) = 32", name="desk_person_identity_length"),
)

application = Table(
    "application",
    metadata,
    Column("id", Key, primary_key=True),
    Column("applicant_id", Key, ForeignKey("desk_person.id"), nullable=False),
    Column("person_id", Key, ForeignKey("desk_person.id"), nullable=False),
    Column("relation", LargeBinary, nullable=False),
    Column("ground", Integer, nullable=False),
    Column("reason", LargeBinary),
    Column("status", String, nullable=False),
    Column("applied_at", Moment, nullable=False),
    Column("applied_by", Key, ForeignKey("staff.id")),
    Column("decided_at", Moment),
    Column("decided_by", Key, ForeignKey("staff.id")),
    CheckConstraint("ground IN (1, 2, 3)", name="application_ground"),
    CheckConstraint("status IN ('pending', 'approved', 'refused')", name="application_status"),
    CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="application_decided"),
    CheckConstraint("applicant_id <> person_id", name="application_two_persons"),
    Index("application_applicant", "applicant_id", "applied_at"),
    some("application_pending", "applied_at", where="status = 'pending'", unique=False),
    some("application_once", "applicant_id", "person_id", where="status <> 'refused'"),
)

issued_code = Table(
    "issued_code",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("desk_person.id"), nullable=False),
    Column("application_id", Key, ForeignKey("application.id")),
    Column("kid", LargeBinary(8), nullable=False),
    Column("cti", LargeBinary(8), nullable=False),
    # NULL once the person was erased.
    Column("text", LargeBinary),
    # The id of the key that the holder is sealed to; NULL in the clear.
    Column("reading_key", LargeBinary(8)),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("drawn_by", Key, ForeignKey("staff.id")),
    Column("revoked_at", Moment),
    Column("revoked_by", Key, ForeignKey("staff.id")),
    CheckConstraint("expires_at > issued_at", name="issued_code_times"),
    Index("issued_code_name", "kid", "cti", unique=True),
    Index("issued_code_person", "person_id", "application_id", "expires_at"),
    some("issued_code_revoked", "expires_at", where="revoked_at IS NOT NULL", unique=False),
)
