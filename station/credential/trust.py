"""The trust list: which issuers a station believes, and what was revoked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from station.credential.cbor import BadForm, decode, encode
from station.credential.claims import CTI_BYTES
from station.credential.fields import Fields, exact_bytes
from station.credential.keys import KEY_BYTES, KID_BYTES, RootKey, key_id
from station.credential.refusals import (
    TrustBelowLeast,
    TrustKidTwice,
    TrustKidWrong,
    TrustMalformed,
    TrustOfOtherRoot,
    TrustOlder,
    TrustSerialReused,
    TrustSignatureBad,
)
from station.credential.sign1 import EDDSA, TRUST_AAD, Sign1, sign
from station.credential.times import from_seconds, to_seconds

_SERIAL, _ISSUED_AT, _ISSUERS, _REVOKED_CODES, _REVOKED_ISSUERS, _SHEET_SIGNERS = range(1, 7)
_KID, _PUBLIC_KEY, _NAME, _FROM, _UNTIL, _LONGEST = range(1, 7)


# What a database's integer holds; a list beyond could never be followed by another.
GREATEST_SERIAL = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Issuer:
    """A key that may sign sampling codes.

    ``valid_from`` to ``valid_until``, both included, in seconds since 1970: when it may sign.
    """

    public_key: bytes
    name: str
    valid_from: int
    valid_until: int
    longest_validity_days: int

    @property
    def kid(self) -> bytes:
        return key_id(self.public_key)


@dataclass(frozen=True, slots=True)
class SheetSigner:
    """A booth's key for manifests and hand-over codes; it never signs sampling codes."""

    public_key: bytes
    booth: str
    valid_from: int
    valid_until: int

    @property
    def kid(self) -> bytes:
        return key_id(self.public_key)


@dataclass(frozen=True, slots=True)
class TrustMark:
    """What a station remembers of the list that it accepted last: SHA-256 of its bytes."""

    serial: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class TrustList:
    """A list that the site's root key signed. Issuers and signers by kid.

    ``revoked_codes`` holds pairs of kid and cti; ``raw`` are the bytes as they came.
    """

    serial: int
    issued_at: datetime
    issuers: Mapping[bytes, Issuer]
    revoked_codes: frozenset[tuple[bytes, bytes]]
    revoked_issuers: frozenset[bytes]
    sheet_signers: Mapping[bytes, SheetSigner]
    raw: bytes = field(repr=False)

    @property
    def mark(self) -> TrustMark:
        return TrustMark(self.serial, hashlib.sha256(self.raw).digest())

    @classmethod
    def open(cls, raw: bytes, root: bytes) -> TrustList:
        """Return the list in ``raw``, the bytes of a `.trust` file.

        ``root`` is the site's public root key, 32 bytes. Raises `TrustMalformed`,
        `TrustOfOtherRoot`, `TrustSignatureBad`, `TrustKidWrong` or `TrustKidTwice`.
        """
        try:
            envelope = Sign1.parse(raw)
        except BadForm:
            raise TrustMalformed() from None
        if envelope.algorithm != EDDSA:
            raise TrustMalformed()
        if envelope.kid != key_id(root):
            raise TrustOfOtherRoot()
        if not envelope.is_signed_by(root, TRUST_AAD):
            raise TrustSignatureBad()
        try:
            return cls._of_payload(envelope.payload, raw)
        except BadForm:
            raise TrustMalformed() from None

    @classmethod
    def peek(cls, raw: bytes) -> TrustList:
        """Return the list in ``raw`` for display only: nobody has proved who signed it.

        Raises `TrustMalformed`, `TrustKidWrong` or `TrustKidTwice`.
        """
        try:
            return cls._of_payload(Sign1.parse(raw).payload, raw)
        except BadForm:
            raise TrustMalformed() from None

    @classmethod
    def _of_payload(cls, payload: bytes, raw: bytes) -> TrustList:
        fields = Fields(decode(payload))
        serial = fields.need(_SERIAL, int)
        if not 0 <= serial <= GREATEST_SERIAL:
            raise BadForm("serial")
        issuers = [_issuer(Fields(item)) for item in fields.need(_ISSUERS, list)]
        signers = [_sheet_signer(Fields(item)) for item in fields.maybe(_SHEET_SIGNERS, list) or ()]
        kids = {issuer.kid for issuer in issuers} | {signer.kid for signer in signers}
        if len(kids) < len(issuers) + len(signers):
            raise TrustKidTwice()
        return cls(
            serial=serial,
            issued_at=from_seconds(fields.need(_ISSUED_AT, int)),
            issuers={issuer.kid: issuer for issuer in issuers},
            revoked_codes=frozenset(map(_revoked_code, fields.need(_REVOKED_CODES, list))),
            revoked_issuers=frozenset(
                exact_bytes(kid, KID_BYTES) for kid in fields.need(_REVOKED_ISSUERS, list)
            ),
            sheet_signers={signer.kid: signer for signer in signers},
            raw=raw,
        )


def accept_trust_list(
    raw: bytes, root: bytes, current: TrustMark | None, least_serial: int
) -> TrustList:
    """Return the list in ``raw`` if it may take the place of the ``current`` one.

    The same bytes again are no news and accepted. Raises what `TrustList.open` does, and
    `TrustBelowLeast` under the site bundle's ``least_serial``, `TrustOlder` under the current
    list's serial, `TrustSerialReused` for other bytes of the same serial.
    """
    return check_newer(TrustList.open(raw, root), current, least_serial)


def check_newer(new: TrustList, current: TrustMark | None, least_serial: int) -> TrustList:
    """Return ``new`` if it may follow the ``current`` list; raises what `accept_trust_list` does
    of that."""
    if new.serial < least_serial:
        raise TrustBelowLeast(serial=new.serial, least=least_serial)
    if current is not None and new.serial < current.serial:
        raise TrustOlder(serial=new.serial, current=current.serial)
    if current is not None and new.serial == current.serial and new.mark != current:
        raise TrustSerialReused(serial=new.serial)
    return new


def issue_trust_list(
    root: RootKey,
    *,
    serial: int,
    issued_at: datetime,
    issuers: Sequence[Issuer],
    revoked_codes: Collection[tuple[bytes, bytes]] = (),
    revoked_issuers: Collection[bytes] = (),
    sheet_signers: Sequence[SheetSigner] = (),
) -> bytes:
    """Return a signed list as the bytes of a `.trust` file. ``issued_at`` is aware."""
    payload: dict[int, object] = {
        _SERIAL: serial,
        _ISSUED_AT: to_seconds(issued_at),
        _ISSUERS: [
            {
                **_key_map(issuer, issuer.name),
                _LONGEST: issuer.longest_validity_days,
            }
            for issuer in issuers
        ],
        _REVOKED_CODES: [list(pair) for pair in sorted(revoked_codes)],
        _REVOKED_ISSUERS: sorted(revoked_issuers),
    }
    if sheet_signers:
        payload[_SHEET_SIGNERS] = [_key_map(signer, signer.booth) for signer in sheet_signers]
    return sign(encode(payload), root, TRUST_AAD)


def _key_map(key: Issuer | SheetSigner, name: str) -> dict[int, object]:
    return {
        _KID: key.kid,
        _PUBLIC_KEY: key.public_key,
        _NAME: name,
        _FROM: key.valid_from,
        _UNTIL: key.valid_until,
    }


def _issuer(fields: Fields) -> Issuer:
    return Issuer(
        public_key=_public_key(fields),
        name=fields.need(_NAME, str),
        valid_from=fields.need(_FROM, int),
        valid_until=fields.need(_UNTIL, int),
        longest_validity_days=fields.need(_LONGEST, int),
    )


def _sheet_signer(fields: Fields) -> SheetSigner:
    return SheetSigner(
        public_key=_public_key(fields),
        booth=fields.need(_NAME, str),
        valid_from=fields.need(_FROM, int),
        valid_until=fields.need(_UNTIL, int),
    )


def _public_key(fields: Fields) -> bytes:
    public_key = fields.need_bytes(_PUBLIC_KEY, KEY_BYTES)
    if fields.need_bytes(_KID, KID_BYTES) != key_id(public_key):
        raise TrustKidWrong()
    return public_key


def _revoked_code(pair: object) -> tuple[bytes, bytes]:
    if type(pair) is not list or len(pair) != 2:
        raise BadForm("not kid and cti")
    return exact_bytes(pair[0], KID_BYTES), exact_bytes(pair[1], CTI_BYTES)
