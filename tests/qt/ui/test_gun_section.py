"""The guns' section: its fields, the devices on lines, its words and the room they take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QScrollArea,
)
from pytestqt.qtbot import QtBot

from station.domain.heard import Heard, Verdict
from station.domain.reader import LineState, LineStatus
from station.domain.scan import Source
from station.setting_groups import CardOptions, GunOptions, SerialOptions
from station.settings import Settings
from station.ui.main_window import MainWindow
from station.ui.settings.gun_section import GunSection
from station.ui.settings.heard_shown import show_heard
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui.gun_settings import SETTINGS, SLOW, Booth, open_section


@pytest.fixture
def booth(qtbot: QtBot, theme: Theme, words: Words) -> Booth:
    return open_section(qtbot, theme, words)


@pytest.mark.parametrize("settings", [Settings(), SETTINGS], ids=["default", "other"])
def test_what_is_shown_is_what_is_returned(booth: Booth, settings: Settings) -> None:
    booth.section.show_settings(settings)
    assert booth.section.changed(Settings()) == settings
    assert booth.edits == []


def test_settings_of_other_sections_are_left_alone(booth: Booth) -> None:
    other = replace(Settings(), screen=replace(Settings().screen, theme="dark"))
    assert booth.section.changed(other) == other


def test_every_field_has_the_key_of_its_option(booth: Booth) -> None:
    names = {"gun": GunOptions, "serial": SerialOptions, "card": CardOptions}
    keys = {f"{group}.{name}" for group, kind in names.items() for name in kind.__slots__}
    assert set(booth.section.fields()) == keys


def test_each_change_is_told(booth: Booth) -> None:
    fields = booth.section.fields()
    QTest.keyClick(fields["gun.gap_ms"], Qt.Key.Key_Up)
    QTest.keyClick(fields["gun.prefix"], Qt.Key.Key_Down)
    QTest.mouseClick(
        fields["serial.on"], Qt.MouseButton.LeftButton, pos=fields["serial.on"].rect().center() / 2
    )
    QTest.keyClicks(fields["card.port"].lineEdit(), "COM7")
    assert booth.edits[0].gun.gap_ms == 36
    assert booth.edits[-1].gun.prefix == "f13"
    assert not booth.edits[-1].serial.on
    assert booth.edits[-1].card.port == "COM7"


@pytest.mark.parametrize("typed", ["9", "301", "9999", "123456789"])
def test_a_number_out_of_range_is_said_at_its_field_and_is_a_fault(
    booth: Booth, words: Words, typed: str
) -> None:
    gap = booth.section.gun.numbers["gap_ms"]
    gap.setFocus()
    gap.selectAll()
    QTest.keyClicks(gap, typed)
    booth.section.gun.prefix.setFocus()
    booth.section.clear_marks()
    assert gap.text() == typed[:5]
    assert gap.property("wrong") == "yes"
    label, allowed = booth.section.gun._limits["gap_ms"]
    assert (label.property("tone"), allowed) == ("bad", "10 – 300")
    assert booth.changed != booth.desk.settings
    assert booth.section.fault() == (
        "gun.gap_ms",
        words("gun_section.out_of_range", name="字符间隔上限", allowed=allowed),
    )
    booth.section.show_settings(Settings())
    assert gap.property("wrong") == "no"
    assert booth.section.fault() is None


def test_a_number_out_of_range_is_not_applied(
    window: MainWindow, settings_desk: SettingsDesk
) -> None:
    asked: list[Settings] = []
    settings_desk.apply_asked.connect(asked.append)
    window.pages.open("settings")
    page = window.settings_page
    page.show_section("guns")
    gap = page.section("guns").fields()["gun.gap_ms"]
    gap.setFocus()
    gap.selectAll()
    QTest.keyClicks(gap, "9999")
    page.apply()
    assert asked == []
    assert page.is_dirty
    assert "10 – 300" in page.foot.title.text()
    gap.selectAll()
    QTest.keyClicks(gap, "60")
    page.apply()
    assert [settings.gun.gap_ms for settings in asked] == [60]
    settings_desk.applied.emit(asked[0])


def test_a_number_that_is_left_empty_is_shown_again(booth: Booth) -> None:
    gap = booth.section.gun.numbers["gap_ms"]
    gap.setFocus()
    gap.selectAll()
    QTest.keyClick(gap, Qt.Key.Key_Delete)
    booth.section.gun.prefix.setFocus()
    assert gap.text() == "35"
    assert booth.changed == booth.desk.settings


def test_another_language_leaves_the_named_ports(booth: Booth, both: Words) -> None:
    booth.section.show_settings(SETTINGS)
    booth.desk.ports_changed.emit(("COM3",))
    booth.section.set_words(both)
    booth.section.set_words(both)
    assert booth.section.changed(Settings()) == SETTINGS
    booth.section.show_settings(Settings())
    booth.section.set_words(both)
    assert booth.changed == Settings()
    ports = booth.section.serial.ports
    assert ports.lineEdit().placeholderText() == both("gun_section.automatic")


def test_several_ports_are_typed_with_commas(booth: Booth) -> None:
    ports = booth.section.serial.ports
    QTest.keyClicks(ports.lineEdit(), "COM3, COM4,,COM3 ")
    assert booth.changed.serial.ports == ("COM3", "COM4")


def test_ports_that_are_there_are_offered_and_what_is_set_stays(booth: Booth) -> None:
    booth.section.show_settings(SETTINGS)
    booth.desk.ports_changed.emit(("/dev/ttyACM0", "/dev/ttyUSB0"))
    booth.desk.ports_changed.emit(("/dev/ttyACM0",))
    ports = booth.section.serial.ports
    assert [ports.itemData(index) for index in range(ports.count())] == ["", "/dev/ttyACM0"]
    assert booth.changed == replace(SETTINGS)
    ports.setCurrentIndex(1)
    ports.activated.emit(1)
    assert booth.changed.serial.ports == ("/dev/ttyACM0",)
    ports.setCurrentIndex(0)
    ports.activated.emit(0)
    assert booth.changed.serial.ports == ()


def test_the_wheel_passes_over_ports(booth: Booth) -> None:
    booth.desk.ports_changed.emit(("/dev/ttyACM0",))
    combo = booth.section.serial.ports
    where = QPointF(combo.rect().center())
    wheel = QWheelEvent(
        where,
        QPointF(combo.mapToGlobal(combo.rect().center())),
        QPointF(0, 0).toPoint(),
        QPointF(0, -120).toPoint(),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, wheel)
    assert booth.changed.serial.ports == ()


def test_the_devices_on_lines_are_said_in_words(booth: Booth, words: Words) -> None:
    lines = tuple(LineStatus(Source.SERIAL, state, f"COM{i}") for i, state in enumerate(LineState))
    booth.desk.lines_changed.emit((*lines, LineStatus(Source.CARD, LineState.SEARCHING)))
    told = booth.section.serial.states.texts()
    assert len(set(told)) == len(LineState)
    assert told[1] == f"COM1 · {words('gun_section.line.ready')}"
    assert booth.section.reader.states.texts() == [words("gun_section.line.searching")]
    booth.desk.lines_changed.emit(())
    assert booth.section.serial.states.texts() == [words("gun_section.no_gun")]
    assert booth.section.reader.states.texts() == [words("gun_section.no_reader")]


# --- words and room --------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_says_what_to_do(verdict: Verdict, both: Words) -> None:
    shown = show_heard(Heard(Source.GUN, "ABC\t", verdict, 9.0, 12.0, caps_lock=True), both)
    assert shown.title
    assert shown.next_step in shown.spoken
    assert both("gun_section.caps_lock") in shown.notes[0]


@pytest.mark.parametrize("size", [(984, 520), (1060, 590)])
def test_nothing_is_cut_at_the_room_of_the_page(
    qtbot: QtBot, theme: Theme, both: Words, size: tuple[int, int]
) -> None:
    desk = SettingsDesk(SETTINGS)
    section = GunSection(theme, both, desk)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(section)
    qtbot.addWidget(area)
    area.resize(*size)
    area.show()
    section.test.start()
    desk.lines_changed.emit((LineStatus(Source.SERIAL, LineState.MISSING, "/dev/ttyUSB0"),))
    desk.heard.emit(SLOW)
    desk.sheet_made.emit(Path("sheet.pdf"))
    QTest.qWait(1)
    assert section.minimumSizeHint().width() <= size[0]
    cut = [
        label.text()
        for label in section.findChildren(QLabel)
        if label.isVisible() and label.text() and _needed(label) > label.contentsRect().height()
    ]
    assert cut == []
    section.leave()


def _needed(label: QLabel) -> int:
    room = QRect(0, 0, label.contentsRect().width(), 10_000)
    flags = Qt.TextFlag.TextWordWrap if label.wordWrap() else Qt.TextFlag.TextSingleLine
    return label.fontMetrics().boundingRect(room, flags.value, label.text()).height() - 2


def test_the_words_change_with_the_language(booth: Booth, both: Words) -> None:
    booth.start()
    booth.desk.heard.emit(SLOW)
    booth.section.set_words(both)
    assert booth.section.test.frame.title.text() == both("gun_section.verdict.slow")
    assert booth.section.sheet.print_button.text() == both("gun_section.print")
    assert booth.changed == booth.desk.settings
