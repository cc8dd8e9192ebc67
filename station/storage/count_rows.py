"""The counts of days: each figure is a sum of what stands here, and the list behind it its rows."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import (
    BigInteger,
    Connection,
    String,
    func,
    literal_column,
    select,
    type_coerce,
)

from station.domain.counts import DayCounts
from station.domain.figure_rows import RowMark, RowPage
from station.domain.figures import (
    HOURS,
    Cells,
    Figures,
    PaceCell,
    PersonCell,
    RefusalCell,
    TubeCell,
)
from station.domain.person import EntryMode
from station.domain.portion import WAITING, Counted, Portion, Scope, Stage
from station.storage.listed_rows import page_of
from station.storage.local_hours import LocalHours, day_of
from station.storage.portions import HELD, IN_FORCE, STAGE, Conditions, conditions, lacks_persons
from station.storage.tables import batch, refusal, registration, shift, tube
from station.storage.vault import FieldVault

_BOOTHS = select(shift.c.booth).distinct()
# SQLite would take the index of sums, and look up each row for its time.
_BY_TIME = ("INDEXED BY registration_figures", "sqlite")
_COUNT = func.count().label("count")


class CountRows:
    """The `Counts` of a unit of work; ``zone`` is the site's time zone."""

    def __init__(self, connection: Connection, vault: FieldVault, zone: tzinfo) -> None:
        self._connection = connection
        self._vault = vault
        self._zone = zone

    def booths(self) -> list[str]:
        return list(self._connection.execute(_BOOTHS).scalars())

    def day(self, booth: str, day: date, now: datetime) -> DayCounts:
        scope = Scope.of_day(day, booth)
        figures = Figures.of(scope, now, self.cells(scope))
        return DayCounts(
            persons=figures.total.persons,
            tubes=figures.total.tubes,
            last_hour=self._since(scope, now - timedelta(hours=1, microseconds=-1), now),
            typed=figures.modes[EntryMode.TYPED],
            no_document=figures.modes[EntryMode.NO_DOCUMENT],
            by_hour=figures.persons_by_hour,
        )

    def cells(self, scope: Scope) -> Cells:
        hours = LocalHours(self._zone, scope.first, scope.last)
        booths = self.booths()
        portion = Portion(scope, Counted.PERSONS)
        wanted = conditions(portion, hours, booths)
        persons = self._persons(wanted)
        waiting, oldest = self._waiting(scope, hours, booths)
        return Cells(
            persons=persons,
            hours=self._hours(portion, hours, booths, sum(cell.persons for cell in persons)),
            paces=self._paces(wanted),
            tubes=self._tubes(scope, hours, booths),
            refusals=self._refusals(scope, hours, booths),
            waiting=waiting,
            oldest=oldest,
        )

    def page(self, portion: Portion, after: RowMark | None, limit: int) -> RowPage:
        scope = portion.scope
        hours = LocalHours(self._zone, scope.first, scope.last)
        wanted = conditions(portion, hours, self.booths())
        return page_of(self._connection, self._vault, portion.of, wanted, after, limit)

    # --- inside --------------------------------------------------------------------------------

    def _since(self, scope: Scope, begin: datetime, end: datetime) -> int:
        hours = LocalHours(self._zone, scope.first, scope.last)
        counted = select(func.count()).where(
            *conditions(Portion(scope, Counted.PERSONS), hours, ()),
            registration.c.registered_at.between(begin, end),
        )
        return int(self._connection.execute(counted).scalar_one())

    def _persons(self, wanted: Conditions) -> tuple[PersonCell, ...]:
        row = registration.c
        counted = (
            select(row.day, row.booth, row.entry_mode, _COUNT)
            .where(*wanted)
            .group_by(row.day, row.booth, row.entry_mode)
        )
        return tuple(
            PersonCell(booth, day, EntryMode(mode), count)
            for day, booth, mode, count in self._connection.execute(counted)
        )

    def _hours(
        self, portion: Portion, hours: LocalHours, booths: list[str], persons: int
    ) -> dict[int, int]:
        """Count the ``persons`` by hour of day.

        Each hour of each day is a run of the index, a seventh of the work of sorting rows by hour.
        Only rows of another zone's days are in no such run: then the rows are sorted.
        """
        scope = portion.scope
        at_booths = booths if scope.booth is None else [scope.booth]
        runs = func.json_each(json.dumps(hours.stretches())).table_valued("value", name="run")
        day, begin, end, hour = (
            func.json_extract(runs.c.value, literal_column(f"'$[{place}]'")) for place in range(4)
        )
        at = type_coerce(registration.c.registered_at, BigInteger)
        inside = (
            select(func.count())
            .select_from(registration)
            .with_hint(registration, *_BY_TIME)
            .where(IN_FORCE, type_coerce(registration.c.day, String) == day)
            .where(registration.c.booth.in_(at_booths), at >= begin, at < end)
            .scalar_subquery()
            .correlate(runs)
        )
        found: Counter[int] = Counter()
        for number, count in self._connection.execute(select(hour, inside).select_from(runs)):
            found[number] += count
        if found.total() == persons:
            return found
        number = hours.hour_number(registration.c.registered_at).label("number")
        wanted = conditions(portion, hours, booths)
        counted = (
            select(number, _COUNT)
            .with_hint(registration, *_BY_TIME)
            .where(*wanted)
            .group_by("number")
        )
        found.clear()
        for row in self._connection.execute(counted):
            found[row.number % HOURS] += row[1]
        return found

    def _paces(self, wanted: Conditions) -> tuple[PaceCell, ...]:
        row = registration.c
        # In the order of an index first, whose few groups are then put together: sorting a
        # million rows by their pace takes four times as long.
        in_order = (
            select(row.day, row.booth, row.entry_mode, row.pace, _COUNT)
            .where(*wanted, row.pace.is_not(None))
            .group_by(row.day, row.booth, row.entry_mode, row.pace)
            .subquery()
        )
        counted = select(
            in_order.c.booth, in_order.c.pace, func.sum(in_order.c.count).label("persons")
        ).group_by(in_order.c.booth, in_order.c.pace)
        return tuple(
            PaceCell(booth, pace, persons)
            for booth, pace, persons in self._connection.execute(counted)
        )

    def _tubes(self, scope: Scope, hours: LocalHours, booths: list[str]) -> tuple[TubeCell, ...]:
        wanted = conditions(Portion(scope, Counted.TUBES), hours, booths)
        each = (
            select(
                tube.c.booth,
                hours.day(tube.c.opened_at).label("day"),
                hours.hour(tube.c.opened_at).label("hour"),
                tube.c.pool_size,
                STAGE,
                (tube.c.status == "sealed").label("is_sealed"),
                HELD,
            )
            .select_from(tube.outerjoin(batch, tube.c.batch_id == batch.c.id))
            .where(*wanted)
            # Made once, so that the persons of a tube are not counted for each use of the number.
            .cte("each_tube")
            .prefix_with("MATERIALIZED")
        )
        partial = lacks_persons(each.c.is_sealed, each.c.held, each.c.pool_size).label("partial")
        cell = (
            each.c.booth,
            each.c.day,
            each.c.hour,
            each.c.pool_size,
            each.c.stage,
            partial,
        )
        counted = select(*cell, _COUNT, func.sum(each.c.held).label("held")).group_by(*cell)
        return tuple(
            TubeCell(booth, day_of(day), hour, size, Stage(stage), bool(partial), count, held)
            for booth, day, hour, size, stage, partial, count, held in self._connection.execute(
                counted
            )
        )

    def _waiting(
        self, scope: Scope, hours: LocalHours, booths: list[str]
    ) -> tuple[int, datetime | None]:
        portion = Portion(scope, Counted.TUBES, stages=WAITING, earlier=True)
        counted = (
            select(_COUNT, func.min(tube.c.sealed_at).label("oldest"))
            .select_from(tube.outerjoin(batch, tube.c.batch_id == batch.c.id))
            .where(*conditions(portion, hours, booths))
        )
        row = self._connection.execute(counted).one()
        return int(row[0]), row.oldest

    def _refusals(
        self, scope: Scope, hours: LocalHours, booths: list[str]
    ) -> tuple[RefusalCell, ...]:
        wanted = conditions(Portion(scope, Counted.REFUSALS), hours, booths)
        counted = (
            select(refusal.c.booth, refusal.c.reason, _COUNT)
            .where(*wanted)
            .group_by(refusal.c.booth, refusal.c.reason)
        )
        return tuple(
            RefusalCell(booth, reason, count)
            for booth, reason, count in self._connection.execute(counted)
        )
