"""The table of the trust lists that this station has judged."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary, String, Table

from station.storage.columns import Moment
from station.storage.tables import metadata

# One row for each content. A refusal is for good: the root is fixed, and the serial only rises.
trust_judged = Table(
    "trust_judged",
    metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("serial", BigInteger),
    # NULL for a list that was accepted.
    Column("reason", String),
    # The bytes of the list in force, and of no other.
    Column("raw", LargeBinary),
    CheckConstraint("length(sha256) = 32", name="trust_judged_digest"),
    CheckConstraint("reason IS NULL OR raw IS NULL", name="trust_judged_kept"),
)
