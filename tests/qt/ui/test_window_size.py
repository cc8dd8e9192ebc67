"""The window on a small screen: whatever its devices do, it stays as large and no word is cut."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from station.catalogue import Catalogue
from station.domain import outcome as out
from station.domain.reader import (
    FIRST_CAMERA,
    SECOND_CAMERA,
    CameraState,
    CameraStatus,
    LineState,
    LineStatus,
)
from station.domain.scan import Source, View
from station.settings import Settings
from station.ui.chip import Chip
from station.ui.elided_label import ElidedLabel
from station.ui.main_window import MainWindow
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from tests.qt.ui import booth

SMALL = (1280, 690)
LONG_NAME = "张江镇第三采样点" * 5
STATES = [*((state, False) for state in CameraState), (CameraState.LIVE, True)]
LINES = [LineState.READY, LineState.MISSING, LineState.BUSY]


@pytest.fixture
def small(
    catalogue: Catalogue, theme: Theme, desk: booth.RecordingDesk, qtbot: QtBot
) -> MainWindow:
    """The window of each language in turn, on a small screen, with a long name of its site."""
    facts = booth.facts(site_name=LONG_NAME)
    made = MainWindow(desk, catalogue, theme, facts, SettingsDesk(Settings()), booth.codes_desk())
    qtbot.addWidget(made)
    made.resize(*SMALL)
    made.show()
    qtbot.waitExposed(made)
    return made


def show_cameras(window: MainWindow, state: CameraState, dim: bool = False) -> None:
    status = CameraStatus(state, "USB Camera", 1920, 1080, 120.0, 6.0, needs_light=dim)
    window.show_camera(status, FIRST_CAMERA)
    window.show_camera(status, SECOND_CAMERA)


def show_lines(window: MainWindow, state: LineState) -> None:
    window.show_line(LineStatus(Source.SERIAL, state, "COM3"))
    window.show_line(LineStatus(Source.CARD, state, "COM4"))


def cut(window: MainWindow) -> list[str]:
    """The words of the top bar that have no room."""
    bar = window.top_bar
    shown = [w for kind in (QLabel, QPushButton) for w in bar.findChildren(kind) if w.isVisible()]
    small = [
        w for w in shown if not isinstance(w, ElidedLabel) and w.width() < w.sizeHint().width()
    ]
    return [w.text() for w in small]


def test_both_pages_fit_a_small_screen(small: MainWindow) -> None:
    small.take_report(booth.report(booth.registered()))
    for page in ("register", "settings"):
        small.pages.open(page)
        QApplication.processEvents()
        least = small.centralWidget().minimumSizeHint()

        assert least.width() <= SMALL[0]
        assert least.height() <= SMALL[1]
        assert (small.width(), small.height()) == SMALL


@pytest.mark.parametrize("signed_in", [True, False])
def test_no_word_of_a_device_is_cut_and_the_window_does_not_grow(
    small: MainWindow, signed_in: bool, qtbot: QtBot
) -> None:
    shift = booth.SHIFT if signed_in else None
    small.take_report(booth.report(out.Ignored(), shift=shift))
    for (state, dim), line in product(STATES, LINES):
        show_cameras(small, state, dim)
        show_lines(small, line)
        # Qt lays out in several turns: the chip's words, the chip, the bar.
        qtbot.waitUntil(lambda: cut(small) == [])

        assert (small.width(), small.height()) == SMALL


def test_a_long_name_of_the_site_gives_way_and_can_be_read_whole(small: MainWindow) -> None:
    show_cameras(small, CameraState.BUSY)
    show_lines(small, LineState.BUSY)
    QApplication.processEvents()
    name = small.top_bar.findChild(ElidedLabel)

    assert name.width() < name.sizeHint().width()
    assert name.toolTip() == LONG_NAME


def test_a_gun_on_a_line_is_there_as_long_as_its_port_is(small: MainWindow) -> None:
    chip: Chip = small.top_bar.gun
    view = View((), Source.SERIAL, 0.0)
    small.note_view(view)
    assert chip.isHidden()
    small.show_line(LineStatus(Source.SERIAL, LineState.READY, "COM3"))
    small.note_view(view)
    small.show_line(LineStatus(Source.SERIAL, LineState.SEARCHING, "COM3"))

    assert chip.isHidden()
    small.note_view(replace(view, source=Source.GUN))
    assert chip.isVisible()
