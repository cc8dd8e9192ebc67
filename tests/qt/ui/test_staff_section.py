"""The staff on the settings page: listed, added, changed, given a PIN, let go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.heard import Heard, Verdict
from station.domain.scan import Source
from station.domain.staff import Role
from station.pin import PinTrivial
from station.services.staff_office import BadgeTaken, LastManager
from station.setting_groups import StaffOptions
from station.settings import Settings
from station.ui.desks import Desks
from station.ui.dialogs.confirm_dialog import ConfirmDialog
from station.ui.keys_desk import KeysDesk
from station.ui.language import load_catalogue
from station.ui.main_window import MainWindow
from station.ui.settings.page import SettingsPage
from station.ui.settings.sections import make_sections
from station.ui.settings.staff_card import StaffCard
from station.ui.settings.staff_dialog import StaffDialog
from station.ui.settings.staff_model import COLUMNS, StaffModel
from station.ui.settings.staff_section import StaffSection
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words
from tests.qt.ui import booth


@pytest.fixture
def staff(qapp: QApplication) -> booth.RecordingStaffDesk:
    return booth.RecordingStaffDesk()


@pytest.fixture
def section(
    qtbot: QtBot,
    theme: Theme,
    words: Words,
    settings_desk: SettingsDesk,
    staff: booth.RecordingStaffDesk,
) -> Iterator[StaffSection]:
    """The section, shown, with the staff listed and nobody chosen."""
    made = StaffSection(theme, words, settings_desk, staff)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    qtbot.waitExposed(made)
    staff.listed.emit(booth.staff())
    staff.calls.clear()
    yield made
    made.leave()


@pytest.fixture
def card(section: StaffSection) -> StaffCard:
    return section.card


def dialog_of(card: StaffCard) -> StaffDialog:
    assert isinstance(card._dialog, StaffDialog)
    return card._dialog


def shown(card: StaffCard, row: int) -> list[str]:
    return [str(card.model.index(row, column).data()) for column in range(len(COLUMNS))]


def heard(text: str, verdict: Verdict = Verdict.READ) -> Heard:
    return Heard(Source.GUN, text, verdict)


# --- the list ------------------------------------------------------------------------------------


def test_the_model_is_a_good_one(theme: Theme, words: Words) -> None:
    model = StaffModel(theme, words)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    for members in (booth.staff(), booth.staff()[:2], []):
        model.show_members(members)
        model.set_words(words)
    assert tester.model() is model


def test_the_staff_is_asked_for_as_the_section_is_shown(
    section: StaffSection, staff: booth.RecordingStaffDesk
) -> None:
    section.hide()
    section.show()

    assert staff.calls == [("ask",)]


def test_everybody_is_listed_with_roles_and_badge(card: StaffCard) -> None:
    assert shown(card, 1) == ["陈静", "登记员、领码员", "—", "在岗"]
    assert shown(card, 4) == ["李离", "登记员", "OP1002", "已停用"]


def test_who_left_can_not_be_changed(card: StaffCard) -> None:
    assert not card.change_button.isEnabled()
    card.table.selectRow(4)
    assert not card.change_button.isEnabled()
    assert not card.pin_button.isEnabled()
    card.table.selectRow(0)

    assert card.change_button.isEnabled()
    assert card.remove_button.isEnabled()


def test_the_chosen_one_stays_chosen_when_the_list_comes_anew(
    card: StaffCard, staff: booth.RecordingStaffDesk
) -> None:
    card.table.selectRow(2)
    staff.listed.emit(booth.staff()[1:])

    assert card._present() == booth.staff()[2]


# --- adding --------------------------------------------------------------------------------------


def fill(dialog: StaffDialog, pin: str = "2580", again: str = "2580") -> None:
    dialog.name.setText("新人")
    dialog.roles[Role.DESK].setChecked(True)
    dialog.pin.setText(pin)
    dialog.again.setText(again)


def test_a_member_is_added_with_a_badge_that_was_scanned(
    card: StaffCard, staff: booth.RecordingStaffDesk, settings_desk: SettingsDesk
) -> None:
    testing: list[bool] = []
    settings_desk.testing_asked.connect(testing.append)
    card.add_button.click()
    assert testing == [True]
    dialog = dialog_of(card)
    settings_desk.heard.emit(heard("OP2002x", Verdict.TYPED))
    settings_desk.heard.emit(heard("OP2002\r"))
    fill(dialog)
    dialog.ok.click()
    dialog.ok.click()
    assert staff.calls == [("add", "新人", frozenset({Role.DESK}), "OP2002", "2580")]
    assert dialog.isVisible()
    staff.changed.emit(booth.member(Role.DESK, name="新人"))

    assert card._dialog is None
    assert testing == [True, False]


def test_a_pin_that_is_typed_twice_differently_is_typed_anew(
    card: StaffCard, staff: booth.RecordingStaffDesk
) -> None:
    card.add_button.click()
    dialog = dialog_of(card)
    fill(dialog, again="2581")
    dialog.ok.click()

    assert staff.calls == []
    assert dialog.problem.title.text() == "两次输入的 PIN 不一样"
    assert (dialog.pin.text(), dialog.again.text()) == ("", "")


@pytest.mark.parametrize(
    ("error", "field"), [(PinTrivial(), "pin"), (BadgeTaken(), "badge"), (LastManager(), "name")]
)
def test_what_is_refused_is_said_in_place_and_the_rest_stays(
    card: StaffCard, staff: booth.RecordingStaffDesk, qtbot: QtBot, error: Exception, field: str
) -> None:
    card.add_button.click()
    dialog = dialog_of(card)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    fill(dialog)
    dialog.ok.click()
    staff.failed.emit(error)

    assert dialog.isVisible()
    assert dialog.problem.isVisible()
    assert getattr(dialog, field).hasFocus()
    assert dialog.name.text() == "新人"
    assert dialog.ok.text() == "保存"


def test_readers_are_readers_again_after_a_quiet_while(
    card: StaffCard, settings_desk: SettingsDesk
) -> None:
    card.add_button.click()
    testing: list[bool] = []
    settings_desk.testing_asked.connect(testing.append)
    settings_desk.went_quiet.emit()
    settings_desk.heard.emit(heard("OP2002"))

    assert testing == [False]
    assert dialog_of(card).badge.text() == ""


# --- changing ------------------------------------------------------------------------------------


def test_a_member_is_changed(card: StaffCard, staff: booth.RecordingStaffDesk) -> None:
    card.table.selectRow(0)
    card.change_button.click()
    dialog = dialog_of(card)
    assert (dialog.name.text(), dialog.badge.text()) == ("王登记", "OP1001")
    assert not dialog.pin.isVisible()
    dialog.roles[Role.MANAGER].setChecked(True)
    dialog.ok.click()

    wanted = frozenset({Role.OPERATOR, Role.MANAGER})
    assert staff.calls == [("change", booth.staff()[0].id, "王登记", wanted, "OP1001")]


def test_a_new_pin_is_typed_twice(
    card: StaffCard, staff: booth.RecordingStaffDesk, settings_desk: SettingsDesk
) -> None:
    testing: list[bool] = []
    settings_desk.testing_asked.connect(testing.append)
    card.table.selectRow(1)
    card.pin_button.click()
    dialog = dialog_of(card)
    assert not dialog.name.isVisible()
    dialog.pin.setText("3691")
    dialog.again.setText("3691")
    dialog.ok.click()

    assert staff.calls == [("set_pin", booth.staff()[1].id, "3691")]
    assert testing == []


def test_letting_somebody_go_is_confirmed(card: StaffCard, staff: booth.RecordingStaffDesk) -> None:
    card.table.selectRow(3)
    card.remove_button.click()
    question = card._dialog
    assert isinstance(question, ConfirmDialog)
    assert question.cancel.hasFocus() or question.cancel.isDefault()
    question.ok.click()
    assert staff.calls == [("deactivate", booth.staff()[3].id)]
    staff.failed.emit(LastManager())

    assert card.problem.title.text() == "这是最后一位负责人"


def test_leaving_the_section_leaves_nothing_half_typed(card: StaffCard) -> None:
    card.add_button.click()
    fill(dialog_of(card))
    card.leave()

    assert card._dialog is None


# --- the lock's minutes --------------------------------------------------------------------------


def test_the_minutes_of_the_lock_are_a_setting(section: StaffSection) -> None:
    settings = Settings()
    assert section.changed(settings) == settings
    section.minutes.setFocus()
    section.minutes.show_value(5)
    assert section.changed(settings).staff == StaffOptions(lock_minutes=5.0)
    section.minutes.show_value(300)

    assert section.fault() == ("staff.lock_minutes", "锁定时间应为 0 到 240 分钟")


def test_a_part_of_a_minute_in_the_file_is_left_alone(section: StaffSection) -> None:
    settings = replace(Settings(), staff=StaffOptions(lock_minutes=0.5))
    section.show_settings(settings)

    assert section.changed(settings) == settings


# --- who may see it ------------------------------------------------------------------------------


def test_who_does_not_keep_the_staff_does_not_see_the_section(
    qtbot: QtBot,
    theme: Theme,
    words: Words,
    settings_desk: SettingsDesk,
    staff: booth.RecordingStaffDesk,
) -> None:
    desks = Desks(keys=KeysDesk())
    entries = make_sections(theme, words, settings_desk, staff, desks)
    page = SettingsPage(theme, words, settings_desk, entries)
    qtbot.addWidget(page)
    page.show_for(booth.member(Role.MANAGER))
    page.show_section("staff")
    page.show_for(booth.member(Role.COORDINATOR))
    shown = [e.name for i, e in enumerate(entries) if not page.list.item(i).isHidden()]
    assert shown == ["audit"]
    assert entries[page.stack.currentIndex()].name == "audit"
    page.previous_section()
    page.next_section()
    assert entries[page.stack.currentIndex()].name == "audit"


def test_the_lock_takes_the_dialog_of_the_staff_away(
    qtbot: QtBot, theme: Theme, desk: booth.RecordingDesk, words: Words
) -> None:
    staff = booth.RecordingStaffDesk()
    window = MainWindow(
        desk,
        load_catalogue("zh_CN"),
        theme,
        booth.facts(),
        SettingsDesk(Settings()),
        booth.codes_desk(),
        staff,
    )
    qtbot.addWidget(window)
    window.show()
    desk.reported.emit(booth.report(booth.out.Ignored()))
    window.pages.open("settings")
    window.settings_page.show_section("staff")
    card = window.settings_page.section("staff").card
    card.add_button.click()
    fill(dialog_of(card))
    window.lock.lock()

    assert card._dialog is None
    assert QApplication.activeModalWidget() is None
