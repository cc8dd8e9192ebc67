"""Who works with the console: the quick change, the lock, and what a role sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from nacl.pwhash import argon2id
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station.demo.people import resident
from station.demo.site import DEMO_PIN, DESK_CLERK, MANAGER, OPERATOR
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.staff import Role
from station.domain.staff_ports import PinState
from station.errors import StationError
from station.setting_groups import TubeOptions
from station.settings_file import read_settings
from station.ui.dialogs.clock_dialog import ClockDialog
from station.ui.dialogs.sign_in_dialog import SignInDialog
from station.ui.settings.staff_dialog import StaffDialog
from station.ui.settings.staff_section import StaffSection
from tests.qt.console.conftest import RunningConsole, guarded, person

Start = Callable[..., RunningConsole]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def lock(booth: RunningConsole) -> None:
    def press() -> None:
        handle = booth.window.windowHandle()
        QTest.keyClick(handle, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    booth.after(press, out.Locked)


def take_over(booth: RunningConsole, badge: str, pin: str = DEMO_PIN) -> Any:
    """Sign in with a badge, in the place of whoever is there."""
    booth.shoot(badge, out.BadgeShown)
    dialog = cast(SignInDialog, booth.window.dialogs.current)
    dialog.pin.setText(pin)
    signed_in = booth.after(dialog.ok.click, out.SignedIn)
    booth.window.activateWindow()
    booth.until(booth.window.isActiveWindow)
    return signed_in


def operators(booth: RunningConsole) -> list[tuple[str, int]]:
    """Who registered, with the place in the tube, oldest first."""
    with booth.console.site.database.reading() as unit:
        rows = unit.registrations.recent("02", 100)
        shifts = {row.shift_id: unit.shifts.get(row.shift_id).operator for row in rows}
    return [(shifts[row.shift_id], row.place) for row in reversed(rows)]


def test_a_change_of_operator_keeps_the_open_tube(start: Start) -> None:
    booth = start(member=OPERATOR)
    tube = booth.tube(1).tube
    booth.shoot(person(1), out.Registered)
    changed = take_over(booth, MANAGER.badge)
    assert changed.shift.operator == MANAGER.name
    assert changed.shift.sampler == "李采样"
    assert booth.window.page.session.pooled is not None
    second = booth.shoot(person(2), out.Registered)

    assert second.tube.barcode == tube.barcode
    assert second.registration.place == 2
    assert second.registration.shift_id == changed.shift.id
    assert booth.recent == [(resident(1).name, 1), (resident(2).name, 2)]


def test_nothing_is_registered_while_locked_and_all_is_there_afterwards(start: Start) -> None:
    booth = start(member=OPERATOR)
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    lock(booth)
    assert booth.window.lock.is_covered
    refused = booth.shoot(person(2), out.Refused)
    assert refused.error.code == "console_locked"
    assert len(booth.recent) == 1
    page = booth.window.lock_page
    page.pin.setText("1357")
    wrong = booth.after(page.button.click, out.Refused)
    assert wrong.error.code == "sign_in_wrong"
    page.pin.setText(DEMO_PIN)
    booth.after(page.button.click, out.Unlocked)
    assert not booth.window.lock.is_covered

    assert booth.shoot(person(2), out.Registered).registration.place == 2


def test_another_member_unlocks_and_goes_on_with_the_tube(start: Start) -> None:
    booth = start(member=OPERATOR)
    booth.tube(1)
    booth.shoot(person(1), out.Registered)
    lock(booth)
    booth.shoot(MANAGER.badge, out.BadgeShown)
    page = booth.window.lock_page
    booth.until(lambda: page.who.text() == MANAGER.badge)
    page.pin.setText(DEMO_PIN)
    booth.after(page.button.click, out.Unlocked)
    assert booth.window.rail.button("settings").isVisible()

    assert booth.shoot(person(2), out.Registered).registration.place == 2


def test_a_clerk_of_the_desk_registers_nobody_and_an_operator_sees_no_settings(
    start: Start,
) -> None:
    booth = start(member=OPERATOR)
    assert not booth.window.rail.button("settings").isVisible()
    booth.tube(1)
    signed_in = take_over(booth, DESK_CLERK.badge)
    assert signed_in.shift is None
    assert booth.window.pages.present == "codes"
    booth.hands.shoot(person(1))
    # Nothing is reported of it: the next burst has to be one of its own.
    guarded()
    take_over(booth, OPERATOR.badge)

    assert booth.window.pages.present == "register"
    assert booth.recent == []
    assert booth.shoot(person(1), out.Registered).registration.place == 1


def test_the_manager_adds_a_member_who_then_signs_in(start: Start) -> None:
    booth = start(member=OPERATOR)
    take_over(booth, MANAGER.badge)
    booth.window.pages.open("settings")
    booth.window.settings_page.show_section("staff")
    card = cast(StaffSection, booth.window.settings_page.section("staff")).card
    booth.until(lambda: card.model.rowCount() == 4)
    card.add_button.click()
    dialog = cast(StaffDialog, card._dialog)
    dialog.name.setText("新登记")
    dialog.roles[Role.OPERATOR].setChecked(True)
    booth.hands.shoot("OP1007")
    booth.until(lambda: dialog.badge.text() == "OP1007")
    for field in (dialog.pin, dialog.again):
        field.setText("1111")
    dialog.ok.click()
    booth.until(dialog.problem.isVisible)
    assert dialog.badge.text() == "OP1007"
    for field in (dialog.pin, dialog.again):
        field.setText("7306")
    dialog.ok.click()
    booth.until(lambda: card.model.rowCount() == 5)
    booth.window.activateWindow()
    booth.until(booth.window.isActiveWindow)

    assert take_over(booth, "OP1007", "7306").shift.operator == "新登记"


def test_an_operators_change_of_settings_is_refused_by_the_service(start: Start) -> None:
    """Not only by the page that is hidden; a language chosen at once does not carry it in."""
    booth = start(member=OPERATOR)
    desk, path = booth.console.settings_desk, booth.console.site.folder.settings
    failed: list[StationError] = []
    desk.failed.connect(failed.append)
    desk.apply(replace(desk.settings, tubes=TubeOptions(pattern="A[0-9]{5}")))
    booth.window.language_chosen.emit("en")
    booth.until(lambda: desk.settings.screen.language == "en")

    assert [error.code for error in failed] == ["not_permitted"]
    assert read_settings(path) == desk.settings
    assert desk.settings.tubes.pattern != "A[0-9]{5}"


def test_a_slow_try_of_a_pin_keeps_no_read_waiting(start: Start) -> None:
    booth = start(member=OPERATOR)
    slow = argon2id.str(DEMO_PIN.encode(), opslimit=3, memlimit=64 << 20).decode()
    with booth.console.site.database.writing() as unit:
        member = unit.staff.by_badge(MANAGER.badge)
        assert member is not None
        unit.staff.put_pin(member.id, PinState(slow))
        unit.commit()
    seen = len(booth.reports)
    booth.console.desk.sign_in(MANAGER.badge, DEMO_PIN, "李采样", "OPS")
    booth.console.desk.choose_pool(5)
    booth.until(lambda: len(booth.reports) == seen + 2)

    kinds = [type(report.outcome) for report in booth.reports[seen:]]
    assert kinds == [out.PoolChosen, out.SignedIn]


def test_the_manager_puts_a_wrong_clock_right_in_the_window(start: Start) -> None:
    """What the service refuses is asked about there and then; afterwards all go on."""
    booth = start(member=OPERATOR)
    site = booth.console.site
    with site.database.writing() as unit:
        unit.clock_mark.raise_to(datetime.now(UTC) + timedelta(days=2))
        unit.commit()
    booth.tube(1)
    refused = booth.shoot(person(1), out.Refused)
    assert refused.error.code == "clock_wrong"
    assert booth.window.dialogs.current is None
    booth.shoot(MANAGER.badge, out.BadgeShown)
    sign_in = cast(SignInDialog, booth.window.dialogs.current)
    sign_in.pin.setText(DEMO_PIN)
    booth.after(sign_in.ok.click, out.SignedIn)
    booth.until(lambda: isinstance(booth.window.dialogs.current, ClockDialog))
    cast(ClockDialog, booth.window.dialogs.current).ok.click()
    booth.until(lambda: booth.window.dialogs.current is None)
    booth.window.activateWindow()
    booth.until(booth.window.isActiveWindow)

    booth.shoot(person(2), out.Registered)
    with site.database.reading() as unit:
        kinds = [line.event.kind for line in unit.audit.lines()]
    assert AuditKind.CLOCK_RESET in kinds
