"""The staff, the audit trail, erasures, what the code desk keeps, and judged trust lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from station.storage.columns import Key, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_staff()
    _create_audit()
    _create_desk()
    _create_trust()


def _some(name: str, table: str, columns: list[str], where: str, unique: bool) -> None:
    op.create_index(
        name,
        table,
        columns,
        unique=unique,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _create_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", Key, primary_key=True),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("badge", sa.LargeBinary),
        sa.Column("badge_digest", sa.LargeBinary(32)),
        sa.Column("roles", sa.String, nullable=False),
        sa.Column("pin", sa.LargeBinary, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("retry_at", Moment),
        sa.CheckConstraint("failures >= 0", name="staff_failures"),
        sa.CheckConstraint("(badge IS NULL) = (badge_digest IS NULL)", name="staff_badge_whole"),
    )
    where = "active AND badge_digest IS NOT NULL"
    _some("staff_badge", "staff", ["badge_digest"], where, unique=True)


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("booth", sa.String, nullable=False),
        sa.Column("actor", Key, sa.ForeignKey("staff.id")),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("facts", sa.String, nullable=False),
        sa.Column("seal", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "erasure",
        sa.Column("batch_id", Key, sa.ForeignKey("batch.id"), primary_key=True),
        sa.Column("at", Moment, nullable=False),
    )


def _create_desk() -> None:
    op.create_table(
        "desk_person",
        sa.Column("id", Key, primary_key=True),
        sa.Column("identity", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("document_type", sa.Integer, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("document_number", sa.LargeBinary),
        sa.Column("phone", sa.LargeBinary),
        sa.Column("details", sa.LargeBinary),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("erased_at", Moment),
        sa.CheckConstraint("document_type BETWEEN 1 AND 5", name="desk_person_document"),
        sa.CheckConstraint("length(identity) = 32", name="desk_person_identity_length"),
    )
    op.create_table(
        "application",
        sa.Column("id", Key, primary_key=True),
        sa.Column("applicant_id", Key, sa.ForeignKey("desk_person.id"), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("desk_person.id"), nullable=False),
        sa.Column("relation", sa.LargeBinary, nullable=False),
        sa.Column("ground", sa.Integer, nullable=False),
        sa.Column("reason", sa.LargeBinary),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("applied_at", Moment, nullable=False),
        sa.Column("applied_by", Key, sa.ForeignKey("staff.id")),
        sa.Column("decided_at", Moment),
        sa.Column("decided_by", Key, sa.ForeignKey("staff.id")),
        sa.CheckConstraint("ground IN (1, 2, 3)", name="application_ground"),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'refused')", name="application_status"
        ),
        sa.CheckConstraint(
            "(status = 'pending') = (decided_at IS NULL)", name="application_decided"
        ),
        sa.CheckConstraint("applicant_id <> person_id", name="application_two_persons"),
    )
    op.create_index("application_applicant", "application", ["applicant_id", "applied_at"])
    _some("application_pending", "application", ["applied_at"], "status = 'pending'", unique=False)
    columns = ["applicant_id", "person_id"]
    _some("application_once", "application", columns, "status <> 'refused'", unique=True)
    op.create_table(
        "issued_code",
        sa.Column("id", Key, primary_key=True),
        sa.Column("person_id", Key, sa.ForeignKey("desk_person.id"), nullable=False),
        sa.Column("application_id", Key, sa.ForeignKey("application.id")),
        sa.Column("kid", sa.LargeBinary(8), nullable=False),
        sa.Column("cti", sa.LargeBinary(8), nullable=False),
        sa.Column("text", sa.LargeBinary),
        sa.Column("reading_key", sa.LargeBinary(8)),
        sa.Column("issued_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("drawn_by", Key, sa.ForeignKey("staff.id")),
        sa.Column("revoked_at", Moment),
        sa.Column("revoked_by", Key, sa.ForeignKey("staff.id")),
        sa.CheckConstraint("expires_at > issued_at", name="issued_code_times"),
    )
    op.create_index("issued_code_name", "issued_code", ["kid", "cti"], unique=True)
    op.create_index(
        "issued_code_person", "issued_code", ["person_id", "application_id", "expires_at"]
    )
    where = "revoked_at IS NOT NULL"
    _some("issued_code_revoked", "issued_code", ["expires_at"], where, unique=False)


def _create_trust() -> None:
    op.create_table(
        "trust_judged",
        sa.Column("sha256", sa.LargeBinary(32), primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("serial", sa.BigInteger),
        sa.Column("reason", sa.String),
        sa.Column("raw", sa.LargeBinary),
        sa.CheckConstraint("length(sha256) = 32", name="trust_judged_digest"),
        sa.CheckConstraint("reason IS NULL OR raw IS NULL", name="trust_judged_kept"),
    )
