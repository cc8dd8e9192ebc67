"""What the services ask of the stored staff and of the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from station.domain.audit import AuditEvent, AuditHead, AuditLine
from station.domain.staff import StaffMember


@dataclass(frozen=True, slots=True)
class PinState:
    """A member's PIN as it is kept: ``hash`` is Argon2id's encoded text (RFC 9106).

    ``failures`` counts the wrong tries in a row; no try is taken before ``retry_at``.
    """

    hash: str = field(repr=False)
    failures: int = 0
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member whom a site is founded with, and the PIN's hash."""

    member: StaffMember
    pin: PinState


class StaffRegister(Protocol):
    """The staff as stored; names, badges and PINs sealed."""

    def all(self) -> list[StaffMember]:
        """Return everybody who ever was on the staff, by name, those who left last."""

    def get(self, member_id: UUID) -> StaffMember:
        """Raises LookupError if there is none."""

    def by_badge(self, badge: str) -> StaffMember | None:
        """Return the active member who wears the badge."""

    def by_name(self, name: str) -> list[StaffMember]:
        """Return the active members of that name (compared as `folded_name` does)."""

    def put(self, member: StaffMember, pin: PinState, at: datetime) -> None:
        """Add a member, or change one."""

    def pin(self, member_id: UUID) -> PinState:
        """Raises LookupError if there is none."""

    def put_pin(self, member_id: UUID, pin: PinState) -> None:
        """Keep the outcome of a try, or a new PIN. Raises LookupError."""


class AuditTrail(Protocol):
    """The audit trail: lines are added, never changed; each seals the one before."""

    def add(self, event: AuditEvent) -> AuditHead:
        """Write a line in this transaction; return the trail's head after it."""

    def head(self) -> AuditHead:
        """Return the last line's seal and the number of lines."""

    def lines(self, after: int = 0) -> Iterator[AuditLine]:
        """Yield the lines from number ``after`` + 1 on, as they stand."""

    def expected_seal(self, line: AuditLine, before: bytes) -> bytes:
        """Return the seal that ``line`` should have after the seal ``before``."""
