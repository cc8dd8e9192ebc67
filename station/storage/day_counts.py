"""The counts of a day, from the booth's own stretch of an index."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection, Integer, bindparam, case, func, literal_column, select, text

from station.domain.counts import DayCounts
from station.domain.person import EntryMode
from station.storage.columns import Moment, from_microseconds
from station.storage.tables import IN_FORCE, registration, tube

# Every zone's offset is a whole number of quarters of an hour, so a quarter lies in one hour.
_QUARTER = 15 * 60 * 1_000_000

_quarter = literal_column(f"registered_at / {_QUARTER}", Integer).label("quarter")
_PERSONS = (
    select(
        _quarter,
        registration.c.entry_mode,
        func.count().label("persons"),
        func.sum(
            case(
                (
                    registration.c.registered_at.between(
                        bindparam("after", type_=Moment), bindparam("now", type_=Moment)
                    ),
                    1,
                ),
                else_=0,
            )
        ).label("lately"),
    )
    .where(
        registration.c.booth == bindparam("booth"),
        registration.c.day == bindparam("day"),
        text(IN_FORCE),
    )
    .group_by(_quarter, registration.c.entry_mode)
)
_TUBES = select(func.count()).where(
    tube.c.booth == bindparam("booth"),
    tube.c.opened_at >= bindparam("begin", type_=Moment),
    tube.c.opened_at < bindparam("end", type_=Moment),
    text("status IN ('open', 'sealed')"),
)


class CountRows:
    """The `Counts` of a unit of work; ``zone`` is the site's time zone."""

    def __init__(self, connection: Connection, zone: tzinfo) -> None:
        self._connection = connection
        self._zone = zone

    def day(self, booth: str, day: date, now: datetime) -> DayCounts:
        by_hour = [0] * 24
        last_hour = 0
        by_mode: Counter[str] = Counter()
        lately = {"after": now - timedelta(hours=1, microseconds=-1), "now": now}
        for row in self._connection.execute(_PERSONS, {"booth": booth, "day": day, **lately}):
            at = from_microseconds(row.quarter * _QUARTER).astimezone(self._zone)
            by_hour[at.hour] += row.persons
            last_hour += row.lately
            by_mode[row.entry_mode] += row.persons
        begin = datetime.combine(day, time.min, self._zone)
        end = datetime.combine(day + timedelta(days=1), time.min, self._zone)
        tubes = self._connection.execute(
            _TUBES, {"booth": booth, "begin": begin, "end": end}
        ).scalar_one()
        return DayCounts(
            persons=sum(by_hour),
            tubes=tubes,
            last_hour=last_hour,
            typed=by_mode[EntryMode.TYPED.value],
            no_document=by_mode[EntryMode.NO_DOCUMENT.value],
            by_hour=tuple(by_hour),
        )
