"""What goes on a batch's sheet, as the database hands it to the export: whole, not masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from station.domain.registration import Registration, Shift
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
