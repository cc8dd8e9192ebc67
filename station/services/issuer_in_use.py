"""The issuer's private key at the code desk: in memory while the desk is open, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from station.credential.keys import IssuerKey
from station.credential.times import from_seconds, to_seconds
from station.credential.trust import Issuer, TrustList
from station.domain.desk_refusals import (
    DeskClosed,
    DeskIssuerOutOfTime,
    DeskIssuerRevoked,
    DeskIssuerUnlisted,
)

OpenIssuer = Callable[[Path, str], IssuerKey]
"""Opens an issuer's file with its passphrase; raises a `StationError`."""


def listed_issuer(key: IssuerKey, trust: TrustList, now: datetime) -> Issuer:
    """Return the key's entry in the trust list in force.

    Raises `DeskIssuerUnlisted`, `DeskIssuerRevoked`, or `DeskIssuerOutOfTime` if it may not sign
    at ``now`` (aware).
    """
    issuer = trust.issuers.get(key.kid)
    if issuer is None:
        raise DeskIssuerUnlisted()
    if issuer.kid in trust.revoked_issuers:
        raise DeskIssuerRevoked()
    may_sign = issuer.valid_from <= to_seconds(now) <= issuer.valid_until
    if not may_sign or issuer.longest_validity_days < 1:
        raise DeskIssuerOutOfTime(
            since=from_seconds(issuer.valid_from).date().isoformat(),
            until=from_seconds(issuer.valid_until).date().isoformat(),
        )
    return issuer


class IssuerInUse:
    """Holds the issuer's key from `take` to `close`; locking and signing out close it."""

    def __init__(self, open_issuer: OpenIssuer) -> None:
        self._open_issuer = open_issuer
        self._key: IssuerKey | None = None

    def read(self, path: Path, passphrase: str) -> IssuerKey:
        """Return the key in an issuer's file; nothing is put in force by that.

        Takes about a second, on any thread. Raises what is wrong with the file or the passphrase.
        """
        return self._open_issuer(path, passphrase)

    def take(self, key: IssuerKey) -> None:
        """Draw with this key from now on; only the worker thread calls it."""
        self._key = key

    def close(self) -> None:
        """Forget the key."""
        self._key = None

    @property
    def is_open(self) -> bool:
        return self._key is not None

    @property
    def key(self) -> IssuerKey:
        """Raises `DeskClosed` while none is open."""
        if self._key is None:
            raise DeskClosed()
        return self._key

    def listed(self, trust: TrustList, now: datetime) -> Issuer:
        """Return the open key's entry as `listed_issuer` does. Raises `DeskClosed` too."""
        return listed_issuer(self.key, trust, now)
