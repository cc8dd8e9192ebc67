"""The figures as tables: the same ones on the screen, on paper, in the workbook and in JSON.

A cell carries the portion of the records behind it, so that it can be opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from station.domain.figures import HOURS, BoothRow, Figures
from station.domain.person import EntryMode
from station.domain.portion import TYPED_MODES, WAITING, Counted, Portion, Stage

Value = int | float | None


class Form(Enum):
    """How a value is written: a count, a share of 1, seconds, or a number with two decimals."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    RATIO = "ratio"


class Labelled(Enum):
    """What kind of thing a row is of; `Label.value` says which."""

    BOOTH = "booth"
    ALL = "all"
    MODE = "mode"
    POOL = "pool"
    STAGE = "stage"
    REASON = "reason"
    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Label:
    kind: Labelled
    value: str = ""


@dataclass(frozen=True, slots=True)
class FigureCell:
    """``value`` None: there is nothing to tell it from. ``behind`` are the records of the figure:
    of a count, exactly as many."""

    value: Value
    behind: Portion
    form: Form = Form.COUNT


@dataclass(frozen=True, slots=True)
class FigureLine:
    label: Label
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """``name`` is booths, modes, kinds, stages, reasons, hours or days; ``columns`` names each
    cell of a line."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[FigureLine, ...]


def summary(figures: Figures) -> dict[str, FigureCell]:
    """Return the figures over all of the scope, by their names."""
    persons, tubes = _all(figures, Counted.PERSONS), _all(figures, Counted.TUBES)
    total = figures.total
    paced = replace(persons, paced=True)
    partial = replace(tubes, partial=True)
    typed = replace(persons, modes=TYPED_MODES)
    stages = {
        stage.value: FigureCell(figures.stages.get(stage, 0), _staged(tubes, stage))
        for stage in Stage
    }
    return {
        "persons": FigureCell(total.persons, persons),
        "tubes": FigureCell(total.tubes, tubes),
        **stages,
        "waiting": FigureCell(figures.waiting, replace(tubes, stages=WAITING, earlier=True)),
        "pool_fill": FigureCell(figures.pool_fill, tubes, Form.SHARE),
        "partial": FigureCell(figures.partial, partial),
        "typed_share": FigureCell(total.typed_share, typed, Form.SHARE),
        "typed": FigureCell(total.typed, typed),
        "pace_median": FigureCell(total.pace.median, paced, Form.SECONDS),
        "pace_p90": FigureCell(total.pace.p90, paced, Form.SECONDS),
        "refusals": FigureCell(total.refusals, _all(figures, Counted.REFUSALS)),
    }


def booth_table(figures: Figures) -> FigureTable:
    """One line a booth and, where there are several, one for all of them."""
    columns = (
        *("persons", "tubes", "persons_per_tube", "typed_share", "refusals"),
        *("pace_median", "pace_p90"),
    )
    rows = [*figures.booths, *([figures.total] if len(figures.booths) > 1 else [])]
    return FigureTable("booths", columns, tuple(_booth_line(figures, row) for row in rows))


def total_first(table: FigureTable) -> FigureTable:
    """Return ``table`` with the line of all before the others: seen however many there are."""
    lines = sorted(table.lines, key=lambda line: line.label.kind is not Labelled.ALL)
    return replace(table, lines=tuple(lines))


def mode_table(figures: Figures) -> FigureTable:
    persons = _all(figures, Counted.PERSONS)
    return FigureTable(
        "modes",
        ("persons",),
        tuple(
            _line(
                Label(Labelled.MODE, mode.value),
                FigureCell(figures.modes.get(mode, 0), replace(persons, modes=frozenset({mode}))),
            )
            for mode in EntryMode
        ),
    )


def kind_table(figures: Figures) -> FigureTable:
    tubes = _all(figures, Counted.TUBES)
    lines = []
    for kind in figures.kinds:
        own = replace(tubes, pool_size=kind.pool_size)
        lines.append(
            _line(
                Label(Labelled.POOL, str(kind.pool_size)),
                FigureCell(kind.tubes, own),
                FigureCell(kind.fill, own, Form.SHARE),
                FigureCell(kind.partial, replace(own, partial=True)),
            )
        )
    return FigureTable("kinds", ("tubes", "pool_fill", "partial"), tuple(lines))


def stage_table(figures: Figures) -> FigureTable:
    tubes = _all(figures, Counted.TUBES)
    return FigureTable(
        "stages",
        ("tubes",),
        tuple(
            _line(
                Label(Labelled.STAGE, stage.value),
                FigureCell(figures.stages.get(stage, 0), _staged(tubes, stage)),
            )
            for stage in Stage
        ),
    )


def reason_table(figures: Figures) -> FigureTable:
    refusals = _all(figures, Counted.REFUSALS)
    return FigureTable(
        "reasons",
        ("refusals",),
        tuple(
            _line(
                Label(Labelled.REASON, reason), FigureCell(count, replace(refusals, reason=reason))
            )
            for reason, count in figures.reasons.items()
        ),
    )


def hour_table(figures: Figures, least: tuple[int, int] | None = None) -> FigureTable:
    """The hours of day from the first with anybody to the last; those of ``least`` in any case,
    its first to before its second."""
    persons, tubes = _all(figures, Counted.PERSONS), _all(figures, Counted.TUBES)
    pairs = zip(figures.persons_by_hour, figures.tubes_by_hour, strict=True)
    busy = [hour for hour, pair in enumerate(pairs) if any(pair)]
    first, after = least or (HOURS, 0)
    hours = range(min([*busy, first]), max([hour + 1 for hour in busy] + [after]))
    return FigureTable(
        "hours",
        ("persons", "tubes"),
        tuple(
            _line(
                Label(Labelled.HOUR, str(hour)),
                FigureCell(figures.persons_by_hour[hour], replace(persons, hour=hour)),
                FigureCell(figures.tubes_by_hour[hour], replace(tubes, hour=hour)),
            )
            for hour in hours
        ),
    )


def day_table(figures: Figures) -> FigureTable:
    """All days of the scope."""
    persons, tubes = _all(figures, Counted.PERSONS), _all(figures, Counted.TUBES)
    return FigureTable(
        "days",
        ("persons", "tubes"),
        tuple(
            _line(
                Label(Labelled.DAY, day.isoformat()),
                FigureCell(figures.persons_by_day.get(day, 0), persons.on(day)),
                FigureCell(figures.tubes_by_day.get(day, 0), tubes.on(day)),
            )
            for day in _days(figures.scope.first, figures.scope.last)
        ),
    )


def all_tables(figures: Figures) -> tuple[FigureTable, ...]:
    """Return every table; the one by days only for more than one."""
    days = () if figures.scope.is_day else (day_table(figures),)
    return (
        *days,
        hour_table(figures),
        booth_table(figures),
        mode_table(figures),
        kind_table(figures),
        stage_table(figures),
        reason_table(figures),
    )


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=day) for day in range((last - first).days + 1))


def _all(figures: Figures, of: Counted) -> Portion:
    return Portion(figures.scope, of)


def _staged(tubes: Portion, stage: Stage) -> Portion:
    return replace(tubes, stages=frozenset({stage}))


def _line(label: Label, *cells: FigureCell) -> FigureLine:
    return FigureLine(label, cells)


def _booth_line(figures: Figures, row: BoothRow) -> FigureLine:
    persons, tubes, refusals = (_all(figures, of) for of in Counted)
    label = Label(Labelled.ALL)
    if row.number is not None:
        label = Label(Labelled.BOOTH, row.number)
        persons, tubes, refusals = (each.at(row.number) for each in (persons, tubes, refusals))
    paced = replace(persons, paced=True)
    return _line(
        label,
        FigureCell(row.persons, persons),
        FigureCell(row.tubes, tubes),
        FigureCell(row.persons_per_tube, tubes, Form.RATIO),
        FigureCell(row.typed_share, replace(persons, modes=TYPED_MODES), Form.SHARE),
        FigureCell(row.refusals, refusals),
        FigureCell(row.pace.median, paced, Form.SECONDS),
        FigureCell(row.pace.p90, paced, Form.SECONDS),
    )
