"""Leaving the settings page with changes that are not in force."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from station.settings import Settings, SettingWrong
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk

CTRL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    QTest.keyClick(widget.window().windowHandle(), key, modifier)


def louder(window: MainWindow) -> None:
    window.settings_page.section("interface").volume.setValue(30)


@pytest.fixture
def asked(settings_desk: SettingsDesk) -> list[Settings]:
    """The settings that were asked for."""
    found: list[Settings] = []
    settings_desk.apply_asked.connect(found.append)
    return found


@pytest.fixture
def changed(window: MainWindow) -> MainWindow:
    """The window with the settings page in front and something changed, about to be left."""
    press(Qt.Key.Key_6, CTRL)
    louder(window)
    press(Qt.Key.Key_Escape)
    assert window.pages.present == "settings"
    return window


def test_enter_stays_on_the_page(changed: MainWindow, asked: list[Settings]) -> None:
    press(Qt.Key.Key_Return)

    assert changed.dialogs.current is None
    assert changed.pages.present == "settings"
    assert changed.settings_page.is_dirty
    assert asked == []


def test_changes_may_be_discarded(changed: MainWindow, asked: list[Settings]) -> None:
    changed.dialogs.current.discard.click()

    assert changed.pages.present == "register"
    assert not changed.settings_page.is_dirty
    assert asked == []


def test_the_page_is_left_once_the_changes_are_in_force(
    changed: MainWindow, settings_desk: SettingsDesk, asked: list[Settings]
) -> None:
    changed.dialogs.current.apply.click()
    assert changed.pages.present == "settings"
    settings_desk.take_applied(asked[0])

    assert changed.pages.present == "register"


def test_a_refusal_keeps_the_page(changed: MainWindow, settings_desk: SettingsDesk) -> None:
    changed.dialogs.current.apply.click()
    settings_desk.failed.emit(SettingWrong("sound.volume", 30))

    assert changed.pages.present == "settings"
    assert changed.settings_page.is_dirty


def test_closing_the_window_asks_too(window: MainWindow) -> None:
    louder(window)
    window.close()
    assert window.isVisible()
    window.dialogs.current.discard.click()

    assert not window.isVisible()


# --- while the answer is on its way ----------------------------------------------------------


def test_closing_waits_for_what_is_being_applied(
    window: MainWindow, settings_desk: SettingsDesk, asked: list[Settings]
) -> None:
    press(Qt.Key.Key_6, CTRL)
    louder(window)
    press(Qt.Key.Key_S, CTRL)
    window.close()
    assert window.isVisible()
    assert window.dialogs.current is None
    settings_desk.take_applied(asked[0])

    assert not window.isVisible()


def test_leaving_waits_for_what_is_being_applied(
    window: MainWindow, settings_desk: SettingsDesk, asked: list[Settings]
) -> None:
    press(Qt.Key.Key_6, CTRL)
    louder(window)
    press(Qt.Key.Key_S, CTRL)
    press(Qt.Key.Key_Escape)
    assert window.pages.present == "settings"
    settings_desk.take_applied(asked[0])

    assert window.pages.present == "register"


def test_a_refusal_keeps_the_window_open(
    window: MainWindow, settings_desk: SettingsDesk, asked: list[Settings]
) -> None:
    press(Qt.Key.Key_6, CTRL)
    louder(window)
    press(Qt.Key.Key_S, CTRL)
    window.close()
    settings_desk.failed.emit(SettingWrong("sound.volume", 30))
    press(Qt.Key.Key_S, CTRL)
    settings_desk.take_applied(asked[1])

    assert window.isVisible()
    assert window.pages.present == "settings"


def test_what_is_changed_meanwhile_is_asked_about(
    window: MainWindow, settings_desk: SettingsDesk, asked: list[Settings]
) -> None:
    press(Qt.Key.Key_6, CTRL)
    louder(window)
    press(Qt.Key.Key_S, CTRL)
    press(Qt.Key.Key_Escape)
    window.settings_page.section("interface").volume.setValue(55)
    settings_desk.take_applied(asked[0])
    assert window.pages.present == "settings"
    window.dialogs.current.discard.click()

    assert window.pages.present == "register"
    assert window.settings_page.section("interface").volume.value() == 30


def test_applying_what_has_come_into_force_meanwhile_leaves_at_once(
    changed: MainWindow, settings_desk: SettingsDesk, asked: list[Settings]
) -> None:
    before = Settings()
    settings_desk.take_applied(replace(before, sound=replace(before.sound, volume=30)))
    changed.dialogs.current.apply.click()
    assert changed.pages.present == "register"
    assert asked == []
    changed.pages.open("settings")
    changed.settings_page.section("interface").volume.setValue(31)
    changed.settings_page.apply()
    settings_desk.take_applied(asked[0])

    assert changed.pages.present == "settings"
