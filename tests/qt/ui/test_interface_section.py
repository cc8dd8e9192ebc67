"""The window's section of the settings page: a refused option is found and marked."""

from __future__ import annotations

import pytest

from station.settings import SettingWrong
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk


@pytest.mark.parametrize("name", ["screen.language", "screen.theme", "sound.on", "sound.volume"])
def test_a_refused_option_is_marked_and_has_the_keyboard(
    window: MainWindow, settings_desk: SettingsDesk, name: str
) -> None:
    window.pages.open("settings")
    page = window.settings_page
    settings_desk.failed.emit(SettingWrong(name, "x", ""))
    field = page.section("interface").fields()[name]

    assert page.list.currentRow() == 3
    assert field.property("wrong") == "yes"
    assert field.hasFocus()
    page.section("interface").volume.setValue(31)
    assert field.property("wrong") == "no"
