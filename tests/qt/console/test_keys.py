"""Keys and bundles through the settings page of a real console."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt

from station.demo.site import PASSPHRASE
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.keyring.faults import PassphraseWrong
from station.paths import DataFolder
from station.settings import Settings
from station.setup.joining import join_site
from station.setup.wishes import Joining
from station.site import Site, open_site
from station.ui.settings import key_asks as asks
from station.ui.settings.keys_section import BUNDLE, FILE, FOLDER, NEW, OWN, KeysSection
from tests.qt.console.conftest import NO_LINES, RunningConsole, person
from tests.qt.console.conftest import stop as stop_console
from tests.qt.console.key_hands import fill, press

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

OTHER, OF_BUNDLE = "another passphrase 1", "bundle passphrase 2"


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


def test_ctrl_l_over_a_dialog_locks_and_clears_every_field(at: RunningConsole) -> None:
    section = keys_of(at)
    section.bundle_button.click()
    dialog = fill(section.dialog, **{OWN: PASSPHRASE, BUNDLE: OF_BUNDLE})
    dialog.secrets[OWN].setFocus()
    cleared: list[bool] = []
    edits = [dialog.secrets[OWN], dialog.twice[BUNDLE].first, dialog.twice[BUNDLE].again]
    dialog.finished.connect(lambda: cleared.append(not any(edit.text() for edit in edits)))
    control = Qt.KeyboardModifier.ControlModifier
    at.after(lambda: at.hands.press(Qt.Key.Key_L, control), out.Locked)
    assert at.window.lock.is_covered
    assert cleared == [True]
    assert section.dialog is None


@pytest.mark.parametrize("again", [None, False, True], ids=["own", "new", "again"])
def test_a_guns_read_types_into_no_field(at: RunningConsole, again: bool | None) -> None:
    section = keys_of(at)
    section.passphrase_button.click()
    dialog = section.dialog
    assert dialog is not None
    new = dialog.twice[NEW]
    edit = dialog.secrets[OWN] if again is None else new.again if again else new.first
    typed: list[str] = []
    for each in (dialog.secrets[OWN], new.first, new.again):
        each.textChanged.connect(typed.append)
    edit.setFocus()
    at.until(edit.hasFocus)
    asked: list[object] = []
    section._desk.asked.connect(asked.append)
    # No tube is open: the booth says so on its page, and the dialog goes with the section.
    at.shoot(person(1), out.PersonWaits)
    assert not any(typed)
    assert section.dialog is None
    # Nor did the Enter behind it press a button.
    assert not any(isinstance(what, asks.ChangePassphrase) for what in asked)


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
