"""The rows of a portion, page by page, the newest first; persons masked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Row, and_, or_, select

from station.domain.figure_rows import ListedRow, PersonRow, RefusalRow, RowMark, RowPage, TubeRow
from station.domain.masking import mask_name, mask_number
from station.domain.person import EntryMode
from station.domain.portion import Counted, Stage
from station.storage.faults import FieldUnreadable
from station.storage.person_fields import opened_person
from station.storage.portions import HELD, STAGE, Conditions
from station.storage.tables import batch, refusal, registration, tube
from station.storage.vault import FieldVault

# When a row came, and what tells two of one moment apart.
_ORDERS: dict[Counted, tuple[Column[Any], Column[Any]]] = {
    Counted.PERSONS: (registration.c.registered_at, registration.c.seq),
    Counted.TUBES: (tube.c.opened_at, tube.c.seq),
    Counted.REFUSALS: (refusal.c.at, refusal.c.id),
}


def page_of(
    connection: Connection,
    vault: FieldVault,
    of: Counted,
    wanted: Conditions,
    after: RowMark | None,
    limit: int,
) -> RowPage:
    """Return at most ``limit`` rows of those that fulfil ``wanted``, beginning after ``after``."""
    at, key = _ORDERS[of]
    if after is not None:
        before = UUID(int=after.key) if of is Counted.REFUSALS else after.key
        wanted = [*wanted, or_(at < after.at, and_(at == after.at, key < before))]
    chosen = select(at.label("at"), key.label("key")).where(*wanted)
    if of is Counted.PERSONS:
        chosen = chosen.with_hint(registration, "INDEXED BY registration_figures", "sqlite")
    elif of is Counted.TUBES:
        chosen = chosen.select_from(tube.outerjoin(batch, tube.c.batch_id == batch.c.id))
    # Told from the indexes alone; only what is shown is read whole.
    found = connection.execute(chosen.order_by(at.desc(), key.desc()).limit(limit + 1)).all()
    shown = found[:limit]
    rows = _rows(connection, vault, of, [row.key for row in shown])
    more = len(found) > limit
    return RowPage(rows, RowMark(shown[-1].at, _number(shown[-1].key)) if more else None)


def _number(key: UUID | int) -> int:
    return key.int if isinstance(key, UUID) else key


def _rows(
    connection: Connection, vault: FieldVault, of: Counted, keys: list[Any]
) -> tuple[ListedRow, ...]:
    at, key = _ORDERS[of]
    if of is Counted.PERSONS:
        persons = (
            select(registration, tube.c.barcode)
            .join(tube, tube.c.id == registration.c.tube_id)
            .where(key.in_(keys))
            .order_by(at.desc(), key.desc())
        )
        return tuple(_person(vault, row) for row in connection.execute(persons))
    if of is Counted.TUBES:
        tubes = (
            select(tube, batch.c.number.label("batch"), STAGE, HELD)
            .select_from(tube.outerjoin(batch, tube.c.batch_id == batch.c.id))
            .where(key.in_(keys))
            .order_by(at.desc(), key.desc())
        )
        return tuple(_tube(row) for row in connection.execute(tubes))
    refusals = select(refusal).where(key.in_(keys)).order_by(at.desc(), key.desc())
    return tuple(
        RefusalRow(row.booth, row.at, row.source, row.reason)
        for row in connection.execute(refusals)
    )


def _person(vault: FieldVault, row: Row[Any]) -> PersonRow:
    name = number = None
    try:
        person = opened_person(vault, row.id, row)
        name = mask_name(person.name)
        number = None if person.document is None else mask_number(person.document.number)
    except FieldUnreadable:
        # Erased, or not to be opened: the registration counts all the same.
        pass
    return PersonRow(
        row.booth,
        row.registered_at,
        row.barcode,
        row.place,
        EntryMode(row.entry_mode),
        name,
        number,
    )


def _tube(row: Row[Any]) -> TubeRow:
    return TubeRow(
        booth=row.booth,
        at=row.opened_at,
        barcode=row.barcode,
        pool_size=row.pool_size,
        persons=row.held,
        stage=Stage(row.stage),
        sealed_at=row.sealed_at,
        batch=row.batch,
    )
