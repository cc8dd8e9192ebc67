"""Tubes taken out, versions of sheets, the pace of registering, receipts, the lab's password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from station.storage.columns import ROW_NUMBER, Key, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Whole seconds since the booth's registration before, where the same shift made both.
_PACE = """
UPDATE registration SET pace = gap.seconds
FROM (
    SELECT seq, (registered_at - before_at) / 1000000 AS seconds
    FROM (
        SELECT seq, shift_id, registered_at,
            LAG(registered_at) OVER (PARTITION BY booth ORDER BY seq) AS before_at,
            LAG(shift_id) OVER (PARTITION BY booth ORDER BY seq) AS before_shift
        FROM registration
    ) AS pair
    WHERE shift_id = before_shift
        AND registered_at >= before_at AND registered_at < before_at + 600000000
) AS gap
WHERE registration.seq = gap.seq
"""

# Who was withdrawn after a sheet was handed over is missing from the version after it.
_WITHDRAWN = """
UPDATE registration SET withdrawn_version = (
    SELECT max(export.version) + 1
    FROM export JOIN tube ON tube.batch_id = export.batch_id
    WHERE tube.id = registration.tube_id AND export.at <= registration.withdrawn_at
)
WHERE withdrawn_at IS NOT NULL
"""


def upgrade() -> None:
    _add_columns()
    op.execute(_PACE)
    op.execute(_WITHDRAWN)
    _change_indexes()
    _create_receipts()
    op.create_table(
        "lab_password",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("id = 1", name="lab_password_one"),
    )


def _add_columns() -> None:
    op.add_column("tube", sa.Column("taken_out_at", Moment))
    op.add_column("registration", sa.Column("pace", sa.Integer))
    op.add_column("registration", sa.Column("withdrawn_version", sa.Integer))
    op.add_column("export", sa.Column("site_name", sa.String))
    op.add_column("export", sa.Column("zone", sa.String))
    op.add_column("export", sa.Column("box_code", sa.String))
    op.add_column("export", sa.Column("kid", sa.LargeBinary(8)))


def _change_indexes() -> None:
    op.drop_index("registration_day", table_name="registration")
    columns = ["day", "booth", "registered_at", "entry_mode", "pace", "withdrawn_at"]
    op.create_index("registration_figures", "registration", columns)
    sums = ["day", "booth", "entry_mode", "pace"]
    _some("registration_sums", "registration", sums, "withdrawn_at IS NULL")
    _some("registration_withdrawn", "registration", ["identity"], "withdrawn_at IS NOT NULL")
    op.create_index("batch_listed", "batch", ["day", "booth", "sequence"])
    _some("batch_here", "batch", ["id"], "exported_at IS NULL", unique=True)
    _some("tube_taken_out", "tube", ["booth"], "taken_out_at IS NOT NULL")


def _create_receipts() -> None:
    op.create_table(
        "receipt",
        sa.Column("seq", ROW_NUMBER, primary_key=True),
        sa.Column("id", Key, nullable=False, unique=True),
        sa.Column("batch_id", Key, sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("expected", sa.Integer, nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("scanned", sa.Boolean, nullable=False),
        sa.Column("entered_by", Key, sa.ForeignKey("staff.id")),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("settled_at", Moment),
        sa.Column("settled_reason", sa.String),
        sa.Column("settled_by", Key, sa.ForeignKey("staff.id")),
        sa.CheckConstraint(
            "status IN ('whole', 'open', 'settled', 'replaced')", name="receipt_status"
        ),
        sa.CheckConstraint("expected >= 0 AND received >= 0", name="receipt_counts"),
        sa.CheckConstraint(
            "(status = 'settled') = (settled_at IS NOT NULL)"
            " AND (settled_at IS NULL) = (settled_reason IS NULL)",
            name="receipt_settled",
        ),
    )
    op.create_index("receipt_batch", "receipt", ["batch_id", "seq"])
    _some("receipt_open", "receipt", ["batch_id"], "status = 'open'", unique=True)
    op.create_table(
        "receipt_tube",
        sa.Column("receipt_id", Key, sa.ForeignKey("receipt.id"), primary_key=True),
        sa.Column("barcode", sa.String(32), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.CheckConstraint("kind IN ('missing', 'extra')", name="receipt_tube_kind"),
    )


def _some(name: str, table: str, columns: list[str], where: str, unique: bool = False) -> None:
    op.create_index(
        name,
        table,
        columns,
        unique=unique,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
