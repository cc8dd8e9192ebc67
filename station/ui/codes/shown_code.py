"""A code as the desk shows it: on the screen masked, on paper and pictures whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from station.domain.code_desk import IssuedCode
from station.domain.person import Person
from station.printing.code_card import CodeCard
from station.services.issue_code import DrawnCode
from station.ui.codes.row import DeskRow
from station.ui.words import Words


@dataclass(frozen=True, slots=True)
class ShownCode:
    """``relation`` is what the person is to who drew it, None for an own code. ``fresh``: drawn
    just now."""

    code: IssuedCode
    person: Person = field(repr=False)
    relation: str | None = field(default=None, repr=False)
    fresh: bool = False

    @classmethod
    def of_drawn(cls, drawn: DrawnCode) -> ShownCode:
        """Return a code that the desk answered with."""
        relative = drawn.person.relative
        relation = None if relative is None else relative.relation
        return cls(drawn.code, drawn.person, relation, drawn.fresh)

    @classmethod
    def of_row(cls, row: DeskRow) -> ShownCode | None:
        """Return the code that a row has in force."""
        if row.code is None:
            return None
        relation = None if row.application is None else row.application.relation
        return cls(row.code, row.person.person, relation)

    def card(self, words: Words, site: str, now: datetime) -> CodeCard:
        """Return the code as it is handed out: with the whole name, the number masked."""
        return CodeCard(
            text=self.code.text,
            name=self.person.name,
            number_masked=words.masked_number(self.person),
            expires_on=words.day(self.code.expires_at),
            days_left=self.code.days_left(now),
            relation=self.relation,
            site=site,
        )
