"""How the database is opened: SQLite in WAL mode, each commit synced, transactions said aloud.

Sources: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, ExceptionContext, QueuePool, create_engine, event

from station.storage.faults import fault_of, translated

# FULL: what was acknowledged outlives a power cut. The cache is in KiB when negative.
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
    # What is erased is overwritten, not only forgotten.
    "PRAGMA secure_delete = ON",
)
_READS_ONLY = "PRAGMA query_only = ON"


def connect(path: Path, busy_seconds: float, *, writes: bool) -> sqlite3.Connection:
    """Open the database at ``path``, which must be there; raises sqlite3.Error.

    The driver begins no transaction of its own. A lock is waited for ``busy_seconds``.
    """
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in _PRAGMAS if writes else (*_PRAGMAS, _READS_ONLY):
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def make_engine(path: Path, busy_seconds: float, *, writes: bool) -> Engine:
    """Return an engine over the database at ``path``.

    A writer's transactions hold the write lock from their beginning; a reader's see one state and
    can store nothing. Known faults of the file are raised as `DatabaseFault`. Parameters are kept
    out of error texts.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, busy_seconds, writes=writes),
        poolclass=QueuePool,
        pool_size=1 if writes else 4,
        hide_parameters=True,
    )
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        with translated():
            driver.execute(begin)

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        fault = fault_of(context.original_exception)
        if fault is not None:
            raise fault from context.original_exception

    return engine


def fold_log(engine: Engine) -> None:
    """Fold SQLite's write-ahead log into the database and empty it."""
    with closing(engine.raw_connection()) as connection, translated():
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
