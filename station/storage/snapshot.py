"""A copy of the database as it stands at one moment, while the console goes on writing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from station.domain.audit import EMPTY_TRAIL, AuditHead, AuditKind
from station.errors import StationError
from station.private_files import make_private_file
from station.storage.engine import connect
from station.storage.faults import DatabaseDamaged, translated

_STEP = 20_000
# What rises with each record of a table; a moment where records change after they are made.
_REACH = {
    "registration": "max(seq)",
    "tube": "max(seq)",
    "tube_sealed": "max(sealed_at)",
    "shift": "max(seq)",
    "refusal": "max(rowid)",
    "desk_person": "max(changed_at)",
    "application": "max(coalesce(decided_at, applied_at))",
    "staff": "max(changed_at)",
    "receipt": "max(seq)",
}


class SnapshotCancelled(StationError):
    """The copy was cancelled; nothing is left of it."""

    code = "snapshot_cancelled"


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a database's records reach: the trail's head, and by the name of each kind of record
    a number that rises with every new or changed one."""

    trail: AuditHead
    last: dict[str, int]


def take_snapshot(
    database: Path,
    copy: Path,
    busy_seconds: float = 5.0,
    progress: Callable[[float], None] | None = None,
    cancel: Event | None = None,
) -> Extent:
    """Copy ``database`` to the new file ``copy``, for its owner only; return how far it reaches.

    ``VACUUM INTO`` takes one consistent state beside a writer, and leaves out pages that were
    given up: what was erased does not travel. ``progress`` takes 0 to 1. Raises
    `SnapshotCancelled` or a `DatabaseFault`; nothing is left then.
    """
    with translated():
        make_private_file(copy)
        try:
            with closing(connect(database, busy_seconds, writes=True)) as connection:
                _copy(connection, database, copy, progress, cancel)
            with closing(sqlite3.connect(copy)) as whole:
                return extent(whole)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise


def extent(connection: sqlite3.Connection) -> Extent:
    """Return how far the records of a database reach. Raises sqlite3.Error.

    Tables that an older program did not have reach nowhere.
    """
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    tables = {name for (name,) in found}
    row = None
    if "audit" in tables:
        last_line = "SELECT number, seal FROM audit ORDER BY number DESC LIMIT 1"
        row = connection.execute(last_line).fetchone()
    last = {}
    for name, reach in _REACH.items():
        table = "tube" if name == "tube_sealed" else name
        statement = f"SELECT coalesce({reach}, 0) FROM {table}"  # noqa: S608 our own names
        last[name] = connection.execute(statement).fetchone()[0] if table in tables else 0
    return Extent(EMPTY_TRAIL if row is None else AuditHead(*row), last)


def extent_of(database: Path) -> Extent:
    """Return how far a database's records reach, beside whoever works with it.

    Raises a `DatabaseFault`.
    """
    with translated(), closing(connect(database, 1.0, writes=False)) as connection:
        return extent(connection)


def check_whole(database: Path) -> None:
    """Read every page of a database that nobody uses. Raises `DatabaseDamaged` or another fault."""
    with translated(), closing(connect(database, 1.0, writes=False)) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise DatabaseDamaged()


def reaches_beyond(database: Path, other: Path) -> bool:
    """Tell whether ``database`` holds records that ``other``, of the same booth, does not.

    So it is if a table goes further, if its trail tells of more than backups, or if the two
    trails are not of one piece. Raises a `DatabaseFault` if one of them cannot be read.
    """
    with (
        translated(),
        closing(connect(database, 1.0, writes=False)) as own,
        closing(connect(other, 1.0, writes=False)) as theirs,
    ):
        here, there = extent(own), extent(theirs)
        if any(here.last[name] > reached for name, reached in there.last.items()):
            return True
        common = min(here.trail.length, there.trail.length)
        if common and _seal(own, common) != _seal(theirs, common):
            return True
        if here.trail.length <= there.trail.length:
            return False
        more = own.execute(
            "SELECT 1 FROM audit WHERE number > ? AND kind <> ? LIMIT 1",
            (there.trail.length, AuditKind.BACKED_UP.value),
        )
        return more.fetchone() is not None


def site_of_database(database: Path) -> str:
    """Return the id of the site whose records a database holds. Raises a `DatabaseFault`."""
    with translated(), closing(connect(database, 1.0, writes=False)) as connection:
        row = connection.execute("SELECT site_id FROM site").fetchone()
    if row is None:
        raise DatabaseDamaged()
    return str(row[0])


def _seal(connection: sqlite3.Connection, number: int) -> object:
    return connection.execute("SELECT seal FROM audit WHERE number = ?", (number,)).fetchone()


def _copy(
    connection: sqlite3.Connection,
    database: Path,
    copy: Path,
    progress: Callable[[float], None] | None,
    cancel: Event | None,
) -> None:
    expected = max(1, os.path.getsize(database))

    def step() -> int:
        if progress is not None:
            progress(min(1.0, os.path.getsize(copy) / expected))
        return int(cancel is not None and cancel.is_set())

    connection.set_progress_handler(step, _STEP)
    try:
        connection.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.OperationalError as error:
        if cancel is not None and cancel.is_set():
            raise SnapshotCancelled() from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
