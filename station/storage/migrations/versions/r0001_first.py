"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from station.storage.columns import ROW_NUMBER, Day, Key, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_IN_FORCE = "withdrawn_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "site",
        sa.Column("site_id", sa.String, primary_key=True),
        sa.Column("key_check", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "shift",
        sa.Column("seq", ROW_NUMBER, primary_key=True),
        sa.Column("id", Key, nullable=False),
        sa.Column("booth", sa.String, nullable=False),
        sa.Column("operator", sa.LargeBinary, nullable=False),
        sa.Column("sampler", sa.LargeBinary, nullable=False),
        sa.Column("specimen", sa.String, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.UniqueConstraint("id"),
    )
    op.create_index("shift_booth", "shift", ["booth", "seq"])
    _create_batch()
    _create_tube()
    _create_registration()
    op.create_table(
        "refusal",
        sa.Column("id", Key, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("booth", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
    )
    op.create_index("refusal_booth", "refusal", ["booth", "at"])
    op.create_table(
        "clock_mark",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.CheckConstraint("id = 1", name="clock_mark_one"),
    )
    op.create_table(
        "clock_reset",
        sa.Column("id", Key, primary_key=True),
        sa.Column("old_mark", Moment),
        sa.Column("new_mark", Moment, nullable=False),
    )
    op.create_table(
        "trust_mark",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("serial", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.CheckConstraint("id = 1", name="trust_mark_one"),
    )


def _create_batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", Key, primary_key=True),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("booth", sa.String, nullable=False),
        sa.Column("day", Day, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("box_code", sa.String),
        sa.Column("sealed_at", Moment),
        sa.Column("exported_at", Moment),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("status IN ('open', 'sealed', 'exported')", name="batch_status"),
        sa.CheckConstraint("sequence >= 1 AND version >= 1", name="batch_numbers"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("batch_day", "batch", ["booth", "day", "sequence"], unique=True)
    op.create_index("batch_status_at", "batch", ["booth", "status"])
    _create_some("batch_open", "batch", ["booth"], "status = 'open'")
    op.create_table(
        "export",
        sa.Column("id", Key, primary_key=True),
        sa.Column("batch_id", Key, sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("persons", sa.Integer, nullable=False),
        sa.Column("tubes", sa.Integer, nullable=False),
    )
    op.create_index("export_batch", "export", ["batch_id", "at"])


def _create_tube() -> None:
    op.create_table(
        "tube",
        sa.Column("seq", ROW_NUMBER, primary_key=True),
        sa.Column("id", Key, nullable=False),
        sa.Column("barcode", sa.String(32), nullable=False),
        sa.Column("pool_size", sa.Integer, nullable=False),
        sa.Column("slot", sa.String, nullable=False),
        sa.Column("booth", sa.String, nullable=False),
        sa.Column("shift_id", Key, sa.ForeignKey("shift.id"), nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("sealed_at", Moment),
        sa.Column("seal_cause", sa.String),
        sa.Column("batch_id", Key, sa.ForeignKey("batch.id")),
        sa.CheckConstraint("pool_size IN (1, 5, 10, 20)", name="tube_pool_size"),
        sa.CheckConstraint("slot IN ('pooled', 'single')", name="tube_slot"),
        sa.CheckConstraint("status IN ('open', 'sealed', 'void', 'dropped')", name="tube_status"),
        sa.CheckConstraint("seal_cause IN ('full', 'early')", name="tube_seal_cause"),
        sa.CheckConstraint(
            "status <> 'sealed' OR (sealed_at IS NOT NULL AND seal_cause IS NOT NULL"
            " AND batch_id IS NOT NULL)",
            name="tube_sealed",
        ),
        sa.UniqueConstraint("id"),
    )
    _create_some("tube_barcode", "tube", ["barcode"], "status <> 'dropped'")
    _create_some("tube_open", "tube", ["booth", "slot"], "status = 'open'")
    _create_some("tube_batch", "tube", ["batch_id"], "batch_id IS NOT NULL", unique=False)
    op.create_index("tube_slot_order", "tube", ["booth", "slot", "seq"])
    op.create_index("tube_opened", "tube", ["booth", "opened_at"])


def _create_registration() -> None:
    op.create_table(
        "registration",
        sa.Column("seq", ROW_NUMBER, primary_key=True),
        sa.Column("id", Key, nullable=False),
        sa.Column("tube_id", Key, sa.ForeignKey("tube.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("identity", sa.LargeBinary(32), nullable=False),
        sa.Column("entry_mode", sa.String, nullable=False),
        sa.Column("registered_at", Moment, nullable=False),
        sa.Column("day", Day, nullable=False),
        sa.Column("repeat", sa.Integer, nullable=False),
        sa.Column("shift_id", Key, sa.ForeignKey("shift.id"), nullable=False),
        sa.Column("booth", sa.String, nullable=False),
        sa.Column("document_type", sa.Integer, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("document_number", sa.LargeBinary),
        sa.Column("phone", sa.LargeBinary),
        sa.Column("details", sa.LargeBinary),
        sa.Column("note", sa.LargeBinary),
        sa.Column("withdrawn_at", Moment),
        sa.Column("withdrawn_reason", sa.String),
        sa.Column("withdrawn_shift_id", Key, sa.ForeignKey("shift.id")),
        sa.Column("swab_is_in", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.CheckConstraint("place BETWEEN 1 AND 20", name="registration_place_range"),
        sa.CheckConstraint("repeat >= 1", name="registration_repeat_range"),
        sa.CheckConstraint("length(identity) = 32", name="registration_identity_length"),
        sa.CheckConstraint(
            "entry_mode IN ('CODE', 'RELATIVE', 'CARD', 'TYPED', 'NODOC')",
            name="registration_entry_mode",
        ),
        sa.CheckConstraint(
            "document_type BETWEEN 0 AND 5 AND (document_type = 0) = (document_number IS NULL)",
            name="registration_document",
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)"
            " AND (withdrawn_at IS NULL) = (withdrawn_shift_id IS NULL)"
            " AND (withdrawn_at IS NOT NULL OR NOT swab_is_in)",
            name="registration_withdrawn",
        ),
        sa.UniqueConstraint("id"),
    )
    name = "registration"
    op.create_index("registration_tube", name, ["tube_id", "seq"])
    op.create_index("registration_booth", name, ["booth", "seq"])
    _create_some("registration_place", name, ["tube_id", "place"], f"{_IN_FORCE} OR swab_is_in")
    _create_some("registration_in_tube", name, ["tube_id", "identity"], _IN_FORCE)
    _create_some("registration_repeat", name, ["identity", "day", "repeat"], _IN_FORCE)
    _create_some("registration_day", name, ["booth", "day"], _IN_FORCE, unique=False)


def _create_some(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = True
) -> None:
    """Create an index over the rows that ``where`` holds for."""
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )
