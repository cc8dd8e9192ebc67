"""Sealing every field anew under the vault's current data key, in small transactions.

A column of type LargeBinary without a length holds what a `FieldVault` sealed, but for those in
`PLAIN`; which table, row and field a value is bound to follows from where it stands. Only values
of another key version are touched, so that a run that was cut off is taken up where it ended.
Empty values are erased ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    LargeBinary,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    update,
)

from station.errors import StationError
from station.storage.faults import FieldUnreadable
from station.storage.tables import metadata
from station.storage.vault import VERSION_SIZE, FieldVault

BATCH = 500
_NOTHING = literal(b"")
# A trust list is signed and public.
PLAIN = {("trust_judged", "raw")}
# Tables of one row, whose key is no UUID: what the row is called in a value's context.
_SINGLE = {
    "site": (UUID(int=0), {"key_check": "key_check"}),
    "command_key": (UUID(int=1), {"sealed": "key"}),
    "lab_password": (UUID(int=1), {"sealed": "password"}),
}


class ResealingCancelled(StationError):
    """Encrypting anew was cancelled: the next run goes on where this one ended."""

    code = "resealing_cancelled"


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many rows were sealed anew, and how many values are left that do not open."""

    rows: int
    unreadable: int


Progress = Callable[[int, int], None]


def sealed_columns() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Yield each table that holds sealed values, with their columns."""
    for table in metadata.sorted_tables:
        columns = [
            column
            for column in table.columns
            if type(column.type) is LargeBinary
            and column.type.length is None
            and (table.name, column.name) not in PLAIN
        ]
        if columns:
            yield table, columns


class Resealing:
    """Seals anew what is sealed under another version than the vault's current one.

    A `portion` is a transaction of at most `BATCH` rows, so that other work may come in between;
    what others store meanwhile is under the current key already. ``done`` of ``total`` rows are
    sealed anew. A value that does not open is left as it stands and counted in ``unreadable``.
    """

    def __init__(self, engine: Engine, vault: FieldVault) -> None:
        """Count what there is to do. Raises a `DatabaseFault`."""
        self._engine = engine
        self._parts = [_Part(table, columns, vault) for table, columns in sealed_columns()]
        with engine.begin() as connection:
            self.total = sum(part.count(connection) for part in self._parts)
        self.done = self.unreadable = 0
        self._after: object = None

    def portion(self) -> bool:
        """Seal the next rows anew; return False if there are none. Raises a `DatabaseFault`."""
        while self._parts:
            part = self._parts[0]
            with self._engine.begin() as connection:
                rows = part.outdated(connection, self._after, BATCH)
                unreadable = part.reseal(connection, rows)
            if rows:
                self.unreadable += unreadable
                self._after = rows[-1][0]
                self.done += len(rows)
                return True
            del self._parts[0]
            self._after = None
        return False


def reseal(engine: Engine, vault: FieldVault, progress: Progress, cancel: Event) -> Resealed:
    """Seal all anew at one go. ``progress`` takes the rows that are done and all of this run.

    Raises `ResealingCancelled` between two transactions, and a `DatabaseFault`.
    """
    run = Resealing(engine, vault)
    progress(0, run.total)
    while True:
        if cancel.is_set():
            raise ResealingCancelled(done=run.done, rows=run.total)
        if not run.portion():
            return Resealed(run.done, run.unreadable)
        progress(run.done, run.total)


def claim(connection: Connection, vault: FieldVault) -> bool:
    """Seal the site's own constant anew; return False if the current data key has it already.

    It is the first value that changes: a run that is taken up again claims nothing.
    """
    for table, columns in sealed_columns():
        if table.name == "site":
            part = _Part(table, columns, vault)
            rows = part.outdated(connection, None, 1)
            part.reseal(connection, rows)
            return bool(rows)
    raise LookupError("no table of the site")


class _Part:
    """The sealed columns of one table."""

    def __init__(self, table: Table, columns: list[Column[Any]], vault: FieldVault) -> None:
        self._table = table
        self._columns = columns
        self._vault = vault
        (self._key,) = table.primary_key.columns
        self._outdated = or_(*(self._is_outdated(column) for column in columns))

    def count(self, connection: Connection) -> int:
        counted = select(func.count()).select_from(self._table).where(self._outdated)
        return int(connection.execute(counted).scalar_one())

    def outdated(self, connection: Connection, after: object, limit: int) -> list[Any]:
        """Return the next rows: primary key, the context's row, the columns."""
        row = self._table.c.id if self._is_plain else literal(0)
        chosen = select(self._key.label("key"), row.label("row"), *self._columns)
        chosen = chosen.where(self._outdated).order_by(self._key).limit(limit)
        if after is not None:
            chosen = chosen.where(self._key > after)
        return list(connection.execute(chosen))

    def reseal(self, connection: Connection, rows: Iterable[Any]) -> int:
        """Store the rows' values sealed anew; return how many do not open."""
        unreadable = 0
        changed = []
        for key, row, *values in rows:
            new: dict[str, object] = {"row_key": key}
            for column, value in zip(self._columns, values, strict=True):
                try:
                    new[f"new_{column.name}"] = self._sealed_anew(row, column.name, value)
                except FieldUnreadable:
                    new[f"new_{column.name}"] = value
                    unreadable += 1
            changed.append(new)
        if not changed:
            return 0
        statement = (
            update(self._table)
            .where(self._key == bindparam("row_key"))
            .values({column: bindparam(f"new_{column.name}") for column in self._columns})
        )
        connection.execute(statement, changed)
        return unreadable

    @property
    def _is_plain(self) -> bool:
        return self._table.name not in _SINGLE

    def _is_outdated(self, column: Column[Any]) -> ColumnElement[bool]:
        version = func.substr(column, 1, VERSION_SIZE)
        current = literal(self._vault.current_version_bytes)
        return and_(column != _NOTHING, version != current)

    def _sealed_anew(self, row: UUID, column: str, value: bytes | None) -> bytes | None:
        if not value or value[:VERSION_SIZE] == self._vault.current_version_bytes:
            return value
        name, field = self._table.name, column
        if not self._is_plain:
            row, fields = _SINGLE[name]
            field = fields[column]
        return self._vault.seal(name, row, field, self._vault.open(name, row, field, value))
