"""Giving a booth other keys: a new passphrase, a new data key, reading keys of the ring.

The caller holds the console's lock. Every change of the key file is one replacement of the whole
file, and an audit line in the same breath.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event
from uuid import UUID

from nacl.utils import random

from station.credential.keys import ReadingKey
from station.domain.audit import AuditEvent, AuditKind, Fact
from station.keyring.key_file import replace_key_file
from station.keyring.site_secrets import SiteSecrets
from station.passphrase import check_passphrase
from station.paths import DataFolder
from station.setup.faults import PassphraseSame, ReadingKeyLast
from station.setup.key_change import NewKeys, prepared_keys, put_keys
from station.site import Site, open_site
from station.storage.database import Database, open_database
from station.storage.resealing import Progress
from station.storage.vault import KEY_SIZE


@dataclass(frozen=True, slots=True)
class DataKeyChanged:
    """``version``: the data key in use; ``rows`` were sealed anew in this run. ``unreadable``
    values do not open under any key: the old keys stay in the key file as long as there are such.
    ``resumed``: a run that was cut off before was taken up again."""

    version: int
    rows: int
    unreadable: int
    resumed: bool


@dataclass(frozen=True, slots=True)
class ReadingRing:
    """Public reading keys (32 bytes each): ``newest`` is what desks seal to from now on,
    ``dropped`` the one that was ended, if one was. ``size``: how many there are."""

    newest: bytes
    dropped: bytes | None
    size: int
    bundle_number: int


def new_passphrase(site: Site, old: str, new: str) -> NewKeys:
    """Return the key file of an open site under another passphrase. Slow; any thread.

    Raises `PassphraseTooShort`, `PassphraseSame` and what `prepared_keys` does.
    """
    check_passphrase(new)
    if new == old:
        raise PassphraseSame()
    return prepared_keys(site, site.secrets, new, AuditKind.KEYS_ROTATED, {"what": "passphrase"})


def change_passphrase(site: Site, old: str, new: str, at: datetime) -> None:
    """Wrap the key file of an open site under another passphrase; the old file is gone.

    Raises what `new_passphrase` and `put_keys` do; the old passphrase holds then.
    """
    put_keys(site, new_passphrase(site, old, new), at)


def new_ring(site: Site, passphrase: str, *, add: bool, drop: bool) -> tuple[NewKeys, ReadingRing]:
    """Return keys with a new one in the reading ring, or without the oldest, or both; and what
    the ring is then. Slow; any thread. Raises `ReadingKeyLast` and what `prepared_keys` does."""
    ring = site.secrets.reading_keys
    if add:
        ring = (ReadingKey.generate().private, *ring)
    dropped, dropped_keys = None, site.secrets.dropped_keys
    if drop:
        if len(ring) < 2:
            raise ReadingKeyLast()
        *kept, oldest = ring
        ring, dropped = tuple(kept), ReadingKey(oldest).public
        dropped_keys |= {dropped}
    number = site.secrets.bundle_number + 1
    secrets = replace(
        site.secrets, reading_keys=ring, dropped_keys=dropped_keys, bundle_number=number
    )
    facts: dict[str, Fact] = {
        "what": "reading_keys",
        "added": int(add),
        "dropped": int(drop),
        "ring": len(ring),
        "bundle": number,
    }
    keys = prepared_keys(site, secrets, passphrase, AuditKind.KEYS_ROTATED, facts)
    return keys, ReadingRing(ReadingKey(ring[0]).public, dropped, len(ring), number)


def rotate_reading_keys(
    site: Site, passphrase: str, at: datetime, *, add: bool, drop: bool
) -> ReadingRing:
    """Add a new key to the ring, or end the oldest at once, or both; new bundles carry the ring.

    Codes that are sealed to a dropped key cannot be opened any more, and no bundle brings it back.
    Raises what `new_ring` and `put_keys` do.
    """
    keys, ring = new_ring(site, passphrase, add=add, drop=drop)
    put_keys(site, keys, at)
    return ring


def change_data_key(
    folder: DataFolder, passphrase: str, at: datetime, progress: Progress, cancel: Event
) -> DataKeyChanged:
    """Make a new data key and seal all records under it, or go on with what was cut off.

    The key file holds both keys until every record has the new one; then the old one is dropped.
    ``progress`` takes rows done and rows in all. Raises what opening the site does,
    `ResealingCancelled`, and the faults of disk and database: all records open then as before,
    and the next run goes on.
    """
    site = open_site(folder, passphrase)
    try:
        secrets, booth = site.secrets, site.settings.booth.number
        zone = site.zone
    finally:
        site.close()
    resumed = len(secrets.master_keys) > 1
    if not resumed:
        secrets = with_new_data_key(secrets)
        replace_key_file(folder.key_file, secrets, passphrase)
    vault = secrets.field_vault()
    database = open_database(folder.database, vault, zone=zone, create=False)
    try:
        note_data_key(database, secrets.current_version, booth, at)
        done = database.reseal(progress, cancel)
    finally:
        database.close()
    version = secrets.current_version
    if not done.unreadable:
        alone = {version: secrets.master_keys[version]}
        replace_key_file(folder.key_file, replace(secrets, master_keys=alone), passphrase)
    return DataKeyChanged(version, done.rows, done.unreadable, resumed)


def with_new_data_key(secrets: SiteSecrets) -> SiteSecrets:
    """Return secrets under a new data key, with the old one beside it."""
    version = secrets.current_version + 1
    return replace(
        secrets,
        master_keys={**secrets.master_keys, version: random(KEY_SIZE)},
        current_version=version,
        bundle_number=secrets.bundle_number + 1,
    )


def note_data_key(
    database: Database, version: int, booth: str, at: datetime, actor: UUID | None = None
) -> None:
    """Write one audit line for a data key, however often the work is taken up again."""
    with database.writing() as unit:
        if unit.claim_data_key():
            facts: dict[str, Fact] = {"what": "data_key", "version": version}
            unit.audit.add(AuditEvent(at, booth, actor, AuditKind.KEYS_ROTATED, facts))
            unit.commit()
