"""The code desk: persons, their own codes, and the codes of their relatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from station.credential.keys import IssuerKey
from station.credential.revocations import Revocation
from station.domain.audit import AuditKind
from station.domain.card import IdentityCard
from station.domain.code_desk import Application, ApplicationStatus, DeskPerson, IssuedCode
from station.domain.documents import Document
from station.domain.person import Person
from station.domain.ports import Clock, IdentityIndex, Storage
from station.domain.staff import Permission
from station.services.access import Access
from station.services.code_list import ListRow
from station.services.desk_work import DeskRules, DeskUnit, DeskWork
from station.services.draw_list import ListRun
from station.services.issue_code import DrawnCode, issue, valid_code
from station.services.issuer_in_use import IssuerInUse, listed_issuer
from station.services.relatives import Relatives
from station.services.trust_in_force import TrustInForce


@dataclass(frozen=True, slots=True)
class RelativeRow:
    """An application for a relative, and the valid code that was drawn by it."""

    application: Application
    code: IssuedCode | None


@dataclass(frozen=True, slots=True)
class DeskView:
    """A person at the desk, their own valid code, and the relatives whom they applied for.

    Of several applications for one relative the newest is there.
    """

    person: DeskPerson
    own_code: IssuedCode | None
    relatives: tuple[RelativeRow, ...]


class CodeDesk:
    """The desk of a site. Only the worker thread calls it, but for `revoked`; every method needs
    `Permission.DRAW`, `decide` and `pending` need `Permission.APPROVE`.

    Methods that store may raise `ClockWrong` and a `DatabaseFault`, those that take an id
    `DeskEntryGone`.
    """

    def __init__(
        self,
        storage: Storage,
        access: Access,
        issuer: IssuerInUse,
        trust: TrustInForce,
        clock: Clock,
        index: IdentityIndex,
        zone: ZoneInfo,
        booth: str,
        rules: DeskRules,
    ) -> None:
        """``booth`` is its number, for the audit trail."""
        self._work = DeskWork(storage, access, issuer, trust, clock, index, zone, booth, rules)
        self._access = access
        self._relatives = Relatives(self._work)
        access.when_left(issuer.close)

    @property
    def issuer(self) -> IssuerInUse:
        return self._work.issuer

    def use_rules(self, rules: DeskRules) -> None:
        """Draw by other rules from now on."""
        self._work.rules = rules

    # --- the issuer's key ------------------------------------------------------------------------

    def opened(self, key: IssuerKey) -> None:
        """Draw with a key that `IssuerInUse.read` returned, and write the audit line.

        Raises what `listed_issuer` raises; the desk is then as it was.
        """
        self._access.need(Permission.DRAW)
        with self._work.writing() as desk:
            listed = listed_issuer(key, desk.trust, desk.at)
            desk.audit(AuditKind.DESK_OPENED, kid=listed.kid.hex())
            desk.commit()
        self._work.issuer.take(key)

    def close(self) -> None:
        """Forget the issuer's key, as by itself when the console is locked or somebody else signs
        in."""
        self._work.issuer.close()

    # --- persons ---------------------------------------------------------------------------------

    def find(
        self, document: Document, card: IdentityCard | None = None, renamed: bool = False
    ) -> DeskView | None:
        """Return who shows this document: known to the desk, or from an earlier registration, or
        named by the ``card`` itself; None if nobody knows them.

        Raises `NameDiffers` for a card with another name than the desk knows; ``renamed``: see
        `DeskUnit.keep`.
        """
        self._access.need(Permission.DRAW)
        with self._work.writing() as desk:
            facts = self._known(desk, document)
            if card is not None:
                phone = None if facts is None else facts.phone
                facts = replace(card.person(), phone=phone)
            if facts is None:
                return None
            person = desk.keep(replace(facts, document=document, relative=None), renamed)
            view = _view(desk, person)
            desk.commit()
        return view

    def enrol(self, person: Person, renamed: bool = False) -> DeskView:
        """Add a person with their document, or newer facts of one; return them as `find` does.

        Raises `NumberMissing` for a person without a document, and `NameDiffers`; ``renamed``: see
        `DeskUnit.keep`.
        """
        self._access.need(Permission.DRAW)
        with self._work.writing() as desk:
            view = _view(desk, desk.keep(person, renamed))
            desk.commit()
        return view

    def view(self, person_id: UUID) -> DeskView:
        """Return a person as they stand now."""
        self._access.need(Permission.DRAW)
        with self._work.writing() as desk:
            return _view(desk, desk.person(person_id))

    # --- codes -----------------------------------------------------------------------------------

    def draw(self, person_id: UUID) -> DrawnCode:
        """Return the person's own code: the valid one if there is one, else a new one.

        Raises, before a new one is drawn, what `IssuerInUse.listed` raises.
        """
        self._access.need(Permission.DRAW)
        with self._work.writing() as desk:
            drawn = issue(desk, desk.person(person_id))
            if drawn.fresh:
                desk.commit()
        return drawn

    def draw_for(self, application_id: UUID) -> DrawnCode:
        """Return the relative's code by an approved application, as `draw` does.

        It carries the relation and the ground. The ground of a child is checked again before a
        new one is drawn: `RelativeNotAllowed` from the 18th birthday on; a code that was drawn
        before stays valid. Raises `ApplicationNotApproved` too.
        """
        self._access.need(Permission.DRAW)
        with self._work.writing() as desk:
            application = desk.application(application_id)
            drawn = issue(desk, application.person, application)
            if drawn.fresh:
                desk.commit()
        return drawn

    def replace_lost(self, code_id: UUID) -> DrawnCode:
        """Revoke a code and draw another in its place, both or neither.

        Raises `CodeNotInForce` if it was revoked before, and what `draw` and `draw_for` raise.
        """
        self._access.need(Permission.DRAW)
        with self._work.writing() as desk:
            code = desk.code(code_id)
            desk.revoke(code)
            if code.application_id is None:
                drawn = issue(desk, desk.person(code.person_id))
            else:
                application = desk.application(code.application_id)
                drawn = issue(desk, application.person, application)
            desk.commit()
        return drawn

    def revoke_named(self, kid: bytes, cti: bytes) -> IssuedCode | None:
        """Revoke a code by what names it (8 bytes each), drawn here or elsewhere.

        Returns it as this desk drew it, None if it did not; revoked before is as good.
        """
        self._access.need(Permission.DRAW)
        with self._work.writing() as desk:
            code = desk.unit.codes.by_name(kid, cti)
            if code is None:
                desk.audit(AuditKind.CODE_REVOKED, kid=kid.hex(), cti=cti.hex())
            elif code.revoked_at is None:
                desk.revoke(code)
            desk.commit()
        return code

    def revoked(self) -> list[Revocation]:
        """Return the codes of this desk that are revoked and have not expired: other booths
        refuse them once a trust list names them. Any thread may call this."""
        self._access.need(Permission.DRAW)
        with self._work.storage.reading() as unit:
            codes = unit.codes.revoked(self._work.clock.now())
            return [Revocation(code.expires_at, code.kid, code.cti) for code in codes]

    # --- relatives -------------------------------------------------------------------------------

    def apply(
        self,
        applicant_id: UUID,
        person: Person,
        relation: str,
        reason: str = "",
        renamed: bool = False,
    ) -> Application:
        """Enter an application: see `Relatives.apply`."""
        return self._relatives.apply(applicant_id, person, relation, reason, renamed)

    def decide(self, application_id: UUID, approved: bool) -> Application:
        """Approve or refuse an application: see `Relatives.decide`."""
        return self._relatives.decide(application_id, approved)

    def pending(self) -> list[Application]:
        """Return the applications that wait for approval, oldest first."""
        return self._relatives.pending()

    # --- lists -----------------------------------------------------------------------------------

    def begin_list(self, rows: Sequence[ListRow]) -> ListRun:
        """Begin to draw for the rows of a list, a portion at a time: see `ListRun`."""
        return ListRun(self._work, rows)

    def _known(self, desk: DeskUnit, document: Document) -> Person | None:
        # The name is not part of this identity: a guardian's number is not looked up here.
        identity = self._work.index.digest(Person("?", document).identity_text())
        at_desk = desk.unit.desk_persons.by_identity(identity)
        if at_desk is not None:
            return at_desk.person
        return desk.unit.registrations.known_person(identity)


def _view(desk: DeskUnit, person: DeskPerson) -> DeskView:
    newest = {each.person.id: each for each in desk.unit.applications.of_applicant(person.id)}
    rows = tuple(
        RelativeRow(
            application,
            valid_code(desk, application.person, application)
            if application.status is ApplicationStatus.APPROVED
            else None,
        )
        for application in newest.values()
    )
    return DeskView(person, valid_code(desk, person), rows)
