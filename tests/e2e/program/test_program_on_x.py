"""The whole program under a real X server: started, worked with keys from outside, and ended."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station.credential.code import draw
from station.credential.keys import IssuerKey, ReadingKey, RootKey
from station.credential.trust import Issuer, issue_trust_list
from station.demo.people import resident
from station.demo.site import DEMO_PIN, OPERATOR, SitePlan, demo_keys, demo_staff, found_site
from station.keyring.issuer_file import open_issuer_file
from station.keyring.sealed_file import Strength
from station.paths import DataFolder
from station.settings import Settings
from station.setup.wishes import FirstManager
from station.site import open_site
from tests.e2e.desktop import Desktop
from tests.e2e.program.conftest import MAIN, SIGN_IN, Start
from tests.integration.setup import sites

pytestmark = pytest.mark.xserver

TUBE = "310115000001"
CHECKED_S = 5.0
PASSPHRASE = "Correct horse 7"
FIRST, PASSPHRASE_TITLE = "First start", "Site passphrase"


def code(index: int) -> str:
    """Return a code of the demo's desk, without what would make it longer."""
    return draw(resident(index), issuer=demo_keys().issuer, now=datetime.now(UTC))


def test_a_demo_site_is_founded_a_gun_registers_and_the_window_closes(start: Start) -> None:
    program = start("--demo-site")
    program.sign_in()
    program.shoot(TUBE)
    program.wait_for_count("tube", 1)
    program.shoot(code(1))
    program.wait_for_count("registration", 1)
    assert program.rows("SELECT place, entry_mode FROM registration") == [(1, "CODE")]
    assert program.close() == 0
    assert program.errors == ""


def test_a_second_start_brings_the_first_to_the_front_and_ends(
    start: Start, desktop: Desktop
) -> None:
    first = start("--demo-site")
    first.sign_in()
    desktop.minimise()
    desktop.wait_for(lambda: MAIN not in desktop.active_title(), "the window minimised")
    second = start()
    assert second.wait() == 0
    assert second.errors == ""
    desktop.wait_for_title(MAIN)
    assert first.close() == 0


def test_killed_and_started_again_the_booth_is_in_its_place(start: Start) -> None:
    program = start("--demo-site")
    program.sign_in()
    program.shoot(TUBE)
    program.wait_for_count("tube", 1)
    for index in (1, 2):
        program.shoot(code(index))
        program.wait_for_count("registration", index)
    program.kill()
    again = start()
    again.sign_in()
    again.shoot(code(3))
    again.wait_for_count("registration", 3)
    places = again.rows("SELECT place, tube_id FROM registration ORDER BY seq")
    assert [place for place, _ in places] == [1, 2, 3]
    assert len({tube for _, tube in places}) == 1
    assert again.close() == 0


# --- a real site -------------------------------------------------------------------------------


class Desk:
    """The keys of a site of its own, and the files that its coordinator hands over."""

    def __init__(self, folder: Path) -> None:
        self.root, self.issuer = RootKey.generate(), IssuerKey.generate()
        self.reading = ReadingKey.generate()
        now = datetime.now(UTC)
        from_, until = now - timedelta(days=1), now + timedelta(days=90)
        issuer = Issuer(
            self.issuer.public, "desk", int(from_.timestamp()), int(until.timestamp()), 30
        )
        self.trust = folder / "site.trust"
        self.trust.write_bytes(
            issue_trust_list(self.root, serial=3, issued_at=from_, issuers=[issuer])
        )

    def found(self, folder: DataFolder, with_staff: bool = True) -> None:
        plan = SitePlan(
            settings=Settings(),
            passphrase=PASSPHRASE,
            root_public_key=self.root.public,
            trust=self.trust.read_bytes(),
            reading_keys=(self.reading.private,),
            site_id="site-7",
            strength=Strength.LEAST,
            staff=demo_staff(datetime.now(UTC)) if with_staff else (),
        )
        found_site(folder, plan)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_first_start_joins_a_site_and_takes_its_codes(
    start: Start, desktop: Desktop, folder: DataFolder, tmp_path: Path
) -> None:
    manager = FirstManager(OPERATOR.name, DEMO_PIN, OPERATOR.badge)
    site = sites.make(tmp_path / "first", replace(sites.new_site("Town hall"), manager=manager))
    bundle = tmp_path / "2.bundle"
    site.next_bundle(bundle, "Bundle horse 7")
    program = start()
    desktop.wait_for_title(FIRST)
    desktop.press("Tab", "Down", "Down", "Return")
    desktop.wait_for_title("Join with a bundle")
    # The second is the button beside the file's field.
    desktop.enter(str(bundle), "", "Bundle horse 7", "3", PASSPHRASE, PASSPHRASE)
    desktop.wait_for_title("Done")
    desktop.press("Return")
    program.sign_in()
    program.shoot(TUBE)
    program.wait_for_count("tube", 1)
    issuer = open_issuer_file(site.out / "issuer.keys", sites.ISSUER).key
    reading = site.made.reading_public_key
    program.shoot(draw(resident(1), issuer=issuer, now=datetime.now(UTC), reading_key=reading))
    program.wait_for_count("registration", 1)
    assert program.close() == 0
    opened = open_site(folder, PASSPHRASE)
    opened.close()
    assert opened.settings.site.name == "Town hall"
    assert opened.settings.booth.number == "03"


def test_a_wrong_passphrase_may_be_tried_again(
    start: Start, desktop: Desktop, desk: Desk, folder: DataFolder
) -> None:
    desk.found(folder)
    program = start()
    desktop.wait_for_title(PASSPHRASE_TITLE)
    desktop.enter("wrong passphrase")
    # While it is being checked the field takes nothing.
    time.sleep(CHECKED_S)
    assert desktop.active_title() == PASSPHRASE_TITLE
    desktop.enter(PASSPHRASE)
    desktop.wait_for_title(SIGN_IN)
    desktop.press("Escape")
    desktop.wait_for_title(MAIN)
    assert program.close() == 0


def test_a_site_without_staff_makes_its_first_manager_who_then_signs_in(
    start: Start, desktop: Desktop, desk: Desk, folder: DataFolder
) -> None:
    desk.found(folder, with_staff=False)
    program = start()
    desktop.wait_for_title(PASSPHRASE_TITLE)
    desktop.enter(PASSPHRASE)
    desktop.wait_for_title("Make the first manager")
    desktop.enter("Zhou", "", "7306", "7306")
    desktop.wait_for_title(SIGN_IN)
    desktop.enter("Zhou", "7306", "Li")
    desktop.wait_for_title(MAIN)
    program.wait_for_count("shift", 1)
    assert program.close() == 0


def test_settings_with_a_wrong_value_are_said_and_nothing_is_started(
    start: Start, desktop: Desktop, folder: DataFolder
) -> None:
    folder.settings.write_text("[gun]\ngap_ms = 9000\n")
    program = start("--demo-site")
    desktop.wait_for(lambda: "gun.gap_ms" in desktop.active_title(), "the fault")
    desktop.press("Return")
    assert program.wait() == 1
    (said,) = program.errors.splitlines()
    assert "gun.gap_ms" in said
    assert [path.name for path in folder.root.iterdir()] == ["settings.toml"]


def test_a_damaged_database_is_said_and_left_as_it_is(
    start: Start, desktop: Desktop, desk: Desk, folder: DataFolder
) -> None:
    desk.found(folder)
    open_site(folder, PASSPHRASE).close()
    damaged = folder.database.read_bytes()[:20_000]
    folder.database.write_bytes(damaged)
    program = start()
    desktop.wait_for_title(PASSPHRASE_TITLE)
    desktop.enter(PASSPHRASE)
    # While it is being checked the dialog stays.
    time.sleep(CHECKED_S)
    assert desktop.active_title() == PASSPHRASE_TITLE
    desktop.press("Escape")
    assert program.wait() == 0
    assert folder.database.read_bytes() == damaged
