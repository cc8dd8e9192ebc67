"""Who works with the console just now, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from station.domain.refusals import NotSignedIn, StateRefusal
from station.domain.staff import NotPermitted, Permission, StaffMember
from station.errors import StationError


class ConsoleLocked(StateRefusal):
    """The console is locked until somebody signs in."""

    code = "console_locked"


class AskerLeft(StateRefusal):
    """Somebody else is signed in now than who asked for this."""

    code = "asker_left"


@dataclass(frozen=True, slots=True)
class _Held:
    """Who is signed in, and whether they left it locked: never one without the other."""

    member: StaffMember | None = None
    locked: bool = False


class Access:
    """The member of staff who is signed in. Only the worker thread changes it; any may ask.

    Every use case that not all may do asks `need` first: what the window hides is refused here
    too. Whoever holds the site's passphrase at the command line is `Access.by_passphrase`.
    """

    def __init__(self) -> None:
        # Swapped whole, and read once for an answer: others may ask on their threads meanwhile.
        self._held = _Held()
        self._everything = False
        self._forgetting: list[Callable[[], None]] = []

    @property
    def member(self) -> StaffMember | None:
        return self._held.member

    @member.setter
    def member(self, member: StaffMember | None) -> None:
        self._hold(replace(self._held, member=member))

    @property
    def locked(self) -> bool:
        return self._held.locked

    @locked.setter
    def locked(self, locked: bool) -> None:
        self._hold(replace(self._held, locked=locked))

    def enter(self, member: StaffMember) -> None:
        """``member`` is signed in, and works."""
        self._hold(_Held(member))

    def leave(self) -> None:
        """Nobody is signed in."""
        self._hold(_Held())

    def when_left(self, forget: Callable[[], None]) -> None:
        """Call ``forget`` whenever the console is locked, or somebody else or nobody is signed in:
        what was opened for a member ends with them."""
        self._forgetting.append(forget)

    def _hold(self, held: _Held) -> None:
        before, self._held = self._held, held
        if held.locked or _id(held.member) != _id(before.member):
            for forget in self._forgetting:
                forget()

    @classmethod
    def by_passphrase(cls) -> Access:
        """Return the access of whoever opened the site at the command line: everything."""
        access = cls()
        access._everything = True
        return access

    @property
    def actor(self) -> UUID | None:
        """Whom the audit trail names; None at the command line."""
        return _id(self._held.member)

    def need(self, permission: Permission) -> UUID | None:
        """Return whom the audit trail names for what they may do now; None at the command line.

        Raises `NotSignedIn`, `ConsoleLocked` or `NotPermitted`.
        """
        held = self._held
        refused = self._refusal(held, permission)
        if refused is not None:
            raise refused
        return _id(held.member)

    def refusal(self, permission: Permission) -> StationError | None:
        """Return what `need` would raise, or None."""
        return self._refusal(self._held, permission)

    def may(self, permission: Permission) -> bool:
        """Tell whether `need` would let this pass."""
        return self.refusal(permission) is None

    def expect(self, asker: UUID | None) -> None:
        """Raise `AskerLeft` unless ``asker``, whom `actor` named when they asked, is here still."""
        if self.actor != asker:
            raise AskerLeft()

    def _refusal(self, held: _Held, permission: Permission) -> StationError | None:
        if self._everything:
            return None
        if held.member is None:
            return NotSignedIn()
        if held.locked:
            return ConsoleLocked()
        if not held.member.may(permission):
            return NotPermitted(permission=permission.value)
        return None


def _id(member: StaffMember | None) -> UUID | None:
    return None if member is None else member.id
