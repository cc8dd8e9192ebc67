"""The records of a site, open to read beside a console that may be at work."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from station.commands.site_options import passphrase_of
from station.credential.keys import ReadingKey
from station.credential.trust import TrustList
from station.keyring.key_file import open_key_file
from station.keyring.site_secrets import SiteSecrets
from station.paths import data_folder
from station.services.trust_in_force import TrustMissing
from station.settings import Settings
from station.settings_file import read_settings
from station.site import SiteNotFounded, is_founded
from station.storage.database import Database, read_database


@dataclass(frozen=True, slots=True)
class SiteRecords:
    """A site's settings, keys and database; nothing of it is written."""

    settings: Settings
    secrets: SiteSecrets
    database: Database

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.site.time_zone)

    @property
    def reading_keys(self) -> tuple[ReadingKey, ...]:
        return tuple(ReadingKey(key) for key in self.secrets.reading_keys)

    def trust(self) -> TrustList:
        """Return the list in force. Raises `TrustMissing` or a `TrustRefusal`."""
        with self.database.reading() as unit:
            raw = unit.trust.raw()
        if raw is None:
            raise TrustMissing()
        return TrustList.open(raw, self.secrets.root_public_key)

    def is_revoked(self, kid: bytes, cti: bytes) -> bool:
        """Tell whether the site's own desk revoked the code of this name."""
        with self.database.reading() as unit:
            return unit.codes.is_revoked(kid, cti)


@contextmanager
def site_records(args: argparse.Namespace) -> Iterator[SiteRecords]:
    """Hold the records of the site that ``args`` name open to read, without its lock.

    Raises `SiteNotFounded`, `PassphraseNeeded`, `PassphraseFileUnreadable`, and what is wrong
    with the files; an older database is not migrated (`DatabaseOutdated`).
    """
    folder = data_folder(args.data)
    if not is_founded(folder):
        raise SiteNotFounded()
    settings = read_settings(folder.settings)
    secrets = open_key_file(folder.key_file, passphrase_of(folder, args.passphrase_file))
    zone = ZoneInfo(settings.site.time_zone)
    database = read_database(folder.database, secrets.field_vault(), zone=zone)
    try:
        yield SiteRecords(settings, secrets, database)
    finally:
        database.close()
