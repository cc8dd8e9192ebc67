"""How a sheet looks: its name, its columns from left to right, a list or a form."""

from __future__ import annotations

from dataclasses import dataclass

from station.export.columns import Kind, Schema


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: ``key`` for digests, ``header`` as it reads, ``width`` in characters."""

    key: str
    header: str
    kind: Kind
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    """``key`` is for digests and faults, ``title`` is the sheet's name (31 characters at most).

    A ``form`` is filled in by hand: ruled lines, upright, texts wrap. A list has a filter, and its
    texts shrink into their line.
    """

    key: str
    title: str
    columns: tuple[Heading, ...]
    form: bool = False
    hidden: bool = False

    @classmethod
    def of(cls, schema: Schema, *, form: bool = False, hidden: bool = False) -> Layout:
        headings = (Heading(c.key, c.header, c.kind, c.width) for c in schema.columns)
        return cls(schema.key, schema.title, tuple(headings), form, hidden)


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """What one sheet was given: how many rows, the header among them, and ``digest`` (SHA-256)
    over the digests of the rows from the top."""

    layout: Layout
    rows: int
    digest: bytes
