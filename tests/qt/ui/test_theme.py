"""Text stands out from its ground in both themes, and Chinese is set in a Chinese face."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from station.ui.main_window import MainWindow
from station.ui.stylesheet import fill_template
from station.ui.theme import DARK, LIGHT, Theme, Tokens, contrast, font_families
from tests.qt.ui import booth

TEXT_ON_GROUND = (
    *((ink, ground) for ink in ("ink", "muted") for ground in ("card", "ground")),
    *(("ink", f"{kind}_ground") for kind in ("ok", "warn", "bad", "brand")),
    *(("muted", f"{kind}_ground") for kind in ("ok", "warn", "bad", "brand")),
    *((kind, f"{kind}_ground") for kind in ("ok", "warn", "bad", "brand")),
    *((kind, "card") for kind in ("ok", "warn", "bad", "brand")),
    ("muted", "disabled_ground"),
    ("on_brand", "brand"),
    ("on_ok", "ok"),
)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_has_enough_contrast(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("line", ["field_line", "focus"])
def test_borders_of_fields_and_the_focus_ring_can_be_seen(tokens: Tokens, line: str) -> None:
    assert contrast(getattr(tokens, line), tokens.card) >= 3.0


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_style_sheet_names_only_colours_that_the_theme_has() -> None:
    with pytest.raises(KeyError):
        fill_template({})


def test_chinese_is_set_in_the_simplified_chinese_face(theme: Theme) -> None:
    known = set(QFontDatabase.families())
    wanted = [family for family in font_families() if family in known]
    if not wanted:
        pytest.skip("none of the Chinese faces is installed")
    assert QFontInfo(theme.font(15)).family() == wanted[0]


def test_a_change_of_theme_reaches_the_palette(theme: Theme, qapp: QApplication) -> None:
    light = qapp.palette().window().color()
    theme.set_dark(True)
    assert theme.dark
    assert qapp.palette().window().color().lightness() < light.lightness()
    theme.set_dark(False)


def test_a_change_of_theme_leaves_every_text_its_size(
    window: MainWindow, desk: booth.RecordingDesk, theme: Theme
) -> None:
    desk.reported.emit(booth.report(booth.registered()))

    def fonts() -> list[str]:
        QTest.qWait(1)
        shown = [label for label in window.page.findChildren(QLabel) if label.isVisible()]
        return [label.font().toString() for label in shown]

    before = fonts()
    theme.set_dark(True)
    dark = fonts()
    theme.set_dark(False)

    assert dark == before
    assert fonts() == before


# The offscreen platform says so of every list that opens.
@pytest.mark.qt_log_ignore("raise|grabbing the keyboard", extend=True)
@pytest.mark.parametrize("editable", [False, True])
@pytest.mark.parametrize("page", ["settings", "register"])
def test_a_list_that_drops_down_shows_its_last_item_whole(
    qtbot: QtBot, theme: Theme, page: str, editable: bool
) -> None:
    holder = QWidget()
    holder.setObjectName(page)
    combo = QComboBox(holder)
    combo.setEditable(editable)
    combo.addItems(["居民身份证", "护照", "无证件"])
    qtbot.addWidget(holder)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    # With the keyboard its border is thicker, which once was taken off the list's height.
    combo.setFocus()
    combo.showPopup()
    view = combo.view()
    qtbot.waitUntil(view.isVisible)
    last = view.visualRect(view.model().index(combo.count() - 1, 0))
    room = view.viewport().rect()
    combo.hidePopup()

    assert room.contains(last)
    assert view.verticalScrollBar().maximum() == 0


def test_the_systems_look_is_followed_until_one_is_fixed(theme: Theme, qapp: QApplication) -> None:
    changed = qapp.styleHints().colorSchemeChanged
    theme.follow_system(qapp)
    changed.emit(Qt.ColorScheme.Dark)
    followed = theme.dark
    theme.set_dark(False)
    changed.emit(Qt.ColorScheme.Dark)

    assert followed
    assert not theme.dark


def test_the_system_may_be_followed_again(theme: Theme, qapp: QApplication) -> None:
    seen: list[bool] = []
    theme.follow_system(qapp)
    theme.set_dark(False)
    theme.follow_system(qapp)
    theme.follow_system(qapp)
    theme.changed.connect(lambda: seen.append(theme.dark))
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    theme.set_dark(False)

    assert seen == [True, False]
