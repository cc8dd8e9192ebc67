"""A booth's keys changed while its console runs: passphrase, reading keys, data key, bundles.

Each change has two halves: a slow one for any thread, which tries the passphrase and seals what is
to be written, and a short one for the thread that stores, which puts it in place and tells the
audit trail. Passphrases are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from station.domain.ports import Clock
from station.domain.staff import Permission
from station.keyring.bundle import open_bundle, read_bundle
from station.keyring.key_file import key_file_content, open_key_file, site_of
from station.keyring.site_secrets import SiteSecrets
from station.services.access import Access
from station.services.keys_view import KeysView
from station.setup.bundling import NewBundle, drop_bundle, new_bundle, put_bundle
from station.setup.faults import BundleOtherSite, KeysChanged
from station.setup.joining import BundleNews, Joined, bundle_news, take_bundle
from station.setup.key_change import NewKeys, put_key_file, put_keys
from station.setup.rotation import (
    DataKeyChanged,
    ReadingRing,
    new_passphrase,
    new_ring,
    note_data_key,
    with_new_data_key,
)
from station.site import Site
from station.storage.resealing import Resealing, ResealingCancelled


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """A ring with another key in it, not in force yet."""

    keys: NewKeys
    ring: ReadingRing


class DataKeyRun:
    """A change of the data key under way; `KeyOffice` takes it from one portion to the next.

    It holds the key file with both data keys and the one with the new key alone, so that no
    passphrase is needed on the way.
    """

    def __init__(
        self,
        before: SiteSecrets,
        secrets: SiteSecrets,
        both: bytes,
        alone: tuple[SiteSecrets, bytes],
    ) -> None:
        self.before = before
        self.secrets = secrets
        self.both = both
        self.alone = alone
        self.work: Resealing | None = None

    @property
    def resumed(self) -> bool:
        """Whether a change that was cut off is taken up again."""
        return self.before is self.secrets

    @property
    def progress(self) -> tuple[int, int]:
        """Rows that are done, and rows in all."""
        return (0, 0) if self.work is None else (self.work.done, self.work.total)


class KeyOffice:
    """Who may change a booth's keys, and how. The manager alone may: `Permission.KEYS`.

    Methods named ``begin_…`` are slow and for any thread, and change nothing; what they return
    goes to ``finish_…`` on the thread that stores, in the name of who asked. Both refuse whom
    `Access.need` does; the second `AskerLeft` too, where somebody else is signed in by then.
    """

    def __init__(self, site: Site, access: Access, clock: Clock) -> None:
        self._site = site
        self._access = access
        self._clock = clock

    @property
    def asker(self) -> UUID | None:
        """Who asks now."""
        return self._access.actor

    def view(self) -> KeysView:
        """Return what may be shown of the keys. Raises what `Access.need` does."""
        self._access.need(Permission.KEYS)
        secrets = self._site.secrets
        return KeysView(
            booth=self._site.settings.booth.number,
            site_name=self._site.settings.site.name,
            data_key=secrets.current_version,
            to_reseal=len(secrets.master_keys) > 1,
            reading_keys=tuple(key.public.hex() for key in self._site.reading_keys),
            bundle=secrets.bundle_number,
            sheet_key=secrets.sheet_signer.public.hex(),
        )

    # --- passphrase ------------------------------------------------------------------------------

    def begin_passphrase(self, old: str, new: str) -> NewKeys:
        """Raises `PassphraseWrong`, and what `rotation.new_passphrase` does."""
        self._try(old)
        return new_passphrase(self._site, old, new)

    def finish_passphrase(self, new: NewKeys, asker: UUID | None) -> None:
        """Raises what `key_change.put_keys` does; the old passphrase holds then."""
        put_keys(self._site, new, self._clock.now(), self._need(asker))

    # --- reading keys ----------------------------------------------------------------------------

    def begin_reading(self, passphrase: str, *, add: bool, drop: bool) -> ReadingChange:
        """Raises `PassphraseWrong`, and what `rotation.new_ring` does."""
        self._try(passphrase)
        return ReadingChange(*new_ring(self._site, passphrase, add=add, drop=drop))

    def finish_reading(self, change: ReadingChange, asker: UUID | None) -> ReadingRing:
        """Raises what `key_change.put_keys` does; the ring is as it was then."""
        put_keys(self._site, change.keys, self._clock.now(), self._need(asker))
        return change.ring

    # --- data key --------------------------------------------------------------------------------

    def begin_data_key(self, passphrase: str) -> DataKeyRun:
        """Make a new data key, or take up a change that was cut off. Raises `PassphraseWrong`."""
        self._try(passphrase)
        site, before = self._site, self._site.secrets
        resumed = len(before.master_keys) > 1
        secrets = before if resumed else with_new_data_key(before)
        version = secrets.current_version
        alone = replace(secrets, master_keys={version: secrets.master_keys[version]})
        path = site.folder.key_file
        both = site.key_file if resumed else key_file_content(path, secrets, passphrase)
        return DataKeyRun(before, secrets, both, (alone, key_file_content(path, alone, passphrase)))

    def start_data_key(self, run: DataKeyRun, asker: UUID | None) -> None:
        """Seal under the new key from now on, the old one still opening what it sealed.

        Raises `KeysChanged` and the faults of disk and database.
        """
        actor = self._need(asker)
        site = self._site
        if site.secrets is not run.before:
            raise KeysChanged()
        if not run.resumed:
            put_key_file(site, run.secrets, run.both)
        version, booth = run.secrets.current_version, site.settings.booth.number
        note_data_key(site.database, version, booth, self._clock.now(), actor)
        run.work = site.database.resealing()

    def portion(self, run: DataKeyRun, cancel: bool = False) -> bool:
        """Seal the next records anew; return whether there are more.

        What was begun with permission goes on, whoever is signed in by now. Raises a
        `DatabaseFault`, and `ResealingCancelled` if it is to end here.
        """
        done, rows = run.progress
        if cancel:
            raise ResealingCancelled(done=done, rows=rows)
        return run.work is not None and run.work.portion()

    def finish_data_key(self, run: DataKeyRun) -> DataKeyChanged:
        """Drop the old key, unless something under it does not open.

        Raises `KeysChanged` and the faults of disk and database: the next run goes on.
        """
        site, work = self._site, run.work
        if work is None or site.secrets is not run.secrets:
            raise KeysChanged()
        site.database.fold()
        if not work.unreadable:
            put_key_file(site, *run.alone)
        version = run.secrets.current_version
        return DataKeyChanged(version, work.done, work.unreadable, run.resumed)

    # --- bundles ---------------------------------------------------------------------------------

    def begin_bundle(self, path: Path, bundle_passphrase: str, passphrase: str) -> NewBundle:
        """Write a bundle to the new file ``path``. Raises `PassphraseWrong` and what
        `bundling.new_bundle` does; no file is left then."""
        self._try(passphrase)
        return new_bundle(self._site, path, bundle_passphrase, passphrase, self._clock.now())

    def finish_bundle(self, new: NewBundle, asker: UUID | None) -> int:
        """Return the bundle's number. Raises what `key_change.put_keys` does; the file
        goes then."""
        try:
            actor = self._need(asker)
        except BaseException:
            drop_bundle(new)
            raise
        put_bundle(self._site, new, self._clock.now(), actor)
        return new.bundle.number

    def begin_update(self, path: Path, bundle_passphrase: str, passphrase: str) -> BundleNews:
        """Read a newer bundle of the site. Raises `PassphraseWrong`, the bundle's faults and what
        `joining.bundle_news` does."""
        self._access.need(Permission.KEYS)
        file = read_bundle(path)
        if site_of(self._site.folder.key_file) != file.clear["site"]:
            raise BundleOtherSite()
        self._try(passphrase)
        return bundle_news(self._site, open_bundle(file, bundle_passphrase), passphrase)

    def finish_update(self, news: BundleNews, asker: UUID | None) -> Joined:
        """Take it; the settings count from the next start on. Raises what `joining.take_bundle`
        does."""
        return take_bundle(self._site, news, self._clock.now(), self._need(asker))

    # --- inside ----------------------------------------------------------------------------------

    def _need(self, asker: UUID | None) -> UUID | None:
        self._access.expect(asker)
        return self._access.need(Permission.KEYS)

    def _try(self, passphrase: str) -> None:
        """Raise `PassphraseWrong` unless it opens the key file, and what is wrong with that."""
        self._access.need(Permission.KEYS)
        open_key_file(self._site.folder.key_file, passphrase)
