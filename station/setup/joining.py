"""Joining a site with its bundle: a new booth, or a booth of the site that takes what is newer.

The audit trail tells of each. A booth keeps its own number, trail, sheet key and records.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from nacl.utils import random

from station.credential.refusals import TrustBelowLeast, TrustOlder
from station.credential.trust import accept_trust_list
from station.domain.audit import AuditEvent, AuditKind, Fact
from station.domain.ports import UnitOfWork
from station.keyring.bundle import SiteBundle, open_bundle, read_bundle
from station.keyring.key_file import key_file_content, site_of
from station.keyring.reading_ring import merged_ring
from station.keyring.site_secrets import SiteSecrets
from station.passphrase import check_passphrase
from station.paths import DataFolder
from station.services.trust_in_force import TrustWay
from station.settings import Settings, SettingUnknown, with_site_wide
from station.settings_file import write_settings
from station.setup.faults import (
    BoothBeyondSite,
    BoothOther,
    BoothTaken,
    BundleKeysDiffer,
    BundleOlder,
    BundleOtherSite,
    BundleSettingsNewer,
    KeysChanged,
    PassphrasesAlike,
    ReadingKeysEnded,
)
from station.setup.key_change import put_key_file
from station.setup.wishes import Joining
from station.site import Site, SiteContent, check_unfounded, is_founded, lay_down_site, open_site
from station.storage.vault import KEY_SIZE


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of it. ``updated``: the booth was there before. ``to_reseal``: its records wait
    to be sealed under a newer data key (see `rotation`)."""

    site_id: str
    site_name: str
    booth: str
    bundle_number: int
    trust_serial: int
    sheet_public_key: bytes
    updated: bool
    to_reseal: bool


def join_site(folder: DataFolder, settings: Settings, wish: Joining, at: datetime) -> Joined:
    """Join ``folder`` to the site of a bundle; ``settings`` are a new booth's own options.

    ``at`` is aware; the caller holds the folder's lock. All is checked before anything is written.
    Raises the bundle's faults, `BundleOtherSite`, `BundleOlder`, `BundleKeysDiffer`,
    `ReadingKeysEnded`, `BoothTaken`, `BoothBeyondSite`, `BoothOther`, `PassphraseTooShort`,
    `PassphrasesAlike`, and what founding or opening a site does. Slow (Argon2id).
    """
    file = read_bundle(wish.bundle)
    if is_founded(folder):
        if site_of(folder.key_file) != file.clear["site"]:
            raise BundleOtherSite()
        bundle = open_bundle(file, wish.bundle_passphrase)
        return _update(folder, bundle, wish, at)
    check_unfounded(folder)
    check_passphrase(wish.passphrase)
    if wish.passphrase == wish.bundle_passphrase:
        raise PassphrasesAlike()
    bundle = open_bundle(file, wish.bundle_passphrase)
    return _join(folder, settings, bundle, wish, at, file.strength)


def _join(
    folder: DataFolder,
    settings: Settings,
    bundle: SiteBundle,
    wish: Joining,
    at: datetime,
    strength: tuple[int, int],
) -> Joined:
    number = wish.booth or settings.booth.number
    settings = _shared(replace(settings, booth=replace(settings.booth, number=number)), bundle)
    if number == bundle.booth:
        raise BoothTaken(number=number)
    if int(number) > settings.site.booths:
        raise BoothBeyondSite(number=number, booths=settings.site.booths)
    trust = accept_trust_list(bundle.trust, bundle.root_public_key, None, bundle.least_trust_serial)
    secrets = SiteSecrets(
        site_id=bundle.site_id,
        master_keys={bundle.master_version: bundle.master_key},
        current_version=bundle.master_version,
        reading_keys=bundle.reading_keys,
        root_public_key=bundle.root_public_key,
        least_trust_serial=max(bundle.least_trust_serial, trust.serial),
        index_key=bundle.index_key,
        trail_key=random(KEY_SIZE),
        sheet_key=random(KEY_SIZE),
        bundle_number=bundle.number,
        dropped_keys=bundle.dropped_keys,
    )
    content = SiteContent(settings, secrets, bundle.trust, bundle.staff)
    lay_down_site(folder, content, _event(bundle, number, at, "new"), wish.passphrase, strength)
    return _joined(bundle, settings, secrets, trust.serial, updated=False)


def _update(folder: DataFolder, bundle: SiteBundle, wish: Joining, at: datetime) -> Joined:
    site = open_site(folder, wish.passphrase)
    try:
        number = site.settings.booth.number
        if wish.booth not in (None, number):
            raise BoothOther(number=number)
        news = bundle_news(site, bundle, wish.passphrase)
        return take_bundle(site, news, at)
    finally:
        site.close()


@dataclass(frozen=True, slots=True)
class BundleNews:
    """A newer bundle of the site, and what a booth has once it took it."""

    bundle: SiteBundle
    settings: Settings
    before: SiteSecrets
    secrets: SiteSecrets
    key_file: bytes = field(repr=False)


def bundle_news(site: Site, bundle: SiteBundle, passphrase: str) -> BundleNews:
    """Return what an open site is to take from a bundle; nothing changes. Slow; any thread.

    Raises what `merged_secrets` does, and `BundleSettingsNewer`.
    """
    secrets = merged_secrets(site.secrets, bundle)
    settings = _shared(site.settings, bundle)
    content = key_file_content(site.folder.key_file, secrets, passphrase)
    return BundleNews(bundle, settings, site.secrets, secrets, content)


def take_bundle(site: Site, news: BundleNews, at: datetime, actor: UUID | None = None) -> Joined:
    """Put in force what a bundle brings, but for the settings, which are read at the next start.

    For the thread that stores. Raises `KeysChanged`, a `TrustRefusal` and the faults of disk and
    database: the bundle can be taken again then.
    """
    if site.secrets is not news.before:
        raise KeysChanged()
    bundle = news.bundle
    # The key file comes last: until it has the bundle's number, the bundle can be taken again.
    if _newer_trust(site, bundle):
        site.trust.accept(bundle.trust, at, TrustWay.HAND, actor)
    with site.database.writing() as unit:
        _take_staff(unit, bundle, at)
        unit.audit.add(_event(bundle, site.settings.booth.number, at, "update", actor))
        unit.commit()
    write_settings(site.folder.settings, news.settings)
    put_key_file(site, news.secrets, news.key_file)
    serial = site.trust.present.serial
    return _joined(bundle, news.settings, news.secrets, serial, updated=True)


def merged_secrets(own: SiteSecrets, bundle: SiteBundle) -> SiteSecrets:
    """Return a booth's secrets after a bundle: never an older data key than it has.

    The reading keys of both are kept, but for those that either knows as dropped: booths that were
    changed apart may have bundles of the same number. Raises `BundleOtherSite`, `BundleOlder`,
    `BundleKeysDiffer`, `ReadingKeysEnded`.
    """
    same_site = (own.site_id, own.root_public_key, own.index_key)
    if same_site != (bundle.site_id, bundle.root_public_key, bundle.index_key):
        raise BundleOtherSite()
    if bundle.number < own.bundle_number:
        raise BundleOlder(number=bundle.number, current=own.bundle_number)
    version = bundle.master_version
    if own.master_keys.get(version, bundle.master_key) != bundle.master_key:
        raise BundleKeysDiffer(version=version)
    ring, dropped = _merged_reading_keys(own, bundle)
    keys, current = dict(own.master_keys), own.current_version
    if version > current:
        keys[version] = bundle.master_key
        current = version
    return replace(
        own,
        master_keys=keys,
        current_version=current,
        reading_keys=ring,
        least_trust_serial=max(own.least_trust_serial, bundle.least_trust_serial),
        bundle_number=bundle.number,
        dropped_keys=dropped,
    )


def _merged_reading_keys(
    own: SiteSecrets, bundle: SiteBundle
) -> tuple[tuple[bytes, ...], frozenset[bytes]]:
    dropped = own.dropped_keys | bundle.dropped_keys
    rings = (own.reading_keys, bundle.reading_keys)
    leading, other = rings if bundle.number == own.bundle_number else reversed(rings)
    ring = merged_ring(leading, other, dropped)
    if not ring:
        raise ReadingKeysEnded()
    return ring, dropped


def _newer_trust(site: Site, bundle: SiteBundle) -> bool:
    """Tell whether the bundle's list is to take the present one's place."""
    try:
        return site.trust.check(bundle.trust).mark != site.trust.present.mark
    except (TrustOlder, TrustBelowLeast):
        return False


def _take_staff(unit: UnitOfWork, bundle: SiteBundle, at: datetime) -> None:
    """Put in the bundle's staff; those whom only this booth knows stay.

    Who left comes first, so that their badges are free, and a badge is taken from whom only this
    booth gave it to.
    """
    for new in sorted(bundle.staff, key=lambda each: each.member.active):
        badge = new.member.badge
        wearer = None if badge is None or not new.member.active else unit.staff.by_badge(badge)
        if wearer is not None and wearer.id != new.member.id:
            unit.staff.put(replace(wearer, badge=None), unit.staff.pin(wearer.id), at)
        unit.staff.put(new.member, new.pin, at)


def _shared(settings: Settings, bundle: SiteBundle) -> Settings:
    """Return ``settings`` with the site-wide options of the bundle."""
    try:
        return with_site_wide(settings, bundle.settings)
    except SettingUnknown:
        # A newer program wrote it, and what its option asks for must not be left out in silence.
        raise BundleSettingsNewer() from None


def _event(
    bundle: SiteBundle, booth: str, at: datetime, way: str, actor: UUID | None = None
) -> AuditEvent:
    facts: dict[str, Fact] = {
        "bundle": bundle.number,
        "way": way,
        "data_key": bundle.master_version,
    }
    return AuditEvent(at, booth, actor, AuditKind.SITE_JOINED, facts)


def _joined(
    bundle: SiteBundle, settings: Settings, secrets: SiteSecrets, serial: int, updated: bool
) -> Joined:
    return Joined(
        site_id=bundle.site_id,
        site_name=settings.site.name,
        booth=settings.booth.number,
        bundle_number=bundle.number,
        trust_serial=serial,
        sheet_public_key=secrets.sheet_signer.public,
        updated=updated,
        to_reseal=len(secrets.master_keys) > 1,
    )
