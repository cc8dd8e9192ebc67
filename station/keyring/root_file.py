"""The root key's file: on the coordinator's machine, on no booth and in no bundle.

In the clear stands ``public``, the public key in hex; inside is a CBOR map: ``1`` the seed.
"""

from __future__ import annotations

from pathlib import Path

from station.credential.cbor import decode, encode
from station.credential.fields import Fields
from station.credential.keys import KEY_BYTES, RootKey
from station.keyring.faults import RootFileMissing, RootFileUnreadable
from station.keyring.sealed_file import SealedKind, Strength, create_sealed, read_sealed

ROOT_FILE = SealedKind(
    "root-key",
    version=1,
    clear=("public",),
    missing=RootFileMissing,
    unreadable=RootFileUnreadable,
)


def create_root_file(
    path: Path,
    key: RootKey,
    passphrase: str,
    strength: Strength | tuple[int, int] = Strength.MODERATE,
) -> None:
    """Write a root key's file. Raises `KeyFileExists` and the faults of the disk."""
    clear = {"public": key.public.hex()}
    create_sealed(path, ROOT_FILE, clear, encode({1: key.seed}), passphrase, strength)


def open_root_file(path: Path, passphrase: str) -> RootKey:
    """Return the root key.

    Raises `RootFileMissing`, `RootFileUnreadable`, `KeyFileDamaged`, `KeyFileOfOtherKind`,
    `KeyFileNewer`, `PassphraseWrong`.
    """
    plain = read_sealed(path, ROOT_FILE).open(passphrase)
    try:
        return RootKey(Fields(decode(plain)).need_bytes(1, KEY_BYTES))
    except ValueError:
        raise ROOT_FILE.damaged() from None
