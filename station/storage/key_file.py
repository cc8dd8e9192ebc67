"""The key file: the site's secrets under the station's passphrase.

A UTF-8 JSON object::

    format   "station-keys"
    version  1
    site     the site's id, in the clear
    kdf      {"name": "argon2id13", "salt": base64 of 16 bytes, "operations": n, "memory": bytes}
    sealed   base64: nonce (24), ciphertext, tag (16), by XChaCha20-Poly1305 under the derived key
    digest   hex: BLAKE2b-256 over all of the above, so that damage does not look like a wrong
             passphrase

What is signed for or digested is the object's JSON with sorted keys, without spaces, in UTF-8;
the associated data of ``sealed`` is everything before it. Inside is a CBOR map: ``1`` master keys
by version, ``2`` current version, ``3`` reading keys, ``4`` root public key, ``5`` least trust
serial. Unknown keys are ignored (``6`` was the command key, now in the database).
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
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import cbor2
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import Aead
from nacl.utils import random

from station.errors import StationError
from station.private_files import write_private_file
from station.storage.faults import translated
from station.storage.vault import KEY_SIZE, FieldVault, KeyedIndex

FORMAT = "station-keys"
VERSION = 1
_KDF = "argon2id13"
_LONGEST = 65_536
_MOST_OPERATIONS = 64
_MOST_MEMORY = 2**31


class PassphraseWrong(StationError):
    code = "passphrase_wrong"


class KeyFileMissing(StationError):
    code = "key_file_missing"


class KeyFileDamaged(StationError):
    """The file is no key file, or not as it was written."""

    code = "key_file_damaged"


class KeyFileNewer(StationError):
    """A newer program wrote it. ``version`` is its format's."""

    code = "key_file_newer"


class KeyFileExists(StationError):
    """There is a key file already: written over, all that it opens would be lost."""

    code = "key_file_exists"


class Strength(Enum):
    """How much work a try of the passphrase takes: Argon2id operations and bytes of memory."""

    MODERATE = (argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
    LEAST = (argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)


@dataclass(frozen=True, slots=True)
class SiteSecrets:
    """What a booth keeps secret; ``repr`` shows the site only.

    ``master_keys`` are 32 bytes each by version from 1, ``current_version`` the one that new
    values are sealed under. ``reading_keys`` are X25519 private keys and ``root_public_key`` an
    Ed25519 public key, 32 raw bytes each. Raises ValueError for keys of another length.
    """

    site_id: str
    master_keys: Mapping[int, bytes] = field(repr=False)
    current_version: int = field(repr=False)
    reading_keys: tuple[bytes, ...] = field(repr=False)
    root_public_key: bytes = field(repr=False)
    least_trust_serial: int = field(repr=False)

    def __post_init__(self) -> None:
        keys = (*self.master_keys.values(), *self.reading_keys)
        keys = (*keys, self.root_public_key)
        if any(len(key) != KEY_SIZE for key in keys):
            raise ValueError("a key is not 32 bytes long")
        if self.current_version not in self.master_keys:
            raise ValueError("the current master key is not among them")
        if not all(1 <= version <= 0xFFFF for version in self.master_keys):
            raise ValueError("a master key's version is out of range")

    def field_vault(self) -> FieldVault:
        return FieldVault(self.site_id, self.master_keys, self.current_version)

    def identity_index(self) -> KeyedIndex:
        return KeyedIndex(self.master_keys[min(self.master_keys)])


def create_key_file(
    path: Path, secrets: SiteSecrets, passphrase: str, strength: Strength = Strength.MODERATE
) -> None:
    """Write a key file that only its owner may read.

    Raises `KeyFileExists`, and the faults of the disk (`DiskFull`, `DatabaseReadOnly`,
    `DatabaseUnavailable`).
    """
    if path.exists():
        raise KeyFileExists()
    salt = random(argon2id.SALTBYTES)
    operations, memory = strength.value
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "site": secrets.site_id,
        "kdf": {
            "name": _KDF,
            "salt": base64.b64encode(salt).decode(),
            "operations": operations,
            "memory": memory,
        },
    }
    box = _box(passphrase, salt, operations, memory)
    sealed = bytes(box.encrypt(_encoded(secrets), _canonical(document)))
    document["sealed"] = base64.b64encode(sealed).decode()
    document["digest"] = _digest(document)
    with translated():
        write_private_file(path, json.dumps(document, indent=1, ensure_ascii=False).encode())


def site_of(path: Path) -> str:
    """Return whose site a key file is, which no passphrase protects.

    Raises `KeyFileMissing`, `KeyFileDamaged`, `KeyFileNewer`.
    """
    site_id: str = _read(path)["site"]
    return site_id


def open_key_file(path: Path, passphrase: str) -> SiteSecrets:
    """Return the secrets of a key file.

    Raises `KeyFileMissing`, `KeyFileDamaged`, `KeyFileNewer`, `PassphraseWrong`.
    """
    document = _read(path)
    digest = document.pop("digest")
    if not isinstance(digest, str) or not hmac.compare_digest(digest, _digest(document)):
        raise KeyFileDamaged()
    try:
        sealed = base64.b64decode(document.pop("sealed"), validate=True)
        kdf = document["kdf"]
        salt = base64.b64decode(kdf["salt"], validate=True)
        operations, memory = int(kdf["operations"]), int(kdf["memory"])
        named = kdf["name"]
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise KeyFileDamaged() from None
    if named != _KDF or len(salt) != argon2id.SALTBYTES:
        raise KeyFileDamaged()
    if not (1 <= operations <= _MOST_OPERATIONS and 8192 <= memory <= _MOST_MEMORY):
        raise KeyFileDamaged()
    try:
        plain = _box(passphrase, salt, operations, memory).decrypt(sealed, _canonical(document))
    except (CryptoError, ValueError):
        raise PassphraseWrong() from None
    return _decoded(document["site"], plain)


def _read(path: Path) -> dict[str, Any]:
    try:
        with translated(), path.open("rb") as file:
            data = file.read(_LONGEST + 1)
    except StationError as fault:
        if isinstance(fault.__cause__, FileNotFoundError):
            raise KeyFileMissing() from None
        raise
    try:
        document = json.loads(data) if len(data) <= _LONGEST else None
    except (ValueError, RecursionError):
        raise KeyFileDamaged() from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise KeyFileDamaged()
    version = document.get("version")
    if isinstance(version, int) and version > VERSION:
        raise KeyFileNewer(version=version)
    if version != VERSION or "digest" not in document:
        raise KeyFileDamaged()
    if not isinstance(document.get("site"), str):
        raise KeyFileDamaged()
    return document


def _box(passphrase: str, salt: bytes, operations: int, memory: int) -> Aead:
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return Aead(argon2id.kdf(KEY_SIZE, typed, salt, opslimit=operations, memlimit=memory))


def _canonical(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.blake2b(_canonical(document), digest_size=32).hexdigest()


def _encoded(secrets: SiteSecrets) -> bytes:
    return cbor2.dumps(
        {
            1: dict(secrets.master_keys),
            2: secrets.current_version,
            3: list(secrets.reading_keys),
            4: secrets.root_public_key,
            5: secrets.least_trust_serial,
        }
    )


def _decoded(site_id: str, plain: bytes) -> SiteSecrets:
    try:
        inside = cbor2.loads(plain)
        return SiteSecrets(
            site_id=site_id,
            master_keys=dict(inside[1]),
            current_version=inside[2],
            reading_keys=tuple(inside[3]),
            root_public_key=inside[4],
            least_trust_serial=inside[5],
        )
    except (cbor2.CBORDecodeError, KeyError, TypeError, ValueError):
        raise KeyFileDamaged() from None
