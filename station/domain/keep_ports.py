"""What keeping data for a while, and no longer, asks of the stored records."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Erasures(Protocol):
    """Personal fields that are given up; rows and counts stay."""

    def clock_is_borne_out(self, now: datetime) -> bool:
        """Tell whether work at the booth bears out that the clock does not stand far ahead.

        So do shifts on three days of the last thirty: somebody has seen the date on each. Codes do
        not: a desk with the same clock may have drawn them.
        """

    def due_batch(self, before: datetime) -> UUID | None:
        """Return the batch that was handed over first, before ``before`` and not yet erased.

        One whose receipt differs from its sheet is kept until that is settled.
        """

    def erase_batch(self, batch_id: UUID, at: datetime) -> int:
        """Erase the persons of a batch, withdrawn ones too; return how many."""

    def erase_desk(self, before: datetime, at: datetime) -> int:
        """Erase codes that expired before ``before``, and persons whom the desk last met then.

        Returns how many persons.
        """
