"""Keys, trust lists and the audit trail through the settings page of a real console."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from station.credential.code import CTI_BYTES
from station.credential.keys import IssuerKey, RootKey, key_id
from station.credential.revocations import Revocation, revocations_file
from station.credential.trust import TrustList
from station.demo.site import MANAGER, PASSPHRASE, demo_keys
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.keyring.faults import PassphraseWrong
from station.keyring.issuer_file import create_issuer_file
from station.keyring.root_file import create_root_file
from station.keyring.sealed_file import Strength
from station.paths import DataFolder
from station.settings import Settings
from station.setup.joining import join_site
from station.setup.wishes import Joining
from station.site import Site, open_site
from station.ui.settings import key_asks as asks
from station.ui.settings.audit_section import AuditSection
from station.ui.settings.key_dialog import KeyDialog
from station.ui.settings.keys_section import BUNDLE, FILE, FOLDER, NEW, OWN, KeysSection
from station.ui.settings.trust_issue_dialog import FOLDER as LIST_FOLDER
from station.ui.settings.trust_issue_dialog import (
    ROOT_FILE,
    ROOT_PASSPHRASE,
    TrustIssueDialog,
)
from station.ui.settings.trust_section import TrustSection
from tests.qt.console.conftest import NO_LINES, RunningConsole, person
from tests.qt.console.conftest import stop as stop_console

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

OTHER, OF_BUNDLE, OF_ROOT = "another passphrase 1", "bundle passphrase 2", "root passphrase 3"


@pytest.fixture
def at(start: Callable[..., RunningConsole], tmp_path: Path) -> RunningConsole:
    (tmp_path / "stick").mkdir()
    wide = replace(NO_LINES, site=replace(NO_LINES.site, booths=4))
    running = start(settings=wide)
    running.window.pages.bring("settings")
    return running


def keys_of(at: RunningConsole) -> KeysSection:
    at.window.settings_page.show_section("keys")
    section = cast(KeysSection, at.window.settings_page.section("keys"))
    at.until(section.passphrase_button.isEnabled)
    return section


def audit_of(at: RunningConsole) -> AuditSection:
    at.window.settings_page.show_section("audit")
    return cast(AuditSection, at.window.settings_page.section("audit"))


def fill(dialog: KeyDialog | None, **typed: str) -> KeyDialog:
    assert dialog is not None
    for key, text in typed.items():
        name = key.replace("__", ".")
        if name in dialog.files:
            dialog.files[name].edit.setText(text)
        elif name in dialog.secrets:
            dialog.secrets[name].setText(text)
        else:
            dialog.twice[name].first.setText(text)
            dialog.twice[name].again.setText(text)
    return dialog


def press(dialog: KeyDialog) -> None:
    dialog.ok.click()
    assert not any(edit.text() for edit in dialog.secrets.values())
    assert not any(any(field.typed) for field in dialog.twice.values())


@contextmanager
def opened(folder: DataFolder, passphrase: str = PASSPHRASE) -> Iterator[Site]:
    with closing(open_site(folder, passphrase)) as site:
        yield site


def kinds(site: Site) -> list[tuple[AuditKind, bool]]:
    with site.database.reading() as unit:
        return [(line.event.kind, line.event.actor is not None) for line in unit.audit.lines()]


# --- passphrase --------------------------------------------------------------------------------


def test_another_passphrase_opens_the_site(at: RunningConsole) -> None:
    section, folder = keys_of(at), at.console.site.folder
    section.passphrase_button.click()
    press(fill(section.dialog, **{OWN: PASSPHRASE, NEW: OTHER}))
    at.until(section.result.isVisible)
    assert section.result.title.text() == "The passphrase was changed"
    stop_console(at.console)
    with opened(folder, OTHER) as site:
        assert (AuditKind.KEYS_ROTATED, True) in kinds(site)
    with pytest.raises(PassphraseWrong):
        open_site(folder, PASSPHRASE)


def test_a_wrong_passphrase_changes_nothing(at: RunningConsole) -> None:
    section, folder = keys_of(at), at.console.site.folder
    before = folder.key_file.read_bytes()
    section.passphrase_button.click()
    dialog = fill(section.dialog, **{OWN: "wrong passphrase", NEW: OTHER})
    press(dialog)
    at.until(dialog.problem.isVisible)
    assert "passphrase" in dialog.problem.title.text().lower()
    assert folder.key_file.read_bytes() == before
    fill(dialog, **{OWN: PASSPHRASE, NEW: PASSPHRASE})
    dialog.clear_problem()
    press(dialog)
    at.until(dialog.problem.isVisible)
    assert folder.key_file.read_bytes() == before
    # Two that differ are not even tried.
    fill(dialog, **{OWN: PASSPHRASE, NEW: OTHER})
    dialog.twice[NEW].again.setText("something else")
    dialog.ok.click()
    assert dialog.problem.title.text() == "The two passphrases differ"
    dialog.reject()


def test_a_lock_takes_the_dialog_and_what_was_typed(at: RunningConsole) -> None:
    section = keys_of(at)
    section.passphrase_button.click()
    dialog = fill(section.dialog, **{OWN: PASSPHRASE, NEW: OTHER})
    at.window.settings_page.leave()
    assert section.dialog is None
    assert not dialog.secrets[OWN].text()


# --- reading keys ------------------------------------------------------------------------------


def test_reading_keys_are_added_and_ended(at: RunningConsole) -> None:
    section, console = keys_of(at), at.console
    first = console.site.reading_keys
    section.reading_button.click()
    press(fill(section.dialog, **{OWN: PASSPHRASE}))
    at.until(section.result.isVisible)
    assert "new bundle" in section.result.text.text()
    assert len(console.site.reading_keys) == len(first) + 1
    at.until(section.drop_button.isEnabled)
    newest = console.site.reading_keys[0]
    for _ in range(len(first)):
        section.drop_button.click()
        press(fill(section.dialog, **{OWN: PASSPHRASE}))
        at.until(lambda: section.dialog is None)
        at.until(section.passphrase_button.isEnabled)
    assert [key.public for key in console.site.reading_keys] == [newest.public]
    at.until(lambda: not section.drop_button.isEnabled())
    # A code that is sealed to an ended key is refused from now on, without a restart.
    at.window.pages.bring("register")
    at.tube(1)
    assert at.shoot(person(0), out.Refused).error.code == "cannot_open"
    stop_console(console)
    with opened(console.site.folder) as site:
        assert [key.public for key in site.reading_keys] == [newest.public]


# --- data key ----------------------------------------------------------------------------------


def test_a_new_data_key_while_registering_goes_on(at: RunningConsole) -> None:
    at.window.pages.bring("register")
    at.tube(1)
    for index in (1, 3):
        at.shoot(person(index), out.Registered)
    names = at.recent
    at.window.pages.bring("settings")
    section, console = keys_of(at), at.console
    section.data_button.click()
    press(fill(section.dialog, **{OWN: PASSPHRASE}))
    at.until(section.result.isVisible)
    assert "was changed" in section.result.title.text()
    assert section.dialog is None
    assert section.progress.isHidden()
    assert list(console.site.secrets.master_keys) == [2]
    assert at.recent == names
    at.window.pages.bring("register")
    at.shoot(person(5), out.Registered)
    stop_console(console)
    with opened(console.site.folder) as site, site.database.reading() as unit:
        assert site.secrets.current_version == 2
        rows = unit.registrations.recent("02", 10)
        assert len([row.person.name for row in rows]) == 3
        assert kinds(site).count((AuditKind.KEYS_ROTATED, True)) == 1
    with closing(sqlite3.connect(console.site.folder.database)) as database:
        sealed = [row[0] for row in database.execute("select name from registration")]
    assert sealed
    assert all(value[:2] == b"\0\2" for value in sealed)


def test_what_was_cancelled_is_taken_up_again(at: RunningConsole) -> None:
    section, console = keys_of(at), at.console
    heard: list[str] = []
    section._desk.failed.connect(lambda what, error: heard.append(error.code))
    section.data_button.click()
    dialog = fill(section.dialog, **{OWN: PASSPHRASE})
    make = dialog._make

    def cancelled(typed: dict[str, str]) -> object:
        what = make(typed)
        what.cancel.set()
        return what

    dialog._make = cancelled
    press(dialog)
    at.until(lambda: heard == ["resealing_cancelled"])
    assert sorted(console.site.secrets.master_keys) == [1, 2]
    dialog.done(0)
    section._desk.ask(asks.ShowKeys())
    at.until(lambda: section.data_button.text() == "Go on with it…")
    section.data_button.click()
    press(fill(section.dialog, **{OWN: PASSPHRASE}))
    at.until(lambda: section.result.isVisible() and "was changed" in section.result.title.text())
    assert list(console.site.secrets.master_keys) == [2]


# --- bundles -----------------------------------------------------------------------------------


def test_a_second_booth_joins_with_the_bundle_and_takes_the_next(
    at: RunningConsole, start: Callable[..., RunningConsole], tmp_path: Path
) -> None:
    section, console, stick = keys_of(at), at.console, tmp_path / "stick"
    section.bundle_button.click()
    typed = {FOLDER: str(stick), OWN: PASSPHRASE, BUNDLE: OF_BUNDLE}
    press(fill(section.dialog, **typed))
    at.until(section.result.isVisible)
    (file,) = stick.iterdir()
    other = DataFolder(tmp_path / "other")
    wish = Joining(file, OF_BUNDLE, OTHER, "03")
    joined = join_site(other, Settings(), wish, datetime.now(UTC))
    assert joined.site_id == console.site.secrets.site_id
    # The same passphrase for both is refused, and no file is left.
    section.bundle_button.click()
    dialog = fill(section.dialog, **(typed | {BUNDLE: PASSPHRASE}))
    press(dialog)
    at.until(dialog.problem.isVisible)
    assert list(stick.iterdir()) == [file]
    dialog.reject()


def test_a_newer_bundle_is_taken_and_the_site_opened_anew(
    at: RunningConsole, tmp_path: Path
) -> None:
    section, console, stick = keys_of(at), at.console, tmp_path / "stick"
    # A booth of the same site, which makes a bundle after this one.
    section.bundle_button.click()
    press(fill(section.dialog, **{FOLDER: str(stick), OWN: PASSPHRASE, BUNDLE: OF_BUNDLE}))
    at.until(section.result.isVisible)
    (first,) = stick.iterdir()
    other = DataFolder(tmp_path / "other")
    join_site(other, Settings(), Joining(first, OF_BUNDLE, OTHER, "03"), datetime.now(UTC))
    from station.setup.bundling import write_bundle
    from station.setup.rotation import rotate_reading_keys

    newer = stick / "newer.bundle"
    with opened(other, OTHER) as site:
        rotate_reading_keys(site, OTHER, datetime.now(UTC), add=True, drop=False)
        write_bundle(site, newer, OF_BUNDLE, OTHER, datetime.now(UTC))
        ring = site.reading_keys[0].public
    asked: list[bool] = []
    console.reopening.connect(lambda: asked.append(True))
    before = console.site.folder.key_file.read_bytes()
    section.update_button.click()
    dialog = fill(section.dialog, **{FILE: str(newer), BUNDLE: "not this one", OWN: PASSPHRASE})
    press(dialog)
    at.until(dialog.problem.isVisible)
    assert console.site.folder.key_file.read_bytes() == before
    assert not asked
    fill(dialog, **{FILE: str(newer), BUNDLE: OF_BUNDLE, OWN: PASSPHRASE})
    press(dialog)
    at.until(lambda: bool(asked))
    stop_console(console)
    with opened(console.site.folder) as site:
        assert site.reading_keys[0].public == ring
        assert site.settings.booth.number == "02"
        assert (AuditKind.SITE_JOINED, True) in kinds(site)


# --- trust lists -------------------------------------------------------------------------------


def issue_dialog(at: RunningConsole) -> TrustIssueDialog:
    at.window.settings_page.show_section("trust")
    section = cast(TrustSection, at.window.settings_page.section("trust"))
    card = section.issuing
    assert card is not None
    card.button.click()
    at.until(lambda: card.dialog is not None)
    return cast(TrustIssueDialog, card.dialog)


def test_a_list_is_issued_and_in_force(at: RunningConsole, tmp_path: Path) -> None:
    stick, site = tmp_path / "stick", at.console.site
    create_root_file(stick / "root.key", demo_keys().root, OF_ROOT, Strength.LEAST)
    desk = IssuerKey.generate()
    create_issuer_file(stick / "new.issuer", desk, "City app", OF_ROOT, Strength.LEAST)
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    revoked = Revocation(soon, key_id(demo_keys().issuer.public), bytes(CTI_BYTES))
    (stick / "revoked.jsonl").write_bytes(revocations_file([revoked], datetime.now(UTC)))
    serial = site.trust.present.serial
    dialog = issue_dialog(at)
    dialog.issuer_button.click()
    assert dialog.key_dialog is not None
    dialog.key_dialog.key.edit.setText(str(stick / "new.issuer"))
    dialog.key_dialog.ok.click()
    at.until(lambda: "2 issuers" in dialog.preview.text())
    dialog.signer_button.click()
    dialog.key_dialog.key.edit.setText("ab" * 32)
    dialog.key_dialog.name.setText("03")
    dialog.key_dialog.ok.click()
    at.until(lambda: len(dialog.changes.new) == 2 and dialog._asking is None)
    dialog.read_codes(stick / "revoked.jsonl")
    at.until(lambda: "1 revoked" in dialog.preview.text())
    fill(dialog, **{ROOT_FILE: str(stick / "root.key"), ROOT_PASSPHRASE: "wrong one"})
    fill(dialog, **{LIST_FOLDER: str(stick)})
    press(dialog)
    at.until(dialog.problem.isVisible)
    assert site.trust.present.serial == serial
    assert not list(stick.glob("*.trust"))
    fill(dialog, **{ROOT_PASSPHRASE: OF_ROOT})
    press(dialog)
    at.until(lambda: site.trust.present.serial == serial + 1)
    (file,) = stick.glob("*.trust")
    issued = TrustList.open(file.read_bytes(), demo_keys().root.public)
    assert {each.name for each in issued.issuers.values()} >= {"City app"}
    assert len(issued.revoked_codes) == 1
    assert any(each.booth == "03" for each in issued.sheet_signers.values())
    view = at.console.settings_desk.trust
    at.until(lambda: view.view is not None and view.view.serial == serial + 1)
    with site.database.reading() as unit:
        assert [line.event.kind for line in unit.audit.lines()][-2:] == [
            AuditKind.TRUST_ISSUED,
            AuditKind.TRUST_ACCEPTED,
        ]


def test_another_sites_root_and_keys_that_are_none_are_refused(
    at: RunningConsole, tmp_path: Path
) -> None:
    stick, site = tmp_path / "stick", at.console.site
    create_root_file(stick / "root.key", RootKey.generate(), OF_ROOT, Strength.LEAST)
    serial = site.trust.present.serial
    dialog = issue_dialog(at)
    dialog.issuer_button.click()
    key = dialog.key_dialog
    assert key is not None
    key.key.edit.setText("zz" * 32)
    key.ok.click()
    at.until(key.problem.isVisible)
    assert key.problem.title.text() == "This is no public key"
    key.reject()
    typed = {ROOT_FILE: str(stick / "root.key"), ROOT_PASSPHRASE: OF_ROOT, LIST_FOLDER: str(stick)}
    press(fill(dialog, **typed))
    at.until(dialog.problem.isVisible)
    assert dialog.problem.title.text() == "This is not this site's root key"
    assert site.trust.present.serial == serial
    assert not list(stick.glob("*.trust"))
    dialog.reject()


# --- the audit trail ---------------------------------------------------------------------------


def test_the_trail_is_verified_and_read(at: RunningConsole) -> None:
    section = audit_of(at)
    at.until(lambda: section.model.rowCount() > 0)
    model = section.model
    shown = [str(model.data(model.index(0, column))) for column in range(5)]
    assert shown[2] == MANAGER.name
    assert shown[3] == "signed in"
    section.verify_button.click()
    at.until(section.result.isVisible)
    assert "whole" in section.result.title.text()
    with closing(sqlite3.connect(at.console.site.folder.database)) as database:
        database.execute("update audit set booth = '09' where number = 1")
        database.commit()
    section.verify_button.click()
    at.until(lambda: "Line 1" in section.result.title.text())
    section.verify((Path("nowhere.xlsx"),))
    at.until(lambda: "nowhere.xlsx" in section.result.title.text())
