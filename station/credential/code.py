"""The sampling code NAC1: verify one, draw one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from nacl.utils import random

from station.credential import base45
from station.credential.cbor import BadForm, decode, encode
from station.credential.claims import CTI_BYTES, Claims
from station.credential.holder import Holder, holder_map
from station.credential.keys import IssuerKey, ReadingKey, seal
from station.credential.refusals import (
    BadDocument,
    BadSignature,
    CannotOpen,
    CodeRefusal,
    CodeTooLong,
    Expired,
    IssuerNotValid,
    IssuerRevoked,
    Malformed,
    NotACode,
    NotYetValid,
    Revoked,
    UnknownIssuer,
    UnsupportedAlgorithm,
    ValidityTooLong,
)
from station.credential.sign1 import CODE_AAD, EDDSA, Sign1, sign
from station.credential.times import DAY, from_seconds, to_seconds
from station.credential.trust import Issuer, TrustList
from station.domain.documents import DocumentError
from station.domain.person import EntryMode, Person
from station.domain.scan import CODE_PREFIX, fold_text

PREFIX = CODE_PREFIX
LONGEST_TEXT = 1024
LONGEST_VALIDITY_DAYS = 30

_AHEAD = timedelta(minutes=5) // timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class SamplingCode:
    """A code that passed every check. Times are aware, in UTC; ``days_left`` counts begun days.

    ``issuer`` is the issuer's name in the trust list; ``kid`` and ``cti`` name the code in a
    revocation.
    """

    person: Person
    entry_mode: EntryMode
    issued_at: datetime
    expires_at: datetime
    days_left: int
    issuer: str
    kid: bytes = field(repr=False)
    cti: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code that was just drawn. ``kid`` and ``cti`` name it in a revocation.

    Times are aware, in UTC, whole seconds as the code carries them.
    """

    text: str = field(repr=False)
    kid: bytes = field(repr=False)
    cti: bytes = field(repr=False)
    issued_at: datetime
    expires_at: datetime


def verify(
    text: str,
    *,
    trust: TrustList,
    reading_keys: Sequence[ReadingKey],
    now: datetime,
    today: date,
) -> SamplingCode:
    """Return what the code ``text`` says, as a reader read it, once all of it is proved.

    ``now`` is aware; ``today`` is its date at the site. Raises one `CodeRefusal` for whatever
    text, and nothing else; the checks and their order are those of NAC1.
    """
    envelope = _envelope(fold_text(text))
    issuer = _issuer(envelope, trust)
    if not envelope.is_signed_by(issuer.public_key, CODE_AAD):
        raise BadSignature()
    try:
        claims = Claims.parse(envelope.payload)
    except BadForm:
        raise Malformed() from None
    _check_times(claims, issuer, now)
    if now >= from_seconds(claims.expires_at):
        raise _expired(claims, reading_keys, today)
    if (envelope.kid, claims.cti) in trust.revoked_codes:
        raise Revoked()
    person = _person(claims, reading_keys, today)
    return SamplingCode(
        person=person,
        entry_mode=EntryMode.CODE if person.relative is None else EntryMode.RELATIVE,
        issued_at=from_seconds(claims.issued_at),
        expires_at=from_seconds(claims.expires_at),
        days_left=_days_begun(from_seconds(claims.expires_at) - now),
        issuer=issuer.name,
        kid=envelope.kid,
        cti=claims.cti,
    )


@dataclass(frozen=True, slots=True)
class CodeName:
    """What a code's text calls itself; nothing of it is proved. ``expires_at`` is aware, UTC."""

    kid: bytes
    cti: bytes
    expires_at: datetime


def name_of(text: str) -> CodeName:
    """Return what a revocation has to name. Raises `NotACode` or `Malformed`."""
    envelope = _envelope(fold_text(text))
    try:
        claims = Claims.parse(envelope.payload)
    except BadForm:
        raise Malformed() from None
    return CodeName(envelope.kid, claims.cti, from_seconds(claims.expires_at))


def draw(person: Person, *, issuer: IssuerKey, now: datetime, **given: Any) -> str:
    """Return the text of `draw_code`."""
    return draw_code(person, issuer=issuer, now=now, **given).text


def draw_code(
    person: Person,
    *,
    issuer: IssuerKey,
    now: datetime,
    valid_days: int = LONGEST_VALIDITY_DAYS,
    reading_key: bytes | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> NewCode:
    """Return a new code for ``person``, issued at ``now`` (aware).

    It is sealed to the X25519 public ``reading_key``, or in the clear without one. It is valid
    for ``valid_days``, or until ``expires_at`` where that is given. Nothing here looks into a
    trust list. Raises `NumberMissing` for a person without a document, `TextUnusable` or
    `TextTooLong` for a relation, `CodeTooLong` for texts that together do not fit.
    """
    issued_at = to_seconds(now)
    holder = holder_map(person)
    claims = Claims(
        expires_at=issued_at + valid_days * DAY if expires_at is None else to_seconds(expires_at),
        issued_at=issued_at,
        not_before=None if not_before is None else to_seconds(not_before),
        cti=random(CTI_BYTES),
        holder=holder if reading_key is None else None,
        sealed_holder=None if reading_key is None else seal(encode(holder), reading_key),
    )
    text = PREFIX + base45.encode(sign(claims.encode(), issuer, CODE_AAD))
    if len(text) > LONGEST_TEXT:
        raise CodeTooLong()
    return NewCode(
        text=text,
        kid=issuer.kid,
        cti=claims.cti,
        issued_at=from_seconds(claims.issued_at),
        expires_at=from_seconds(claims.expires_at),
    )


def _envelope(text: str) -> Sign1:
    if not text.startswith(PREFIX):
        raise NotACode()
    if len(text) > LONGEST_TEXT:
        raise Malformed()
    try:
        return Sign1.parse(base45.decode(text[len(PREFIX) :]))
    except BadForm:
        raise Malformed() from None


def _issuer(envelope: Sign1, trust: TrustList) -> Issuer:
    if envelope.algorithm != EDDSA:
        raise UnsupportedAlgorithm()
    issuer = trust.issuers.get(envelope.kid)
    if issuer is None:
        raise UnknownIssuer()
    if envelope.kid in trust.revoked_issuers:
        raise IssuerRevoked()
    return issuer


def _check_times(claims: Claims, issuer: Issuer, now: datetime) -> None:
    if not issuer.valid_from <= claims.issued_at <= issuer.valid_until:
        raise IssuerNotValid()
    longest = min(issuer.longest_validity_days, LONGEST_VALIDITY_DAYS)
    if claims.expires_at - claims.issued_at > longest * DAY:
        raise ValidityTooLong()
    latest_start = to_seconds(now) + _AHEAD
    if claims.issued_at > latest_start:
        raise NotYetValid()
    if claims.not_before is not None and claims.not_before > latest_start:
        raise NotYetValid()


def _expired(claims: Claims, reading_keys: Sequence[ReadingKey], today: date) -> Expired:
    try:
        person = _person(claims, reading_keys, today)
    except CodeRefusal:
        person = None
    return Expired(person, from_seconds(claims.expires_at))


def _person(claims: Claims, reading_keys: Sequence[ReadingKey], today: date) -> Person:
    try:
        if claims.sealed_holder is None:
            holder = Holder.parse(claims.holder)
        else:
            holder = Holder.parse(decode(_opened(claims.sealed_holder, reading_keys)))
        return holder.person(today)
    except BadForm:
        raise Malformed() from None
    except DocumentError as fault:
        raise BadDocument(fault) from None


def _opened(sealed: bytes, reading_keys: Sequence[ReadingKey]) -> bytes:
    for key in reading_keys:
        plain = key.open(sealed)
        if plain is not None:
            return plain
    raise CannotOpen(keys=len(reading_keys))


def _days_begun(span: timedelta) -> int:
    return -(-span // timedelta(days=1))
