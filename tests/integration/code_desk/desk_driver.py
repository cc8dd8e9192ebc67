"""A code desk over a real site, with the demo's staff and an issuer's file of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from station.assembly import make_code_desk
from station.credential.code import SamplingCode, verify
from station.credential.trust import Issuer, issue_trust_list
from station.demo.site import (
    COORDINATOR,
    DESK_CLERK,
    PASSPHRASE,
    DemoMember,
    demo_keys,
    demo_plan,
    found_site,
)
from station.domain.person import Person
from station.keyring.issuer_file import create_issuer_file
from station.keyring.sealed_file import Strength
from station.paths import DataFolder
from station.services.access import Access
from station.services.code_desk import DeskView
from station.services.code_list import ListRow
from station.services.draw_list import ListRun
from station.services.trust_in_force import TrustWay
from station.settings import Settings
from station.site import open_site

ISSUER_PASSPHRASE = "发证口令 issuer"


class DeskDriver:
    """Signs members in and out, and forgets nobody whom it enrolled."""

    def __init__(self, folder: DataFolder, clock, settings: Settings | None = None) -> None:
        self.clock = clock
        self.folder = folder
        self.keys = demo_keys()
        found_site(folder, demo_plan(settings or Settings(), clock.now()))
        self.site = open_site(folder, PASSPHRASE)
        self.access = Access()
        self.desk = make_code_desk(self.site, clock, self.access)
        self.issuer_file = Path(folder.root).with_name("desk.issuer")
        create_issuer_file(
            self.issuer_file, self.keys.issuer, "演示", ISSUER_PASSPHRASE, Strength.LEAST
        )
        with self.site.database.reading() as unit:
            self._staff = {member.badge: member for member in unit.staff.all()}
        self.sign_in(DESK_CLERK)
        at_office = Access()
        at_office.member = self._staff[COORDINATOR.badge]
        self._office = make_code_desk(self.site, clock, at_office)

    def close(self) -> None:
        self.site.close()

    def sign_in(self, member: DemoMember) -> None:
        self.access.member = self._staff[member.badge]

    def open(self) -> DeskDriver:
        self.desk.opened(self.desk.issuer.read(self.issuer_file, ISSUER_PASSPHRASE))
        return self

    def rules(self, **changes: object) -> None:
        self.desk.use_rules(replace(self.desk._work.rules, **changes))

    def enrol(self, person: Person) -> DeskView:
        return self.desk.enrol(person)

    def draw_all(self, rows: Sequence[ListRow]) -> ListRun:
        """Draw a list to its end, as the window does."""
        run = self.desk.begin_list(rows)
        while not run.is_done:
            run.portion()
        run.end()
        return run

    def approve(self, application_id, approved: bool = True):
        """Let the coordinator decide, at a console of their own."""
        return self._office.decide(application_id, approved)

    def verify(self, text: str) -> SamplingCode:
        now = self.clock.now()
        return verify(
            text,
            trust=self.site.trust.present,
            reading_keys=self.site.reading_keys,
            now=now,
            today=now.astimezone(self.site.zone).date(),
        )

    def issue_trust(
        self, serial: int = 2, valid_until: datetime | None = None, days: int = 30, **given
    ) -> None:
        """Put another trust list in force, with the desk's own issuer unless ``given`` others."""
        now = self.clock.now()
        own = Issuer(
            self.keys.issuer.public,
            "演示",
            int((now - timedelta(days=60)).timestamp()),
            int((valid_until or now + timedelta(days=300)).timestamp()),
            days,
        )
        given.setdefault("issuers", [own])
        raw = issue_trust_list(self.keys.root, serial=serial, issued_at=now, **given)
        assert self.site.trust.accept(raw, now, TrustWay.HAND)

    def audit(self) -> list[tuple[str, dict[str, object]]]:
        """Return the lines of the audit trail from the file, the site's founding left out."""
        with closing(sqlite3.connect(self.folder.database)) as connection:
            rows = connection.execute("SELECT kind, facts FROM audit ORDER BY number").fetchall()
        return [
            (kind, json.loads(facts))
            for kind, facts in rows
            if not kind.startswith(("site_", "trust_", "staff_"))
        ]

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.audit()]

    def take_codes(self, most: int | None) -> None:
        """Let the disk take no more than ``most`` codes in all; None for as many as come."""
        with closing(sqlite3.connect(self.folder.database)) as connection:
            connection.execute("DROP TRIGGER IF EXISTS full")
            if most is not None:
                connection.execute(
                    "CREATE TRIGGER full BEFORE INSERT ON issued_code"
                    f" WHEN (SELECT count(*) FROM issued_code) >= {most:d}"
                    " BEGIN SELECT RAISE(ABORT, 'no room'); END"
                )
            connection.commit()

    def count(self, table: str) -> int:
        assert table in ("issued_code", "desk_person", "application")
        with closing(sqlite3.connect(self.folder.database)) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def texts(drawn: Sequence) -> list[str]:
    return [each.code.text for each in drawn]
