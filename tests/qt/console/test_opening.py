"""Opening a site: the passphrase's dialog over real files, and the wizard's answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from station.demo.site import demo_plan, found_site
from station.errors import StationError
from station.keyring.sealed_file import Strength
from station.paths import DataFolder
from station.qt_console import Opened
from station.qt_opening import act_on, open_booth, run_aside
from station.settings import Settings
from station.setup.founding import FoundedSite, make_site
from station.setup.wishes import Joining
from station.site import is_founded, open_site
from station.ui.dialogs.first_start import FirstStart
from station.ui.dialogs.passphrase_dialog import PassphraseDialog
from station.ui.language import load_catalogue
from station.ui.theme import Theme
from station.ui.words import Words
from tests.integration.setup import sites

PASSPHRASE = "Correct horse 7"

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def words() -> Words:
    return Words(load_catalogue("en"), ZoneInfo("UTC"))


@pytest.fixture
def real(folder: DataFolder) -> DataFolder:
    """A site that is not the demo's."""
    plan = demo_plan(Settings(), datetime.now(UTC))
    found_site(folder, replace(plan, site_id="site-7", passphrase=PASSPHRASE))
    open_site(folder, PASSPHRASE).close()
    return folder


@pytest.fixture
def dialog(
    qtbot: QtBot, theme: Theme, words: Words, real: DataFolder
) -> Iterator[PassphraseDialog]:
    made = PassphraseDialog(None, theme, words, lambda typed: open_booth(real, typed))
    qtbot.addWidget(made)
    made.open()
    yield made
    made.done(0)
    if isinstance(made.opened, Opened):
        made.opened.site.close()


def enter(qtbot: QtBot, dialog: PassphraseDialog, passphrase: str) -> None:
    qtbot.keyClicks(dialog.field, passphrase)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)


def said(dialog: PassphraseDialog) -> str:
    return dialog.problem.accessibleName()


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(
    qtbot: QtBot, dialog: PassphraseDialog
) -> None:
    enter(qtbot, dialog, "wrong passphrase")
    qtbot.waitUntil(lambda: dialog.field.isEnabled() and dialog.field.text() == "", timeout=10_000)
    assert dialog.problem.isVisible()
    assert "assphrase" in said(dialog)
    enter(qtbot, dialog, PASSPHRASE)
    qtbot.waitUntil(lambda: isinstance(dialog.opened, Opened), timeout=10_000)
    assert not dialog.isVisible()


def test_what_is_wrong_with_the_files_is_said_there_too(
    qtbot: QtBot, dialog: PassphraseDialog, real: DataFolder
) -> None:
    damaged = real.database.read_bytes()[:20_000]
    real.database.write_bytes(damaged)
    enter(qtbot, dialog, PASSPHRASE)
    qtbot.waitUntil(lambda: dialog.field.isEnabled() and dialog.field.text() == "", timeout=10_000)
    assert "damaged" in said(dialog)
    assert real.database.read_bytes() == damaged


# --- the wizard's answers ----------------------------------------------------------------------


def least(*args: object, **kwargs: object) -> FoundedSite:
    """Make a site whose passphrases take the least work to try."""
    return make_site(*args, strength=Strength.LEAST, **kwargs)  # type: ignore[arg-type]


def test_the_wizards_new_site_opens_with_its_language(folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("station.setup.founding.make_site", least)
    answer = FirstStart("en", sites.new_site(), tmp_path / "keys")
    made = act_on(folder, Settings(), answer)
    assert made.passphrase == sites.BOOTH
    told = "\n".join(made.lines)
    assert all(name in told for name in ("root.keys", "issuer.keys", "site.bundle"))
    site = open_site(folder, made.passphrase)
    site.close()
    assert site.settings.screen.language == "en"
    assert site.settings.site.name == "张江镇第三采样点"


def test_the_wizards_bundle_makes_a_booth_of_the_site(folder, tmp_path) -> None:
    made_site = sites.make(tmp_path / "first")
    wish = Joining(made_site.bundle, sites.BUNDLE, sites.BOOTH, "02")
    made = act_on(folder, Settings(), FirstStart("en", wish))
    site = open_site(folder, made.passphrase)
    site.close()
    assert site.secrets.sheet_signer.public.hex() in made.lines[1]
    assert (site.settings.screen.language, site.settings.booth.number) == ("en", "02")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bundle": Path("/none/site.bundle")}, "bundle_missing"),
        ({"bundle": Path(__file__)}, "bundle_damaged"),
        ({"bundle_passphrase": "another one"}, "bundle_passphrase_wrong"),
        ({"booth": "01"}, "booth_taken"),
        ({"booth": "41"}, "setting_wrong"),
        ({"passphrase": "short"}, "passphrase_too_short"),
    ],
)
def test_an_answer_that_makes_no_booth_is_said_and_may_be_given_again(
    folder: DataFolder, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    made_site = sites.make(tmp_path / "first")
    wish = Joining(made_site.bundle, sites.BUNDLE, sites.BOOTH, "02")
    wrong = replace(wish, **changes)  # type: ignore[arg-type]
    with pytest.raises(StationError) as raised:
        act_on(folder, Settings(), FirstStart("en", wrong))
    assert raised.value.code == code
    assert not is_founded(folder)
    act_on(folder, Settings(), FirstStart("en", wish))
    open_site(folder, sites.BOOTH).close()


def test_the_demo_site_is_made_in_the_chosen_language(folder) -> None:
    made = act_on(folder, Settings(), FirstStart("en"))
    site = open_site(folder, made.passphrase)
    site.close()
    assert (made.lines, site.settings.screen.language) == ((), "en")


def test_slow_work_aside_hands_on_what_it_raises(qtbot: QtBot) -> None:
    assert run_aside(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run_aside(lambda: 1 // 0)
