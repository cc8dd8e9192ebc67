"""A try to sign in: the PIN is tried aside, on any thread, and what came of it settled in a unit.

Unknown names and badges are told from wrong PINs by nobody: the same words, time and delays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from station.domain import pin_delay
from station.domain.person import folded_name
from station.domain.ports import Storage, UnitOfWork
from station.domain.scan import fold_text
from station.domain.staff import StaffMember
from station.domain.staff_ports import PinState
from station.errors import StationError
from station.pin import pin_fits

_NAMES_KEPT = 1000


class SignInWrong(StationError):
    """Nobody of that name or badge has this PIN. ``seconds``: until the next try is taken."""

    code = "sign_in_wrong"


class PinDelayed(StationError):
    """There were wrong tries before: the next is taken in ``seconds``."""

    code = "pin_delayed"


class NameShared(StationError):
    """Several members have this name and this PIN: only the badge tells who it is."""

    code = "name_shared"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A PIN that was tried: whose hash it fits, by member. ``repr`` shows nothing of it."""

    who: str = field(repr=False)
    fitting: Mapping[UUID, str] = field(repr=False)


def found(unit: UnitOfWork, who: str) -> list[StaffMember]:
    """Return the active members who are meant by a badge's text or a name."""
    if not _is_text(who):
        return []
    member = unit.staff.by_badge(fold_text(who.strip()))
    return unit.staff.by_name(who) if member is None else [member]


class PinTries:
    """Tries PINs and keeps count of the wrong ones: those of the staff outlive a restart."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._unknown: dict[str, PinState] = {}

    def attempt(self, who: str, pin: str) -> Attempt:
        """Try ``pin`` for whoever ``who`` (a badge's text or a name) means. Slow; for any thread.

        Raises a fault of the storage.
        """
        with self._storage.reading() as unit:
            members = found(unit, who)
            # Somebody's hash is tried for nobody, so that it takes as long.
            tried = members or [one for one in unit.staff.all() if one.active][:1]
            hashes = {one.id: unit.staff.pin(one.id).hash for one in tried}
        fitting = {key: encoded for key, encoded in hashes.items() if pin_fits(pin, encoded)}
        return Attempt(who, fitting if members else {})

    def settle(
        self, unit: UnitOfWork, attempt: Attempt, now: datetime
    ) -> StaffMember | StationError:
        """Return who it is, or why nobody is let in; the count is stored either way.

        The caller commits. Only the worker thread calls it: of tries that were made at once,
        those that came too early are not answered.
        """
        members = found(unit, attempt.who)
        if not members:
            return self._nobody(attempt.who, now)
        pins = {member.id: unit.staff.pin(member.id) for member in members}
        waits = {key: pin_delay.seconds_to_wait(pin, now) for key, pin in pins.items()}
        asked = [member for member in members if not waits[member.id]]
        if not asked:
            return PinDelayed(seconds=min(waits.values()))
        fits = [one for one in asked if attempt.fitting.get(one.id) == pins[one.id].hash]
        if len(fits) > 1:
            return NameShared()
        if not fits:
            after = {one.id: pin_delay.after_wrong(pins[one.id], now) for one in asked}
            for member_id, pin in after.items():
                unit.staff.put_pin(member_id, pin)
            return SignInWrong(seconds=_shortest_wait(after.values(), now))
        (member,) = fits
        if pins[member.id].failures:
            unit.staff.put_pin(member.id, pin_delay.after_right(pins[member.id]))
        return member

    def _nobody(self, who: str, now: datetime) -> StationError:
        name = folded_name(who)
        state = self._unknown.pop(name, PinState(""))
        seconds = pin_delay.seconds_to_wait(state, now)
        if not seconds:
            state = pin_delay.after_wrong(state, now)
        self._unknown[name] = state
        if len(self._unknown) > _NAMES_KEPT:
            del self._unknown[next(iter(self._unknown))]
        if seconds:
            return PinDelayed(seconds=seconds)
        return SignInWrong(seconds=_shortest_wait([state], now))


def _is_text(who: str) -> bool:
    """Tell whether it could be stored at all: half a character is nobody's name or badge."""
    try:
        who.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shortest_wait(pins: Iterable[PinState], now: datetime) -> int:
    return min(pin_delay.seconds_to_wait(pin, now) for pin in pins)
