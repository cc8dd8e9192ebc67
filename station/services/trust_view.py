"""What the window shows of the trust list in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from station.credential.times import from_seconds
from station.credential.trust import TrustList
from station.domain.trust_ports import RefusedList


class IssuerState(Enum):
    """Whether an issuer may sign codes just now."""

    VALID = "valid"
    NOT_YET = "not_yet"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class IssuerView:
    """An issuer as the list has it; ``kid`` in hex, times aware."""

    name: str
    kid: str
    valid_from: datetime
    valid_until: datetime
    longest_days: int
    is_revoked: bool

    def state(self, now: datetime) -> IssuerState:
        """Return what it may do at ``now`` (aware)."""
        if self.is_revoked:
            return IssuerState.REVOKED
        if now < self.valid_from:
            return IssuerState.NOT_YET
        return IssuerState.ENDED if now > self.valid_until else IssuerState.VALID


@dataclass(frozen=True, slots=True)
class TrustView:
    """The list in force; ``last_refused`` is the last one that was not taken, ever."""

    serial: int
    issued_at: datetime
    issuers: tuple[IssuerView, ...]
    revoked_codes: int
    last_refused: RefusedList | None = None


def trust_view(present: TrustList, last_refused: RefusedList | None) -> TrustView:
    """Return what is shown of ``present``."""
    return TrustView(
        serial=present.serial,
        issued_at=present.issued_at,
        issuers=tuple(
            IssuerView(
                name=issuer.name,
                kid=kid.hex(),
                valid_from=from_seconds(issuer.valid_from),
                valid_until=from_seconds(issuer.valid_until),
                longest_days=issuer.longest_validity_days,
                is_revoked=kid in present.revoked_issuers,
            )
            for kid, issuer in present.issuers.items()
        ),
        revoked_codes=len(present.revoked_codes),
        last_refused=last_refused,
    )
