"""What stands in a row of a laboratory's file, taken from a row of the schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from station.export.column_sets import ROW_NUMBER, Block, ColumnSet, LabColumn
from station.export.columns import PERSONS, TUBES
from station.export.dates import date_writer, moment_writer, time_writer
from station.export.digest import Cell, Row
from station.export.rows import SiteFacts

_MOMENTS = ("SampledAt", "SealedAt")
_DATES = ("CollectionDate",)
_TIMES = ("CollectionTime",)

Take = Callable[[Row, int], Cell]
"""Takes a row of the schema and its place in the file, from 1; gives a cell."""


@dataclass(frozen=True, slots=True)
class LabFacts:
    """The batch that a lab's file is of; ``at`` (aware) is the date in a workbook's properties."""

    number: str
    version: int
    site: SiteFacts
    at: datetime


def row_maker(chosen: ColumnSet, facts: LabFacts) -> Callable[[Row, int], Row]:
    """Return what makes a row of the file from a row of `PERSONS` or `TUBES` and its place."""
    keys = PERSONS.keys if chosen.rows == "persons" else TUBES.keys
    takers = tuple(_taker(column, keys, chosen, facts) for column in chosen.columns)
    return lambda row, place: tuple(take(row, place) for take in takers)


def block_rows(block: Block, facts: LabFacts) -> tuple[Row, Row]:
    """Return the two rows of a block that stands before the table."""
    of_batch: dict[str, Cell] = {
        "BatchNo": facts.number,
        "Version": facts.version,
        "Site": facts.site.name,
    }
    values = (of_batch[each.key] if each.key else each.text for each in block.columns)
    return (
        (block.title, *(each.header for each in block.columns)),
        (block.data, *values),
    )


def is_void(row: Row) -> bool:
    """Tell whether a row of `TUBES` is of a void tube."""
    return row[_STATUS] == "VOID"


_STATUS = TUBES.keys.index("Status")


def _taker(column: LabColumn, keys: tuple[str, ...], chosen: ColumnSet, facts: LabFacts) -> Take:
    key, form = column.key, column.form or chosen.date_form
    if not key:
        return lambda row, place: column.text
    if key == ROW_NUMBER:
        return lambda row, place: f"{column.before}{place}"
    take = _plain(key, keys, form, chosen.language, facts)
    if not column.before:
        return lambda row, place: take(row)
    return lambda row, place: f"{column.before}{take(row)}"


def _plain(
    key: str, keys: tuple[str, ...], form: str, language: str, facts: LabFacts
) -> Callable[[Row], Cell]:
    if key == "BatchNo" and key not in keys:
        return lambda row: facts.number
    if key == "CollectedAt":
        return _collected_at(keys, form, facts)
    source = {"SampledDate": "SampledAt", "SampledTime": "SampledAt"}.get(key, key)
    take = itemgetter(keys.index(source))
    if key == "IDType" and language != "both":
        # `居民身份证 RESIDENT_ID`: the schema has both words in one cell.
        word = 0 if language == "zh" else -1
        return lambda row: take(row).split(" ")[word]
    if key == "SampledTime":
        write_time = time_writer(form)
        return lambda row: write_time(take(row)[11:19])
    if key in _MOMENTS:
        write = moment_writer(form)
    elif key in _TIMES:
        write = time_writer(form)
    elif key in _DATES or key == "SampledDate":
        write = date_writer(form)
    else:
        return take
    return lambda row: write(take(row))


def _collected_at(keys: tuple[str, ...], form: str, facts: LabFacts) -> Callable[[Row], Cell]:
    """The tube's date and time as a moment. Where clocks are set back, an hour may stand for the
    one before it: the schema's columns hold no offset."""
    date, time = itemgetter(keys.index("CollectionDate")), itemgetter(keys.index("CollectionTime"))
    write, zone = moment_writer(form), facts.site.zone

    def take(row: Row) -> Cell:
        local = datetime.fromisoformat(f"{date(row)}T{time(row)}").replace(tzinfo=zone)
        return write(local.isoformat(timespec="seconds"))

    return take
