"""The figures of a site's days, summed up from what storage counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from station.domain.person import EntryMode
from station.domain.portion import TYPED_MODES, Scope, Stage

HOURS = 24

# --- what storage counts --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonCell:
    booth: str
    day: date
    mode: EntryMode
    persons: int


@dataclass(frozen=True, slots=True)
class TubeCell:
    """``persons`` are those in the ``tubes``."""

    booth: str
    day: date
    hour: int
    pool_size: int
    stage: Stage
    partial: bool
    tubes: int
    persons: int


@dataclass(frozen=True, slots=True)
class PaceCell:
    """``pace``: seconds since the person before."""

    booth: str
    pace: int
    persons: int


@dataclass(frozen=True, slots=True)
class RefusalCell:
    booth: str
    reason: str
    refusals: int


@dataclass(frozen=True, slots=True)
class Cells:
    """All that is counted of a scope, each record in one cell of its kind.

    ``hours`` are persons by hour of day. ``waiting`` tubes are sealed and not handed over, opened
    on the scope's last day or any day before; ``oldest`` is when the first of them was sealed.
    """

    persons: tuple[PersonCell, ...] = ()
    hours: Mapping[int, int] = field(default_factory=dict)
    paces: tuple[PaceCell, ...] = ()
    tubes: tuple[TubeCell, ...] = ()
    refusals: tuple[RefusalCell, ...] = ()
    waiting: int = 0
    oldest: datetime | None = None


# --- the figures ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds a person took, among ``persons`` whose pace is known; None without any."""

    persons: int = 0
    median: int | None = None
    p90: int | None = None

    @classmethod
    def of(cls, paces: Mapping[int, int]) -> Pace:
        """Take the nearest rank: the least pace that so many of the persons did not exceed."""
        total = sum(paces.values())
        return cls(total, _ranked(paces, total, 50), _ranked(paces, total, 90))


@dataclass(frozen=True, slots=True)
class Kind:
    """Tubes of one pool size; ``sealed`` of them are, with ``held`` persons in them.

    ``partial`` ones among those hold fewer persons than they have places.
    """

    pool_size: int
    tubes: int = 0
    persons: int = 0
    sealed: int = 0
    held: int = 0
    partial: int = 0

    @property
    def fill(self) -> float | None:
        """The share of the sealed tubes' places that is taken, 0 to 1."""
        return self.held / (self.sealed * self.pool_size) if self.sealed else None


@dataclass(frozen=True, slots=True)
class BoothRow:
    """One booth's figures; ``number`` is None for all of them together."""

    number: str | None
    persons: int = 0
    tubes: int = 0
    typed: int = 0
    refusals: int = 0
    pace: Pace = Pace()

    @property
    def typed_share(self) -> float | None:
        return self.typed / self.persons if self.persons else None

    @property
    def persons_per_tube(self) -> float | None:
        return self.persons / self.tubes if self.tubes else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of ``scope`` as they stood at ``at``."""

    scope: Scope
    at: datetime
    total: BoothRow
    booths: tuple[BoothRow, ...] = ()
    persons_by_hour: tuple[int, ...] = (0,) * HOURS
    tubes_by_hour: tuple[int, ...] = (0,) * HOURS
    persons_by_day: Mapping[date, int] = field(default_factory=dict)
    tubes_by_day: Mapping[date, int] = field(default_factory=dict)
    modes: Mapping[EntryMode, int] = field(default_factory=dict)
    kinds: tuple[Kind, ...] = ()
    stages: Mapping[Stage, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    oldest: datetime | None = None

    @property
    def partial(self) -> int:
        return sum(kind.partial for kind in self.kinds)

    @property
    def pool_fill(self) -> float | None:
        """The share of places taken in sealed tubes for more than one person, 0 to 1."""
        pools = [kind for kind in self.kinds if kind.pool_size > 1]
        places = sum(kind.sealed * kind.pool_size for kind in pools)
        return sum(kind.held for kind in pools) / places if places else None

    @classmethod
    def of(cls, scope: Scope, at: datetime, cells: Cells, booths: Iterable[str] = ()) -> Figures:
        """Sum up ``cells``; ``booths`` have a row even with nothing in it."""
        rows = _booth_rows(cells, set(booths))
        modes: Counter[EntryMode] = Counter()
        by_day: Counter[date] = Counter()
        for person in cells.persons:
            modes[person.mode] += person.persons
            by_day[person.day] += person.persons
        tube_hours: Counter[int] = Counter()
        tube_days: Counter[date] = Counter()
        stages: Counter[Stage] = Counter()
        for tube in cells.tubes:
            tube_hours[tube.hour] += tube.tubes
            tube_days[tube.day] += tube.tubes
            stages[tube.stage] += tube.tubes
        reasons: Counter[str] = Counter()
        for refusal in cells.refusals:
            reasons[refusal.reason] += refusal.refusals
        return cls(
            scope=scope,
            at=at,
            total=_together(rows, cells),
            booths=rows,
            persons_by_hour=tuple(cells.hours.get(hour, 0) for hour in range(HOURS)),
            tubes_by_hour=tuple(tube_hours[hour] for hour in range(HOURS)),
            persons_by_day=dict(by_day),
            tubes_by_day=dict(tube_days),
            modes={mode: modes[mode] for mode in EntryMode},
            kinds=_kinds(cells.tubes),
            stages={stage: stages[stage] for stage in Stage},
            reasons=dict(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))),
            waiting=cells.waiting,
            oldest=cells.oldest,
        )


def _booth_rows(cells: Cells, numbers: set[str]) -> tuple[BoothRow, ...]:
    persons: Counter[str] = Counter()
    typed: Counter[str] = Counter()
    tubes: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    paces: dict[str, dict[int, int]] = {}
    for person in cells.persons:
        persons[person.booth] += person.persons
        if person.mode in TYPED_MODES:
            typed[person.booth] += person.persons
    for tube in cells.tubes:
        tubes[tube.booth] += tube.tubes
    for refusal in cells.refusals:
        refusals[refusal.booth] += refusal.refusals
    for pace in cells.paces:
        paces.setdefault(pace.booth, {})[pace.pace] = pace.persons
    named = numbers | persons.keys() | tubes.keys() | refusals.keys()
    return tuple(
        BoothRow(
            number,
            persons[number],
            tubes[number],
            typed[number],
            refusals[number],
            Pace.of(paces.get(number, {})),
        )
        for number in sorted(named, key=booth_order)
    )


def _together(rows: tuple[BoothRow, ...], cells: Cells) -> BoothRow:
    paces: Counter[int] = Counter()
    for pace in cells.paces:
        paces[pace.pace] += pace.persons
    return BoothRow(
        None,
        sum(row.persons for row in rows),
        sum(row.tubes for row in rows),
        sum(row.typed for row in rows),
        sum(row.refusals for row in rows),
        Pace.of(paces),
    )


def booth_order(number: str) -> tuple[int, str]:
    """Return what booths' numbers are sorted by: 2 before 10."""
    return (int(number) if number.isdecimal() else 0, number)


def _kinds(cells: tuple[TubeCell, ...]) -> tuple[Kind, ...]:
    kinds: dict[int, Kind] = {}
    for cell in cells:
        kind = kinds.get(cell.pool_size, Kind(cell.pool_size))
        sealed = cell.stage is not Stage.OPEN
        kinds[cell.pool_size] = replace(
            kind,
            tubes=kind.tubes + cell.tubes,
            persons=kind.persons + cell.persons,
            sealed=kind.sealed + (cell.tubes if sealed else 0),
            held=kind.held + (cell.persons if sealed else 0),
            partial=kind.partial + (cell.tubes if cell.partial else 0),
        )
    return tuple(kinds[size] for size in sorted(kinds, reverse=True))


def _ranked(paces: Mapping[int, int], total: int, percent: int) -> int | None:
    passed = 0
    for pace in sorted(paces):
        passed += paces[pace]
        if passed * 100 >= total * percent:
            return pace
    return None
