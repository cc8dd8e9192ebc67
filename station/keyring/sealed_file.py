"""A file sealed under a passphrase: the station's keys, a root or issuer key, a site's bundle.

A UTF-8 JSON object::

    format   which kind of file it is
    version  of that format, from 1
    ...      what stands in the clear: texts that the kind names
    kdf      {"name": "argon2id13", "salt": base64 of 16 bytes, "operations": n, "memory": bytes}
    sealed   base64: nonce (24), ciphertext, tag (16), by XChaCha20-Poly1305 under the derived key
    digest   hex: BLAKE2b-256 over all of the above, so that damage does not look like a wrong
             passphrase

What is signed for or digested is the object's JSON with sorted keys, without spaces, in UTF-8;
the associated data of ``sealed`` is everything before it.
The passphrase is taken in NFC (RFC 8265 section 4.2); Argon2id is RFC 9106.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.exceptions import RuntimeError as UnexpectedFailure
from nacl.pwhash import argon2id
from nacl.secret import Aead
from nacl.utils import random

from station.errors import StationError
from station.keyring.faults import (
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    KeyFileNewer,
    KeyFileOfOtherKind,
    KeyFileUnreadable,
    MemoryShort,
    PassphraseWrong,
)
from station.private_files import write_private_file
from station.storage.faults import translated

_KDF = "argon2id13"
_KEY_SIZE = 32
_LEAST_SEALED = Aead.NONCE_SIZE + Aead.MACBYTES
_LEAST_MEMORY = 8192
_MOST_OPERATIONS = 64
_MOST_MEMORY = 2**31
_FORMATS = ("station-keys", "root-key", "issuer-key", "lab-key", "site-bundle")


class Strength(Enum):
    """How much work a try of the passphrase takes: Argon2id operations and bytes of memory."""

    MODERATE = (argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
    LEAST = (argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)


@dataclass(frozen=True, slots=True)
class SealedKind:
    """A kind of sealed file: its name, the version written, which texts stand in the clear.

    ``longest`` is in bytes. The faults are classes, raised for a file that is not there,
    cannot be read, is damaged, is newer, is there already, and for a wrong passphrase.
    """

    format: str
    version: int
    clear: tuple[str, ...] = ()
    longest: int = 65_536
    missing: type[StationError] = KeyFileMissing
    unreadable: type[StationError] = KeyFileUnreadable
    damaged: type[StationError] = KeyFileDamaged
    newer: type[StationError] = KeyFileNewer
    exists: type[StationError] = KeyFileExists
    wrong: type[StationError] = PassphraseWrong


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file that was read and is whole; `open` tries a passphrase."""

    kind: SealedKind
    version: int
    clear: Mapping[str, str]
    strength: tuple[int, int]
    _salt: bytes = field(repr=False)
    _sealed: bytes = field(repr=False)
    _context: bytes = field(repr=False)

    def open(self, passphrase: str) -> bytes:
        """Return what is sealed. Raises the kind's ``wrong``, and `MemoryShort`."""
        box = _box(passphrase, self._salt, self.strength)
        try:
            return box.decrypt(self._sealed, self._context)
        except CryptoError:
            raise self.kind.wrong() from None


def create_sealed(
    path: Path,
    kind: SealedKind,
    clear: Mapping[str, str],
    plain: bytes,
    passphrase: str,
    strength: Strength | tuple[int, int] = Strength.MODERATE,
) -> None:
    """Write a new sealed file that only its owner may read; nothing is left if it fails.

    Raises the kind's ``exists``, `MemoryShort`, and the faults of the disk (`DiskFull`,
    `DatabaseReadOnly`, `DatabaseUnavailable`).
    """
    with translated():
        there = path.exists()
    if there:
        raise kind.exists()
    try:
        replace_sealed(path, kind, clear, plain, passphrase, strength)
    except BaseException:
        # It may be in place already, and only its folder could not be synced.
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def replace_sealed(
    path: Path,
    kind: SealedKind,
    clear: Mapping[str, str],
    plain: bytes,
    passphrase: str,
    strength: Strength | tuple[int, int],
) -> None:
    """Write a sealed file over the one at ``path``: a power cut leaves the old one or the new.

    Raises `MemoryShort` and the faults of the disk.
    """
    content = sealed_content(kind, clear, plain, passphrase, strength)
    with translated():
        write_private_file(path, content)


def sealed_content(
    kind: SealedKind,
    clear: Mapping[str, str],
    plain: bytes,
    passphrase: str,
    strength: Strength | tuple[int, int],
) -> bytes:
    """Return what a sealed file is to hold. Slow (Argon2id). Raises `MemoryShort`."""
    work = strength.value if isinstance(strength, Strength) else strength
    salt = random(argon2id.SALTBYTES)
    document: dict[str, Any] = {
        "format": kind.format,
        "version": kind.version,
        **{name: clear[name] for name in kind.clear},
        "kdf": {
            "name": _KDF,
            "salt": base64.b64encode(salt).decode(),
            "operations": work[0],
            "memory": work[1],
        },
    }
    sealed = bytes(_box(passphrase, salt, work).encrypt(plain, _canonical(document)))
    document["sealed"] = base64.b64encode(sealed).decode()
    document["digest"] = _digest(document)
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


def read_sealed(path: Path, kind: SealedKind) -> SealedFile:
    """Return the sealed file at ``path``, whole but still closed.

    Raises the kind's ``missing``, ``unreadable``, ``damaged`` or ``newer``, and
    `KeyFileOfOtherKind` for another of our files.
    """
    document = _document(_read(path, kind), kind)
    digest = document.pop("digest", None)
    if not isinstance(digest, str) or not hmac.compare_digest(
        digest.encode("utf-8", "surrogatepass"), _digest(document).encode()
    ):
        raise kind.damaged()
    try:
        sealed = base64.b64decode(document.pop("sealed"), validate=True)
        clear = {name: document[name] for name in kind.clear}
        kdf = document["kdf"]
        salt = base64.b64decode(kdf["salt"], validate=True)
        operations, memory = kdf["operations"], kdf["memory"]
        named = kdf["name"]
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise kind.damaged() from None
    if named != _KDF or len(salt) != argon2id.SALTBYTES or len(sealed) < _LEAST_SEALED:
        raise kind.damaged()
    # JSON has true, 3.0, "3" and, as Python reads it, Infinity.
    if type(operations) is not int or type(memory) is not int:
        raise kind.damaged()
    # A hostile file must not ask for all memory there is.
    if not (1 <= operations <= _MOST_OPERATIONS and _LEAST_MEMORY <= memory <= _MOST_MEMORY):
        raise kind.damaged()
    if not all(isinstance(text, str) for text in clear.values()):
        raise kind.damaged()
    return SealedFile(
        kind=kind,
        version=document["version"],
        clear=clear,
        strength=(operations, memory),
        _salt=salt,
        _sealed=sealed,
        _context=_canonical(document),
    )


def _read(path: Path, kind: SealedKind) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(kind.longest + 1)
    except FileNotFoundError:
        raise kind.missing() from None
    except OSError as error:
        raise kind.unreadable() from error
    if len(data) > kind.longest:
        raise kind.damaged()
    return data


def _document(data: bytes, kind: SealedKind) -> dict[str, Any]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise kind.damaged() from None
    if not isinstance(document, dict):
        raise kind.damaged()
    named = document.get("format")
    if named != kind.format:
        if isinstance(named, str) and named in _FORMATS:
            raise KeyFileOfOtherKind(format=named)
        raise kind.damaged()
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise kind.damaged()
    if version > kind.version:
        raise kind.newer(version=version)
    return document


def _box(passphrase: str, salt: bytes, strength: tuple[int, int]) -> Aead:
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    operations, memory = strength
    try:
        key = argon2id.kdf(_KEY_SIZE, typed, salt, opslimit=operations, memlimit=memory)
    except (UnexpectedFailure, MemoryError):
        # All that can fail in libsodium here is taking the memory.
        raise MemoryShort(megabytes=memory // 1_000_000) from None
    return Aead(key)


def _canonical(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.blake2b(_canonical(document), digest_size=32).hexdigest()
