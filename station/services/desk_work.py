"""What the parts of the code desk share: one transaction with its moment, and the audit line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from station.credential.trust import TrustList
from station.domain.audit import AuditEvent, AuditKind, Fact
from station.domain.code_desk import Application, DeskPerson, IssuedCode
from station.domain.desk_refusals import CodeNotInForce, DeskEntryGone, NameDiffers
from station.domain.documents import NumberInFuture, NumberMissing
from station.domain.ids import new_id
from station.domain.person import Person, folded_name
from station.domain.ports import Clock, IdentityIndex, Storage, UnitOfWork
from station.services.access import Access
from station.services.guard import check_clock
from station.services.issuer_in_use import IssuerInUse
from station.services.trust_in_force import TrustInForce


@dataclass(frozen=True, slots=True)
class DeskRules:
    """The site's rules for its desk.

    ``valid_days``: how long a code is valid, unless its issuer may give less. ``reading_key``:
    the stations' public reading key (32 bytes, X25519) that holders are sealed to; None draws in
    the clear. ``ring``: the ids of all reading keys that the stations have.
    """

    valid_days: int = 30
    approval_needed: bool = True
    reading_key: bytes | None = field(default=None, repr=False)
    ring: frozenset[bytes] = field(default=frozenset(), repr=False)

    def opens(self, code: IssuedCode) -> bool:
        """Tell whether the stations can open the holder of ``code``."""
        return code.reading_key is None or code.reading_key in self.ring


@dataclass(slots=True)
class DeskWork:
    """``rules`` may change while the desk is open."""

    storage: Storage
    access: Access
    issuer: IssuerInUse
    trust: TrustInForce
    clock: Clock
    index: IdentityIndex
    zone: ZoneInfo
    booth: str
    rules: DeskRules

    @contextmanager
    def writing(self) -> Iterator[DeskUnit]:
        """Begin a transaction at a moment that the clock's mark allows; raises `ClockWrong`.

        What the block leaves uncommitted is rolled back.
        """
        with self.storage.writing() as unit:
            now = self.clock.now()
            check_clock(unit.clock_mark, now)
            yield DeskUnit(self, unit, now)


@dataclass(frozen=True, slots=True)
class DeskUnit:
    """A unit of work of the desk. ``at`` is its moment, aware; ``trust`` the list in force."""

    work: DeskWork
    unit: UnitOfWork
    at: datetime

    @property
    def today(self) -> date:
        """The site's date."""
        return self.at.astimezone(self.work.zone).date()

    @property
    def trust(self) -> TrustList:
        return self.work.trust.present

    @property
    def actor(self) -> UUID | None:
        return self.work.access.actor

    def new_id(self) -> UUID:
        return new_id(self.at)

    def audit(self, kind: AuditKind, **facts: Fact) -> None:
        """Write a line of the audit trail."""
        self.audit_of(self.actor, kind, **facts)

    def audit_of(self, actor: UUID | None, kind: AuditKind, **facts: Fact) -> None:
        """Write a line of what ``actor`` did, who may have left meanwhile."""
        self.unit.audit.add(AuditEvent(self.at, self.work.booth, actor, kind, facts))

    def commit(self) -> None:
        """Store everything; the moment is kept as the clock's mark."""
        self.unit.clock_mark.raise_to(self.at)
        self.unit.commit()

    # --- the desk's records; each raises `DeskEntryGone` for what is not there -------------------

    def person(self, person_id: UUID) -> DeskPerson:
        try:
            return self.unit.desk_persons.get(person_id)
        except LookupError:
            raise DeskEntryGone() from None

    def code(self, code_id: UUID) -> IssuedCode:
        try:
            return self.unit.codes.get(code_id)
        except LookupError:
            raise DeskEntryGone() from None

    def application(self, application_id: UUID) -> Application:
        try:
            return self.unit.applications.get(application_id)
        except LookupError:
            raise DeskEntryGone() from None

    def keep(self, person: Person, renamed: bool = False) -> DeskPerson:
        """Add a person with a document, or newer facts of one.

        A known person's name stays as it was written first: their codes carry it. Raises
        `NameDiffers` for another name; with ``renamed`` it is taken, and all codes under the old
        one are revoked. Raises `NumberMissing` for a person without a document, `NumberInFuture`
        for a birth date after today.
        """
        if person.document is None:
            raise NumberMissing()
        if person.birth_date is not None and person.birth_date > self.today:
            raise NumberInFuture()
        identity = self.work.index.digest(person.identity_text())
        known = self.unit.desk_persons.by_identity(identity)
        if known is not None:
            if renamed and person.name != known.person.name:
                self._rename(known)
            elif folded_name(known.person.name) == folded_name(person.name):
                person = replace(person, name=known.person.name)
            else:
                raise NameDiffers()
        return self.unit.desk_persons.put(self.new_id(), identity, person, self.at)

    def revoke(self, code: IssuedCode) -> None:
        """Revoke a code and write the audit line. Raises `CodeNotInForce`."""
        try:
            self.unit.codes.revoke(code.id, self.at, self.actor)
        except LookupError:
            raise CodeNotInForce() from None
        kid, cti = code.kid.hex(), code.cti.hex()
        self.audit(AuditKind.CODE_REVOKED, code=str(code.id), kid=kid, cti=cti)

    def _rename(self, known: DeskPerson) -> None:
        self.audit(AuditKind.PERSON_RENAMED, person=str(known.id))
        for code in self.unit.codes.in_force(known.id, self.at):
            self.revoke(code)
