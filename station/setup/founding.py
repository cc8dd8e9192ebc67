"""Making a site: its keys, its first trust list, its founding booth and its first bundle."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from station.credential.keys import IssuerKey, ReadingKey, RootKey
from station.credential.trust import Issuer, SheetSigner, issue_trust_list
from station.domain.audit import AuditEvent, AuditKind
from station.keyring.bundle import create_bundle
from station.keyring.issuer_file import create_issuer_file
from station.keyring.root_file import create_root_file
from station.keyring.sealed_file import Strength
from station.keyring.site_secrets import SiteSecrets
from station.paths import DataFolder
from station.pin import PinCost
from station.private_files import make_private_folder, write_private_file
from station.settings import Settings
from station.setup.bundling import bundle_of
from station.setup.faults import KeysBesideData, KeysNotWritten, SiteKeysThere
from station.setup.wishes import NewSite
from station.site import SiteContent, check_unfounded, lay_down_site

ROOT_NAME, ISSUER_NAME = "root.keys", "issuer.keys"
BUNDLE_NAME, TRUST_NAME = "site.bundle", "site.trust"
# A desk whose clock is a little behind draws codes at once.
_BEFORE = timedelta(days=1)
_VALID = timedelta(days=3 * 365)
_LONGEST_VALIDITY_DAYS = 30


class _Paths(NamedTuple):
    root_file: Path
    issuer_file: Path
    bundle_file: Path
    trust_file: Path


@dataclass(frozen=True, slots=True)
class FoundedSite:
    """What was made: public keys (32 bytes each), and the files that belong off the booth."""

    site_id: str
    trust_serial: int
    bundle_number: int
    root_public_key: bytes
    issuer_public_key: bytes
    reading_public_key: bytes
    sheet_public_key: bytes
    root_file: Path
    issuer_file: Path
    bundle_file: Path
    trust_file: Path


def make_site(
    folder: DataFolder,
    out: Path,
    new: NewSite,
    at: datetime,
    strength: Strength = Strength.MODERATE,
) -> FoundedSite:
    """Make a site: its founding booth in ``folder``, its keys, trust list and bundle in ``out``.

    ``at`` is aware. All is checked before anything is written, and nothing is left behind if it
    fails. Slow (Argon2id, five times). Raises what `NewSite.check` and `check_unfounded` do,
    `KeysBesideData`, `SiteKeysThere`, `KeysNotWritten`, `MemoryShort` and the faults of the disk.
    """
    new.check()
    check_unfounded(folder)
    paths = _checked_paths(folder, out)
    cost = PinCost.EARNEST if strength is Strength.MODERATE else PinCost.LEAST
    manager = new.manager.hashed(at, cost)
    root, issuer, reading = RootKey.generate(), IssuerKey.generate(), ReadingKey.generate()
    site_id = uuid.uuid4().hex
    secrets = SiteSecrets.generate(site_id, (reading.private,), root.public, 1, bundle_number=1)
    issuer_name = new.issuer_name or new.settings.site.name
    trust = _first_trust_list(root, issuer, issuer_name, secrets, new.settings, at)
    content = SiteContent(new.settings, secrets, trust, (manager,))
    bundle = bundle_of(content, at)
    passphrases = new.passphrases
    made = not out.exists()
    try:
        try:
            if made:
                make_private_folder(out)
            write_private_file(paths.trust_file, trust)
        except OSError as error:
            raise KeysNotWritten() from error
        create_root_file(paths.root_file, root, passphrases.root, strength)
        create_issuer_file(paths.issuer_file, issuer, issuer_name, passphrases.issuer, strength)
        create_bundle(paths.bundle_file, bundle, passphrases.bundle, strength)
        event = AuditEvent(
            at,
            new.settings.booth.number,
            None,
            AuditKind.SITE_FOUNDED,
            {"site": site_id, "manager": str(manager.member.id), "bundle": bundle.number},
        )
        lay_down_site(folder, content, event, passphrases.booth, strength)
    except BaseException:
        for path in paths:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        if made:
            with suppress(OSError):
                out.rmdir()
        raise
    return FoundedSite(
        site_id=site_id,
        trust_serial=1,
        bundle_number=bundle.number,
        root_public_key=root.public,
        issuer_public_key=issuer.public,
        reading_public_key=reading.public,
        sheet_public_key=secrets.sheet_signer.public,
        **paths._asdict(),
    )


def _checked_paths(folder: DataFolder, out: Path) -> _Paths:
    paths = _Paths(out / ROOT_NAME, out / ISSUER_NAME, out / BUNDLE_NAME, out / TRUST_NAME)
    try:
        if out.resolve().is_relative_to(folder.root.resolve()):
            raise KeysBesideData()
        if out.exists() and not out.is_dir():
            raise KeysNotWritten()
        there = [path for path in paths if path.exists()]
    except OSError as error:
        raise KeysNotWritten() from error
    if there:
        raise SiteKeysThere(names=", ".join(path.name for path in there))
    return paths


def _first_trust_list(
    root: RootKey,
    issuer: IssuerKey,
    name: str,
    secrets: SiteSecrets,
    settings: Settings,
    at: datetime,
) -> bytes:
    """Return the list with serial 1: the desk's issuer and the founding booth's sheet signer."""
    start, end = int((at - _BEFORE).timestamp()), int((at + _VALID).timestamp())
    desk = Issuer(issuer.public, name, start, end, _LONGEST_VALIDITY_DAYS)
    signer = SheetSigner(secrets.sheet_signer.public, settings.booth.number, start, end)
    return issue_trust_list(
        root,
        serial=1,
        issued_at=at.replace(microsecond=0),
        issuers=[desk],
        sheet_signers=[signer],
    )
