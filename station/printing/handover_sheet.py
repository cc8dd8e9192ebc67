"""The hand-over sheet that travels with a transport box: what it says, and what may go wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from station.credential.handover import Handover, SignedHandover
from station.domain.sheet import short_digest
from station.domain.tube import POOL_SIZES, Tube, TubeStatus
from station.errors import StationError


class HandoverNotSaved(StationError):
    """The file could not be written."""

    code = "handover_not_saved"


class HandoverNotPrinted(StationError):
    """The printer did not take the page."""

    code = "handover_not_printed"


class HandoverPageTooSmall(StationError):
    """The printer has no A4 page with the sheet's margins."""

    code = "handover_page_too_small"


@dataclass(frozen=True, slots=True)
class HandoverSheet:
    """What stands on the paper. No person is on it: carriers and bystanders see it.

    ``code`` is the text of the hand-over code with the same ``handover``, signed with the key of
    ``kid``. ``by_pool_size`` are numbers of tubes, void ones in none; ``short`` the barcodes of
    tubes with fewer persons than their kind, in the sheet's order. ``lab`` may be empty. Times are
    shown in ``zone``.
    """

    handover: Handover
    code: str = field(repr=False)
    kid: bytes
    site: str
    booth: str
    lab: str
    day: date
    zone: tzinfo
    by_pool_size: Mapping[int, int]
    short: tuple[str, ...]

    @classmethod
    def of(
        cls,
        code: str,
        tubes: Iterable[Tube],
        *,
        site: str,
        booth: str,
        lab: str,
        day: date,
        zone: tzinfo,
    ) -> HandoverSheet:
        """Return the sheet with the hand-over ``code`` that an export signed; ``tubes`` are all of
        the batch. Raises `SheetMalformed` for another text."""
        signed = SignedHandover.parse(code)
        by_pool_size, short = dict.fromkeys(POOL_SIZES, 0), []
        for tube in tubes:
            if tube.status is TubeStatus.VOID:
                continue
            by_pool_size[tube.pool_size] += 1
            if tube.is_short:
                short.append(tube.barcode.text)
        facts = (signed.handover, code, signed.kid, site, booth, lab, day, zone)
        return cls(*facts, by_pool_size, tuple(short))

    @property
    def issued_at(self) -> datetime:
        """When the batch was exported, by the site's clock."""
        return self.handover.issued_at.astimezone(self.zone)

    @property
    def digest(self) -> str:
        """The beginning of the digest, as the check page shows it too."""
        return short_digest(self.handover.digest)
