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
_ORDERED = ("registration", "tube", "shift")


class SnapshotCancelled(StationError):
    """The copy was cancelled; nothing is left of it."""

    code = "snapshot_cancelled"


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a database's records reach: the trail's head, and the last ``seq`` of each table
    that has one, by the table's name."""

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

    A database from before the audit trail has an empty one.
    """
    row = None
    if _has_trail(connection):
        last_line = "SELECT number, seal FROM audit ORDER BY number DESC LIMIT 1"
        row = connection.execute(last_line).fetchone()
    last = {
        name: connection.execute(f"SELECT coalesce(max(seq), 0) FROM {name}").fetchone()[0]  # noqa: S608 our own names
        for name in _ORDERED
    }
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


def _has_trail(connection: sqlite3.Connection) -> bool:
    name = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'audit'"
    return connection.execute(name).fetchone() is not None


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
