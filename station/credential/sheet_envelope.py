"""What manifests and hand-over codes have in common: the batch's facts, and who signed them.

Both are COSE_Sign1 in this format's shape (`sign1`) over a map, deterministic CBOR, whose keys are

====  ============  ========================================================================
key   name          value
====  ============  ========================================================================
1     batch         text, a batch number
2     version       int from 1
3     issued at     int, seconds since 1970 UTC
4     persons       int
5     tubes         int, void ones not counted
6     digest        32 bytes: SHA-256 over the batch's rows (`station.export.digest`)
7     box           text; hand-over codes only
8     site          text; manifests only, like those below
9     booth         text
10    files         array of maps: `1` name (text), `2` size in bytes (int), `3` SHA-256 (32 bytes)
11    chain length  int, lines of the booth's audit trail
12    chain head    32 bytes, the seal of its last line
====  ============  ========================================================================

Unknown keys are ignored, types are exact. The external_aad tells the two apart, and both from
sampling codes and trust lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from station.credential.cbor import BadForm
from station.credential.sheet_refusals import (
    SheetMalformed,
    SheetSignatureBad,
    SignerNotValid,
    UnknownSigner,
)
from station.credential.sign1 import EDDSA, Sign1
from station.credential.times import from_seconds, to_seconds
from station.credential.trust import SheetSigner, TrustList
from station.domain.batch import BatchNumberUnusable, check_batch_number
from station.domain.person import TextTooLong, TextUnusable, check_text

BATCH, VERSION, ISSUED_AT, PERSONS, TUBES, DIGEST = range(1, 7)
DIGEST_BYTES = 32

_GREATEST = 2**31 - 1
_NUMBER_LENGTH = 24
_LAST_SECOND = to_seconds(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class SheetEnvelope:
    """An envelope that was read: its form is right; `signer` proves it."""

    envelope: Sign1
    aad: bytes

    @classmethod
    def parse(cls, raw: bytes, aad: bytes) -> SheetEnvelope:
        """Return the envelope in ``raw``. Raises `SheetMalformed`."""
        try:
            envelope = Sign1.parse(raw)
        except BadForm:
            raise SheetMalformed() from None
        if envelope.algorithm != EDDSA:
            raise SheetMalformed()
        return cls(envelope, aad)

    @property
    def kid(self) -> bytes:
        """Whose key it says signed it, 8 bytes: nothing is proved by that."""
        return self.envelope.kid

    @property
    def payload(self) -> bytes:
        return self.envelope.payload

    def signer(self, trust: TrustList, issued_at: datetime) -> SheetSigner:
        """Return whose key signed this at ``issued_at``, which stands in the payload.

        A key that has ended since still serves what it signed in time. Raises `UnknownSigner`,
        `SheetSignatureBad` or `SignerNotValid`, in this order.
        """
        signer = trust.sheet_signers.get(self.kid)
        if signer is None:
            raise UnknownSigner(kid=self.kid.hex())
        if not self.envelope.is_signed_by(signer.public_key, self.aad):
            raise SheetSignatureBad()
        if not signer.valid_from <= to_seconds(issued_at) <= signer.valid_until:
            raise SignerNotValid(booth=signer.booth)
        return signer


def check_batch(number: str, version: int) -> None:
    """Raise `BadForm` for what is no batch number or version."""
    try:
        check_batch_number(check_line(number, _NUMBER_LENGTH))
    except BatchNumberUnusable:
        raise BadForm("no batch number") from None
    if version < 1:
        raise BadForm("no version")
    check_count(version)


def check_count(number: int, greatest: int = _GREATEST) -> None:
    """Raise `BadForm` for a count below 0 or beyond ``greatest``."""
    if not 0 <= number <= greatest:
        raise BadForm("count out of range")


def check_digest(digest: bytes) -> None:
    """Raise `BadForm` unless these are the 32 bytes of a SHA-256."""
    if len(digest) != DIGEST_BYTES:
        raise BadForm(f"not {DIGEST_BYTES} bytes")


def check_line(text: str, longest: int) -> str:
    """Return ``text`` if it may stand on a sheet and has at most ``longest`` characters.

    Raises `BadForm`.
    """
    try:
        return check_text(text, "sheet", longest)
    except (TextUnusable, TextTooLong):
        raise BadForm("text unusable") from None


def check_moment(moment: datetime) -> None:
    """Raise `BadForm` for a moment that is not UTC in whole seconds from 1970 on."""
    if moment.utcoffset() != timedelta(0) or moment.microsecond or to_seconds(moment) < 0:
        raise BadForm("no moment in whole seconds, UTC")


def moment_of(seconds: int) -> datetime:
    """Return the moment of ``seconds`` since 1970; raise `BadForm` beyond the years 1970-9999."""
    if not 0 <= seconds <= _LAST_SECOND:
        raise BadForm("seconds out of range")
    return from_seconds(seconds)
