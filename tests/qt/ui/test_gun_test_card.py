"""The gun test: what it shows, what it proposes, and how it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodQueryEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot

from station.domain.heard import Heard, Proposal, Verdict
from station.domain.scan import Source
from station.settings import Settings
from station.ui.result_shown import Kind
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui.gun_settings import CODES, SLOW, TUBE, Booth, open_section


@pytest.fixture
def booth(qtbot: QtBot, theme: Theme, words: Words) -> Booth:
    return open_section(qtbot, theme, words)


def test_nothing_is_heard_before_the_test_runs(booth: Booth) -> None:
    booth.desk.heard.emit(TUBE)
    assert booth.testing == []
    assert booth.section.test.rows() == []


def test_a_burst_is_shown_with_its_signs_times_and_verdict(booth: Booth, words: Words) -> None:
    booth.start()
    assert booth.testing == [True]
    booth.desk.heard.emit(TUBE)
    frame = booth.section.test.frame
    assert booth.shown_text() == "‹]C0›310115002813‹CR›"
    assert (frame.kind, frame.title.text()) == (Kind.OK, words("gun_section.verdict.read"))
    assert words("gun_section.times", median="12", longest="18") in frame.facts.text()


def test_a_test_code_is_compared_with_what_was_printed(booth: Booth, words: Words) -> None:
    booth.start()
    for raw, arrived, kind in (
        (f"\x02]Q1{CODES['long']}\r", "whole", Kind.OK),
        (f"[F13]{CODES['case'].swapcase()}\t", "case", Kind.WARN),
        (CODES["long"].replace("M", "", 1), "damaged", Kind.BAD),
    ):
        booth.desk.heard.emit(Heard(Source.GUN, raw, Verdict.READ, 5.0, 9.0))
        frame = booth.section.test.frame
        assert words(f"gun_section.arrived.{arrived}") in frame.notes.text()
        assert frame.kind is kind


def test_the_last_five_are_listed(booth: Booth) -> None:
    booth.start()
    for index in range(7):
        booth.desk.heard.emit(Heard(Source.SERIAL, f"TUBE{index}", Verdict.READ))
    assert [row[0] for row in booth.section.test.rows()] == [f"TUBE{i}" for i in (6, 5, 4, 3, 2)]


def test_proposals_come_into_the_fields_and_are_not_applied(booth: Booth) -> None:
    applied: list[Settings] = []
    booth.desk.apply_asked.connect(applied.append)
    booth.section.reader.port.lineEdit().setText("COM9")
    booth.start()
    booth.desk.heard.emit(SLOW)
    QTest.mouseClick(booth.section.test.adopt, Qt.MouseButton.LeftButton)
    assert (booth.changed.gun.gap_ms, booth.changed.gun.prefix) == (120, "f13")
    assert booth.changed.card.port == "COM9"
    assert booth.edits[-1] == booth.changed
    assert applied == []
    assert not booth.section.test.adopt.isEnabled()
    booth.desk.heard.emit(TUBE)
    assert not booth.section.test.adopt.isVisible()


@pytest.mark.parametrize(("gap_ms", "is_doubtful"), [(100, False), (101, True), (160, True)])
def test_a_gap_as_long_as_a_hands_is_proposed_with_a_doubt(
    booth: Booth, words: Words, gap_ms: int, is_doubtful: bool
) -> None:
    booth.start()
    booth.desk.heard.emit(replace(SLOW, proposals=(Proposal("gun.gap_ms", gap_ms),)))
    doubt = words("gun_section.doubt", told="")
    assert booth.section.test.proposals.text().endswith(doubt) is is_doubtful


def test_keys_of_an_unknown_gun_press_nothing(booth: Booth) -> None:
    booth.start()
    frame = booth.section.test.frame
    assert QApplication.focusWidget() is frame
    QTest.keyClicks(frame, "A B C")
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Return):
        QTest.keyClick(frame, key)
    assert QApplication.focusWidget() is frame
    assert booth.testing == [True]


def test_an_input_method_may_come_to_the_test(booth: Booth) -> None:
    booth.start()
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(booth.section.test.frame, query)
    assert query.value(Qt.InputMethodQuery.ImEnabled)
    assert booth.section.test.frame.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


@pytest.mark.parametrize("place", ["frame", "field"])
def test_esc_ends_the_test_and_nothing_else(booth: Booth, place: str) -> None:
    booth.start()
    if place == "field":
        booth.section.gun.numbers["gap_ms"].setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert (booth.testing, booth.escapes) == ([True, False], [])
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert (booth.testing, booth.escapes) == ([True, False], [1])


def test_the_test_ends_when_nothing_is_read(booth: Booth, qtbot: QtBot, words: Words) -> None:
    booth.start()
    booth.desk.went_quiet.emit()
    assert booth.testing == [True, False]
    assert words("gun_section.over.quiet") in booth.section.test.frame.notes.text()


@pytest.mark.parametrize("way", ["leave", "hide", "button"])
def test_the_test_ends_once_when_the_section_is_left(booth: Booth, way: str) -> None:
    booth.start()
    if way == "leave":
        booth.section.leave()
    elif way == "hide":
        booth.section.hide()
    else:
        QTest.mouseClick(booth.section.test.button, Qt.MouseButton.LeftButton)
    booth.section.leave()
    assert booth.testing == [True, False]
    booth.desk.heard.emit(TUBE)
    assert booth.section.test.rows() == []
