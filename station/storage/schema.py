"""The schema's revision, and how a database's file is made and brought up to date.

A new database is made under another name and renamed when it is whole, so that a file that is
there is never half a database. An older one is copied aside before it is migrated, in one
transaction. Alembic, slow to import, is needed for these two only.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from station.private_files import make_private_file, put_in_place
from station.storage import batch_tables, desk_tables, staff_tables, trust_tables
from station.storage.engine import connect, make_engine
from station.storage.faults import (
    DatabaseDamaged,
    DatabaseFolderMissing,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseOutdated,
    DatabaseReadOnly,
    fault_of,
    translated,
)
from station.storage.tables import metadata

REVISION = "0004"
# They all stand in the one `metadata`.
TABLE_MODULES = (staff_tables, desk_tables, trust_tables, batch_tables)
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_WAL = "PRAGMA journal_mode = WAL"


def prepare(path: Path, busy_seconds: float, *, create: bool, migrate: bool) -> None:
    """See that there is a whole, writable database of this revision at ``path``.

    Raises a `DatabaseFault`; a file that is refused is left as it was.
    """
    with translated():
        if not path.parent.is_dir():
            raise DatabaseFolderMissing()
        if not path.exists():
            if not create:
                raise DatabaseMissing()
            _create(path, busy_seconds)
            return
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            # SQLite itself says only that the file cannot be opened.
            raise DatabaseReadOnly()
        with _damage_named(), closing(connect(path, busy_seconds, writes=True)) as connection:
            found = _revision(connection)
            if found != REVISION:
                _check_known(found)
                if not migrate:
                    raise DatabaseOutdated()
                _back_up(connection, path.with_name(f"{path.name}.before-{REVISION}.bak"))
        if found != REVISION:
            upgrade(path, busy_seconds)
        with _damage_named(), closing(connect(path, busy_seconds, writes=True)) as connection:
            _look_over(connection)
            connection.execute(_WAL)


def check_readable(path: Path, busy_seconds: float) -> None:
    """See that there is a database of this revision at ``path``, writing nothing.

    Raises a `DatabaseFault`.
    """
    with translated():
        if not path.exists():
            raise DatabaseMissing()
        with _damage_named(), closing(connect(path, busy_seconds, writes=False)) as connection:
            found = _revision(connection, "BEGIN")
            if found != REVISION:
                _check_known(found)
                raise DatabaseOutdated()
            _look_over(connection)


def upgrade(path: Path, busy_seconds: float, revision: str = "head") -> None:
    """Migrate the database at ``path`` to ``revision``, all or nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = make_engine(path, busy_seconds, writes=True)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()


@contextmanager
def _damage_named() -> Iterator[None]:
    """Raise `DatabaseDamaged` where SQLite finds no other fault with the plainest statements.

    A damaged schema may say anything, even in bytes that are no text.
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise fault_of(error) or DatabaseDamaged() from error


def _create(path: Path, busy_seconds: float) -> None:
    if path.with_name(f"{path.name}-wal").exists():
        # The database was taken away from its log; a new one would get the old one's rows.
        raise DatabaseDamaged()
    part = path.with_name(f"{path.name}.new")
    for name in (part.name, f"{part.name}-wal", f"{part.name}-shm"):
        part.with_name(name).unlink(missing_ok=True)
    make_private_file(part)
    upgrade(part, busy_seconds)
    with closing(connect(part, busy_seconds, writes=True)) as connection:
        connection.execute(_WAL)
    put_in_place(part, path)


def _revision(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> str:
    """Return the revision of a database, which can be written now unless ``begin`` only reads."""
    # The lock is taken and let go: read-only and locked files are found out here.
    connection.execute(begin)
    try:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in names:
            raise DatabaseDamaged()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    finally:
        connection.execute("ROLLBACK")
    if row is None:
        raise DatabaseDamaged()
    return str(row[0])


def _check_known(revision: str) -> None:
    """Raise `DatabaseNewer` for a revision that this program has no migration for."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision not in known:
        raise DatabaseNewer(revision=revision)


def _look_over(connection: sqlite3.Connection) -> None:
    """Read the head of every table; raise `DatabaseDamaged` if one is not there.

    A cheap look: checking every page of a large database takes half a minute.
    """
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not names.issuperset(metadata.tables):
        raise DatabaseDamaged()
    for name in metadata.tables:
        connection.execute(f"SELECT * FROM {name} LIMIT 1").fetchall()  # noqa: S608 our own names


def _back_up(connection: sqlite3.Connection, path: Path) -> None:
    """Copy the database to ``path``, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    make_private_file(part)
    try:
        with closing(sqlite3.connect(part)) as copy:
            connection.backup(copy)
        put_in_place(part, path)
    except (sqlite3.Error, OSError):
        part.unlink(missing_ok=True)
        raise
