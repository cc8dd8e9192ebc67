"""The file of a backup.

``station-backup 1`` and a line end; 4 bytes (big-endian) that tell the head's length; the head, a
UTF-8 JSON object; then a `SealedWriter`'s stream of a tar archive (POSIX.1-2001) with
``settings.toml``, ``site.trust`` and ``station.db``. The head holds the booth's key file as it
was, sealed under the passphrase of that day: a backup opens with that passphrase and needs
nothing else. The stream's key is derived apart from the current master key, and everything before
the stream is its associated data.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from station.backup.faults import BackupDamaged, BackupMissing, BackupNewer
from station.keyring.site_secrets import SiteSecrets
from station.sealed_stream import SealedReader, SealedWriter

_MAGIC, VERSION = b"station-backup ", 1
_LONGEST_HEAD = 262_144
_STREAM_KEY = b"station backup"

SETTINGS, TRUST, DATABASE = "settings.toml", "site.trust", "station.db"
MEMBERS = (SETTINGS, TRUST, DATABASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the stream, in the clear. ``made_at`` is aware."""

    site_id: str
    booth: str
    made_at: datetime
    key_file: bytes = field(repr=False)

    def encode(self) -> bytes:
        """Return the bytes from the file's first to the stream."""
        document = {
            "site": self.site_id,
            "booth": self.booth,
            "made_at": self.made_at.isoformat(),
            "keys": base64.b64encode(self.key_file).decode(),
        }
        text = json.dumps(document, ensure_ascii=False).encode()
        return b"%s%d\n" % (_MAGIC, VERSION) + len(text).to_bytes(4, "big") + text


def read_head(file: BinaryIO) -> tuple[Head, bytes]:
    """Return the head of an open backup, and its bytes; ``file`` stands at the stream then.

    Raises `BackupDamaged`, `BackupNewer` or `BackupMissing`.
    """
    try:
        return _read_head(file)
    except OSError as error:
        # The stick was pulled out.
        raise BackupMissing() from error


def _read_head(file: BinaryIO) -> tuple[Head, bytes]:
    line = file.readline(len(_MAGIC) + 8)
    version = line.removeprefix(_MAGIC).removesuffix(b"\n")
    if not (line.startswith(_MAGIC) and version.isdigit()):
        raise BackupDamaged()
    if int(version) > VERSION:
        raise BackupNewer(version=int(version))
    size = file.read(4)
    length = int.from_bytes(size, "big")
    if len(size) != 4 or length > _LONGEST_HEAD:
        raise BackupDamaged()
    text = file.read(length)
    try:
        document: Mapping[str, Any] = json.loads(text)
        made_at = datetime.fromisoformat(document["made_at"])
        keys = base64.b64decode(document["keys"], validate=True)
        head = Head(str(document["site"]), str(document["booth"]), made_at, keys)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error):
        raise BackupDamaged() from None
    if len(text) != length or made_at.tzinfo is None:
        raise BackupDamaged()
    return head, line + size + text


@contextmanager
def opened_backup(path: Path) -> Iterator[BinaryIO]:
    """Open the file of a backup to read. Raises `BackupMissing`."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupMissing() from error
    with file:
        yield file


def write_stream(
    target: BinaryIO,
    before: bytes,
    secrets: SiteSecrets,
    members: Mapping[str, Path],
    before_chunk: Callable[[], None],
) -> None:
    """Write the stream after ``before``: ``members`` are files by their names in the archive.

    ``before_chunk`` is called before each chunk, and may raise to end it.
    """
    writer = SealedWriter(target, _stream_key(secrets), _context(before), before_chunk)
    with tarfile.open(fileobj=cast(Any, writer), mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for name, path in members.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = path.stat().st_size, 0o600
            with path.open("rb") as member:
                archive.addfile(entry, member)
    writer.finish()


def read_stream(
    source: BinaryIO, before: bytes, secrets: SiteSecrets
) -> Iterator[tuple[str, BinaryIO]]:
    """Yield name and content of each file in the stream, in their order; each is read once.

    Raises `BackupDamaged` for what no backup of ours holds: other files, or one twice.
    """
    stick = cast(BinaryIO, _Stick(source))
    reader = SealedReader(stick, _stream_key(secrets), _context(before), BackupDamaged)
    left = list(MEMBERS)
    try:
        with tarfile.open(fileobj=cast(Any, reader), mode="r|") as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() else None
                if content is None or entry.name not in left:
                    raise BackupDamaged()
                left.remove(entry.name)
                yield entry.name, cast(BinaryIO, content)
    except (tarfile.TarError, io.UnsupportedOperation, EOFError):
        raise BackupDamaged() from None
    reader.finish()
    if left:
        raise BackupDamaged()


class _Stick:
    """A backup's bytes; whoever reads on when the stick was pulled out is told `BackupMissing`."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def read(self, size: int) -> bytes:
        try:
            return self._source.read(size)
        except OSError as error:
            raise BackupMissing() from error


def _context(before: bytes) -> bytes:
    return hashlib.sha256(before).digest()


def _stream_key(secrets: SiteSecrets) -> bytes:
    master = secrets.master_keys[secrets.current_version]
    return hashlib.blake2b(key=master, digest_size=32, person=_STREAM_KEY).digest()
