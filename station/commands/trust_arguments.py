"""What the `trust` commands take as arguments: keys by name, dates, files of revocations."""

from __future__ import annotations

import argparse
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from station.credential.code import LONGEST_VALIDITY_DAYS
from station.credential.keys import KEY_BYTES, KID_BYTES
from station.credential.revocations import Revocation, RevocationsUnreadable, read_revocations
from station.credential.times import to_seconds
from station.credential.trust import Issuer, SheetSigner
from station.errors import StationError
from station.incoming.trust_file import read_trust_file
from station.keyring.issuer_file import ISSUER_FILE
from station.keyring.root_file import ROOT_FILE
from station.keyring.sealed_file import SealedKind, read_sealed

KEY_FORM = "NAME=PUBLIC[,from=DATE][,until=DATE][,days=N]"

_NO_DATE = "{!r} is no date such as 2027-06-30"
_DEFAULT_SPAN = timedelta(days=365)
_CLOCKS_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A public key with its name. Times are in seconds since 1970; None is for the default."""

    name: str
    public: bytes
    valid_from: int | None
    valid_until: int | None
    days: int

    def issuer(self, now: datetime) -> Issuer:
        return Issuer(self.public, self.name, *self._validity(now), self.days)

    def sheet_signer(self, now: datetime) -> SheetSigner:
        return SheetSigner(self.public, self.name, *self._validity(now))

    def _validity(self, now: datetime) -> tuple[int, int]:
        # From a day before: the desk's clock may be a little behind this one.
        start = to_seconds(now - _CLOCKS_APART) if self.valid_from is None else self.valid_from
        end = to_seconds(now + _DEFAULT_SPAN) if self.valid_until is None else self.valid_until
        return start, end


def named_key(text: str) -> NamedKey:
    """Return the key in ``text``, of the form `KEY_FORM`; PUBLIC is 64 hex digits, or a file.

    Instead of NAME=PUBLIC a file of an issuer's key may stand alone: it holds both.
    """
    head, *options = text.split(",")
    name, sign, public = head.partition("=")
    if sign:
        key = public_key(public, ISSUER_FILE)
    else:
        name, key = _of_issuer_file(head)
    given: dict[str, Any] = {"from": None, "until": None, "days": LONGEST_VALIDITY_DAYS}
    readers = {"from": moment, "until": end_moment, "days": _days}
    for option in options:
        which, _, value = option.strip().partition("=")
        if which not in readers:
            raise argparse.ArgumentTypeError(f"{which!r} is none of from, until, days")
        given[which] = readers[which](value)
    return NamedKey(name.strip(), key, given["from"], given["until"], given["days"])


def public_key(text: str, kind: SealedKind = ROOT_FILE) -> bytes:
    """Return the public key in ``text``.

    It is 64 hex digits, or a file of them, of 32 raw bytes or of ``kind``.
    """
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = _of_file(Path(text), kind)
    if len(key) != KEY_BYTES:
        raise argparse.ArgumentTypeError(f"{text!r} is neither 64 hex digits nor a key's file")
    return key


def kid(text: str) -> bytes:
    """Return the kid in ``text``, 16 hex digits."""
    try:
        name = bytes.fromhex(text)
    except ValueError:
        name = b""
    if len(name) != KID_BYTES:
        raise argparse.ArgumentTypeError(f"{text!r} is no kid of 16 hex digits")
    return name


def kid_until(text: str) -> tuple[bytes, int]:
    """Return kid and moment of ``KID=DATE``."""
    name, sign, date = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"{text!r} is not KID=DATE")
    return kid(name), end_moment(date)


def moment(text: str) -> int:
    """Return the seconds since 1970 of an ISO date (its beginning, local time) or time."""
    try:
        return to_seconds(datetime.fromisoformat(text).astimezone(UTC))
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(_NO_DATE.format(text)) from None


def end_moment(text: str) -> int:
    """Return the same, but a date's last second."""
    if len(text) > len("2027-06-30"):
        return moment(text)
    try:
        next_day = datetime.fromisoformat(text) + timedelta(days=1)
        return to_seconds(next_day.astimezone(UTC)) - 1
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(_NO_DATE.format(text)) from None


def revoked_codes(path: Path) -> list[Revocation]:
    """Return the codes in a file that `code revoke` wrote; a JSON list of its lines will do too.

    Raises `TrustFileUnreadable` or `RevocationsUnreadable`.
    """
    raw = read_trust_file(path)
    if raw.lstrip()[:1] == b"[":
        try:
            raw = "\n".join(map(json.dumps, json.loads(raw))).encode()
        except (ValueError, RecursionError):
            raise RevocationsUnreadable(line=1) from None
    return read_revocations(raw)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days")
    return int(text)


def _of_issuer_file(text: str) -> tuple[str, bytes]:
    try:
        clear = read_sealed(Path(text), ISSUER_FILE).clear
        return clear["name"], bytes.fromhex(clear["public"])
    except (StationError, ValueError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither {KEY_FORM} nor an issuer's key file"
        ) from None


def _of_file(path: Path, kind: SealedKind) -> bytes:
    try:
        raw = read_trust_file(path)
        if len(raw) == KEY_BYTES:
            return raw
        with suppress(ValueError):
            return bytes.fromhex(raw.decode("ascii"))
        return bytes.fromhex(read_sealed(path, kind).clear["public"])
    except (StationError, ValueError):
        return b""
