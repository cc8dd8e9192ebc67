"""What the code desk keeps: persons, the codes drawn for them, and relatives' applications."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID

from station.domain.person import Ground, Person

ADULT_AGE = 18
AGED = 60


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """A person whom the desk knows. ``person.relative`` is None: a relation stands in the
    application, and in the codes drawn by it."""

    id: UUID
    person: Person


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A sampling code that this desk drew. ``application_id``: drawn by a relative.

    ``kid`` and ``cti`` (8 bytes each) name it in a revocation; ``text`` begins with `NAC1:`.
    ``reading_key`` is the id of the key that its holder is sealed to, None in the clear.
    """

    id: UUID
    person_id: UUID
    kid: bytes = field(repr=False)
    cti: bytes = field(repr=False)
    text: str = field(repr=False)
    issued_at: datetime
    expires_at: datetime
    application_id: UUID | None = None
    revoked_at: datetime | None = None
    reading_key: bytes | None = field(default=None, repr=False)

    def is_valid(self, now: datetime) -> bool:
        """Tell whether the code is in force at ``now`` (aware)."""
        return self.revoked_at is None and now < self.expires_at

    def days_left(self, now: datetime) -> int:
        """Return the begun days that are left at ``now``; 0 if it has expired."""
        return max(0, -((now - self.expires_at) // timedelta(days=1)))


class ApplicationStatus(Enum):
    """Stored by its value."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Application:
    """An applicant's wish to draw a relative's code. ``person`` is the relative whose code it is.

    ``relation`` says what the person is to the applicant (mother, son). ``reason`` is needed with
    `Ground.SPECIAL_GROUP`. ``applied_by`` and ``decided_by`` are staff ids.
    """

    id: UUID
    applicant: DeskPerson
    person: DeskPerson
    relation: str = field(repr=False)
    ground: Ground
    reason: str | None = field(repr=False)
    status: ApplicationStatus
    applied_at: datetime
    applied_by: UUID | None
    decided_at: datetime | None = None
    decided_by: UUID | None = None


def ground_by_age(person: Person, today: date) -> Ground | None:
    """Return the ground that a person's age gives on ``today`` (the site's date), or None.

    Birthdays are counted by `Person.age`: who is born on 29 February turns a year older on 1
    March of common years.
    """
    age = person.age(today)
    if age is None:
        return None
    if age < ADULT_AGE:
        return Ground.UNDER_18
    return Ground.AGED_60 if age >= AGED else None
