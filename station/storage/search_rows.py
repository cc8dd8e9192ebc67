"""The search's rows: along the index of days, or by identity or tube."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, select, text, tuple_

from station.domain.batch import BatchStatus
from station.domain.documents import DocumentType
from station.domain.person import EntryMode, folded_name, seen_text
from station.domain.registration import WithdrawReason
from station.domain.search import Found, SearchPosition
from station.domain.tube import TubeBarcode, TubeStatus
from station.storage.faults import FieldUnreadable
from station.storage.masked_fields import MaskedFields
from station.storage.person_fields import TABLE
from station.storage.tables import IN_FORCE, NOT_DROPPED, batch, registration, shift, tube
from station.storage.vault import FieldVault

_COLUMNS = (
    registration.c.seq,
    registration.c.id,
    registration.c.day,
    registration.c.booth,
    registration.c.registered_at,
    registration.c.shift_id,
    registration.c.name,
)
_PLACE = (
    registration.c.day,
    registration.c.booth,
    registration.c.registered_at,
    registration.c.seq,
)
_of_identity = registration.c.identity.in_(bindparam("identities", expanding=True))
_IN_FORCE_OF = select(*_COLUMNS).where(_of_identity, text(f"registration.{IN_FORCE}"))
_WITHDRAWN_OF = select(*_COLUMNS).where(_of_identity, text("registration.withdrawn_at IS NOT NULL"))
_OF_BARCODE = (
    select(*_COLUMNS)
    .join(tube, tube.c.id == registration.c.tube_id)
    .where(tube.c.barcode == bindparam("barcode"), text(f"tube.{NOT_DROPPED}"))
)
_SHIFTS = select(shift.c.id, shift.c.operator)
_WHOLE = (
    select(
        registration,
        tube.c.barcode,
        tube.c.pool_size,
        tube.c.status.label("tube_status"),
        tube.c.taken_out_at,
        tube.c.batch_id,
        batch.c.number.label("batch_number"),
        batch.c.status.label("batch_status"),
    )
    .join(tube, tube.c.id == registration.c.tube_id)
    .outerjoin(batch, batch.c.id == tube.c.batch_id)
    .where(registration.c.seq == bindparam("seq"))
)


class SearchRows:
    """The `Finds` of a unit of work."""

    def __init__(self, connection: Connection, vault: FieldVault, masked: MaskedFields) -> None:
        self._connection = connection
        self._vault = vault
        self._masked = masked

    def shifts_of(self, operator: str) -> set[UUID]:
        found = set()
        for row in self._connection.execute(_SHIFTS):
            try:
                name = self._vault.open("shift", row.id, "operator", row.operator)
            except FieldUnreadable:
                continue
            if operator in folded_name(name):
                found.add(row.id)
        return found

    def count(self, first: date, last: date, booth: str | None) -> int:
        counted = (
            select(func.count())
            .select_from(registration)
            .where(registration.c.day.between(first, last))
        )
        if booth is not None:
            counted = counted.where(registration.c.booth == booth)
        return int(self._connection.execute(counted).scalar_one())

    def by_days(
        self,
        first: date,
        last: date,
        booth: str | None,
        shifts: set[UUID] | None,
        after: SearchPosition | None,
        limit: int,
    ) -> Sequence[SearchedRow]:
        if shifts is not None and not shifts:
            return []
        chosen = select(*_COLUMNS).where(registration.c.day >= first)
        if booth is not None:
            chosen = chosen.where(registration.c.booth == booth)
        if shifts is not None:
            chosen = chosen.where(registration.c.shift_id.in_(shifts))
        # One upper bound only: with both SQLite would begin at the last day each time, and skip.
        if after is None:
            chosen = chosen.where(registration.c.day <= last)
        else:
            reached = (after.day, after.booth, after.at, after.seq)
            types = [column.type for column in _PLACE]
            chosen = chosen.where(tuple_(*_PLACE) < tuple_(*reached, types=types))
        chosen = chosen.order_by(*(column.desc() for column in _PLACE)).limit(limit)
        rows: Iterable[Row[Any]] = self._connection.execute(chosen)
        return [SearchedRow(self, row) for row in rows]

    def by_identity(self, identities: Sequence[bytes]) -> Sequence[SearchedRow]:
        wanted = {"identities": list(identities)}
        rows: list[Row[Any]] = []
        for statement in (_IN_FORCE_OF, _WITHDRAWN_OF):
            rows.extend(self._connection.execute(statement, wanted))
        return self._sorted(rows)

    def by_barcode(self, barcode: TubeBarcode) -> Sequence[SearchedRow]:
        return self._sorted(self._connection.execute(_OF_BARCODE, {"barcode": barcode.text}))

    def opened_name(self, row: Row[Any]) -> str:
        if row.name == b"":
            return ""
        try:
            return folded_name(seen_text(self._vault.open(TABLE, row.id, "name", row.name)))
        except FieldUnreadable:
            return ""

    def found(self, seq: int, position: SearchPosition) -> Found:
        row = self._connection.execute(_WHOLE, {"seq": seq}).one()
        name, number, erased = self._masked.person(row)
        reason, status = row.withdrawn_reason, row.batch_status
        return Found(
            registration_id=row.id,
            tube_id=row.tube_id,
            position=position,
            barcode=TubeBarcode(row.barcode),
            pool_size=row.pool_size,
            place=row.place,
            name=name,
            number=number,
            document_type=DocumentType(row.document_type),
            entry_mode=EntryMode(row.entry_mode),
            booth=row.booth,
            registered_at=row.registered_at,
            day=row.day,
            operator=self._masked.operator(row.shift_id),
            tube_status=TubeStatus(row.tube_status),
            taken_out=row.taken_out_at is not None,
            batch_id=row.batch_id,
            batch_number=row.batch_number,
            batch_status=None if status is None else BatchStatus(status),
            withdrawn_at=row.withdrawn_at,
            withdrawn_reason=None if reason is None else WithdrawReason(reason),
            swab_is_in=row.swab_is_in,
            erased=erased,
        )

    def _sorted(self, rows: Iterable[Row[Any]]) -> list[SearchedRow]:
        place = attrgetter("day", "booth", "registered_at", "seq")
        return [SearchedRow(self, row) for row in sorted(rows, key=place, reverse=True)]


class SearchedRow:
    """The `SearchRow` of ``station.domain.batch_ports``, while its unit of work is open."""

    __slots__ = ("_row", "_rows")

    def __init__(self, rows: SearchRows, row: Row[Any]) -> None:
        self._rows = rows
        self._row = row

    @property
    def position(self) -> SearchPosition:
        row = self._row
        return SearchPosition(row.day, row.booth, row.registered_at, row.seq)

    @property
    def booth(self) -> str:
        return str(self._row.booth)

    @property
    def day(self) -> date:
        found: date = self._row.day
        return found

    @property
    def registered_at(self) -> datetime:
        at: datetime = self._row.registered_at
        return at

    @property
    def shift_id(self) -> UUID:
        found: UUID = self._row.shift_id
        return found

    def folded_name(self) -> str:
        return self._rows.opened_name(self._row)

    def found(self) -> Found:
        return self._rows.found(self._row.seq, self.position)
