"""A booth's key file replaced, and the audit line that tells of it: both, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from station.domain.audit import AuditEvent, AuditKind, Fact
from station.keyring.key_file import replace_key_file
from station.keyring.site_secrets import SiteSecrets
from station.private_files import write_private_file
from station.site import Site
from station.storage.faults import translated


def replace_keys(
    site: Site,
    secrets: SiteSecrets,
    passphrase: str,
    kind: AuditKind,
    facts: Mapping[str, Fact],
    at: datetime,
) -> None:
    """Write ``secrets`` over an open site's key file, with an audit line of ``kind``.

    Raises what is wrong with the old key file, and the faults of disk and database; the old file
    is back then, byte for byte.
    """
    path = site.folder.key_file
    room = path.with_name(f"{path.name}.room")
    try:
        with translated():
            before = path.read_bytes()
            # Freed before the old bytes are written again: what fails may be a full disk.
            write_private_file(room, bytes(len(before)))
        with site.database.writing() as unit:
            unit.audit.add(AuditEvent(at, site.settings.booth.number, None, kind, dict(facts)))
            try:
                replace_key_file(path, secrets, passphrase)
                unit.commit()
            except BaseException:
                _remove(room)
                _put_back(path, before)
                raise
    finally:
        _remove(room)


def _put_back(path: Path, before: bytes) -> None:
    with translated():
        if path.read_bytes() != before:
            write_private_file(path, before)


def _remove(room: Path) -> None:
    with suppress(OSError):
        room.unlink(missing_ok=True)
