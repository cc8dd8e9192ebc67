"""The next trust list, drawn up from the one before: nothing is lost that still counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from station.credential.code import LONGEST_VALIDITY_DAYS
from station.credential.keys import RootKey
from station.credential.revocations import Revocation
from station.credential.times import from_seconds
from station.credential.trust import (
    GREATEST_SERIAL,
    Issuer,
    SheetSigner,
    TrustList,
    accept_trust_list,
    issue_trust_list,
)
from station.domain.refusals import ClockWrong
from station.errors import StationError

NAME_LENGTH = 64
_CLOCKS_APART = timedelta(minutes=5)


class KidUnknown(StationError):
    """``kid``: a key that is to be changed and does not stand in the list; in hex."""

    code = "trust_kid_unknown"


class KeyValidityWrong(StationError):
    """``name``: an issuer or signer whose validity is empty, or its longest days not 1 to 30."""

    code = "trust_validity_wrong"


class KeyNameWrong(StationError):
    """A name of an issuer or booth that is empty or has more than 64 characters."""

    code = "trust_name_wrong"


class KeyRevoked(StationError):
    """``kid``: a key that is to be listed and was revoked, which is for good; in hex."""

    code = "trust_key_revoked"


class SerialWrong(StationError):
    """A serial that is not above ``previous``."""

    code = "trust_serial_wrong"


class SerialTooLarge(StationError):
    """A serial above the ``greatest`` that a station can hold."""

    code = "trust_serial_too_large"


class TrustDraft:
    """A list in the making. Keys go by kid; a key that is put again takes the place of itself."""

    def __init__(self, previous: TrustList | None) -> None:
        """Begin with everything that ``previous`` holds; without one with nothing."""
        self._previous = previous
        self._issuers = {} if previous is None else dict(previous.issuers)
        self._signers = {} if previous is None else dict(previous.sheet_signers)
        self._revoked_issuers = set(() if previous is None else previous.revoked_issuers)
        # Which codes are revoked, with their expiry as far as it is known.
        self._revoked: dict[tuple[bytes, bytes], datetime | None] = dict.fromkeys(
            () if previous is None else previous.revoked_codes
        )

    def put_issuer(self, issuer: Issuer) -> None:
        """Raises `KeyRevoked`, `KeyNameWrong` or `KeyValidityWrong`."""
        if issuer.kid in self._revoked_issuers:
            raise KeyRevoked(kid=issuer.kid.hex())
        _check_key(issuer.name, issuer.valid_from, issuer.valid_until)
        if not 1 <= issuer.longest_validity_days <= LONGEST_VALIDITY_DAYS:
            raise KeyValidityWrong(name=issuer.name)
        self._issuers[issuer.kid] = issuer

    def end_issuer(self, kid: bytes, until: int) -> None:
        """Let the issuer sign until ``until`` (seconds) only; its codes run out by themselves.

        Raises `KidUnknown`, and `KeyValidityWrong` if it would begin after that.
        """
        issuer = self._issuer(kid)
        if until < issuer.valid_from:
            raise KeyValidityWrong(name=issuer.name)
        self._issuers[kid] = replace(issuer, valid_until=min(until, issuer.valid_until))

    def revoke_issuer(self, kid: bytes) -> None:
        """Refuse all its codes from now on, for good. Raises `KidUnknown`.

        It stays listed, so that stations can tell a revoked issuer from an unknown one.
        """
        self._revoked_issuers.add(self._issuer(kid).kid)

    def remove_issuer(self, kid: bytes) -> None:
        """Forget an issuer: its codes are unknown from now on. Raises `KidUnknown`."""
        del self._issuers[self._issuer(kid).kid]

    def put_sheet_signer(self, signer: SheetSigner) -> None:
        """Raises `KeyNameWrong` or `KeyValidityWrong`."""
        _check_key(signer.booth, signer.valid_from, signer.valid_until)
        self._signers[signer.kid] = signer

    def end_sheet_signer(self, kid: bytes, until: int) -> None:
        """Let a booth sign sheets until ``until`` (seconds) only; those before stay proved.

        Raises `KidUnknown`, and `KeyValidityWrong` if it would begin after that.
        """
        signer = self._signers.get(kid)
        if signer is None:
            raise KidUnknown(kid=kid.hex())
        if until < signer.valid_from:
            raise KeyValidityWrong(name=signer.booth)
        self._signers[kid] = replace(signer, valid_until=min(until, signer.valid_until))

    def remove_sheet_signer(self, kid: bytes) -> None:
        """Raises `KidUnknown`."""
        if self._signers.pop(kid, None) is None:
            raise KidUnknown(kid=kid.hex())

    def revoke_codes(self, codes: Iterable[Revocation]) -> None:
        """Revoke codes; of several expiries the latest counts."""
        for code in codes:
            name = (code.kid, code.cti)
            known = self._revoked.get(name)
            if known is None or code.expires_at > known:
                self._revoked[name] = code.expires_at

    def issue(self, root: RootKey, now: datetime, serial: int | None = None) -> TrustList:
        """Return the list, signed; ``now`` is aware. Its serial follows the one before.

        Revocations of codes that have expired are left out. Raises `SerialWrong` for a
        ``serial`` that does not rise, `SerialTooLarge`, `ClockWrong` if the list before was
        issued after ``now``, and a `TrustRefusal` for what a station with the list before would
        refuse.
        """
        before = self._previous
        last = 0 if before is None else before.serial
        chosen = last + 1 if serial is None else serial
        if chosen > GREATEST_SERIAL:
            raise SerialTooLarge(greatest=GREATEST_SERIAL)
        if chosen <= last:
            raise SerialWrong(previous=last)
        if before is not None and now < before.issued_at - _CLOCKS_APART:
            raise ClockWrong(
                mark=before.issued_at.isoformat(timespec="seconds"),
                now=now.isoformat(timespec="seconds"),
            )
        raw = issue_trust_list(
            root,
            serial=chosen,
            issued_at=now,
            issuers=list(self._issuers.values()),
            revoked_codes=[name for name in self._revoked if not self._has_expired(name, now)],
            revoked_issuers=self._revoked_issuers,
            sheet_signers=list(self._signers.values()),
        )
        current = None if before is None else before.mark
        return accept_trust_list(raw, root.public, current, least_serial=0)

    # --- inside --------------------------------------------------------------------------------

    def _issuer(self, kid: bytes) -> Issuer:
        issuer = self._issuers.get(kid)
        if issuer is None:
            raise KidUnknown(kid=kid.hex())
        return issuer

    def _has_expired(self, name: tuple[bytes, bytes], now: datetime) -> bool:
        expires_at = self._revoked[name]
        if expires_at is not None:
            return expires_at <= now
        issuer = self._issuers.get(name[0])
        if issuer is None:
            # It may be listed again, and its codes with it.
            return False
        before = None if self._previous is None else self._previous.issuers.get(name[0])
        # A key that ends earlier in this list may have signed until later before.
        ends = max(key.valid_until for key in (issuer, before) if key is not None)
        return from_seconds(ends) <= now - timedelta(days=LONGEST_VALIDITY_DAYS)


def check_name(name: str) -> None:
    """Raise `KeyNameWrong` for a name that no list may hold."""
    if not 1 <= len(name.strip()) <= NAME_LENGTH or not name.isprintable():
        raise KeyNameWrong()


def _check_key(name: str, valid_from: int, valid_until: int) -> None:
    check_name(name)
    if valid_from > valid_until:
        raise KeyValidityWrong(name=name)
