"""The tables. Rows carry UUID keys and the booth, so that booths can be brought together later.

``seq`` is the order in which this database took the rows: a clock may step back, arrival cannot.
Uniqueness stands on rows in force. A place is held while its registration is in force, or was
withdrawn after the swab went in. The schema is plain SQL that PostgreSQL takes as well.
Columns of type LargeBinary whose name is a person's hold what `FieldVault` sealed.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    false,
    text,
)

from station.storage.columns import ROW_NUMBER, Day, Key, Moment

metadata = MetaData()

IN_FORCE = "withdrawn_at IS NULL"
HELD = "withdrawn_at IS NULL OR swab_is_in"
NOT_DROPPED = "status <> 'dropped'"
OPEN = "status = 'open'"


def some(name: str, *columns: str, where: str, unique: bool = True) -> Index:
    """An index over the rows that ``where`` holds for."""
    return Index(
        name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where)
    )


site = Table(
    "site",
    metadata,
    Column("site_id", String, primary_key=True),
    # A constant under the site's keys: it opens only with them.
    Column("key_check", LargeBinary, nullable=False),
)

shift = Table(
    "shift",
    metadata,
    Column("seq", ROW_NUMBER, primary_key=True),
    Column("id", Key, nullable=False, unique=True),
    Column("booth", String, nullable=False),
    Column("operator", LargeBinary, nullable=False),
    Column("sampler", LargeBinary, nullable=False),
    Column("specimen", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Index("shift_booth", "booth", "seq"),
)

batch = Table(
    "batch",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String, nullable=False, unique=True),
    Column("booth", String, nullable=False),
    Column("day", Day, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("box_code", String),
    Column("sealed_at", Moment),
    Column("exported_at", Moment),
    Column("version", Integer, nullable=False),
    CheckConstraint("status IN ('open', 'sealed', 'exported')", name="batch_status"),
    CheckConstraint("sequence >= 1 AND version >= 1", name="batch_numbers"),
    Index("batch_day", "booth", "day", "sequence", unique=True),
    Index("batch_listed", "day", "booth", "sequence"),
    Index("batch_status_at", "booth", "status"),
    some("batch_here", "id", where="exported_at IS NULL"),
    some("batch_open", "booth", where=OPEN),
)

export = Table(
    "export",
    metadata,
    Column("id", Key, primary_key=True),
    Column("batch_id", Key, ForeignKey("batch.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("persons", Integer, nullable=False),
    Column("tubes", Integer, nullable=False),
    # What the rows were written with, so that a version comes out the same again.
    Column("site_name", String),
    Column("zone", String),
    Column("box_code", String),
    Column("kid", LargeBinary(8)),
    Index("export_batch", "batch_id", "at"),
)

tube = Table(
    "tube",
    metadata,
    Column("seq", ROW_NUMBER, primary_key=True),
    Column("id", Key, nullable=False, unique=True),
    Column("barcode", String(32), nullable=False),
    Column("pool_size", Integer, nullable=False),
    Column("slot", String, nullable=False),
    Column("booth", String, nullable=False),
    Column("shift_id", Key, ForeignKey("shift.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("status", String, nullable=False),
    Column("sealed_at", Moment),
    Column("seal_cause", String),
    Column("batch_id", Key, ForeignKey("batch.id")),
    Column("taken_out_at", Moment),
    CheckConstraint("pool_size IN (1, 5, 10, 20)", name="tube_pool_size"),
    CheckConstraint("slot IN ('pooled', 'single')", name="tube_slot"),
    CheckConstraint("status IN ('open', 'sealed', 'void', 'dropped')", name="tube_status"),
    CheckConstraint("seal_cause IN ('full', 'early')", name="tube_seal_cause"),
    CheckConstraint(
        "status <> 'sealed' OR (sealed_at IS NOT NULL AND seal_cause IS NOT NULL"
        " AND batch_id IS NOT NULL)",
        name="tube_sealed",
    ),
    some("tube_barcode", "barcode", where=NOT_DROPPED),
    some("tube_open", "booth", "slot", where=OPEN),
    some("tube_batch", "batch_id", where="batch_id IS NOT NULL", unique=False),
    Index("tube_slot_order", "booth", "slot", "seq"),
    Index("tube_opened", "booth", "opened_at"),
    some("tube_taken_out", "booth", where="taken_out_at IS NOT NULL", unique=False),
)

registration = Table(
    "registration",
    metadata,
    Column("seq", ROW_NUMBER, primary_key=True),
    Column("id", Key, nullable=False, unique=True),
    Column("tube_id", Key, ForeignKey("tube.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("identity", LargeBinary(32), nullable=False),
    Column("entry_mode", String, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("day", Day, nullable=False),
    Column("repeat", Integer, nullable=False),
    Column("shift_id", Key, ForeignKey("shift.id"), nullable=False),
    Column("booth", String, nullable=False),
    Column("document_type", Integer, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("document_number", LargeBinary),
    Column("phone", LargeBinary),
    Column("details", LargeBinary),
    Column("note", LargeBinary),
    Column("withdrawn_at", Moment),
    Column("withdrawn_reason", String),
    Column("withdrawn_shift_id", Key, ForeignKey("shift.id")),
    Column("swab_is_in", Boolean, nullable=False, server_default=false()),
    Column("pace", Integer),
    Column("withdrawn_version", Integer),
    CheckConstraint("place BETWEEN 1 AND 20", name="registration_place_range"),
    CheckConstraint("repeat >= 1", name="registration_repeat_range"),
    CheckConstraint("length(identity) = 32", name="registration_identity_length"),
    CheckConstraint(
        "entry_mode IN ('CODE', 'RELATIVE', 'CARD', 'TYPED', 'NODOC')",
        name="registration_entry_mode",
    ),
    CheckConstraint(
        "document_type BETWEEN 0 AND 5 AND (document_type = 0) = (document_number IS NULL)",
        name="registration_document",
    ),
    CheckConstraint(
        "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)"
        " AND (withdrawn_at IS NULL) = (withdrawn_shift_id IS NULL)"
        " AND (withdrawn_at IS NOT NULL OR NOT swab_is_in)",
        name="registration_withdrawn",
    ),
    Index("registration_tube", "tube_id", "seq"),
    Index("registration_booth", "booth", "seq"),
    some("registration_place", "tube_id", "place", where=HELD),
    some("registration_in_tube", "tube_id", "identity", where=IN_FORCE),
    some("registration_repeat", "identity", "day", "repeat", where=IN_FORCE),
    some("registration_withdrawn", "identity", where="withdrawn_at IS NOT NULL", unique=False),
    # Sums of days, sources and paces come in its order and need no sorting.
    some(
        "registration_sums",
        *("day", "booth", "entry_mode", "pace"),
        where=IN_FORCE,
        unique=False,
    ),
    # Counts by hour read nothing else; searches go along it, withdrawn rows too.
    Index(
        "registration_figures",
        *("day", "booth", "registered_at", "entry_mode", "pace", "withdrawn_at"),
    ),
)

refusal = Table(
    "refusal",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("booth", String, nullable=False),
    Column("source", String, nullable=False),
    Column("reason", String, nullable=False),
    Index("refusal_booth", "booth", "at"),
)

clock_mark = Table(
    "clock_mark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("id = 1", name="clock_mark_one"),
)

clock_reset = Table(
    "clock_reset",
    metadata,
    Column("id", Key, primary_key=True),
    Column("old_mark", Moment),
    Column("new_mark", Moment, nullable=False),
)

trust_mark = Table(
    "trust_mark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("serial", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    CheckConstraint("id = 1", name="trust_mark_one"),
)

command_key = Table(
    "command_key",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="command_key_one"),
)
