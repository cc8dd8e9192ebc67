"""The settings page: nothing changes before it is applied, and nothing is lost on the way."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from station.paths import resources
from station.settings import ScreenOptions, Settings, SettingWrong
from station.ui.main_window import MainWindow
from station.ui.settings.interface_section import InterfaceSection
from station.ui.settings.page import SettingsPage
from station.ui.settings.sections import make_sections
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

CTRL = Qt.KeyboardModifier.ControlModifier
WORDS = "settings_page.toml"


@pytest.fixture
def page(
    qtbot: QtBot, theme: Theme, words: Words, settings_desk: SettingsDesk
) -> Iterator[SettingsPage]:
    entries = make_sections(theme, words, settings_desk)
    made = SettingsPage(theme, words, settings_desk, entries)
    qtbot.addWidget(made)
    made.resize(1216, 600)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.leave()


@pytest.fixture
def asked(settings_desk: SettingsDesk) -> list[Settings]:
    """The settings that were asked for."""
    found: list[Settings] = []
    settings_desk.apply_asked.connect(found.append)
    return found


def interface(page: SettingsPage) -> InterfaceSection:
    found = page.section("interface")
    assert isinstance(found, InterfaceSection)
    return found


def louder(page: SettingsPage, volume: int = 30) -> Settings:
    """Change the volume; return the settings that this is a wish for."""
    interface(page).volume.setValue(volume)
    before = Settings()
    return replace(before, sound=replace(before.sound, volume=volume))


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    QTest.keyClick(widget.window().windowHandle(), key, modifier)


# --- applying --------------------------------------------------------------------------------


def test_what_is_shown_at_first_is_what_is_in_force(
    page: SettingsPage, asked: list[Settings]
) -> None:
    page.apply()

    assert not page.is_dirty
    assert not page.apply_button.isEnabled()
    assert page.foot.title.text() == "没有更改"
    assert asked == []


def test_a_change_is_marked_and_asked_for_only_when_applied(
    page: SettingsPage, asked: list[Settings]
) -> None:
    wished = louder(page)
    assert page.is_dirty
    assert asked == []
    assert [page.list.item(i).text()[0] == "●" for i in range(4)] == [False, False, False, True]
    page.apply_button.click()

    assert asked == [wished]
    assert page.is_applying
    assert page.foot.title.text() == "正在应用…"
    assert not page.apply_button.isEnabled()


def test_the_answer_is_told_in_place(page: SettingsPage, settings_desk: SettingsDesk) -> None:
    wished = louder(page)
    page.apply()
    settings_desk.take_applied(wished)

    assert not page.is_dirty
    assert page.foot.title.text() == "✔ 已应用并保存"


def test_a_refusal_is_said_in_words_and_the_change_stays(
    page: SettingsPage, settings_desk: SettingsDesk, words: Words
) -> None:
    louder(page)
    page.apply()
    error = SettingWrong("camera.fps", 31, "5 – 120")
    settings_desk.failed.emit(error)

    assert words.title(error) in page.foot.title.text()
    assert page.foot.text.text() == words.next_step(error)
    assert page.is_dirty
    assert page.apply_button.isEnabled()


def test_a_refusal_leads_to_its_field(page: SettingsPage, settings_desk: SettingsDesk) -> None:
    louder(page)
    page.show_section("interface")
    settings_desk.failed.emit(SettingWrong("second_camera.device", "x", ""))
    field = page.section("cameras").fields()["second_camera.device"]

    assert page.list.currentRow() == 0
    assert field.property("wrong") == "yes"
    louder(page, 31)
    assert field.property("wrong") == "no"


def test_revert_shows_what_is_in_force(page: SettingsPage, asked: list[Settings]) -> None:
    louder(page)
    page.revert_button.click()

    assert interface(page).volume.value() == Settings().sound.volume
    assert not page.is_dirty
    assert asked == []


def test_a_change_that_is_taken_back_by_hand_is_none(page: SettingsPage) -> None:
    louder(page)
    louder(page, Settings().sound.volume)

    assert not page.is_dirty


def test_what_is_changed_meanwhile_is_kept_when_the_answer_comes(
    page: SettingsPage, settings_desk: SettingsDesk
) -> None:
    wished = louder(page)
    page.apply()
    louder(page, 55)
    settings_desk.take_applied(wished)

    assert interface(page).volume.value() == 55
    assert page.is_dirty


def test_settings_that_others_change_are_shown_beside_ones_own_changes(
    page: SettingsPage, settings_desk: SettingsDesk
) -> None:
    louder(page)
    before = Settings()
    tubes = replace(before.tubes, pattern="[0-9]{14}")
    settings_desk.take_applied(replace(before, tubes=tubes))
    patterns = page.section("labels").fields()

    assert patterns["tubes.pattern"].text() == "[0-9]{14}"
    assert interface(page).volume.value() == 30


def test_a_language_that_was_chosen_at_sign_in_is_not_taken_back(
    page: SettingsPage, settings_desk: SettingsDesk, asked: list[Settings]
) -> None:
    louder(page)
    settings_desk.take_applied(replace(Settings(), screen=ScreenOptions(language="en")))
    page.apply()

    assert asked[0].screen.language == "en"


# --- the page by keyboard, and in words ------------------------------------------------------


def test_sections_are_gone_through_by_keyboard(window: MainWindow) -> None:
    press(Qt.Key.Key_6, CTRL)
    page = window.settings_page
    assert page.list.hasFocus()
    seen = []
    for _ in range(5):
        press(Qt.Key.Key_PageDown, CTRL)
        seen.append(page.list.currentRow())
    press(Qt.Key.Key_PageUp, CTRL)

    assert seen == [1, 2, 3, 4, 0]
    assert page.list.currentRow() == 4


def test_apply_and_revert_by_keyboard(
    window: MainWindow, settings_desk: SettingsDesk, asked: list[Settings]
) -> None:
    press(Qt.Key.Key_6, CTRL)
    wished = louder(window.settings_page)
    press(Qt.Key.Key_S, CTRL)
    assert asked == [wished]
    settings_desk.failed.emit(SettingWrong("sound.volume", 30))
    press(Qt.Key.Key_R, CTRL)

    assert not window.settings_page.is_dirty


def test_tab_reaches_every_field_that_is_in_use(window: MainWindow) -> None:
    page = window.settings_page
    press(Qt.Key.Key_6, CTRL)
    page.show_section("labels")
    reached = set()
    for _ in range(40):
        press(Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    wanted = set(page.section("labels").fields().values())

    assert wanted <= reached
    assert page.list in reached


def test_every_control_has_a_name_and_is_large_enough_for_gloves(
    page: SettingsPage, qtbot: QtBot
) -> None:
    for name in ("cameras", "labels", "interface"):
        page.show_section(name)
        for kind in (QAbstractButton, QLineEdit, QComboBox, QSlider):
            for control in page.section(name).findChildren(kind):
                if control.isVisible() and not isinstance(control.parent(), QComboBox):
                    assert control.accessibleName(), control
                if control.isVisible() and isinstance(control, (QLineEdit, QComboBox)):
                    assert control.height() >= 36, control.accessibleName()
                if control.isVisible() and isinstance(control, QAbstractButton):
                    assert control.height() >= 40, control.accessibleName()
    assert page.apply_button.height() >= 40


def test_the_foot_keeps_its_height(page: SettingsPage, settings_desk: SettingsDesk) -> None:
    heights = {page.foot.height()}
    louder(page)
    heights.add(page.foot.height())
    settings_desk.failed.emit(SettingWrong("camera.fps", 31, "5 – 120"))
    heights.add(page.foot.height())

    assert len(heights) == 1


def test_another_language_keeps_what_was_changed(
    window: MainWindow, settings_desk: SettingsDesk
) -> None:
    page = window.settings_page
    louder(page)
    page.section("cameras").fields()["camera.mirror"].setChecked(True)
    screen = ScreenOptions(language="en")
    settings_desk.take_applied(replace(Settings(), screen=screen))

    assert page.apply_button.text() == "Apply"
    assert window.rail.button("register").text() == "Register"
    assert interface(page).volume.value() == 30
    assert page.section("cameras").fields()["camera.mirror"].isChecked()


def test_the_look_and_the_language_change_once_they_are_applied(
    window: MainWindow, settings_desk: SettingsDesk, theme: Theme, qtbot: QtBot
) -> None:
    changed, chosen = [], []
    window.language_changed.connect(changed.append)
    window.language_chosen.connect(chosen.append)
    settings_desk.take_applied(replace(Settings(), screen=ScreenOptions("en", "dark")))
    dark = theme.dark
    theme.set_dark(False)

    assert dark
    assert changed == ["en"]
    assert chosen == []


# --- words -----------------------------------------------------------------------------------


def texts(language: str) -> dict[str, str]:
    text = (resources() / "translations" / language / WORDS).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    tables = [("", tomllib.loads(text))]
    while tables:
        prefix, table = tables.pop()
        for name, value in table.items():
            if isinstance(value, dict):
                tables.append((f"{prefix}{name}.", value))
            else:
                found[f"{prefix}{name}"] = value
    return found


def test_both_languages_say_the_same_and_every_word_is_used(root: Path) -> None:
    chinese, english = texts("zh_CN"), texts("en")
    sources = "\n".join(path.read_text() for path in (root / "station" / "ui").rglob("*.py"))
    named = set(re.findall(r'"([a-z_A-Z0-9.]+)"', sources))
    prefixes = set(re.findall(r'f["\']([a-z_A-Z0-9.]+?)\{', sources))

    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        holes = r"(?<!\{)\{[a-z]+\}"
        assert set(re.findall(holes, text)) == set(re.findall(holes, english[key])), key
        assert not re.search("[\u3000-\u9fff]", english[key]), key
        assert key in named or any(key.startswith(prefix) for prefix in prefixes), key
