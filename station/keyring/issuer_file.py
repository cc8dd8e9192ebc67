"""An issuer's key file: on the code desk's machine, on no booth and in no bundle.

In the clear stand ``public``, the public key in hex, and ``name``, the issuer's; inside is a CBOR
map: ``1`` the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station.credential.cbor import decode, encode
from station.credential.fields import Fields
from station.credential.keys import KEY_BYTES, IssuerKey
from station.keyring.faults import IssuerFileMissing, IssuerFileUnreadable
from station.keyring.sealed_file import SealedKind, Strength, create_sealed, read_sealed

ISSUER_FILE = SealedKind(
    "issuer-key",
    version=1,
    clear=("public", "name"),
    missing=IssuerFileMissing,
    unreadable=IssuerFileUnreadable,
)


@dataclass(frozen=True, slots=True)
class IssuerFile:
    """An opened issuer's key, and the name that it has in the trust list."""

    key: IssuerKey
    name: str


def create_issuer_file(
    path: Path,
    key: IssuerKey,
    name: str,
    passphrase: str,
    strength: Strength | tuple[int, int] = Strength.MODERATE,
) -> None:
    """Write an issuer's key file. Raises `KeyFileExists` and the faults of the disk."""
    clear = {"public": key.public.hex(), "name": name}
    create_sealed(path, ISSUER_FILE, clear, encode({1: key.seed}), passphrase, strength)


def open_issuer_file(path: Path, passphrase: str) -> IssuerFile:
    """Return the issuer's key and name.

    Raises `IssuerFileMissing`, `IssuerFileUnreadable`, `KeyFileDamaged`, `KeyFileOfOtherKind`,
    `KeyFileNewer`, `PassphraseWrong`.
    """
    file = read_sealed(path, ISSUER_FILE)
    plain = file.open(passphrase)
    try:
        key = IssuerKey(Fields(decode(plain)).need_bytes(1, KEY_BYTES))
    except ValueError:
        raise ISSUER_FILE.damaged() from None
    return IssuerFile(key, file.clear["name"])
