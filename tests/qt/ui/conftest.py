"""The window's tests: a theme, the words of both languages, a desk that records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.catalogue import Catalogue
from station.paths import resources
from station.settings import Settings
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words
from tests.conftest import words_of
from tests.qt.ui import booth


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform says so of every window that has a least size.
    for item in items:
        if not item.path.is_relative_to(Path(__file__).parent):
            continue
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme(resources() / "icons")
    made.apply(qapp)
    return made


@pytest.fixture
def words() -> Words:
    """The words in Chinese."""
    return Words(words_of("zh_CN"), booth.ZONE)


@pytest.fixture
def both(catalogue: Catalogue) -> Words:
    """The words of each language in turn."""
    return Words(catalogue, booth.ZONE)


@pytest.fixture
def desk() -> booth.RecordingDesk:
    return booth.RecordingDesk()


@pytest.fixture
def settings_desk(qapp: QApplication) -> SettingsDesk:
    """A settings desk over the default settings; nobody answers but the test."""
    return SettingsDesk(Settings())


@pytest.fixture
def window(
    qtbot: QtBot, desk: booth.RecordingDesk, theme: Theme, settings_desk: SettingsDesk
) -> Iterator[MainWindow]:
    """The window, shown, with a tube open and four persons in it."""
    made = MainWindow(
        desk, words_of("zh_CN"), theme, booth.facts(), settings_desk, booth.codes_desk()
    )
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    desk.reported.emit(booth.report(booth.out.Ignored()))
    yield made
    if made.dialogs.current is not None:
        made.dialogs.current.done(0)
