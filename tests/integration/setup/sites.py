"""A site as somebody makes it, quickly: its passphrases take the least work to try."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from station.domain.audit import AuditEvent
from station.keyring.bundle import SiteBundle, open_bundle, read_bundle
from station.keyring.sealed_file import Strength
from station.paths import DataFolder
from station.settings import Settings
from station.setup.bundling import write_bundle
from station.setup.founding import FoundedSite, make_site
from station.setup.joining import Joined, join_site
from station.setup.wishes import FirstManager, Joining, NewSite, Passphrases
from station.site import Site, open_site

MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
BOOTH, ROOT, ISSUER, BUNDLE = "booth 口令 1", "root 口令 22", "issuer 口令 3", "bundle 口令 4"
MANAGER, BADGE, PIN = "孙丽", "OP9001", "2580"


def new_site(name: str = "张江镇第三采样点") -> NewSite:
    settings = Settings()
    return NewSite(
        settings=replace(settings, site=replace(settings.site, name=name, booths=4, lab="一检")),
        passphrases=Passphrases(BOOTH, ROOT, ISSUER, BUNDLE),
        manager=FirstManager(MANAGER, PIN, BADGE),
    )


@dataclass(frozen=True, slots=True)
class MadeSite:
    """The founding booth's folder, the folder of keys and bundle, and what was said of it."""

    folder: DataFolder
    out: Path
    made: FoundedSite

    def copied(self, to: Path) -> MadeSite:
        """Return the same site in another place, which may be changed."""
        shutil.copytree(self.folder.root, to / "data")
        shutil.copytree(self.out, to / "out")
        return MadeSite(DataFolder(to / "data"), to / "out", self.made)

    @property
    def bundle(self) -> Path:
        return self.out / "site.bundle"

    def opened(self) -> Site:
        return open_site(self.folder, BOOTH)

    def next_bundle(self, path: Path, passphrase: str = BUNDLE) -> SiteBundle:
        site = self.opened()
        try:
            return write_bundle(site, path, passphrase, BOOTH, MORNING)
        finally:
            site.close()


def make(at: Path, new: NewSite | None = None) -> MadeSite:
    folder, out = DataFolder(at / "data"), at / "out"
    return MadeSite(folder, out, make_site(folder, out, new or new_site(), MORNING, Strength.LEAST))


def join(folder: DataFolder, bundle: Path, booth: str | None = "02", **changes: str) -> Joined:
    wish = Joining(bundle, BUNDLE, BOOTH, booth)
    return join_site(folder, Settings(), replace(wish, **changes), MORNING)


def opened_bundle(path: Path) -> SiteBundle:
    return open_bundle(read_bundle(path), BUNDLE)


def events(folder: DataFolder, passphrase: str = BOOTH) -> list[AuditEvent]:
    """Return the audit trail, each line of which has to have its seal."""
    site = open_site(folder, passphrase)
    try:
        with site.database.reading() as unit:
            lines = list(unit.audit.lines())
            before = bytes(32)
            for line in lines:
                assert line.seal == unit.audit.expected_seal(line, before)
                before = line.seal
    finally:
        site.close()
    return [line.event for line in lines]
