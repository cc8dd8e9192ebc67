"""A booth over a real site: real SQLite, real keys, drawn codes; only the clock is set by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from station.assembly import make_use_cases
from station.credential.code import draw
from station.demo.people import resident
from station.demo.site import (
    DEMO_PIN,
    MANAGER,
    OPERATOR,
    PASSPHRASE,
    DemoMember,
    demo_keys,
    demo_plan,
    found_site,
)
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.card import IdentityCard
from station.domain.command import Command
from station.domain.person import Person
from station.domain.scan import Scan, Source, Symbology, View
from station.domain.staff import StaffMember
from station.paths import DataFolder
from station.pin import PinCost
from station.private_files import write_private_file
from station.services.report import Report
from station.services.trust_in_force import TrustAnchor, TrustInForce
from station.settings import Settings
from station.site import Site, open_site
from station.storage.database import open_database


class BoothDriver:
    """Shows codes, presses keys, and forgets nothing that was reported.

    ``busy_seconds``: how long a locked database is waited for, if not as long as in earnest.
    """

    def __init__(
        self, folder: DataFolder, clock, settings: Settings, busy_seconds: float | None = None
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.keys = demo_keys()
        if not folder.key_file.exists():
            found_site(folder, demo_plan(settings, clock.now()))
        self.site: Site = open_site(folder, PASSPHRASE)
        if busy_seconds is not None:
            self.site = hasty(self.site, busy_seconds)
        self.uses = make_use_cases(self.site, clock, pin_cost=PinCost.LEAST)
        self.uses.shifts.restore()
        self.codes: dict[object, str] = {}

    def sign_in(self, member: DemoMember = OPERATOR) -> BoothDriver:
        """Sign a member of the demo site's staff in."""
        assert isinstance(self.try_in(member.badge), out.SignedIn)
        return self

    def try_in(self, who: str, pin: str = DEMO_PIN, sampler: str = "李二") -> out.Outcome:
        """Try to sign in; return what came of it."""
        tried = self.uses.signing.attempt(who, pin)
        return self.uses.signing.sign_in(tried, sampler, "OPS")

    def member(self, demo: DemoMember) -> StaffMember:
        """Return a member of the demo site's staff as stored."""
        with self.site.database.reading() as unit:
            found = unit.staff.by_badge(demo.badge)
        assert found is not None
        return found

    def trail(self) -> list[tuple[AuditKind, UUID | None, dict[str, object]]]:
        """Return the audit trail's lines: what, by whom, and the facts."""
        with self.site.database.reading() as unit:
            events = [line.event for line in unit.audit.lines()]
        return [(event.kind, event.actor, dict(event.facts)) for event in events]

    def try_unlock(self, who: str, pin: str = DEMO_PIN) -> out.Outcome:
        return self.uses.signing.unlock(self.uses.signing.attempt(who, pin))

    def close(self) -> None:
        self.site.close()

    def restart(self) -> BoothDriver:
        """Start the program again over the same files, as after a power cut."""
        self.close()
        return BoothDriver(self.folder, self.clock, Settings())

    def reset_clock(self) -> None:
        """Set the clock's mark to its present time, as a manager may."""
        access = self.uses.access
        before, access.member = access.member, self.member(MANAGER)
        self.uses.clock.reset()
        access.member = before

    def print_sheet(self) -> Mapping[Command, str]:
        """Print a sheet of command codes, as a manager may; return what stands on it."""
        access = self.uses.access
        before, access.member = access.member, self.member(MANAGER)
        draft = self.uses.sheets.draft()
        access.member = before
        self.uses.sheets.adopt(draft)
        return draft.texts

    def lay_card(self, card: IdentityCard, gap: float = 3.0) -> out.Outcome:
        """Lay an identity card on the reader."""
        self.clock.advance(gap)
        at = self.clock.monotonic()
        number = card.document.number
        scan = Scan(number, Symbology.UNKNOWN, Source.CARD, at, card=card)
        (report,) = self.uses.register.take(View((scan,), Source.CARD, at))
        return report.outcome

    @property
    def session(self):
        return self.uses.booth.session

    def code(self, person: Person | int, **given) -> str:
        """Return the person's code: the same one each time, unless ``given`` says how to draw."""
        who = resident(person) if isinstance(person, int) else person
        key = (person, *sorted(given))
        if key not in self.codes:
            given.setdefault("now", self.clock.now() - timedelta(days=1))
            self.codes[key] = draw(
                who, issuer=self.keys.issuer, reading_key=self.keys.reading.public, **given
            )
        return self.codes[key]

    def see(self, *texts: str, source: Source = Source.GUN, gap: float = 3.0) -> list[Report]:
        """Show ``texts`` in one view, ``gap`` seconds after what came before."""
        self.clock.advance(gap)
        at = self.clock.monotonic()
        scans = tuple(Scan(text, Symbology.UNKNOWN, source, at) for text in texts)
        return self.uses.register.take(View(scans, source, at))

    def read(self, text: str, source: Source = Source.GUN, gap: float = 3.0) -> out.Outcome:
        reports = self.see(text, source=source, gap=gap)
        assert len(reports) == 1, reports
        return reports[0].outcome

    def person(self, person: Person | int, **given) -> out.Outcome:
        return self.read(self.code(person, **given))

    def tube(self, number: int) -> out.Outcome:
        return self.read(f"{310115000000 + number}")

    def fill(self, tube: int, persons: range) -> None:
        assert isinstance(self.tube(tube), out.TubeOpened)
        for person in persons:
            assert isinstance(self.person(person), out.Registered)

    def refusals(self) -> list[str]:
        """Return the stored reasons, as any other program would read them from the file."""
        with closing(sqlite3.connect(self.folder.database)) as connection:
            return [row[0] for row in connection.execute("SELECT reason FROM refusal ORDER BY at")]

    def stored_batch(self, number: str):
        """Return a batch as the database holds it."""
        with self.site.database.reading() as unit:
            return unit.batches.by_number(number)

    def registered(self) -> list[tuple[Person, int]]:
        """Return the persons in force with their places, in the order of their registration."""
        with self.site.database.reading() as unit:
            rows = unit.registrations.recent(self.uses.booth.number, 10_000)
        return [(row.person, row.place) for row in reversed(rows) if row.withdrawn_at is None]


def hasty(site: Site, busy_seconds: float) -> Site:
    """Return the site with its database opened anew, to wait no longer for a lock than that."""
    site.database.close()
    path, vault = site.folder.database, site.secrets.field_vault()
    database = open_database(path, vault, zone=site.zone, busy_seconds=busy_seconds)
    anchor = TrustAnchor(
        site.secrets.root_public_key,
        site.secrets.least_trust_serial,
        site.settings.booth.number,
    )
    mirror = partial(write_private_file, site.folder.trust)
    trust = TrustInForce(site.trust.present, database, anchor, mirror)
    return replace(site, database=database, trust=trust)
