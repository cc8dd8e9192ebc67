"""A booth's key file replaced, and the audit line that tells of it: both, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from station.domain.audit import AuditEvent, AuditKind, Fact
from station.keyring.key_file import key_file_content
from station.keyring.site_secrets import SiteSecrets
from station.private_files import write_private_file
from station.setup.faults import KeysChanged
from station.site import Site
from station.storage.faults import translated


@dataclass(frozen=True, slots=True)
class NewKeys:
    """Secrets that follow ``before``, with the key file that is to hold them. ``kind`` and
    ``facts`` are the audit line's."""

    before: SiteSecrets
    secrets: SiteSecrets
    key_file: bytes = field(repr=False)
    kind: AuditKind
    facts: Mapping[str, Fact]


def prepared_keys(
    site: Site, secrets: SiteSecrets, passphrase: str, kind: AuditKind, facts: Mapping[str, Fact]
) -> NewKeys:
    """Seal ``secrets`` for an open site's key file; nothing changes yet.

    For any thread, and slow (Argon2id). Raises what is wrong with the old key file, and
    `MemoryShort`.
    """
    content = key_file_content(site.folder.key_file, secrets, passphrase)
    return NewKeys(site.secrets, secrets, content, kind, facts)


def put_keys(site: Site, new: NewKeys, at: datetime, actor: UUID | None = None) -> None:
    """Put a key file in the old one's place, with its audit line; the site goes on under it.

    For the thread that stores. Raises `KeysChanged` if the site has other secrets by now than
    those that were followed, and the faults of disk and database; the old file is back then, byte
    for byte.
    """
    if site.secrets is not new.before:
        raise KeysChanged()
    path = site.folder.key_file
    room = path.with_name(f"{path.name}.room")
    try:
        with translated():
            before = path.read_bytes()
            # Freed before the old bytes are written again: what fails may be a full disk.
            write_private_file(room, bytes(len(before)))
        with site.database.writing() as unit:
            number = site.settings.booth.number
            unit.audit.add(AuditEvent(at, number, actor, new.kind, dict(new.facts)))
            try:
                with translated():
                    write_private_file(path, new.key_file)
                unit.commit()
            except BaseException:
                _remove(room)
                _put_back(path, before)
                raise
    finally:
        _remove(room)
    site.take_keys(new.secrets, new.key_file)


def put_key_file(site: Site, secrets: SiteSecrets, key_file: bytes) -> None:
    """Put a key file in the old one's place where something else told the audit trail of it.

    A power cut leaves the old one or the new. Raises the faults of the disk.
    """
    with translated():
        write_private_file(site.folder.key_file, key_file)
    site.take_keys(secrets, key_file)


def _put_back(path: Path, before: bytes) -> None:
    with translated():
        if path.read_bytes() != before:
            write_private_file(path, before)


def _remove(room: Path) -> None:
    with suppress(OSError):
        room.unlink(missing_ok=True)
