"""The rail and the pages: what brings which page to the front, and which keys work there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.catalogue import Catalogue
from station.domain import outcome as out
from station.domain import refusals
from station.paths import resources
from station.settings import Settings
from station.ui.main_window import MainWindow
from station.ui.nav_rail import NavRail, PageEntry
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme, contrast
from station.ui.words import Words
from tests.qt.ui import booth

ENTRIES = (PageEntry("register", "Ctrl+1"), PageEntry("settings", "Ctrl+6"))
CTRL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    QTest.keyClick(widget.window().windowHandle(), key, modifier)


@pytest.fixture
def opened(window: MainWindow) -> MainWindow:
    """The window with the settings page in front."""
    press(Qt.Key.Key_6, CTRL)
    assert window.pages.present == "settings"
    return window


def test_the_rail_cuts_no_word_and_every_page_has_an_icon(
    qtbot: QtBot, theme: Theme, both: Words
) -> None:
    rail = NavRail(theme, both, ENTRIES, resources() / "icons")
    qtbot.addWidget(rail)
    for entry in ENTRIES:
        button = rail.button(entry.name)
        metrics = QFontMetrics(button.font())
        assert metrics.horizontalAdvance(button.text()) <= button.width() - 8
        assert not button.icon().isNull()
        assert button.accessibleName() == both(f"page.{entry.name}")
        assert entry.key in button.toolTip()


def test_the_words_of_the_rail_stand_out() -> None:
    assert contrast("#C6D3E0", "#10263C") >= 4.5
    assert contrast("#FFFFFF", "#1E3E5E") >= 4.5


def test_a_click_on_the_rail_opens_a_page_and_its_keys_are_shown(window: MainWindow) -> None:
    window.rail.button("settings").click()
    assert window.pages.present == "settings"
    assert window.key_bar.shown_keys() == ("Ctrl+S", "Ctrl+R", "Ctrl+PgDn", "F11", "Esc")
    window.rail.button("register").click()

    assert window.pages.present == "register"
    assert window.key_bar.shown_keys()[0] == "F2"
    assert window.page.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_1])
def test_the_keyboard_leads_back_to_registration(
    opened: MainWindow, desk: booth.RecordingDesk, key: Qt.Key
) -> None:
    press(key, CTRL if key == Qt.Key.Key_1 else Qt.KeyboardModifier.NoModifier)

    assert opened.pages.present == "register"
    assert desk.calls == []


def test_the_keys_of_registration_do_nothing_on_the_settings_page(
    opened: MainWindow, desk: booth.RecordingDesk
) -> None:
    for key in (*range(Qt.Key.Key_F2, Qt.Key.Key_F10), Qt.Key.Key_F12):
        press(Qt.Key(key))

    assert desk.calls == []
    assert opened.dialogs.current is None
    assert opened.pages.present == "settings"


def test_full_screen_works_on_every_page(opened: MainWindow) -> None:
    press(Qt.Key.Key_F11)
    assert opened.isFullScreen()
    press(Qt.Key.Key_F11)


@pytest.mark.parametrize(
    "outcome",
    [booth.registered(), out.Refused(refusals.NoTubeOpen()), out.WaitEnded()],
    ids=["registered", "refused", "wait ended"],
)
def test_what_a_read_came_to_brings_registration_to_the_front(
    opened: MainWindow, desk: booth.RecordingDesk, outcome: out.Outcome
) -> None:
    desk.reported.emit(booth.report(outcome))

    assert opened.pages.present == "register"


def test_what_was_ignored_leaves_the_settings_alone(
    opened: MainWindow, desk: booth.RecordingDesk
) -> None:
    desk.reported.emit(booth.report(out.Ignored()))

    assert opened.pages.present == "settings"


def test_nobody_leaves_an_open_question(window: MainWindow, desk: booth.RecordingDesk) -> None:
    desk.reported.emit(booth.question_report())
    press(Qt.Key.Key_6, CTRL)
    window.rail.button("settings").click()
    assert window.pages.present == "register"
    desk.reported.emit(booth.report(out.DuplicateLeft(booth.candidate(booth.person(1)))))
    press(Qt.Key.Key_6, CTRL)

    assert window.pages.present == "settings"


def test_a_question_that_comes_while_settings_are_shown_can_be_answered(
    opened: MainWindow, desk: booth.RecordingDesk
) -> None:
    desk.reported.emit(booth.question_report())
    press(Qt.Key.Key_F12)

    assert desk.calls == [("answer", True)]


def test_a_read_takes_the_question_about_changes_away_and_keeps_the_changes(
    opened: MainWindow, desk: booth.RecordingDesk
) -> None:
    settings = opened.settings_page
    interface = settings.section("interface")
    interface.volume.setValue(30)
    press(Qt.Key.Key_Escape)
    assert opened.dialogs.current is not None
    desk.reported.emit(booth.report(booth.registered()))

    assert opened.dialogs.current is None
    assert opened.pages.present == "register"
    assert interface.volume.value() == 30
    assert settings.is_dirty
    assert opened.rail.button("settings").accessibleDescription() == "有未应用的更改"


@pytest.mark.parametrize("width", [1280, 1366])
def test_the_table_and_the_form_are_whole_beside_the_rail(
    width: int, catalogue: Catalogue, theme: Theme, desk: booth.RecordingDesk, qtbot: QtBot
) -> None:
    made = MainWindow(
        desk, catalogue, theme, booth.facts(), SettingsDesk(Settings()), booth.codes_desk()
    )
    qtbot.addWidget(made)
    made.resize(width, 690)
    made.show()
    made.take_report(booth.report(booth.registered()))
    qtbot.waitUntil(lambda: made.width() >= made.centralWidget().minimumSizeHint().width())
    table = made.page.recent.table
    number = made.page.manual.number
    name = QFontMetrics(theme.font(14, bold=True)).horizontalAdvance("张*三")

    assert made.width() <= 1366
    assert table.columnWidth(1) >= name
    assert sum(table.columnWidth(i) for i in range(5)) <= table.width()
    assert QFontMetrics(number.font()).horizontalAdvance("0" * 18) <= number.width() - 22
