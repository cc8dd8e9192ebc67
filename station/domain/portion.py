"""The part of a site's records that a figure counts, and that the list behind it holds.

Withdrawn registrations, void and dropped tubes are in no portion.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from station.domain.person import EntryMode
from station.errors import StationError

LONGEST_DAYS = 3660
TYPED_MODES = frozenset({EntryMode.TYPED, EntryMode.NO_DOCUMENT})


class DaysUnusable(StationError):
    """The first day is after the last, or there are more than ``longest`` days between them."""

    code = "days_unusable"


class Counted(Enum):
    """What a figure counts."""

    PERSONS = "persons"
    TUBES = "tubes"
    REFUSALS = "refusals"


class Stage(Enum):
    """How far a tube has come: open; sealed and in no box; taken out of the open batch; boxed;
    its batch exported, once at least, and so handed over."""

    OPEN = "open"
    SEALED = "sealed"
    OUT = "out"
    BOXED = "boxed"
    HANDED_OVER = "handed_over"


WAITING = frozenset({Stage.SEALED, Stage.BOXED})
"""Sealed and still to be handed over."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Days of the site's zone, the last one included, at one booth or (None) at all of them."""

    first: date
    last: date
    booth: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= (self.last - self.first).days < LONGEST_DAYS:
            raise DaysUnusable(longest=LONGEST_DAYS)

    @classmethod
    def of_day(cls, day: date, booth: str | None = None) -> Scope:
        return cls(day, day, booth)

    @property
    def is_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Portion:
    """The records that one figure counts: those of ``scope`` for which all that is said holds.

    ``hour`` is the site's hour of day. A registration lies in the hour and on the day that it was
    made, a tube where it was opened, a refusal where it was told. ``modes`` are for persons,
    ``pool_size``, ``stages`` and ``partial`` (sealed with fewer persons than places) for tubes,
    ``reason`` (a fault's code) for refusals. ``paced``: persons whose pace is known. ``earlier``:
    tubes of any day before the scope as well.
    """

    scope: Scope
    of: Counted
    hour: int | None = None
    modes: frozenset[EntryMode] = frozenset()
    paced: bool = False
    pool_size: int | None = None
    stages: frozenset[Stage] = frozenset()
    partial: bool = False
    earlier: bool = False
    reason: str | None = None

    def on(self, day: date) -> Portion:
        """Return the part of it on one day."""
        return replace(self, scope=replace(self.scope, first=day, last=day))

    def at(self, booth: str) -> Portion:
        """Return the part of it at one booth."""
        return replace(self, scope=replace(self.scope, booth=booth))
