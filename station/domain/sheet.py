"""What goes on a batch's sheet, as the database hands it to the export: whole, not masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from station.domain.registration import Registration, Shift, WithdrawReason
from station.domain.tube import Tube


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """A registration in force with the tube that it is in and the shift that took it."""

    registration: Registration
    tube: Tube
    shift: Shift


@dataclass(frozen=True, slots=True)
class SheetTube:
    """A tube of the batch. ``shift`` opened it; ``collected_at`` is its first registration's time.

    ``collected_at`` falls back to the opening time for a tube that holds nobody in force.
    """

    tube: Tube
    shift: Shift
    collected_at: datetime


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """A sheet that was handed over, as it stays on record.

    ``site_name``, ``zone`` (IANA) and ``box_code`` are what its rows were written with, so that the
    same version comes out the same later; ``kid`` (8 bytes) is the key that signed it. All four are
    None for sheets from before they were kept.
    """

    id: UUID
    batch_id: UUID
    version: int
    at: datetime
    digest: str
    sha256: str
    persons: int
    tubes: int
    site_name: str | None = None
    zone: str | None = None
    box_code: str | None = None
    kid: bytes | None = None


@dataclass(frozen=True, slots=True)
class GonePerson:
    """Somebody whom the version before held and this one does not. ``place`` and the rest of the
    registration stand as the version before had them."""

    person: SheetPerson
    reason: WithdrawReason
    withdrawn_at: datetime
    swab_is_in: bool


@dataclass(frozen=True, slots=True)
class ChangedTube:
    """A tube whose persons or status are others: as the version before had it, and now."""

    before: SheetTube
    after: SheetTube


@dataclass(frozen=True, slots=True)
class SheetChanges:
    """What version ``version`` of a sheet changed against the one before; empty for the first."""

    version: int
    gone: tuple[GonePerson, ...] = ()
    tubes: tuple[ChangedTube, ...] = ()


_SHOWN_BYTES = 8


def short_digest(digest: bytes) -> str:
    """Return the beginning of a batch's digest as people compare it: 3F2A 91B0 77C4 0D1E."""
    text = digest[:_SHOWN_BYTES].hex().upper()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
