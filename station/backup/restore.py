"""Bringing a backup back: into an empty folder, or over the same booth's older records."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from station.backup.backup_file import DATABASE, SETTINGS, TRUST, Head, opened_backup
from station.backup.backup_file import read_head as read_backup_head
from station.backup.backup_file import read_stream as read_backup_stream
from station.backup.faults import (
    BackupNotWritten,
    RestoreOtherBooth,
    RestoreOtherSite,
    RestoreOverNewer,
)
from station.credential.refusals import TrustRefusal
from station.credential.trust import TrustList
from station.domain.audit import AuditEvent, AuditKind
from station.errors import StationError
from station.keyring.faults import KeyFileDamaged
from station.keyring.key_file import open_key_file, site_of
from station.keyring.site_secrets import SiteSecrets
from station.paths import DataFolder
from station.private_files import (
    make_private_folder,
    narrow_folder,
    sync_folder,
    write_private_file,
)
from station.settings_file import read_settings
from station.site import check_own, open_site
from station.storage.faults import DatabaseFault
from station.storage.snapshot import check_whole, reaches_beyond, site_of_database

_KEYS = "site.keys"
_BESIDE = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class RestoreReceipt:
    """What was brought back. ``set_aside``: the database that stood there before, if one did."""

    head: Head
    set_aside: Path | None


def restore_backup(path: Path, folder: DataFolder, passphrase: str, at: datetime) -> RestoreReceipt:
    """Bring the backup ``path`` back into ``folder``; ``passphrase`` is that of its day.

    The caller holds the folder's lock. All is unpacked, checked and opened first; then a database
    that stands there is set aside, never removed. A newer trust list that lies there stays.
    Raises `DataFolderForeign`, a `BackupFault`, `PassphraseWrong`, `KeyFileNewer`, or a fault of
    the disk or the database; nothing has changed then.
    """
    check_own(folder)
    try:
        make_private_folder(folder.root)
        narrow_folder(folder.root)
        scratch = Path(tempfile.mkdtemp(prefix="snapshot-", dir=folder.root))
    except OSError as error:
        raise BackupNotWritten() from error
    try:
        head, secrets = _unpack(path, scratch, passphrase)
        check_whole(scratch / DATABASE)
        _check_folder(folder, head, scratch / DATABASE)
        _note(DataFolder(scratch), passphrase, head, at)
        try:
            if _newer_trust(folder, scratch, secrets.root_public_key):
                (scratch / TRUST).unlink()
            set_aside = _put_in_place(scratch, folder, at)
        except OSError as error:
            raise BackupNotWritten() from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return RestoreReceipt(head, set_aside)


def _unpack(path: Path, scratch: Path, passphrase: str) -> tuple[Head, SiteSecrets]:
    with opened_backup(path) as file:
        head, before = read_backup_head(file)
        try:
            write_private_file(scratch / _KEYS, head.key_file)
            secrets = open_key_file(scratch / _KEYS, passphrase)
            for name, content in read_backup_stream(file, before, secrets):
                with open(os.open(scratch / name, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as target:
                    shutil.copyfileobj(content, target, 1 << 20)
                    target.flush()
                    os.fsync(target.fileno())
        except OSError as error:
            raise BackupNotWritten() from error
    return head, secrets


def _check_folder(folder: DataFolder, head: Head, database: Path) -> None:
    """See that nothing would be lost. A database that cannot be read has nothing to lose."""
    if folder.key_file.exists():
        with suppress(KeyFileDamaged):
            if site_of(folder.key_file) != head.site_id:
                raise RestoreOtherSite()
    if not folder.database.exists():
        return
    try:
        if site_of_database(folder.database) != head.site_id:
            raise RestoreOtherSite()
        _check_booth(folder, head)
        beyond = reaches_beyond(folder.database, database)
    except DatabaseFault:
        return
    if beyond:
        raise RestoreOverNewer(made_at=head.made_at.isoformat(timespec="minutes"))


def _check_booth(folder: DataFolder, head: Head) -> None:
    """See that the folder is not another booth's; settings that cannot be read do not tell."""
    try:
        number = read_settings(folder.settings).booth.number
    except StationError:
        return
    if folder.settings.exists() and number != head.booth:
        raise RestoreOtherBooth(number=number, booth=head.booth)


def _newer_trust(folder: DataFolder, scratch: Path, root: bytes) -> bool:
    """Tell whether the trust list that lies in the folder is to stay."""
    try:
        here = TrustList.open(folder.trust.read_bytes(), root).serial
    except (OSError, TrustRefusal):
        return False
    return here >= TrustList.open((scratch / TRUST).read_bytes(), root).serial


def _put_in_place(scratch: Path, folder: DataFolder, at: datetime) -> Path | None:
    """Move the files in: the key file last, since without it there is no site."""
    set_aside = None
    if folder.database.exists():
        set_aside = folder.database.with_name(f"station.db.replaced-{at:%Y%m%dT%H%M%SZ}")
        for end in _BESIDE:
            part = folder.database.with_name(folder.database.name + end)
            if part.exists():
                os.replace(part, set_aside.with_name(set_aside.name + end))
    os.replace(scratch / DATABASE, folder.database)
    os.replace(scratch / SETTINGS, folder.settings)
    if (scratch / TRUST).exists():
        os.replace(scratch / TRUST, folder.trust)
    os.replace(scratch / _KEYS, folder.key_file)
    sync_folder(folder.root)
    return set_aside


def _note(folder: DataFolder, passphrase: str, head: Head, at: datetime) -> None:
    """Open what was unpacked, as the next start will, and write it into its audit trail.

    A database of an older program is migrated here, one of a newer program refused.
    """
    site = open_site(folder, passphrase)
    try:
        with site.database.writing() as unit:
            made_at = head.made_at.isoformat(timespec="seconds")
            facts = {"made_at": made_at}
            unit.audit.add(AuditEvent(at, head.booth, None, AuditKind.RESTORED, facts))
            unit.commit()
    finally:
        site.close()
