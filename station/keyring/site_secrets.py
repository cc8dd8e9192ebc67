"""What a booth keeps secret, and the CBOR map that its key file seals.

``1`` master keys by version, ``2`` current version, ``3`` reading keys, ``4`` root public key,
``5`` least trust serial, and since version 2 of the file ``7`` index key, ``8`` trail key, ``9``
sheet key, ``10`` bundle number, ``11`` dropped reading keys, which may be missing. Unknown keys are
ignored (``6`` was the command key, now in the database).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from nacl.utils import random

from station.credential.cbor import decode, encode
from station.credential.fields import Fields
from station.credential.keys import SheetKey
from station.storage.vault import (
    KEY_SIZE,
    FieldVault,
    KeyedIndex,
    derived_index_key,
    derived_trail_key,
)

_SHEET_KEY = b"station sheet"


@dataclass(frozen=True, slots=True)
class SiteSecrets:
    """What a booth keeps secret; ``repr`` shows the site only.

    ``master_keys`` are 32 bytes each by version from 1, ``current_version`` the one that new
    values are sealed under: more than one means that a change of the data key is under way.
    ``reading_keys`` are X25519 private keys, the newest first, and ``root_public_key`` an Ed25519
    public key, 32 raw bytes each. ``index_key`` is the whole site's, ``trail_key`` and
    ``sheet_key`` (the seed of a `SheetKey`) are this booth's own; left out, they are derived from
    the first master key, as for a key file of version 1. ``bundle_number`` is that of the newest
    bundle that the booth made or joined with, 0 for none. ``dropped_keys`` are the public keys of
    reading keys that were ended somewhere on the site: they are never taken into the ring again.
    Raises ValueError for keys of another length.
    """

    site_id: str
    master_keys: Mapping[int, bytes] = field(repr=False)
    current_version: int = field(repr=False)
    reading_keys: tuple[bytes, ...] = field(repr=False)
    root_public_key: bytes = field(repr=False)
    least_trust_serial: int = field(repr=False)
    index_key: bytes = field(default=b"", repr=False)
    trail_key: bytes = field(default=b"", repr=False)
    sheet_key: bytes = field(default=b"", repr=False)
    bundle_number: int = field(default=0, repr=False)
    dropped_keys: frozenset[bytes] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        keys = (*self.master_keys.values(), *self.reading_keys, self.root_public_key)
        given = tuple(key for key in (self.index_key, self.trail_key, self.sheet_key) if key)
        if any(len(key) != KEY_SIZE for key in (*keys, *given, *self.dropped_keys)):
            raise ValueError("a key is not 32 bytes long")
        if self.current_version not in self.master_keys:
            raise ValueError("the current master key is not among them")
        if not all(1 <= version <= 0xFFFF for version in self.master_keys):
            raise ValueError("a master key's version is out of range")
        if not self.index_key:
            object.__setattr__(self, "index_key", derived_index_key(self.master_keys))
        if not self.trail_key:
            object.__setattr__(self, "trail_key", derived_trail_key(self.master_keys))
        if not self.sheet_key:
            object.__setattr__(self, "sheet_key", derived_sheet_key(self.master_keys))

    @classmethod
    def generate(
        cls,
        site_id: str,
        reading_keys: tuple[bytes, ...],
        root_public_key: bytes,
        least_trust_serial: int,
        bundle_number: int = 0,
    ) -> SiteSecrets:
        """Return the secrets of a new site's founding booth; its own keys are random."""
        return cls(
            site_id=site_id,
            master_keys={1: random(KEY_SIZE)},
            current_version=1,
            reading_keys=reading_keys,
            root_public_key=root_public_key,
            least_trust_serial=least_trust_serial,
            index_key=random(KEY_SIZE),
            trail_key=random(KEY_SIZE),
            sheet_key=random(KEY_SIZE),
            bundle_number=bundle_number,
        )

    @property
    def sheet_signer(self) -> SheetKey:
        return SheetKey(self.sheet_key)

    def field_vault(self) -> FieldVault:
        return FieldVault(
            self.site_id, self.master_keys, self.current_version, self.trail_key, self.index_key
        )

    def identity_index(self) -> KeyedIndex:
        return KeyedIndex(self.index_key)

    def encoded(self) -> bytes:
        return encode(
            {
                1: dict(self.master_keys),
                2: self.current_version,
                3: list(self.reading_keys),
                4: self.root_public_key,
                5: self.least_trust_serial,
                7: self.index_key,
                8: self.trail_key,
                9: self.sheet_key,
                10: self.bundle_number,
                11: sorted(self.dropped_keys),
            }
        )

    @classmethod
    def of(cls, site_id: str, plain: bytes) -> SiteSecrets:
        """Return the secrets of a key file of any version. Raises ValueError."""
        fields = Fields(decode(plain))
        return cls(
            site_id=site_id,
            master_keys=master_keys_in(fields.need(1, dict)),
            current_version=fields.need(2, int),
            reading_keys=keys_in(fields.need(3, list)),
            root_public_key=fields.need(4, bytes),
            least_trust_serial=fields.need(5, int),
            index_key=fields.maybe(7, bytes) or b"",
            trail_key=fields.maybe(8, bytes) or b"",
            sheet_key=fields.maybe(9, bytes) or b"",
            bundle_number=fields.maybe(10, int) or 0,
            dropped_keys=frozenset(keys_in(fields.maybe(11, list) or [])),
        )


def derived_sheet_key(master_keys: Mapping[int, bytes]) -> bytes:
    """Return the seed of the sheet key, for a key file that holds none of its own."""
    master = master_keys[min(master_keys)]
    return hashlib.blake2b(key=master, digest_size=KEY_SIZE, person=_SHEET_KEY).digest()


def master_keys_in(value: Mapping[object, object]) -> dict[int, bytes]:
    """Return decoded master keys by version. Raises ValueError for other types."""
    keys = {}
    for version, key in value.items():
        if type(version) is not int or type(key) is not bytes:
            raise ValueError("no master key")
        keys[version] = key
    return keys


def keys_in(value: list[object]) -> tuple[bytes, ...]:
    """Return decoded keys. Raises ValueError for other types."""
    keys = tuple(key for key in value if type(key) is bytes)
    if len(keys) != len(value):
        raise ValueError("no key")
    return keys
