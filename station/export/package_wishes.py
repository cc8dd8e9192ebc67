"""What a package holds beside the workbook, and how it is delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from station.domain.batch import Batch
from station.domain.sheet import SheetChanges
from station.export.sink import Sink


@dataclass(frozen=True, slots=True)
class Secrecy:
    """At most one of the two: a ``password`` for the workbooks, or the laboratory's public key
    (32 bytes, X25519) that each file but the manifest is sealed to.

    With a password there is no CSV: it would tell what the workbook hides.
    """

    password: str | None = field(default=None, repr=False)
    lab_key: bytes | None = None

    @property
    def name(self) -> str:
        """As the setting names it: none, password or lab_key."""
        if self.password is not None:
            return "password"
        return "none" if self.lab_key is None else "lab_key"


OPEN = Secrecy()


@dataclass(frozen=True, slots=True)
class LabFile:
    """A file in the laboratory's own columns: its ``suffix`` (`.csv`, `.xlsx`), and what opens it
    at a path."""

    suffix: str
    open: Callable[[Path], Sink]


@dataclass(frozen=True, slots=True)
class PackageWishes:
    """``expected`` is the digest that the same version had before, if it was exported before;
    ``changes`` are those of each version since the first."""

    secrecy: Secrecy = OPEN
    lab: LabFile | None = None
    expected: str | None = None
    changes: tuple[SheetChanges, ...] = ()


PLAIN = PackageWishes()


def stem(batch: Batch) -> str:
    """Return what the names of a package and its files begin with, as 20261122-02-05-v1."""
    return f"{batch.number}-v{batch.version}"
