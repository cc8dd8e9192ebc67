"""The database: opened once, it makes units of work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from threading import Event
from uuid import UUID

from sqlalchemy import Engine, insert, select

from station.storage.engine import fold_log, make_engine
from station.storage.faults import DatabaseOtherSite, FieldUnreadable
from station.storage.resealing import Progress, Resealed, Resealing, reseal
from station.storage.schema import check_readable, prepare
from station.storage.tables import site
from station.storage.unit import SqlUnitOfWork
from station.storage.vault import FieldVault

_BUSY_SECONDS = 5.0
_CHECK = ("site", UUID(int=0), "key_check")
_CHECK_TEXT = "station"


class Database:
    """The `Storage` of ``station.domain.ports``. Close it when the last unit of work is over."""

    def __init__(self, writer: Engine, reader: Engine, vault: FieldVault, zone: tzinfo) -> None:
        self._writer = writer
        self._reader = reader
        self._vault = vault
        self._zone = zone

    def writing(self) -> SqlUnitOfWork:
        """Return a unit of work that may store; it waits for the write lock as it begins."""
        return SqlUnitOfWork(self._writer, self._vault, self._zone)

    def reading(self) -> SqlUnitOfWork:
        """Return a unit of work that stores nothing, for any thread, beside the writer."""
        return SqlUnitOfWork(self._reader, self._vault, self._zone)

    def reseal(self, progress: Progress, cancel: Event) -> Resealed:
        """Seal anew what is not sealed under the current data key: see `resealing.reseal`.

        Nobody else may write meanwhile. What was overwritten does not stay in SQLite's log.
        """
        done = reseal(self._writer, self._vault, progress, cancel)
        self.fold()
        return done

    def resealing(self) -> Resealing:
        """Begin to seal anew in portions, for the thread that stores; `fold` comes afterwards."""
        return Resealing(self._writer, self._vault)

    def fold(self) -> None:
        """Fold SQLite's log into the file, as far as nobody is reading."""
        fold_log(self._writer)

    def take_keys(self, master_keys: Mapping[int, bytes], current: int) -> None:
        """Go on under other data keys: see `FieldVault.take_keys`."""
        self._vault.take_keys(master_keys, current)

    def close(self) -> None:
        """Close the file; SQLite folds its log into it."""
        self._reader.dispose()
        self._writer.dispose()


def open_database(
    path: Path,
    vault: FieldVault,
    *,
    zone: tzinfo,
    create: bool = True,
    migrate: bool = True,
    busy_seconds: float = _BUSY_SECONDS,
) -> Database:
    """Open the database at ``path``, made if there is none, migrated if it is older.

    ``zone`` is the site's time zone, for the counts. An older database is copied to
    ``NAME.before-REVISION.bak`` first. Without ``create`` raises `DatabaseMissing`, without
    ``migrate`` `DatabaseOutdated`; besides these the other `DatabaseFault`s, `DatabaseOtherSite`
    where ``vault`` is another site's.
    """
    prepare(path, busy_seconds, create=create, migrate=migrate)
    writer = make_engine(path, busy_seconds, writes=True)
    reader = make_engine(path, busy_seconds, writes=False)
    database = Database(writer, reader, vault, zone)
    try:
        _check_site(writer, vault)
    except BaseException:
        database.close()
        raise
    return database


def read_database(
    path: Path, vault: FieldVault, *, zone: tzinfo, busy_seconds: float = _BUSY_SECONDS
) -> Database:
    """Open the database at ``path`` to read only, beside a console that may be at work.

    It is neither made nor migrated: raises `DatabaseMissing`, `DatabaseOutdated`,
    `DatabaseOtherSite` and the other `DatabaseFault`s. `Database.writing` is of no use then.
    """
    check_readable(path, busy_seconds)
    reader = make_engine(path, busy_seconds, writes=False)
    database = Database(reader, reader, vault, zone)
    try:
        with reader.begin() as connection:
            row = connection.execute(select(site)).first()
        if row is None:
            raise DatabaseOtherSite()
        _open_check(vault, row.key_check)
    except BaseException:
        database.close()
        raise
    return database


def _check_site(writer: Engine, vault: FieldVault) -> None:
    """Claim a new database for the vault's site; raise `DatabaseOtherSite` if another has it."""
    with writer.begin() as connection:
        row = connection.execute(select(site)).first()
        if row is None:
            sealed = vault.seal(*_CHECK, _CHECK_TEXT)
            connection.execute(insert(site), {"site_id": vault.site_id, "key_check": sealed})
            return
    _open_check(vault, row.key_check)


def _open_check(vault: FieldVault, sealed: bytes) -> None:
    try:
        vault.open(*_CHECK, sealed)
    except FieldUnreadable:
        raise DatabaseOtherSite() from None
