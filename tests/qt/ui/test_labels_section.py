"""The labels' section: patterns in words, checked while one types, and tried on labels at hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from station.domain.heard import Heard, Verdict
from station.domain.label_examples import Fit
from station.domain.scan import Source
from station.settings import Settings
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.settings.label_panel import LabelPanel
from station.ui.settings.labels_section import LabelsSection
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words


@pytest.fixture
def section(qtbot: QtBot, theme: Theme, words: Words, settings_desk: SettingsDesk) -> LabelsSection:
    made = LabelsSection(theme, words, settings_desk)
    qtbot.addWidget(made)
    made.resize(1010, 560)
    made.show()
    return made


@pytest.fixture
def tube(section: LabelsSection) -> LabelPanel:
    return section.panels[Fit.TUBE]


@pytest.fixture
def testing(settings_desk: SettingsDesk) -> list[bool]:
    """Whether reads were asked to be heard only."""
    found: list[bool] = []
    settings_desk.testing_asked.connect(found.append)
    return found


def write(section: LabelsSection, kind: Fit, pattern: str, qtbot: QtBot) -> str:
    """Type a pattern and return what is said of it."""
    panel = section.panels[kind]
    panel.pattern.clear()
    QTest.keyClicks(panel.pattern, pattern)
    qtbot.wait(300)
    return panel.meaning.text()


def rows(panel: LabelPanel) -> list[str]:
    return [panel.examples.item(i).text() for i in range(panel.examples.count())]


def type_example(panel: LabelPanel, text: str) -> None:
    QTest.keyClicks(panel.example, text)
    QTest.keyClick(panel.example, Qt.Key.Key_Return)


def heard(text: str) -> Heard:
    return Heard(Source.GUN, text, Verdict.READ)


# --- patterns --------------------------------------------------------------------------------


def test_patterns_are_said_in_words(section: LabelsSection) -> None:
    said = [panel.meaning.text() for panel in section.panels.values()]

    assert said == ["✔ 12 位数字", "✔ BX + 4–12 位数字或大写字母", "✔ OP + 4–8 位数字"]


@pytest.mark.parametrize("pattern", ["[0-9", "", "[0-9]*", "(?=a)b"])
def test_a_pattern_that_is_none_is_told_while_one_types(
    section: LabelsSection, qtbot: QtBot, pattern: str
) -> None:
    assert write(section, Fit.TUBE, pattern, qtbot) == "✘ 格式写错了，请参照下面的例子"
    assert section.panels[Fit.TUBE].pattern.property("wrong") == "yes"
    fault = section.fault()
    assert fault is not None
    assert fault[0] == "tubes.pattern"


def test_a_clash_is_told_at_both_patterns_with_a_label_that_fits_both(
    section: LabelsSection, qtbot: QtBot
) -> None:
    said = write(section, Fit.TUBE, "BX[0-9]{4}", qtbot)

    assert said.startswith("✘ 与箱码分不开，例如 BX")
    assert section.panels[Fit.BOX].meaning.text().startswith("✘ 与管码分不开，例如 BX")
    assert section.panels[Fit.BADGE].meaning.text().startswith("✔")


def test_patterns_that_would_take_long_to_compare_are_called_involved(
    section: LabelsSection, qtbot: QtBot
) -> None:
    section.panels[Fit.TUBE].pattern.setText("([A-Z]{0,9}[0-9]{0,9}){0,9}1x")
    said = write(section, Fit.BOX, "([A-Z]{0,9}[0-9]{0,9}){0,9}2y", qtbot)

    assert said == section.panels[Fit.TUBE].meaning.text() == "✘ 格式太复杂，无法比较"


def test_a_good_pattern_is_what_the_settings_become(section: LabelsSection, qtbot: QtBot) -> None:
    write(section, Fit.TUBE, "[0-9]{14}", qtbot)
    before = Settings()

    assert section.fault() is None
    assert section.changed(before) == replace(
        before, tubes=replace(before.tubes, pattern="[0-9]{14}")
    )


def test_no_input_method_touches_patterns_and_examples(section: LabelsSection) -> None:
    edits = section.findChildren(QLineEdit)

    assert len(edits) == 6
    assert all(isinstance(edit, LatinLineEdit) for edit in edits)


# --- examples --------------------------------------------------------------------------------


def test_typed_examples_are_listed_with_what_they_fit(tube: LabelPanel) -> None:
    for text in ("310115002871", "BX0417", "31011500287"):
        type_example(tube, text)

    assert rows(tube) == ["✘ 31011500287  不符合", "✘ BX0417  会认作箱码", "✔ 310115002871  管码"]
    assert tube.example.text() == ""


def test_examples_are_judged_anew_when_the_pattern_changes(
    section: LabelsSection, tube: LabelPanel, qtbot: QtBot
) -> None:
    type_example(tube, "31011500287")
    assert section.fault() is not None
    write(section, Fit.TUBE, "[0-9]{11}", qtbot)

    assert rows(tube) == ["✔ 31011500287  管码"]
    assert section.fault() is None


def test_an_example_of_another_kind_holds_the_settings_up(
    section: LabelsSection, tube: LabelPanel
) -> None:
    type_example(tube, "BX0417")
    assert section.fault() == ("tubes.examples", "管码格式：有样例不符合，请改格式或删去样例")
    tube.examples.setCurrentRow(0)
    QTest.keyClick(tube.examples, Qt.Key.Key_Delete)

    assert section.fault() is None


@pytest.mark.parametrize("text", ["NAC1:6BF+80", "11010519491231002X"])
def test_a_persons_code_is_neither_kept_nor_shown(
    section: LabelsSection, tube: LabelPanel, settings_desk: SettingsDesk, text: str
) -> None:
    tube.scan_button.click()
    settings_desk.heard.emit(heard(text))
    shown = [label.text() for label in section.findChildren(QLabel)]

    assert tube.note.text() == "这是受检者的码，没有加入"
    assert rows(tube) == []
    assert not any(text in each for each in shown)
    section.leave()


def test_the_same_label_twice_is_one_example(tube: LabelPanel) -> None:
    type_example(tube, "310115002871")
    type_example(tube, "310115002871")

    assert len(rows(tube)) == 1


def test_a_pattern_is_made_from_the_examples(section: LabelsSection, tube: LabelPanel) -> None:
    assert not tube.propose_button.isEnabled()
    for text in ("SH20260001", "SH20260002"):
        type_example(tube, text)
    tube.propose_button.click()

    assert tube.pattern.text() == "SH[0-9]{8}"
    assert section.fault() is None


# --- scanning --------------------------------------------------------------------------------


def test_scanned_examples_go_to_the_kind_that_asked(
    section: LabelsSection, settings_desk: SettingsDesk, testing: list[bool]
) -> None:
    settings_desk.heard.emit(heard("310115002871"))
    section.panels[Fit.BOX].scan_button.click()
    settings_desk.heard.emit(heard("]C1BX0417\r\n"))
    section.panels[Fit.TUBE].scan_button.click()
    settings_desk.heard.emit(heard("310115002872\t"))

    assert rows(section.panels[Fit.BOX]) == ["✔ BX0417  箱码"]
    assert rows(section.panels[Fit.TUBE]) == ["✔ 310115002872  管码"]
    assert not section.panels[Fit.BOX].scan_button.isChecked()
    assert testing == [True]
    section.leave()


def test_readers_register_again_when_scanning_stops_or_the_section_is_left(
    section: LabelsSection, tube: LabelPanel, testing: list[bool]
) -> None:
    tube.scan_button.click()
    assert tube.scan_button.text() == "正在扫描，按此停止"
    tube.scan_button.click()
    tube.scan_button.click()
    section.leave()
    section.leave()

    assert testing == [True, False, True, False]
    assert not tube.scan_button.isChecked()


def test_scanning_stops_by_itself_when_nothing_is_read(
    section: LabelsSection, tube: LabelPanel, settings_desk: SettingsDesk, testing: list[bool]
) -> None:
    settings_desk.went_quiet.emit()
    tube.scan_button.click()
    settings_desk.went_quiet.emit()

    assert testing == [True, False]
    assert not tube.scan_button.isChecked()
    assert tube.note.text() == "2 分钟没有扫码，已停止扫描"
