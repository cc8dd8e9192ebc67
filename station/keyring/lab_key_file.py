"""The laboratory's private key: on the lab's machine only. Sheets are sealed to its public one.

In the clear stands ``public``, the X25519 public key in hex; inside is a CBOR map: ``1`` the
private key. The public key alone, for sites, is a text file whose first line is the hex.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nacl.public import PrivateKey

from station.credential.cbor import decode, encode
from station.credential.fields import Fields
from station.keyring.faults import LabKeyFileMissing, LabKeyFileUnreadable
from station.keyring.sealed_file import SealedKind, Strength, create_sealed, read_sealed
from station.private_files import write_private_file

LAB_KEY_FILE = SealedKind(
    "lab-key",
    version=1,
    clear=("public",),
    missing=LabKeyFileMissing,
    unreadable=LabKeyFileUnreadable,
)


@dataclass(frozen=True, slots=True)
class LabKey:
    """An X25519 key pair, each half 32 bytes."""

    public: bytes
    private: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> LabKey:
        return cls.of(bytes(PrivateKey.generate()))

    @classmethod
    def of(cls, private: bytes) -> LabKey:
        """Return the pair of ``private`` (32 bytes). Raises ValueError for another length."""
        if len(private) != PrivateKey.SIZE:
            raise ValueError("an X25519 private key has 32 bytes")
        return cls(bytes(PrivateKey(private).public_key), private)


def create_lab_key_file(
    path: Path,
    key: LabKey,
    passphrase: str,
    strength: Strength | tuple[int, int] = Strength.MODERATE,
) -> None:
    """Write a lab's key file. Raises `KeyFileExists` and the faults of the disk."""
    clear = {"public": key.public.hex()}
    create_sealed(path, LAB_KEY_FILE, clear, encode({1: key.private}), passphrase, strength)


def open_lab_key_file(path: Path, passphrase: str) -> LabKey:
    """Return the lab's key pair.

    Raises `LabKeyFileMissing`, `LabKeyFileUnreadable`, `KeyFileDamaged`, `KeyFileOfOtherKind`,
    `KeyFileNewer`, `PassphraseWrong`.
    """
    plain = read_sealed(path, LAB_KEY_FILE).open(passphrase)
    try:
        return LabKey.of(Fields(decode(plain)).need_bytes(1, PrivateKey.SIZE))
    except ValueError:
        raise LAB_KEY_FILE.damaged() from None


def write_public_key(path: Path, key: LabKey) -> None:
    """Write the file that sites are given. Raises OSError."""
    write_private_file(path, f"{key.public.hex()}\n".encode())
