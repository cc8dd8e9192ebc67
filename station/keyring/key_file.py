"""The key file: a booth's secrets under the station's passphrase (see `sealed_file`).

In the clear stands ``site``, the site's id; inside is the map of `site_secrets`.
"""

from __future__ import annotations

from pathlib import Path

from station.keyring.sealed_file import (
    SealedKind,
    Strength,
    create_sealed,
    read_sealed,
    sealed_content,
)
from station.keyring.site_secrets import SiteSecrets
from station.private_files import write_private_file
from station.storage.faults import translated

KEY_FILE = SealedKind("station-keys", version=2, clear=("site",))


def create_key_file(
    path: Path,
    secrets: SiteSecrets,
    passphrase: str,
    strength: Strength | tuple[int, int] = Strength.MODERATE,
) -> None:
    """Write a key file that only its owner may read.

    Raises `KeyFileExists`, and the faults of the disk (`DiskFull`, `DatabaseReadOnly`,
    `DatabaseUnavailable`).
    """
    clear = {"site": secrets.site_id}
    create_sealed(path, KEY_FILE, clear, secrets.encoded(), passphrase, strength)


def replace_key_file(path: Path, secrets: SiteSecrets, passphrase: str) -> None:
    """Write a key file over the one at ``path``, which takes as much work to try as that did.

    A power cut leaves the old one or the new. Raises what is wrong with the old one, and the
    faults of the disk.
    """
    content = key_file_content(path, secrets, passphrase)
    with translated():
        write_private_file(path, content)


def key_file_content(path: Path, secrets: SiteSecrets, passphrase: str) -> bytes:
    """Return what `replace_key_file` would write over the file at ``path``. Slow (Argon2id).

    Raises what is wrong with that file, and `MemoryShort`.
    """
    clear = {"site": secrets.site_id}
    return sealed_content(KEY_FILE, clear, secrets.encoded(), passphrase, strength_of(path))


def strength_of(path: Path) -> tuple[int, int]:
    """Return how much work a try at a key file's passphrase takes, as `Strength` has it.

    Raises `KeyFileMissing`, `KeyFileDamaged`, `KeyFileNewer`.
    """
    return read_sealed(path, KEY_FILE).strength


def site_of(path: Path) -> str:
    """Return whose site a key file is, which no passphrase protects.

    Raises `KeyFileMissing`, `KeyFileDamaged`, `KeyFileNewer`.
    """
    return read_sealed(path, KEY_FILE).clear["site"]


def open_key_file(path: Path, passphrase: str) -> SiteSecrets:
    """Return the secrets of a key file of this version or an older one.

    Raises `KeyFileMissing`, `KeyFileDamaged`, `KeyFileNewer`, `PassphraseWrong`.
    """
    file = read_sealed(path, KEY_FILE)
    plain = file.open(passphrase)
    try:
        return SiteSecrets.of(file.clear["site"], plain)
    except ValueError:
        raise KEY_FILE.damaged() from None
