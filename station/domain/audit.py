"""The audit trail: what was done that somebody may have to answer for. Nothing personal in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import UUID

from station.errors import StationError


class AuditKind(Enum):
    """What a line tells of; stored by its value."""

    SITE_FOUNDED = "site_founded"
    SITE_JOINED = "site_joined"
    KEYS_ROTATED = "keys_rotated"
    BUNDLE_MADE = "bundle_made"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    LOCKED = "locked"
    STAFF_CHANGED = "staff_changed"
    WITHDRAWN = "withdrawn"
    REPEATED = "repeated"
    TUBE_VOID = "tube_void"
    BATCH_BOXED = "batch_boxed"
    BATCH_EXPORTED = "batch_exported"
    TUBE_TAKEN_OUT = "tube_taken_out"
    TUBE_PUT_BACK = "tube_put_back"
    RECEIVED = "received"
    RECEIPT_SETTLED = "receipt_settled"
    SEARCHED = "searched"
    LAB_PASSWORD_SET = "lab_password_set"
    SETTINGS_CHANGED = "settings_changed"
    COMMAND_SHEET_MADE = "command_sheet_made"
    SHEETS_CHECKED = "sheets_checked"
    CLOCK_RESET = "clock_reset"
    TRUST_ACCEPTED = "trust_accepted"
    TRUST_REFUSED = "trust_refused"
    TRUST_ISSUED = "trust_issued"
    DESK_OPENED = "desk_opened"
    PERSON_RENAMED = "person_renamed"
    CODE_DRAWN = "code_drawn"
    CODE_REVOKED = "code_revoked"
    CODES_LISTED = "codes_listed"
    RELATIVE_APPLIED = "relative_applied"
    RELATIVE_APPROVED = "relative_approved"
    RELATIVE_REFUSED = "relative_refused"
    ERASED = "erased"
    BACKED_UP = "backed_up"
    RESTORED = "restored"


Fact = str | int


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What is to be written. ``facts`` hold ids, numbers, codes and counts, never a person's data
    or a name: they stand in the clear, and outlive what they tell of."""

    at: datetime
    booth: str
    actor: UUID | None
    kind: AuditKind
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line as it was written: ``number`` counts from 1 without a gap, ``seal`` has 32 bytes."""

    number: int
    event: AuditEvent
    seal: bytes


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The last line's ``seal`` and how many lines there are: a tail that is cut off later shows.

    ``length`` 0 with 32 zero bytes for an empty trail.
    """

    length: int
    seal: bytes

    @property
    def hex(self) -> str:
        return self.seal.hex()


class AuditUnreadable(StationError):
    """Line ``number`` of the audit trail was not written by this program as it stands there."""

    code = "audit_unreadable"


EMPTY_TRAIL = AuditHead(0, bytes(32))
