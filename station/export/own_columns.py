"""A lab's own columns as the settings write them: `Key`, or `Key=Header` with a header of its own.

The keys are those of the schema (see `columns`) and a few that are made from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from station.export.columns import PERSONS, TUBES, Column, Kind

LONGEST_HEADER = 60
MOST_COLUMNS = 40

PERSON_COLUMNS = {
    column.key: column
    for column in (
        *PERSONS.columns,
        Column("SampledDate", "采样日期", Kind.TEXT, 12),
        Column("SampledTime", "采样时刻", Kind.TEXT, 10),
    )
}
"""What may stand in a row of a person, by its key."""

TUBE_COLUMNS = {
    column.key: column
    for column in (
        *TUBES.columns,
        Column("BatchNo", "批次号", Kind.TEXT, 16),
        Column("CollectedAt", "采集日期时间", Kind.TEXT, 26),
    )
}
"""What may stand in a row of a tube, by its key."""

PERSON_KEYS = tuple(PERSON_COLUMNS)
TUBE_KEYS = tuple(TUBE_COLUMNS)


class ColumnsUnusable(ValueError):
    """A list of own columns holds ``text``, which is no column, or one that was there before."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column: the ``key`` of what stands in it and its header, empty for the schema's."""

    key: str
    header: str = ""

    @property
    def text(self) -> str:
        """The column as the settings write it."""
        return f"{self.key}={self.header}" if self.header else self.key


def own_columns(texts: tuple[str, ...], keys: tuple[str, ...]) -> tuple[OwnColumn, ...]:
    """Return the columns that ``texts`` name; each is one of ``keys``.

    The same key may stand twice under different headers. Raises `ColumnsUnusable` for an unknown
    key, a header that is empty, longer than 60 characters or has spaces at its ends, a header
    that another column has, or more than 40 columns.
    """
    columns: list[OwnColumn] = []
    taken: set[str] = set()
    for text in texts:
        key, equals, header = text.partition("=")
        # Labs' programs often compare headers without regard to case.
        name = (header or key).casefold()
        if (
            key not in keys
            or (equals and not header)
            or len(header) > LONGEST_HEADER
            or header != header.strip()
            or name in taken
            or len(columns) == MOST_COLUMNS
        ):
            raise ColumnsUnusable(text)
        taken.add(name)
        columns.append(OwnColumn(key, header))
    return tuple(columns)
