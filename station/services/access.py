"""Who works with the console just now, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from station.domain.refusals import NotSignedIn, StateRefusal
from station.domain.staff import NotPermitted, Permission, StaffMember
from station.errors import StationError


class ConsoleLocked(StateRefusal):
    """The console is locked until somebody signs in."""

    code = "console_locked"


class Access:
    """The member of staff who is signed in. Only the worker thread changes it; any may ask.

    Every use case that not all may do asks `need` first: what the window hides is refused here
    too. Whoever holds the site's passphrase at the command line is `Access.by_passphrase`.
    """

    def __init__(self) -> None:
        self._member: StaffMember | None = None
        self._locked = False
        self._everything = False
        self._forgetting: list[Callable[[], None]] = []

    @property
    def member(self) -> StaffMember | None:
        return self._member

    @member.setter
    def member(self, member: StaffMember | None) -> None:
        before, self._member = self.actor, member
        if self.actor != before:
            self._forget()

    @property
    def locked(self) -> bool:
        return self._locked

    @locked.setter
    def locked(self, locked: bool) -> None:
        self._locked = locked
        if locked:
            self._forget()

    def when_left(self, forget: Callable[[], None]) -> None:
        """Call ``forget`` whenever the console is locked, or somebody else or nobody is signed in:
        what was opened for a member ends with them."""
        self._forgetting.append(forget)

    def _forget(self) -> None:
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
        return None if self.member is None else self.member.id

    def need(self, permission: Permission) -> None:
        """Raise `NotSignedIn`, `ConsoleLocked` or `NotPermitted` unless this may be done now."""
        refused = self.refusal(permission)
        if refused is not None:
            raise refused

    def refusal(self, permission: Permission) -> StationError | None:
        """Return what `need` would raise, or None."""
        if self._everything:
            return None
        if self.member is None:
            return NotSignedIn()
        if self.locked:
            return ConsoleLocked()
        if not self.member.may(permission):
            return NotPermitted(permission=permission.value)
        return None

    def may(self, permission: Permission) -> bool:
        """Tell whether `need` would let this pass."""
        return self.refusal(permission) is None
