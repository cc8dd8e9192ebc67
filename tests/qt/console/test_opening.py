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

from station.demo.site import demo_keys, demo_plan
from station.errors import StationError
from station.paths import DataFolder
from station.qt_console import Opened
from station.qt_opening import found_as_answered, open_booth, run_aside
from station.settings import Settings
from station.site import found_site, is_founded, open_site
from station.ui.dialogs.first_start import FirstStart, NewSite
from station.ui.dialogs.passphrase_dialog import PassphraseDialog
from station.ui.language import load_catalogue
from station.ui.theme import Theme
from station.ui.words import Words

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


@pytest.fixture
def answer(tmp_path: Path) -> FirstStart:
    plan = demo_plan(Settings(), datetime.now(UTC))
    (tmp_path / "site.trust").write_bytes(plan.trust)
    (tmp_path / "reading.key").write_bytes(demo_keys().reading.private)
    site = NewSite(
        name="Town hall",
        booth="07",
        time_zone="Asia/Shanghai",
        tube_pattern="[0-9]{12}",
        passphrase=PASSPHRASE,
        root_public_key=plan.root_public_key,
        trust=tmp_path / "site.trust",
        reading_keys=(tmp_path / "reading.key",),
    )
    return FirstStart("en", site)


def founded(folder: DataFolder, answer: FirstStart, **changes: object) -> None:
    assert answer.site is not None
    site = replace(answer.site, **changes)  # type: ignore[arg-type]
    found_as_answered(folder, Settings(), replace(answer, site=site))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"trust": Path("/none/site.trust")}, "trust_missing"),
        ({"trust": Path(__file__)}, "trust_malformed"),
        ({"root_public_key": bytes(32)}, "trust_other_root"),
        ({"reading_keys": (Path("/none/reading.key"),)}, "site_key_wrong"),
        ({"reading_keys": (Path(__file__),)}, "site_key_wrong"),
        ({"passphrase": "short"}, "passphrase_too_short"),
        ({"tube_pattern": "[0-9"}, "setting_pattern_wrong"),
        ({"tube_pattern": "BX[0-9]{6}"}, "setting_patterns_overlap"),
        ({"booth": "41"}, "setting_wrong"),
        ({"time_zone": "Mars/Olympus"}, "setting_zone_wrong"),
    ],
)
def test_an_answer_that_founds_no_site_is_said_and_may_be_given_again(
    folder: DataFolder, answer: FirstStart, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(StationError) as raised:
        founded(folder, answer, **changes)
    assert raised.value.code == code
    assert not is_founded(folder)
    founded(folder, answer)
    open_site(folder, PASSPHRASE).close()


def test_slow_work_aside_hands_on_what_it_raises(qtbot: QtBot) -> None:
    assert run_aside(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run_aside(lambda: 1 // 0)
