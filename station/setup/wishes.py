"""What somebody wishes who sets up a booth: a new site, or to join one; and whether it will do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from pathlib import Path

from station.domain.ids import new_id
from station.domain.label_examples import example_of
from station.domain.person import NAME_LENGTH, NameMissing, check_text
from station.domain.scan import fold_text
from station.domain.staff import BadgeUnusable, Role, StaffMember
from station.domain.staff_ports import NewMember, PinState
from station.passphrase import check_passphrase
from station.pin import PinCost, check_pin, hash_pin
from station.settings import Settings, label_patterns, settings_from, table_of
from station.setup.faults import BoothBeyondSite, PassphrasesAlike, SiteNameMissing


@dataclass(frozen=True, slots=True)
class Passphrases:
    """One each for the booth's key file, the root key, the issuer's key and the bundle."""

    booth: str = field(repr=False)
    root: str = field(repr=False)
    issuer: str = field(repr=False)
    bundle: str = field(repr=False)

    def check(self) -> None:
        """Raise `PassphraseTooShort` or `PassphrasesAlike`."""
        every = (self.booth, self.root, self.issuer, self.bundle)
        for passphrase in every:
            check_passphrase(passphrase)
        if any(one == other for one, other in combinations(every, 2)):
            raise PassphrasesAlike()


@dataclass(frozen=True, slots=True)
class FirstManager:
    """Who manages the site from the first day. ``badge`` is empty for none."""

    name: str = field(repr=False)
    pin: str = field(repr=False)
    badge: str = field(default="", repr=False)

    def check(self, settings: Settings) -> None:
        """Raise `NameMissing`, `TextUnusable`, `TextTooLong`, a PIN's fault or `BadgeUnusable`."""
        if not self.name.strip():
            raise NameMissing()
        check_text(self.name.strip(), "name", NAME_LENGTH)
        check_pin(self.pin)
        text, pattern = fold_text(self.badge.strip()), label_patterns(settings).badge
        if text and not pattern.fullmatch(text):
            raise BadgeUnusable(pattern=pattern.pattern, example=example_of(pattern.pattern))

    def hashed(self, at: datetime, cost: PinCost) -> NewMember:
        """Return the member; hashing the PIN is slow."""
        badge = fold_text(self.badge.strip()) or None
        member = StaffMember(new_id(at), self.name.strip(), frozenset({Role.MANAGER}), badge)
        return NewMember(member, PinState(hash_pin(self.pin, cost)))


@dataclass(frozen=True, slots=True)
class NewSite:
    """A site to be made: ``settings`` holds its name, zone, booths, tubes, rules and laboratory,
    and the founding booth's number. ``issuer_name`` is empty for the site's own name."""

    settings: Settings
    passphrases: Passphrases
    manager: FirstManager
    issuer_name: str = ""

    def check(self) -> None:
        """Raise what is wrong with any of it; nothing is written or slow."""
        settings_from(table_of(self.settings))
        site, booth = self.settings.site, self.settings.booth.number
        if not site.name:
            raise SiteNameMissing()
        if int(booth) > site.booths:
            raise BoothBeyondSite(number=booth, booths=site.booths)
        check_text(self.issuer_name, "issuer", NAME_LENGTH)
        self.passphrases.check()
        self.manager.check(self.settings)


@dataclass(frozen=True, slots=True)
class Joining:
    """A site to be joined: the bundle's file and passphrase, the booth's own passphrase and number.

    A booth of the site that takes over a newer bundle has its number already: ``booth`` is then
    None or that number.
    """

    bundle: Path
    bundle_passphrase: str = field(repr=False)
    passphrase: str = field(repr=False)
    booth: str | None
