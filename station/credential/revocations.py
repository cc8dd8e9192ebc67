"""The file of revoked codes that desks hand to whoever issues the trust list.

JSON lines in UTF-8, one a code: ``kid`` and ``cti`` as 16 hexadecimal digits each, and
``expires_at`` (ISO 8601 with offset), after which the line is not needed any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from station.credential.claims import CTI_BYTES
from station.credential.keys import KID_BYTES
from station.errors import StationError


class RevocationsUnreadable(StationError):
    """A line of the file is none of `Revocation`. ``line`` counts from 1."""

    code = "revocations_unreadable"


@dataclass(frozen=True, slots=True, order=True)
class Revocation:
    """A code that is revoked; no booth needs to know it from ``expires_at`` (aware, UTC) on."""

    expires_at: datetime
    kid: bytes
    cti: bytes


def read_revocations(data: bytes) -> list[Revocation]:
    """Return what a file holds; empty lines are skipped. Raises `RevocationsUnreadable`."""
    found = []
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_revocation(json.loads(line)))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise RevocationsUnreadable(line=number) from None
    return found


def revocations_file(revocations: Iterable[Revocation], now: datetime) -> bytes:
    """Return the file of those that have not expired at ``now``; each code once."""
    latest: dict[tuple[bytes, bytes], Revocation] = {}
    for each in sorted(revocations):
        if each.expires_at > now:
            latest[each.kid, each.cti] = each
    lines = (
        json.dumps(
            {
                "kid": each.kid.hex(),
                "cti": each.cti.hex(),
                "expires_at": each.expires_at.isoformat(),
            }
        )
        for each in sorted(latest.values())
    )
    return "".join(f"{line}\n" for line in lines).encode()


def hex_name(text: object, length: int) -> bytes:
    """Return the ``length`` bytes that hexadecimal ``text`` stands for; raises ValueError."""
    if not isinstance(text, str):
        raise ValueError("no text")
    name = bytes.fromhex(text)
    if len(name) != length:
        raise ValueError(f"not {length} bytes")
    return name


def _revocation(value: dict[str, object]) -> Revocation:
    expires_at = datetime.fromisoformat(str(value["expires_at"]))
    if expires_at.tzinfo is None:
        raise ValueError("no offset")
    return Revocation(
        expires_at.astimezone(UTC),
        hex_name(value["kid"], KID_BYTES),
        hex_name(value["cti"], CTI_BYTES),
    )
