"""What the code desk asks of the stored records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

from station.domain.code_desk import Application, DeskPerson, IssuedCode
from station.domain.person import Person


class DeskPersons(Protocol):
    def get(self, person_id: UUID) -> DeskPerson:
        """Raises LookupError if there is none."""

    def by_identity(self, identity: bytes) -> DeskPerson | None: ...

    def put(self, person_id: UUID, identity: bytes, person: Person, at: datetime) -> DeskPerson:
        """Add a person, or keep newer facts (name, phone) of one; the relation is not kept."""


class IssuedCodes(Protocol):
    def add(self, code: IssuedCode, drawn_by: UUID | None) -> None: ...

    def get(self, code_id: UUID) -> IssuedCode:
        """Raises LookupError if there is none."""

    def latest(self, person_id: UUID, application_id: UUID | None) -> IssuedCode | None:
        """Return the code with the latest expiry drawn for the person: by themselves (None), or
        by that application; revoked ones left out."""

    def by_name(self, kid: bytes, cti: bytes) -> IssuedCode | None: ...

    def revoke(self, code_id: UUID, at: datetime, by: UUID | None) -> None:
        """Raises LookupError if there is no such code in force."""

    def revoked(self, now: datetime) -> Iterator[IssuedCode]:
        """Yield the revoked codes that have not expired at ``now``."""

    def is_revoked(self, kid: bytes, cti: bytes) -> bool: ...


class Applications(Protocol):
    def add(self, application: Application) -> None: ...

    def save(self, application: Application) -> None:
        """Store a decision. Raises LookupError if there is none that is pending."""

    def get(self, application_id: UUID) -> Application:
        """Raises LookupError if there is none."""

    def of_applicant(self, applicant_id: UUID) -> list[Application]:
        """Return a person's applications for relatives, oldest first, refused ones included."""

    def pending(self) -> list[Application]:
        """Return all that wait for a decision, oldest first."""
