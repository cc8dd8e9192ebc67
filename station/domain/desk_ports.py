"""What the code desk asks of the stored records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

from station.domain.code_desk import Application, DeskPerson, IssuedCode
from station.domain.person import Person


class DeskPersons(Protocol):
    """Persons by id and identity (`IdentityIndex`). Whoever was erased counts as not there."""

    def get(self, person_id: UUID) -> DeskPerson:
        """Raises LookupError if there is none."""

    def by_identity(self, identity: bytes) -> DeskPerson | None: ...

    def put(self, person_id: UUID, identity: bytes, person: Person, at: datetime) -> DeskPerson:
        """Add a person under ``person_id``, or keep newer facts (name, phone) of who is known by
        this identity, under the id that they have. What ``person`` leaves out stays as it was; a
        relation is not kept."""


class IssuedCodes(Protocol):
    def add(self, code: IssuedCode, drawn_by: UUID | None) -> None: ...

    def get(self, code_id: UUID) -> IssuedCode:
        """Raises LookupError if there is none."""

    def in_force(self, person_id: UUID, now: datetime) -> list[IssuedCode]:
        """Return the codes drawn for the person, by themselves and by relatives, that have not
        ended at ``now``, the one that lasts longest first; revoked and erased ones left out."""

    def by_name(self, kid: bytes, cti: bytes) -> IssuedCode | None:
        """Return the code; its text is empty once the person was erased."""

    def revoke(self, code_id: UUID, at: datetime, by: UUID | None) -> None:
        """Raises LookupError if there is no such code in force."""

    def revoked(self, now: datetime) -> Iterator[IssuedCode]:
        """Yield the revoked codes that have not expired at ``now``."""

    def is_revoked(self, kid: bytes, cti: bytes) -> bool: ...


class Applications(Protocol):
    def add(self, application: Application) -> None: ...

    def save(self, application: Application) -> None:
        """Store a decision. Raises LookupError if there is none that is pending."""

    def end(self, application_id: UUID, at: datetime, by: UUID | None) -> None:
        """Refuse an approved application whose ground is gone, so that another may be made.

        Raises LookupError if there is none that is approved.
        """

    def get(self, application_id: UUID) -> Application:
        """Raises LookupError if there is none."""

    def of_applicant(self, applicant_id: UUID) -> list[Application]:
        """Return a person's applications for relatives, oldest first, refused ones included.

        Those whose relative was erased are left out, here and in `pending`.
        """

    def pending(self) -> list[Application]:
        """Return all that wait for a decision, oldest first."""
