"""Who works with the console: signing in and out, the quick change, and the lock.

Audit lines stand in the same unit of work. What makes the console safer (the lock, signing out)
is done even if the disk does not take the line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from station.domain import outcome as out
from station.domain.audit import AuditEvent, AuditKind, Fact
from station.domain.ids import new_id
from station.domain.outcome import Outcome
from station.domain.person import NAME_LENGTH, NameMissing, check_text
from station.domain.ports import UnitOfWork
from station.domain.refusals import NotSignedIn, StateRefusal
from station.domain.registration import Shift
from station.domain.staff import Permission, StaffMember
from station.errors import StationError
from station.services.access import ConsoleLocked
from station.services.begin_shift import ShiftService
from station.services.booth import Booth
from station.services.guard import check_clock
from station.services.pin_tries import Attempt, PinTries

Tried = Attempt | StationError
"""A try that was made aside, or the fault that kept it from being made."""

_log = logging.getLogger(__name__)


class NotLocked(StateRefusal):
    """The console is not locked, so it cannot be unlocked."""

    code = "not_locked"


class SignInBroken(StationError):
    """A bug ended a try to sign in or to unlock; who is signed in is as it was."""

    code = "sign_in_broken"


class SignInService:
    """Lets the staff in and out. Only the worker thread calls it, but for `attempt`."""

    def __init__(self, booth: Booth, shifts: ShiftService) -> None:
        self._booth = booth
        self._shifts = shifts
        self._tries = PinTries(booth.storage)

    def attempt(self, who: str, pin: str) -> Tried:
        """Try a PIN, on any thread: slow. The result is for `sign_in` or `unlock`."""
        try:
            return self._tries.attempt(who, pin)
        except StationError as error:
            return error

    def sign_in(self, tried: Tried, sampler: str, specimen: str) -> Outcome:
        """Let whoever tried in; a shift begins for those who may register.

        Whoever was signed in before is signed out: tubes stay open, a person who waits is let go.
        A booth that could not be restored at the start is restored first. A console that was
        locked while the PIN was tried stays so: only `unlock` ends that.
        """
        if self._booth.access.locked:
            return out.Refused(ConsoleLocked())
        if not self._shifts.restored:
            refused = self._shifts.restore()
            if not self._shifts.restored:
                return refused

        def enter(unit: UnitOfWork, member: StaffMember, now: datetime) -> Shift | None:
            return self._begin(unit, member, sampler, specimen, now)

        entered = self._enter(tried, enter, "sign_in")
        return entered if isinstance(entered, out.Refused) else out.SignedIn(entered)

    def unlock(self, tried: Tried) -> Outcome:
        """End the lock: the same member goes on with the shift.

        Another member begins a new one with the same sampler and specimen.
        """
        access = self._booth.access
        if not access.locked:
            return out.Refused(NotLocked())

        def enter(unit: UnitOfWork, member: StaffMember, now: datetime) -> Shift | None:
            shift = self._booth.shift
            if member.id == access.actor and shift is not None:
                return shift
            last = shift or unit.shifts.latest(self._booth.number)
            taken = ("", "") if last is None else (last.sampler, last.specimen)
            return self._begin(unit, member, *taken, now)

        entered = self._enter(tried, enter, "unlock")
        return entered if isinstance(entered, out.Refused) else out.Unlocked()

    def lock(self) -> Outcome:
        """Lock the console: only badges are heard until somebody signs in."""
        access = self._booth.access
        if access.member is None:
            return out.Refused(NotSignedIn())
        if not access.locked:
            self._note(AuditKind.LOCKED)
            access.locked = True
            self._booth.let_go()
        return out.Locked()

    def sign_out(self) -> Outcome:
        """End the shift, locked or not; tubes stay open."""
        access = self._booth.access
        if access.member is None:
            return out.Refused(NotSignedIn())
        self._note(AuditKind.SIGNED_OUT)
        access.leave()
        self._booth.begin(None)
        return out.SignedOut()

    # --- inside --------------------------------------------------------------------------------

    def _enter(
        self,
        tried: Tried,
        begin: Callable[[UnitOfWork, StaffMember, datetime], Shift | None],
        way: str,
    ) -> Shift | out.Refused | None:
        """Settle a try, and let the member in if their PIN fits; or return the refusal."""
        if isinstance(tried, StationError):
            return out.Refused(tried)
        booth, access, now = self._booth, self._booth.access, self._booth.clock.now()
        try:
            with booth.storage.writing() as unit:
                member = self._tries.settle(unit, tried, now)
                if isinstance(member, StationError):
                    facts = {"reason": member.code, "way": way}
                    unit.audit.add(self._event(AuditKind.SIGN_IN_REFUSED, now, None, facts))
                    unit.commit()
                    return out.Refused(member)
                shift = begin(unit, member, now)
                if access.actor not in (None, member.id):
                    unit.audit.add(self._event(AuditKind.SIGNED_OUT, now, access.actor))
                facts = {"way": way}
                if shift is not None:
                    facts["shift"] = str(shift.id)
                unit.audit.add(self._event(AuditKind.SIGNED_IN, now, member.id, facts))
                unit.clock_mark.raise_to(now)
                unit.commit()
        except StationError as error:
            return out.Refused(error)
        access.enter(member)
        booth.begin(shift)
        return shift

    def _begin(
        self, unit: UnitOfWork, member: StaffMember, sampler: str, specimen: str, now: datetime
    ) -> Shift | None:
        """Store a new shift, for those who may register; nobody else stands at the swabs.

        Raises `ClockWrong`, but not for those who may reset the clock.
        """
        if not member.may(Permission.REGISTER):
            return None
        if not sampler.strip():
            raise NameMissing()
        if not member.may(Permission.RESET_CLOCK):
            # Who may put it right has to come in for that.
            check_clock(unit.clock_mark, now)
        shift = Shift(
            id=new_id(now),
            booth=self._booth.number,
            operator=member.name,
            sampler=check_text(sampler.strip(), "sampler", NAME_LENGTH),
            specimen=specimen,
            started_at=now,
        )
        unit.shifts.add(shift)
        return shift

    def _note(self, kind: AuditKind) -> None:
        try:
            with self._booth.storage.writing() as unit:
                unit.audit.add(self._event(kind, self._booth.clock.now(), self._booth.access.actor))
                unit.commit()
        except StationError as fault:
            _log.warning("no audit line was written: %s", fault.code)

    def _event(
        self,
        kind: AuditKind,
        now: datetime,
        actor: UUID | None,
        facts: Mapping[str, Fact] | None = None,
    ) -> AuditEvent:
        return AuditEvent(now, self._booth.number, actor, kind, facts or {})
