"""What a laboratory's file would look like: a few rows of made-up persons and tubes.

The numbers pass their check but begin with a region that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from station.export.column_sets import ColumnSet, header_in
from station.export.digest import Row
from station.export.lab_values import LabFacts, block_rows, is_void, row_maker
from station.export.own_columns import PERSON_COLUMNS, TUBE_COLUMNS, OwnColumn, own_columns
from station.export.rows import SiteFacts

__all__ = ["ColumnName", "LabPreview", "OwnColumn", "column_names", "preview", "read_columns"]

_BATCH = "20261122-01-01"
_SITE = "采样点 Site"
_FACTS = LabFacts(
    _BATCH,
    1,
    SiteFacts(_SITE, ZoneInfo("Asia/Shanghai")),
    datetime(2026, 11, 22, tzinfo=UTC),
)


def _person(place: int, name: str, id_type: str, number: str, phone: str, minute: int) -> Row:
    at = f"2026-11-22T08:{minute}:15+08:00"
    tube, mode = "001234567890", "CODE" if number else "NODOC"
    return (
        *(place, _BATCH, tube, 10, place, name, id_type, number, phone, _SITE, "01", at),
        *(mode, "王登记"),
    )


def _tube(barcode: str, pool: int, count: int, minute: int, status: str, remark: str) -> Row:
    sealed = "" if status == "VOID" else f"2026-11-22T09:{minute}:00+08:00"
    return (
        *(barcode, pool, count, "口咽拭子 OPS", _SITE, "01", "2026-11-22", f"08:{minute}:15"),
        *("李采样", sealed, "BX0001", status, remark),
    )


_PERSONS = (
    _person(1, "张三", "居民身份证 RESIDENT_ID", "00000019900101001X", "13900000001", 30),
    _person(2, "ANNA MARIA", "护照 PASSPORT", "000000003", "13900000002", 31),
    _person(3, "新生儿", "无证件 NONE", "", "13900000003", 32),
)
_TUBES = (
    _tube("001234567890", 10, 10, 30, "SEALED", ""),
    _tube("001234567891", 10, 7, 41, "SHORT", "提前封管 sealed early"),
    _tube("001234567892", 1, 1, 52, "SEALED", ""),
    _tube("001234567893", 5, 0, 53, "VOID", "作废 void"),
)


@dataclass(frozen=True, slots=True)
class LabPreview:
    """The rows of a file from the top; the header is ``rows[header]``."""

    rows: tuple[Row, ...]
    header: int


@dataclass(frozen=True, slots=True)
class ColumnName:
    """What may stand in an own column: its ``key``, and its words in both languages."""

    key: str
    header: str


def preview(chosen: ColumnSet) -> LabPreview:
    """Return the first rows of a file of a made-up batch."""
    make = row_maker(chosen, _FACTS)
    before = [row for block in chosen.blocks for row in block_rows(block, _FACTS)]
    if chosen.rows == "persons":
        given = list(_PERSONS)
    else:
        given = [row for row in _TUBES if chosen.void_tubes or not is_void(row)]
    header = tuple(column.header for column in chosen.columns)
    body = [make(row, place) for place, row in enumerate(given, 1)]
    return LabPreview((*before, header, *body), len(before))


def column_names(rows: str, language: str) -> tuple[ColumnName, ...]:
    """Return all that may stand in a row of ``rows`` (persons or tubes), in the schema's order.

    ``language`` (zh, en, both) is that of the headers.
    """
    known = PERSON_COLUMNS if rows == "persons" else TUBE_COLUMNS
    return tuple(ColumnName(key, header_in(each, language)) for key, each in known.items())


def read_columns(texts: tuple[str, ...], rows: str) -> tuple[OwnColumn, ...]:
    """Return the own columns that the settings hold for ``rows``."""
    return own_columns(texts, tuple(PERSON_COLUMNS if rows == "persons" else TUBE_COLUMNS))
