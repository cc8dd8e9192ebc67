"""Key pairs: Ed25519 for signing (RFC 8032), X25519 for opening sealed holders."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Self

import nacl.signing
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

KEY_BYTES = 32
KID_BYTES = 8
SIGNATURE_BYTES = 64


def key_id(public_key: bytes) -> bytes:
    """Return a key's kid: the first 8 bytes of SHA-256 over its 32 public bytes."""
    return hashlib.sha256(public_key).digest()[:KID_BYTES]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key pair. ``seed``: its 32 private bytes; ``public``: its 32 public bytes.

    Raises ValueError for a seed of another length. Which of the signed things a key may sign is
    told by its class, so that a type checker keeps them apart, and by the AAD (see `sign1`).
    """

    seed: bytes = field(repr=False)
    public: bytes = field(init=False)

    def __post_init__(self) -> None:
        public = nacl.signing.SigningKey(self.seed).verify_key
        object.__setattr__(self, "public", bytes(public))

    @classmethod
    def generate(cls) -> Self:
        return cls(random(KEY_BYTES))

    @property
    def kid(self) -> bytes:
        return key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of ``message``."""
        return nacl.signing.SigningKey(self.seed).sign(message).signature


class RootKey(SigningKey):
    """The site's root key: signs trust lists, and nothing else."""

    __slots__ = ()


class IssuerKey(SigningKey):
    """A code desk's key: signs sampling codes."""

    __slots__ = ()


class SheetKey(SigningKey):
    """A booth's own key: signs manifests and hand-over codes, never sampling codes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """One key of the stations' ring, which opens sealed holders. ``private``: 32 bytes, X25519.

    ``public`` goes to the code desks. Raises ValueError for private bytes of another length.
    """

    private: bytes = field(repr=False)
    public: bytes = field(init=False)
    _box: SealedBox[PrivateKey] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.private) != KEY_BYTES:
            raise ValueError(f"a reading key has {KEY_BYTES} bytes")
        key = PrivateKey(self.private)
        object.__setattr__(self, "public", bytes(key.public_key))
        object.__setattr__(self, "_box", SealedBox(key))

    @classmethod
    def generate(cls) -> Self:
        return cls(random(KEY_BYTES))

    def open(self, sealed: bytes) -> bytes | None:
        """Return what a libsodium sealed box holds, or None if it is not for this key."""
        try:
            return self._box.decrypt(sealed)
        except CryptoError:
            return None


def seal(plain: bytes, reading_key: bytes) -> bytes:
    """Return ``plain`` in a sealed box to the public ``reading_key`` (32 bytes, X25519)."""
    return SealedBox(PublicKey(reading_key)).encrypt(plain)
