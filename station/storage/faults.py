"""What can go wrong with the database's file, and which of SQLite's codes says so.

Result codes: https://www.sqlite.org/rescode.html. The low byte is the primary code.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from station.errors import MachineFault, StationError


class DatabaseFault(MachineFault):
    """A known fault of the database's file; each subclass says which."""

    code = "database_fault"


class DatabaseLocked(DatabaseFault):
    """Another program holds the write lock."""

    code = "database_locked"


class DatabaseDamaged(DatabaseFault):
    """The file is no database, was cut short, or does not hold this program's tables."""

    code = "database_damaged"


class DatabaseReadOnly(DatabaseFault):
    """The file or its folder cannot be written."""

    code = "database_read_only"


class DatabaseUnavailable(DatabaseFault):
    """The file cannot be opened or read: permissions, or the disk went away."""

    code = "database_unavailable"


class DatabaseConflict(DatabaseFault):
    """A constraint of the database refused a row: a rule before it should have."""

    code = "database_conflict"


class DatabaseMissing(DatabaseFault):
    """There is no database, and none was to be made."""

    code = "database_missing"


class DatabaseFolderMissing(DatabaseFault):
    """The folder that the database should lie in is not there."""

    code = "database_folder_missing"


class DatabaseNewer(DatabaseFault):
    """A newer program has stored here. ``revision`` is the schema that it left."""

    code = "database_newer"


class DatabaseOutdated(DatabaseFault):
    """An older program has stored here, and no migration was asked for."""

    code = "database_outdated"


class DatabaseOtherSite(DatabaseFault):
    """The database belongs to another site, or to other keys."""

    code = "database_other_site"


class DiskFull(DatabaseFault):
    """There is no room left on the disk."""

    code = "disk_full"


class FieldUnreadable(StationError):
    """An encrypted value does not open: altered, moved from elsewhere, or of an unknown key.

    ``table`` and ``field`` tell where it stood.
    """

    code = "field_unreadable"


class PersonErased(FieldUnreadable):
    """The personal fields of this row were given up after the time that the site keeps them."""

    code = "person_erased"


_FAULTS: dict[int, type[DatabaseFault]] = {
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_PROTOCOL: DatabaseLocked,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnavailable,
    sqlite3.SQLITE_PERM: DatabaseUnavailable,
    sqlite3.SQLITE_IOERR: DatabaseUnavailable,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CONSTRAINT: DatabaseConflict,
}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NO_WRITING = (errno.EROFS, errno.EACCES, errno.EPERM)


def fault_of(error: BaseException) -> DatabaseFault | None:
    """Return what a user is told of an error of SQLite or of the file system.

    None for everything else, a wrong statement among it: that is a bug.
    """
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            # The module's own: misuse, or, as an OperationalError, a text that is no UTF-8.
            return DatabaseDamaged() if isinstance(error, sqlite3.OperationalError) else None
        kind = _FAULTS.get(code & 0xFF)
        return None if kind is None else kind()
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return DiskFull()
        if error.errno in _NO_WRITING:
            return DatabaseReadOnly()
        return DatabaseUnavailable()
    return None


@contextmanager
def translated() -> Iterator[None]:
    """Raise the `DatabaseFault` that stands for an error raised inside, if one does."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error
