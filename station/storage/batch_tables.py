"""The tables of what laboratories received, and of the password of their workbooks."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from station.storage.columns import ROW_NUMBER, Key, Moment
from station.storage.tables import metadata, some

receipt = Table(
    "receipt",
    metadata,
    Column("seq", ROW_NUMBER, primary_key=True),
    Column("id", Key, nullable=False, unique=True),
    Column("batch_id", Key, ForeignKey("batch.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("scanned", Boolean, nullable=False),
    Column("entered_by", Key, ForeignKey("staff.id")),
    Column("status", String, nullable=False),
    Column("settled_at", Moment),
    Column("settled_reason", String),
    Column("settled_by", Key, ForeignKey("staff.id")),
    CheckConstraint("status IN ('whole', 'open', 'settled', 'replaced')", name="receipt_status"),
    CheckConstraint("expected >= 0 AND received >= 0", name="receipt_counts"),
    CheckConstraint(
        "(status = 'settled') = (settled_at IS NOT NULL)"
        " AND (settled_at IS NULL) = (settled_reason IS NULL)",
        name="receipt_settled",
    ),
    Index("receipt_batch", "batch_id", "seq"),
    some("receipt_open", "batch_id", where="status = 'open'"),
)

receipt_tube = Table(
    "receipt_tube",
    metadata,
    Column("receipt_id", Key, ForeignKey("receipt.id"), primary_key=True),
    Column("barcode", String(32), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("kind", String, nullable=False),
    CheckConstraint("kind IN ('missing', 'extra')", name="receipt_tube_kind"),
)

lab_password = Table(
    "lab_password",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="lab_password_one"),
)
