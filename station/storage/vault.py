"""The field vault: a person's fields encrypted one by one, each bound to where it stands.

XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha, through libsodium) with the site, table, row, field
and key version as associated data, so that a value moved elsewhere does not open. A stored value
is the key version (2 bytes, big-endian), the nonce (24), the ciphertext and its tag (16).
The field keys are derived from the master keys (keyed BLAKE2b, RFC 7693); index and trail have keys
of their own, which key files of version 1 derive from the first master key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import Aead

from station.storage.faults import FieldUnreadable

KEY_SIZE = 32
VERSION_SIZE = 2
_FIELD_KEYS = b"station field"
_INDEX_KEY = b"station index"
_TRAIL_KEY = b"station trail"
_BADGE_KEY = b"station badge"


def _derived(master: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(key=master, digest_size=KEY_SIZE, person=person).digest()


def derived_trail_key(master_keys: Mapping[int, bytes]) -> bytes:
    """Return the key of the audit trail, for a key file that holds none of its own."""
    return _derived(master_keys[min(master_keys)], _TRAIL_KEY)


def derived_index_key(master_keys: Mapping[int, bytes]) -> bytes:
    """Return the key of the identity index, for a key file that holds none of its own."""
    return _derived(master_keys[min(master_keys)], _INDEX_KEY)


class FieldVault:
    """Seals and opens fields under the master key ``current``; older versions still open."""

    def __init__(
        self,
        site_id: str,
        master_keys: Mapping[int, bytes],
        current: int,
        trail_key: bytes | None = None,
        index_key: bytes | None = None,
    ) -> None:
        """``master_keys`` are 32 bytes each, by version from 1.

        ``trail_key`` (32 bytes) seals the audit trail, ``index_key`` makes the digests by which
        what is sealed is found; without one it is derived from the first master key.
        """
        self.site_id = site_id
        self.index = KeyedIndex(index_key or derived_index_key(master_keys))
        self._trail_key = trail_key or derived_trail_key(master_keys)
        # Apart from the master keys too: a badge is found after the data key was changed.
        self._badge_key = _derived(self._trail_key, _BADGE_KEY)
        self._site = _part(site_id.encode())
        self._boxes: dict[int, Aead] = {}
        self.take_keys(master_keys, current)

    def take_keys(self, master_keys: Mapping[int, bytes], current: int) -> None:
        """Seal under ``current`` from now on; only what is under these keys opens.

        Units of work on other threads may go on: what they seal or open is under the keys before
        or under these, so both have to hold the key of what is stored.
        """
        boxes = {
            version: Aead(_derived(master, _FIELD_KEYS)) for version, master in master_keys.items()
        }
        # First what opens, then what is sealed under; and the other way round when keys are left.
        self._boxes = {**self._boxes, **boxes}
        self._current = current
        self._boxes = boxes

    @property
    def current_version_bytes(self) -> bytes:
        """What a value begins with that is sealed under the current master key."""
        return self._current.to_bytes(VERSION_SIZE, "big")

    def seal(self, table: str, row: UUID, field: str, text: str) -> bytes:
        """Return ``text`` encrypted for one field of one row."""
        current = self._current
        version, box = current.to_bytes(VERSION_SIZE, "big"), self._boxes[current]
        return version + box.encrypt(text.encode(), self._context(table, row, field, version))

    def open(self, table: str, row: UUID, field: str, sealed: bytes) -> str:
        """Return the text of a value that `seal` made for the same place.

        Raises `FieldUnreadable`, for a cell that damage gave another type too.
        """
        if not isinstance(sealed, bytes):
            raise FieldUnreadable(table=table, field=field)
        version, rest = sealed[:VERSION_SIZE], sealed[VERSION_SIZE:]
        box = self._boxes.get(int.from_bytes(version, "big"))
        if box is None or len(rest) < Aead.NONCE_SIZE + Aead.MACBYTES:
            raise FieldUnreadable(table=table, field=field)
        try:
            return box.decrypt(rest, self._context(table, row, field, version)).decode()
        except CryptoError:
            raise FieldUnreadable(table=table, field=field) from None

    def seal_line(self, parts: Iterable[bytes]) -> bytes:
        """Return the 32-byte seal of an audit line's ``parts``, in their order."""
        return hashlib.blake2b(
            b"".join(map(_part, parts)), key=self._trail_key, digest_size=32
        ).digest()

    def badge_digest(self, badge: str) -> bytes:
        """Return the 32 bytes by which this booth finds who wears ``badge``."""
        return hashlib.blake2b(badge.encode(), key=self._badge_key, digest_size=32).digest()

    def _context(self, table: str, row: UUID, field: str, version: bytes) -> bytes:
        return b"".join(
            (self._site, _part(table.encode()), row.bytes, _part(field.encode()), version)
        )


class KeyedIndex:
    """The identity index: keyed BLAKE2b over `Person.identity_text`.

    ``key`` (32 bytes) is the site's for good: with another nobody who was registered before would
    be found again.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def digest(self, identity_text: str) -> bytes:
        """Return 32 bytes."""
        return hashlib.blake2b(identity_text.encode(), key=self._key, digest_size=32).digest()


def _part(data: bytes) -> bytes:
    # With its length before it, no two lists of parts make the same bytes.
    return len(data).to_bytes(2, "big") + data
