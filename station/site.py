"""A site on a booth's disk: laid down once, opened with its passphrase at every start."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from station.credential.keys import ReadingKey
from station.domain.audit import AuditEvent
from station.domain.staff_ports import NewMember
from station.errors import StationError
from station.keyring.key_file import create_key_file, open_key_file
from station.keyring.sealed_file import Strength
from station.keyring.site_secrets import SiteSecrets
from station.paths import DataFolder
from station.private_files import make_private_folder, narrow_folder, write_private_file
from station.services.trust_in_force import TrustAnchor, TrustInForce, found_trust
from station.settings import Settings
from station.settings_file import read_settings, write_settings
from station.storage.database import Database, open_database


class SiteNotFounded(StationError):
    """The data folder holds no site yet."""

    code = "site_not_founded"


class SiteFounded(StationError):
    """The data folder holds a site already; nothing was changed."""

    code = "site_founded_already"


class SiteKeysLost(SiteFounded):
    """There is a database without its key file: made over, what it holds would be lost."""

    code = "site_keys_lost"


class DataFolderForeign(StationError):
    """The folder holds other things than a booth's: it is not taken for its data."""

    code = "data_folder_foreign"


class SiteFilesUnwritable(StationError):
    """The data folder cannot be made or written."""

    code = "site_files_unwritable"


@dataclass(frozen=True, slots=True)
class SiteContent:
    """What a booth's folder is filled with; ``trust`` are the bytes of its first trust list."""

    settings: Settings
    secrets: SiteSecrets
    trust: bytes = field(repr=False)
    staff: tuple[NewMember, ...] = ()


@dataclass(slots=True, eq=False)
class Site:
    """An open site. Close it when the last unit of work is over.

    ``key_file`` are the bytes of the sealed key file that ``secrets`` came from. Both are replaced
    together, by `take_keys` alone.
    """

    folder: DataFolder
    settings: Settings
    secrets: SiteSecrets
    trust: TrustInForce
    database: Database
    key_file: bytes = field(repr=False)
    reading_keys: tuple[ReadingKey, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.reading_keys = tuple(map(ReadingKey, self.secrets.reading_keys))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.site.time_zone)

    def take_keys(self, secrets: SiteSecrets, key_file: bytes) -> None:
        """Go on under the keys of another key file of this booth, which is in its place."""
        self.secrets, self.key_file = secrets, key_file
        self.reading_keys = tuple(map(ReadingKey, secrets.reading_keys))
        self.database.take_keys(secrets.master_keys, secrets.current_version)

    def close(self) -> None:
        self.database.close()


def is_founded(folder: DataFolder) -> bool:
    """Tell whether a site was founded in ``folder``; its key file is written last.

    Raises `SiteFilesUnwritable` for a folder that cannot be looked into.
    """
    try:
        return folder.key_file.exists()
    except OSError as error:
        raise SiteFilesUnwritable() from error


def check_unfounded(folder: DataFolder) -> None:
    """Raise `SiteFounded` or `SiteKeysLost` if there is a site in ``folder``, or part of one.

    Raises `DataFolderForeign` too.
    """
    if is_founded(folder):
        raise SiteFounded()
    if os.path.lexists(folder.database):
        raise SiteKeysLost()
    check_own(folder)


def check_own(folder: DataFolder) -> None:
    """Raise `DataFolderForeign` for a folder without a site that holds what no booth puts there.

    It would become its owner's alone, and what lies there would lie among a booth's files. Raises
    `SiteFilesUnwritable` for a folder that cannot be looked into.
    """
    if is_founded(folder) or os.path.lexists(folder.database):
        return
    try:
        there = os.listdir(folder.root)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SiteFilesUnwritable() from error
    if not all(folder.is_own_name(name) for name in there):
        raise DataFolderForeign()


def lay_down_site(
    folder: DataFolder,
    content: SiteContent,
    event: AuditEvent,
    passphrase: str,
    strength: Strength | tuple[int, int],
) -> None:
    """Write a booth's files. The key file comes last: without it there is no site.

    ``event`` begins the audit trail. Raises what `check_unfounded` does, what is wrong with the
    trust list or the settings, `SiteFilesUnwritable`, `MemoryShort` and the faults of the disk;
    nothing is left behind then.
    """
    check_unfounded(folder)
    before = _read(folder.settings)
    try:
        try:
            make_private_folder(folder.root)
            narrow_folder(folder.root)
            write_private_file(folder.trust, content.trust)
        except OSError as error:
            raise SiteFilesUnwritable() from error
        write_settings(folder.settings, content.settings)
        _fill_database(folder, content, event)
        create_key_file(folder.key_file, content.secrets, passphrase, strength)
    except BaseException:
        # Nothing opens it without its keys, and it would be in the way of another try.
        # The key file goes first: with it, what is left would be a site that lost its database.
        with suppress(OSError):
            folder.key_file.unlink(missing_ok=True)
            folder.database.unlink(missing_ok=True)
            folder.trust.unlink(missing_ok=True)
            if before is None:
                folder.settings.unlink(missing_ok=True)
            else:
                write_private_file(folder.settings, before)
        raise


def _fill_database(folder: DataFolder, content: SiteContent, event: AuditEvent) -> None:
    zone = ZoneInfo(content.settings.site.time_zone)
    secrets = content.secrets
    database = open_database(folder.database, secrets.field_vault(), zone=zone)
    try:
        found_trust(content.trust, database, secrets.root_public_key, event.at)
        with database.writing() as unit:
            for new in content.staff:
                unit.staff.put(new.member, new.pin, event.at)
            unit.audit.add(event)
            unit.commit()
    finally:
        database.close()


def open_site(folder: DataFolder, passphrase: str, trust: bytes | None = None) -> Site:
    """Open the site in ``folder``: its settings, keys, trust list and database.

    The database is never made anew here: an empty one knows no used tube and nobody registered.
    ``trust`` are the bytes of a list to be judged in place of the site's own file. Raises
    `SiteNotFounded`, `PassphraseWrong`, `DatabaseMissing` and every other fault of the files;
    `TrustMissing` or a `TrustRefusal` if there is no list at all that could be in force.
    """
    if not is_founded(folder):
        raise SiteNotFounded()
    settings = read_settings(folder.settings)
    secrets = open_key_file(folder.key_file, passphrase)
    key_file = _read(folder.key_file) or b""
    zone = ZoneInfo(settings.site.time_zone)
    database = open_database(folder.database, secrets.field_vault(), zone=zone, create=False)
    try:
        in_force = TrustInForce.at_start(
            _read(folder.trust) if trust is None else trust,
            database,
            TrustAnchor(secrets.root_public_key, secrets.least_trust_serial, settings.booth.number),
            partial(write_private_file, folder.trust),
            datetime.now(UTC),
        )
        if trust is not None:
            # The database has it; a file that cannot be written is tried again at the next start.
            with suppress(OSError):
                write_private_file(folder.trust, in_force.present.raw)
    except BaseException:
        database.close()
        raise
    return Site(folder, settings, secrets, in_force, database, key_file)


def _read(path: Path) -> bytes | None:
    """Return a file's bytes, None if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None
