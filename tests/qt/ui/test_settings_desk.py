"""The way to the settings: testing does not go on for ever when nobody reads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.heard import Heard, Verdict
from station.domain.scan import Source
from station.settings import Settings
from station.ui.settings_desk import SettingsDesk

TUBE = Heard(Source.GUN, "310115002871", Verdict.READ)


@pytest.fixture
def timer(settings_desk: SettingsDesk) -> QTimer:
    found = settings_desk.findChild(QTimer)
    assert found is not None
    return found


def test_quiet_is_told_when_nothing_is_heard(qapp: QApplication, qtbot: QtBot) -> None:
    desk = SettingsDesk(Settings(), quiet_ms=30)
    with qtbot.waitSignal(desk.went_quiet):
        desk.set_testing(True)


def test_two_minutes_are_waited_after_each_read(
    settings_desk: SettingsDesk, timer: QTimer, qtbot: QtBot
) -> None:
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    settings_desk.set_testing(True)
    assert timer.interval() == 120_000
    qtbot.wait(30)
    left = timer.remainingTime()
    settings_desk.heard.emit(TUBE)

    assert timer.remainingTime() > left


def test_nothing_is_waited_for_when_nobody_tests(
    settings_desk: SettingsDesk, timer: QTimer
) -> None:
    settings_desk.heard.emit(TUBE)
    assert not timer.isActive()
    settings_desk.set_testing(True)
    settings_desk.set_testing(False)

    assert not timer.isActive()
