"""Who comes to a soaked booth: one new person after another, and those who must come again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime

from station.demo.card_text import card_of, text_block
from station.demo.people import resident
from station.demo.roll import code_of
from station.demo.site import demo_keys
from station.domain.person import Person
from tests.benchmarks.soak_lane import Shown

# The repeat filter holds a text for 2 s.
_LATER_S = 3.0


class Visitors:
    """Gives persons and tubes, each a new one."""

    def __init__(self) -> None:
        self.persons = self.tubes = 0
        self._keys = demo_keys()
        self._later: deque[tuple[float, Person]] = deque()

    @property
    def are_expected_again(self) -> bool:
        return bool(self._later)

    def come_again(self, person: Person) -> None:
        """Whoever was taken back comes again in a moment."""
        self._later.append((time.monotonic() + _LATER_S, person))

    def with_code(self) -> Shown:
        """Return the next person, with a sampling code."""
        person = self._next()
        return Shown(number_of(person), self.code(person))

    def with_card(self) -> Shown:
        """Return the next person, with an identity card."""
        person = self._next()
        return Shown(number_of(person), "", text_block(card_of(person)))

    def tube(self) -> Shown:
        """Return the next tube."""
        self.tubes += 1
        barcode = f"{310115000000 + self.tubes}"
        return Shown(barcode, barcode)

    def code(self, person: Person) -> str:
        """Return a code of ``person``: another one each time, which nothing holds for a repeat."""
        return code_of(person, self._keys, datetime.now(UTC), sealed=True)

    def numbers(self) -> Iterator[str]:
        """Yield the document numbers of all who came."""
        for index in range(self.persons):
            yield number_of(resident(index))

    def _next(self) -> Person:
        if self._later and self._later[0][0] <= time.monotonic():
            return self._later.popleft()[1]
        self.persons += 1
        return resident(self.persons - 1)


def number_of(person: Person) -> str:
    """Return the document's number of a person who has one."""
    return "" if person.document is None else person.document.number
