"""Making a site's bundle, at its founding and later from any of its booths."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from nacl.utils import random

from station.domain.audit import AuditKind
from station.domain.staff_ports import NewMember
from station.keyring.bundle import SiteBundle, create_bundle
from station.keyring.faults import BundleExists
from station.keyring.key_file import strength_of
from station.keyring.site_secrets import SiteSecrets, derived_sheet_key
from station.passphrase import check_passphrase
from station.settings import site_wide_table
from station.setup.faults import BundleBesideData, KeysNotWritten, PassphrasesAlike
from station.setup.key_change import NewKeys, prepared_keys, put_keys
from station.site import Site, SiteContent
from station.storage.vault import KEY_SIZE


def bundle_of(content: SiteContent, at: datetime) -> SiteBundle:
    """Return the bundle of what a booth has, under the number in its secrets. ``at`` is aware."""
    secrets = content.secrets
    return SiteBundle(
        site_id=secrets.site_id,
        number=secrets.bundle_number,
        made_at=int(at.timestamp()),
        booth=content.settings.booth.number,
        settings=site_wide_table(content.settings),
        trust=content.trust,
        least_trust_serial=secrets.least_trust_serial,
        root_public_key=secrets.root_public_key,
        master_key=secrets.master_keys[secrets.current_version],
        master_version=secrets.current_version,
        index_key=secrets.index_key,
        reading_keys=secrets.reading_keys,
        staff=content.staff,
        dropped_keys=secrets.dropped_keys,
    )


@dataclass(frozen=True, slots=True)
class NewBundle:
    """A bundle that lies in its place, ``path``, while the booth's keys do not know of it yet."""

    bundle: SiteBundle
    path: Path
    keys: NewKeys


def new_bundle(
    site: Site, path: Path, bundle_passphrase: str, passphrase: str, at: datetime
) -> NewBundle:
    """Write the next bundle of an open site to the new file ``path``, to be told by `put_bundle`.

    ``passphrase`` is the booth's own, ``at`` is aware. Slow; for any thread. Raises what
    `write_bundle` does; nothing is left behind then.
    """
    check_passphrase(bundle_passphrase)
    if bundle_passphrase == passphrase:
        raise PassphrasesAlike()
    _check_place(site, path)
    secrets = _next_secrets(site)
    bundle = bundle_of(
        SiteContent(site.settings, secrets, site.trust.present.raw, _staff(site)), at
    )
    facts = {"bundle": bundle.number}
    keys = prepared_keys(site, secrets, passphrase, AuditKind.BUNDLE_MADE, facts)
    create_bundle(path, bundle, bundle_passphrase, strength_of(site.folder.key_file))
    return NewBundle(bundle, path, keys)


def put_bundle(site: Site, new: NewBundle, at: datetime, actor: UUID | None = None) -> None:
    """Note a bundle in the keys of the booth that made it; the file goes if that fails.

    Raises what `put_keys` does.
    """
    try:
        put_keys(site, new.keys, at, actor)
    except BaseException:
        drop_bundle(new)
        raise


def drop_bundle(new: NewBundle) -> None:
    """Take a bundle's file away that is not to be told of."""
    with suppress(OSError):
        new.path.unlink(missing_ok=True)


def write_bundle(
    site: Site, path: Path, bundle_passphrase: str, passphrase: str, at: datetime
) -> SiteBundle:
    """Write a new bundle of an open site to the new file ``path``; the number rises.

    ``passphrase`` is the booth's own, ``at`` is aware. The caller holds the console's lock. The
    bundle asks for the present trust list at least, so that a booth made with it cannot be rolled
    back. Raises `BundleBesideData`, `BundleExists`, `PassphraseTooShort`,
    `PassphrasesAlike`, `KeysNotWritten`, `PassphraseWrong` and the faults of the disk.
    """
    new = new_bundle(site, path, bundle_passphrase, passphrase, at)
    put_bundle(site, new, at)
    return new.bundle


def _check_place(site: Site, path: Path) -> None:
    try:
        if path.resolve().is_relative_to(site.folder.root.resolve()):
            raise BundleBesideData()
        if path.exists():
            raise BundleExists()
        if not path.parent.is_dir():
            raise KeysNotWritten()
    except OSError as error:
        raise KeysNotWritten() from error


def _next_secrets(site: Site) -> SiteSecrets:
    secrets = site.secrets
    sheet_key = secrets.sheet_key
    if sheet_key == derived_sheet_key(secrets.master_keys):
        # Whoever has the bundle could derive it too.
        sheet_key = random(KEY_SIZE)
    return replace(
        secrets,
        least_trust_serial=max(secrets.least_trust_serial, site.trust.present.serial),
        sheet_key=sheet_key,
        bundle_number=secrets.bundle_number + 1,
    )


def _staff(site: Site) -> tuple[NewMember, ...]:
    with site.database.reading() as unit:
        return tuple(
            NewMember(member, replace(unit.staff.pin(member.id), failures=0, retry_at=None))
            for member in unit.staff.all()
        )
