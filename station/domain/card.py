"""What a card reader took from an identity card: the photo is dropped before it comes here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from station.domain.documents import Document, Sex
from station.domain.person import Person


@dataclass(frozen=True, slots=True)
class IdentityCard:
    """A card's holder, whether or not the card is still valid. ``repr`` shows nothing.

    ``birth_date`` and ``sex`` are as printed; where the number tells them, the number counts.
    Raises `NameMissing`, `TextUnusable` or `TextTooLong` for a name that no sheet can hold.
    """

    document: Document = field(repr=False)
    name: str = field(repr=False)
    birth_date: date | None = field(default=None, repr=False)
    sex: Sex | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.person()

    def person(self) -> Person:
        """Return the card's holder."""
        return Person(
            self.name,
            self.document,
            own_birth_date=None if self.document.birth_date else self.birth_date,
            own_sex=None if self.document.sex else self.sex,
        )
