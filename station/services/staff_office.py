"""The staff: who may sign in, in which roles, with which badge and PIN."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from station.domain import outcome as out
from station.domain.audit import AuditEvent, AuditKind
from station.domain.ids import new_id
from station.domain.label_examples import example_of
from station.domain.outcome import Outcome
from station.domain.person import NAME_LENGTH, NameMissing, check_text
from station.domain.ports import UnitOfWork
from station.domain.scan import fold_text
from station.domain.staff import BadgeUnusable, Permission, Role, StaffMember
from station.domain.staff_ports import PinState
from station.errors import StationError
from station.pin import PinCost, hash_pin
from station.services.booth import Booth
from station.services.labels import Labels

Hashed = PinState | StationError
"""A PIN that was hashed aside, or what is wrong with it."""


class BadgeTaken(StationError):
    """Another active member wears this badge."""

    code = "badge_taken"


class StaffNameTaken(StationError):
    """Another active member has this name, and neither wears a badge: both would sign in by it."""

    code = "staff_name_taken"


class RoleMissing(StationError):
    """A member needs at least one role."""

    code = "role_missing"


class LastManager(StationError):
    """Without its last active manager nobody could change the staff any more."""

    code = "last_manager"


class ManagerFirst(StationError):
    """A site's first member of staff has to be a manager, or nobody could add others."""

    code = "manager_first"


class MemberUnknown(StationError):
    """There is no such member of staff, or they left."""

    code = "member_unknown"


class StaffBroken(StationError):
    """A bug ended a change of the staff."""

    code = "staff_broken"


class StaffThere(StationError):
    """The site has staff already: only a manager adds to them."""

    code = "staff_there"


class StaffOffice:
    """Keeps the staff. Only the worker thread calls it, but for `hashed`.

    All but `make_first_manager` ask for `Permission.STAFF`, and raise a `StationError`.
    """

    def __init__(self, booth: Booth, labels: Labels, pin_cost: PinCost) -> None:
        self._booth = booth
        self._labels = labels
        self._pin_cost = pin_cost

    @property
    def asker(self) -> UUID | None:
        """Who is signed in as a change is asked for; any thread may read it."""
        return self._booth.access.actor

    def expect(self, asker: UUID | None) -> None:
        """Raise `AskerLeft` if somebody else is here than ``asker``: the change is not theirs."""
        self._booth.access.expect(asker)

    def hashed(self, pin: str) -> Hashed:
        """Hash a new PIN, on any thread: slow."""
        try:
            return PinState(hash_pin(pin, self._pin_cost))
        except StationError as error:
            return error

    def make_first_manager(self, name: str, badge: str, pin: Hashed) -> Outcome:
        """Make the first member of a site that has none; anybody may, once."""
        try:
            with self._booth.storage.writing() as unit:
                if unit.staff.all():
                    raise StaffThere()
                self._add(unit, name, {Role.MANAGER}, badge, pin, "first_manager", None)
                unit.commit()
        except StationError as error:
            return out.Refused(error)
        self._booth.needs_first_manager = False
        return out.FirstManagerMade()

    def all(self) -> list[StaffMember]:
        """Return everybody who ever was on the staff, those who left last."""
        self._booth.access.need(Permission.STAFF)
        with self._booth.storage.reading() as unit:
            return unit.staff.all()

    def add(self, name: str, roles: Iterable[Role], badge: str, pin: Hashed) -> StaffMember:
        """Add a member; ``badge`` is empty for none."""
        actor = self._booth.access.need(Permission.STAFF)
        with self._booth.storage.writing() as unit:
            member = self._add(unit, name, roles, badge, pin, "added", actor)
            unit.commit()
        self._booth.needs_first_manager = False
        return member

    def change(self, member_id: UUID, name: str, roles: Iterable[Role], badge: str) -> StaffMember:
        """Change what is known of an active member."""
        actor = self._booth.access.need(Permission.STAFF)
        with self._booth.storage.writing() as unit:
            before = self._active(unit, member_id)
            after = self._member(unit, member_id, name, roles, badge)
            self._put(unit, before, after, "changed", actor)
            unit.commit()
        self._note_own(after)
        return after

    def set_pin(self, member_id: UUID, pin: Hashed) -> StaffMember:
        """Give an active member a new PIN; it counts no wrong tries."""
        actor = self._booth.access.need(Permission.STAFF)
        with self._booth.storage.writing() as unit:
            member = self._active(unit, member_id)
            unit.staff.put_pin(member_id, _usable(pin))
            self._note(unit, member, "pin_set", actor)
            unit.commit()
        return member

    def deactivate(self, member_id: UUID) -> StaffMember:
        """Let a member go: they sign in no more, and stay on record."""
        actor = self._booth.access.need(Permission.STAFF)
        with self._booth.storage.writing() as unit:
            before = self._active(unit, member_id)
            after = replace(before, active=False)
            self._put(unit, before, after, "deactivated", actor)
            unit.commit()
        self._note_own(after)
        return after

    # --- inside --------------------------------------------------------------------------------

    def _add(
        self,
        unit: UnitOfWork,
        name: str,
        roles: Iterable[Role],
        badge: str,
        pin: Hashed,
        what: str,
        actor: UUID | None,
    ) -> StaffMember:
        now = self._booth.clock.now()
        member = self._member(unit, new_id(now), name, roles, badge)
        if not (member.may(Permission.STAFF) or _keepers(unit)):
            raise ManagerFirst()
        unit.staff.put(member, _usable(pin), now)
        self._note(unit, member, what, actor)
        return member

    def _member(
        self, unit: UnitOfWork, member_id: UUID, name: str, roles: Iterable[Role], badge: str
    ) -> StaffMember:
        """Return a member of whom all is checked."""
        if not name.strip():
            raise NameMissing()
        plain = check_text(name.strip(), "name", NAME_LENGTH)
        if not (wanted := frozenset(roles)):
            raise RoleMissing()
        text = fold_text(badge.strip())
        if not text:
            alike = [one for one in unit.staff.by_name(plain) if one.badge is None]
            if any(one.id != member_id for one in alike):
                raise StaffNameTaken()
            return StaffMember(member_id, plain, wanted)
        pattern = self._labels.classifier.labels.badge
        if not pattern.fullmatch(text):
            raise BadgeUnusable(pattern=pattern.pattern, example=example_of(pattern.pattern))
        wearer = unit.staff.by_badge(text)
        if wearer is not None and wearer.id != member_id:
            raise BadgeTaken()
        return StaffMember(member_id, plain, wanted, text)

    def _active(self, unit: UnitOfWork, member_id: UUID) -> StaffMember:
        try:
            member = unit.staff.get(member_id)
        except LookupError:
            raise MemberUnknown() from None
        if not member.active:
            raise MemberUnknown()
        return member

    def _put(
        self,
        unit: UnitOfWork,
        before: StaffMember,
        after: StaffMember,
        what: str,
        actor: UUID | None,
    ) -> None:
        if _keepers(unit) == [before] and not after.may(Permission.STAFF):
            raise LastManager()
        unit.staff.put(after, unit.staff.pin(before.id), self._booth.clock.now())
        self._note(unit, after, what, actor)

    def _note(self, unit: UnitOfWork, member: StaffMember, what: str, actor: UUID | None) -> None:
        roles = " ".join(sorted(role.value for role in member.roles))
        unit.audit.add(
            AuditEvent(
                self._booth.clock.now(),
                self._booth.number,
                actor,
                AuditKind.STAFF_CHANGED,
                {"member": str(member.id), "what": what, "roles": roles},
            )
        )

    def _note_own(self, member: StaffMember) -> None:
        """Whoever changes themselves has their new roles at once."""
        if member.id == self._booth.access.actor:
            self._booth.access.member = member


def _keepers(unit: UnitOfWork) -> list[StaffMember]:
    """Return those who may change the staff."""
    return [one for one in unit.staff.all() if one.may(Permission.STAFF)]


def _usable(pin: Hashed) -> PinState:
    if isinstance(pin, StationError):
        raise pin
    return pin
