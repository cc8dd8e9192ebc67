"""What somebody wishes to change in the trust list, and what the next list would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from station.credential.keys import key_id
from station.credential.revocations import Revocation
from station.services.trust_view import IssuerView


class KeyKind(Enum):
    """What a listed key signs."""

    ISSUER = "issuer"
    SHEETS = "sheets"


@dataclass(frozen=True, slots=True)
class KeyWish:
    """A key that is to be listed. ``public``: 64 hex digits, or the path of a key's file.

    It may sign until the end of ``until``, the site's day; ``days`` is how long a code of an
    issuer may be valid. ``name`` may be empty for an issuer's file, which holds it.
    """

    kind: KeyKind
    name: str
    public: str
    until: date
    days: int = 30


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key that is to be listed, found good: 32 raw bytes, seconds since 1970."""

    kind: KeyKind
    name: str
    public: bytes
    valid_from: int
    valid_until: int
    days: int

    @property
    def kid(self) -> bytes:
        return key_id(self.public)


@dataclass(frozen=True, slots=True)
class TrustChanges:
    """What is to differ from the list in force. Keys that stand in it go by their kid.

    ``ended``: the last day, the site's, on which a key may sign.
    """

    new: tuple[ListedKey, ...] = ()
    ended: tuple[tuple[bytes, date], ...] = ()
    revoked: frozenset[bytes] = frozenset()
    removed: frozenset[bytes] = frozenset()
    codes: tuple[Revocation, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == TrustChanges()


@dataclass(frozen=True, slots=True)
class SignerView:
    """A key that signs sheets, as a list has it; shown like an issuer without days."""

    key: IssuerView
    kind: KeyKind


@dataclass(frozen=True, slots=True)
class ListPreview:
    """A list: its number, its keys with issuers first, how many codes it revokes, and how many
    revocations of expired codes it leaves out."""

    serial: int
    keys: tuple[SignerView, ...]
    revoked_codes: int
    left_out: int = 0
