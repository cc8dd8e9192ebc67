"""The lab's section: a live preview, own columns by keys, a password and a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from station.lab_options import COLUMN_SETS, LabOptions
from station.services.lab_secrets import LabKeyFilePrivate, LabPasswordUnusable
from station.settings import Settings, settings_from, table_of
from station.ui.lab_desk import AskPassword, ClearPassword, ReadLabKey, SetPassword
from station.ui.settings.lab_section import LabSection
from station.ui.settings.section import choose
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui.lab_states import KEY, OWN, STATES, RecordingLabDesk

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def lab() -> RecordingLabDesk:
    return RecordingLabDesk()


@pytest.fixture
def section(
    qtbot: QtBot, theme: Theme, both: Words, settings_desk: SettingsDesk, lab: RecordingLabDesk
) -> Iterator[LabSection]:
    made = LabSection(theme, both, settings_desk, lab)
    qtbot.addWidget(made)
    made.resize(1070, 590)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.leave()


def cells(section: LabSection) -> list[list[str]]:
    table = section.preview.table
    places = [(row, range(table.columnCount())) for row in range(table.rowCount())]
    items = [[table.item(row, column) for column in columns] for row, columns in places]
    return [["" if item is None else item.text() for item in row] for row in items]


def options(section: LabSection) -> LabOptions:
    return section.changed(Settings()).lab


def show(section: LabSection, lab_options: LabOptions) -> None:
    section.show_settings(replace(Settings(), lab=lab_options))


@pytest.mark.parametrize("state", STATES)
def test_what_is_shown_is_not_a_change(section: LabSection, state: str) -> None:
    settings = replace(Settings(), lab=STATES[state])
    section.show_settings(settings)
    assert section.changed(settings) == settings


def test_the_preview_follows_each_change(section: LabSection) -> None:
    assert not section.preview.table.isVisible()
    choose(section.file.column_set, "senaite")
    section.file.options["client"].setText("河口区疾控中心")
    section.file.options["profile"].setText("SARS2")
    shown = cells(section)
    assert shown[1][:2] == ["Header Data", "河口区疾控中心"]
    assert shown[4][-1] == "SARS2"
    choose(section.file.column_set, "own")
    assert section.columns.isVisible()
    choose(section.file.options["rows"], "persons")
    choose(section.file.options["language"], "en")
    choose(section.file.options["date_form"], "dmy")
    header = cells(section)[0]
    assert header[5] == "Name"
    assert cells(section)[1][header.index("SampledAt")] == "22/11/2026 08:30:15"
    choose(section.file.column_set, "standard")
    assert not section.preview.table.isVisible()
    assert not section.columns.isVisible()


def test_own_columns_are_moved_renamed_removed_and_added_by_keys(section: LabSection) -> None:
    show(section, OWN)
    columns = section.columns
    columns.list.setFocus()
    columns.list.setCurrentRow(0)
    QTest.keyClick(columns.list, Qt.Key.Key_Down, ALT)
    assert cells(section)[0][:2] == ["混采规格 PoolSize", "样本条码"]
    QTest.keyClick(columns.list, Qt.Key.Key_F2)
    assert columns.header.hasFocus()
    QTest.keyClick(columns.header, Qt.Key.Key_Backspace)
    QTest.keyClicks(columns.header, "Tube ID")
    assert cells(section)[0][1] == "Tube ID"
    columns.list.setFocus()
    columns.list.setCurrentRow(4)
    QTest.keyClick(columns.list, Qt.Key.Key_Delete)
    choose(columns.missing, "BoxNo")
    columns.add.click()
    assert options(section).tube_columns == (
        *("PoolSize", "TubeBarcode=Tube ID", "PersonCount=人数", "CollectedAt", "BoxNo"),
    )
    # The persons' columns are as they were: all.
    assert options(section).person_columns == ()
    columns.reset.click()
    assert options(section).tube_columns == ()


def test_the_last_column_stays(section: LabSection) -> None:
    show(section, replace(OWN, tube_columns=("TubeBarcode",)))
    assert not section.columns.remove.isEnabled()
    QTest.keyClick(section.columns.list, Qt.Key.Key_Delete)
    assert options(section).tube_columns == ("TubeBarcode",)


def test_two_equal_headers_are_a_fault(section: LabSection, both: Words) -> None:
    show(section, OWN)
    section.columns.list.setCurrentRow(1)
    section.columns.header.setText("人数")
    assert section.fault() == ("lab.tube_columns", both("settings.lab.doubled", header="人数"))
    section.columns.header.clear()
    assert section.fault() is None


def test_a_password_is_set_twice_the_same_and_leaves_no_trace(
    section: LabSection, lab: RecordingLabDesk, both: Words
) -> None:
    choose(section.secrecy.secrecy, "password")
    lab.answer(AskPassword, False)
    assert section.fault() == ("lab.secrecy", both("settings.lab.password_first"))
    assert not section.secrecy.clear_button.isEnabled()
    section.secrecy.set_button.click()
    dialog = section.secrecy._dialog
    assert dialog is not None
    assert dialog.first.echoMode() is QLineEdit.EchoMode.Password
    dialog.first.setText("eight horses")
    dialog.again.setText("eight houses")
    dialog.save.click()
    assert dialog.problem.title.text() == both("settings.lab.password_differs")
    assert (dialog.first.text(), dialog.again.text()) == ("", "")
    for edit in (dialog.first, dialog.again):
        edit.setText("short")
    dialog.save.click()
    lab.take_failure(lab.last(SetPassword), LabPasswordUnusable(shortest=8, longest=255))
    assert "8" in dialog.problem.text.text()
    for edit in (dialog.first, dialog.again):
        edit.setText("eight horses")
    dialog.save.click()
    asked = lab.last(SetPassword)
    assert asked == SetPassword("eight horses")
    assert "horses" not in repr(asked)
    lab.answer(SetPassword, True)
    assert (dialog.first.text(), dialog.again.text()) == ("", "")
    assert section.secrecy._dialog is None
    assert section.secrecy.state.text() == both("settings.lab.password_set")
    assert section.fault() is None
    section.secrecy.clear_button.click()
    lab.answer(ClearPassword, False)
    assert section.secrecy.state.text() == both("settings.lab.password_none")


def test_leaving_takes_what_was_typed_away(section: LabSection) -> None:
    choose(section.secrecy.secrecy, "password")
    section.secrecy.set_button.click()
    dialog = section.secrecy._dialog
    assert dialog is not None
    dialog.first.setText("eight horses")
    section.leave()
    assert dialog.first.text() == ""
    assert section.secrecy._dialog is None


def test_a_key_is_pasted_or_read_from_a_file_and_a_wrong_one_refused(
    section: LabSection, lab: RecordingLabDesk, both: Words
) -> None:
    choose(section.secrecy.secrecy, "lab_key")
    for wrong in ("12ab", "00" * 32, "zz" * 32):
        section.secrecy.key.setText(wrong)
        assert section.fault() == ("lab.key", both("settings.lab.key_wrong", digits=64))
    lab.ask(ReadLabKey(Path("lab.key")))
    lab.take_failure(lab.last(ReadLabKey), LabKeyFilePrivate())
    assert section.secrecy.problem.isVisible()
    lab.ask(ReadLabKey(Path("lab.key.pub")))
    lab.answer(ReadLabKey, KEY)
    assert section.fault() is None
    assert options(section).key == KEY
    # As it may be pasted from a letter.
    section.secrecy.key.setText(f" {KEY[:32].upper()} {KEY[32:]} ")
    assert options(section).key == KEY
    settings_from(table_of(section.changed(Settings())))


@pytest.mark.parametrize("name", COLUMN_SETS)
def test_each_field_of_the_settings_has_a_place_to_be_marked(
    section: LabSection, name: str
) -> None:
    choose(section.file.column_set, name)
    own = {f"lab.{each}" for each in table_of(Settings())["lab"]} | {"site.lab"}
    assert own <= section.fields().keys()
