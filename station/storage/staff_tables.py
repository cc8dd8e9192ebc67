"""The tables of the staff and of the audit trail."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
)

from station.storage.columns import Key, Moment
from station.storage.tables import metadata, some

# A badge's digest is found by the keyed index; who left gives the badge free.
staff = Table(
    "staff",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("badge", LargeBinary),
    Column("badge_digest", LargeBinary(32)),
    Column("roles", String, nullable=False),
    Column("pin", LargeBinary, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
    # How often in a row the PIN was wrong, and until when it is not asked again.
    Column("failures", Integer, nullable=False),
    Column("retry_at", Moment),
    CheckConstraint("failures >= 0", name="staff_failures"),
    CheckConstraint("(badge IS NULL) = (badge_digest IS NULL)", name="staff_badge_whole"),
    some("staff_badge", "badge_digest", where="active AND badge_digest IS NOT NULL"),
)

# Each line's seal covers the line and the seal before: see `station.storage.audit_rows`.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("booth", String, nullable=False),
    Column("actor", Key, ForeignKey("staff.id")),
    Column("kind", String, nullable=False),
    Column("facts", String, nullable=False),
    Column("seal", LargeBinary(32), nullable=False),
)

erasure = Table(
    "erasure",
    metadata,
    Column("batch_id", Key, ForeignKey("batch.id"), primary_key=True),
    Column("at", Moment, nullable=False),
)
