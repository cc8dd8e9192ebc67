"""What is slow is settled for whoever asked for it, and a bug in it leaves nobody waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from station.demo.site import COORDINATOR, DEMO_PIN, DESK_CLERK, MANAGER, OPERATOR
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.staff import Role
from station.errors import StationError
from station.paths import DataFolder
from station.services.clock_reset import ClockView
from station.services.report import Report
from station.services.worker import Worker
from station.settings import Settings
from station.ui.desk import Desk
from station.ui.staff_desk import StaffDesk
from tests.integration.services.driver import BoothDriver

NEW_PIN = "730164"
_THREADS = ("pins", "writer", "reader", "figures")


class Asked:
    """A booth and the window's ways to it; its threads begin to work as `work` is called."""

    def __init__(self, booth: BoothDriver) -> None:
        self.booth = booth
        self.bugs: list[BaseException] = []
        self._workers = [Worker(name, self.bugs.append) for name in _THREADS]
        pins, writer, reader, figures = self._workers
        self.desk = Desk(booth.uses, writer, reader, pins, figures)
        self.staff = StaffDesk(booth.uses.staff, writer, pins)
        self.told: list[Any] = []
        for signal in (self.desk.reported, self.staff.changed, self.staff.failed):
            signal.connect(self.told.append)

    def work(self) -> None:
        """Do all that was asked for, and end the threads: first the one that hashes."""
        for worker in self._workers:
            worker.start()
            worker.stop()
        QApplication.processEvents()


@pytest.fixture
def asked(qapp: QApplication, tmp_path: Any, clock: Any) -> Iterator[Asked]:
    booth = BoothDriver(DataFolder(tmp_path / "data"), clock, Settings()).sign_in(MANAGER)
    yield Asked(booth)
    booth.close()


ASKED: list[Callable[[StaffDesk, Any], None]] = [
    lambda staff, clerk: staff.add("新人", {Role.MANAGER}, "", NEW_PIN),
    lambda staff, clerk: staff.set_pin(clerk.id, NEW_PIN),
    lambda staff, clerk: staff.change(clerk.id, "改名", {Role.MANAGER}, ""),
    lambda staff, clerk: staff.deactivate(clerk.id),
]


@pytest.mark.parametrize("ask", ASKED)
def test_a_change_of_the_staff_is_by_whoever_asked(asked: Asked, ask: Any) -> None:
    booth = asked.booth
    ask(asked.staff, booth.member(DESK_CLERK))
    asked.work()
    kind, actor, _ = booth.trail()[-1]
    assert (kind, actor) == (AuditKind.STAFF_CHANGED, booth.member(MANAGER).id)


@pytest.mark.parametrize("ask", ASKED)
def test_a_change_whose_asker_was_relieved_is_refused(asked: Asked, ask: Any) -> None:
    """Also if the one who came may change the staff too: the change is not theirs."""
    booth = asked.booth
    second = booth.uses.staff.add("乙", {Role.MANAGER}, "OP7000", booth.uses.staff.hashed(NEW_PIN))
    ask(asked.staff, booth.member(DESK_CLERK))
    assert isinstance(booth.try_in("OP7000", NEW_PIN), out.SignedIn)
    lines = booth.trail()
    asked.work()
    assert [error.code for error in asked.told] == ["asker_left"]
    assert booth.trail() == lines
    assert booth.uses.access.actor == second.id


@pytest.mark.parametrize("ask", ASKED)
def test_a_change_that_was_asked_for_before_the_lock_is_refused_after_it(
    asked: Asked, ask: Any
) -> None:
    ask(asked.staff, asked.booth.member(DESK_CLERK))
    asked.booth.uses.signing.lock()
    asked.work()
    assert [error.code for error in asked.told] == ["console_locked"]


def _bug(*given: object) -> Any:
    raise ZeroDivisionError


TRIES: list[tuple[str, Callable[[Desk], None]]] = [
    ("signing.attempt", lambda desk: desk.sign_in(OPERATOR.badge, DEMO_PIN, "李二", "OPS")),
    ("signing.sign_in", lambda desk: desk.sign_in(OPERATOR.badge, DEMO_PIN, "李二", "OPS")),
    ("signing.unlock", lambda desk: desk.unlock(OPERATOR.badge, DEMO_PIN)),
    ("staff.hashed", lambda desk: desk.make_first_manager("某", "", NEW_PIN)),
]


@pytest.mark.parametrize(("where", "ask"), TRIES)
def test_a_bug_in_a_try_is_answered_and_told(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, where: str, ask: Callable[[Desk], None]
) -> None:
    service, method = where.split(".")
    monkeypatch.setattr(getattr(asked.booth.uses, service), method, _bug)
    ask(asked.desk)
    asked.work()
    (report,) = asked.told
    assert isinstance(report, Report)
    assert isinstance(report.outcome, out.Refused)
    assert report.outcome.error.code == "sign_in_broken"
    assert [type(bug) for bug in asked.bugs] == [ZeroDivisionError]
    assert asked.booth.uses.access.member == asked.booth.member(MANAGER)


@pytest.mark.parametrize("method", ["hashed", "set_pin"])
def test_a_bug_in_a_change_of_the_staff_is_answered_and_told(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(asked.booth.uses.staff, method, _bug)
    asked.staff.set_pin(asked.booth.member(DESK_CLERK).id, NEW_PIN)
    asked.work()
    (error,) = asked.told
    assert isinstance(error, StationError)
    assert error.code == "staff_broken"
    assert [type(bug) for bug in asked.bugs] == [ZeroDivisionError]


# --- the clock -----------------------------------------------------------------------------------


def test_a_reset_of_the_clock_is_by_whoever_asked(asked: Asked) -> None:
    booth, told = asked.booth, []
    for signal in (asked.desk.clock.told, asked.desk.clock.was_reset, asked.desk.clock.failed):
        signal.connect(told.append)
    recorded, before = booth.clock.now(), booth.clock.now() - timedelta(hours=3)
    booth.clock.set(before)
    asked.desk.clock.ask()
    asked.desk.clock.reset()
    asked.desk.clock.ask()
    asked.work()
    assert told == [ClockView(recorded, True), before, ClockView(before, False)]
    kind, actor, _ = booth.trail()[-1]
    assert (kind, actor) == (AuditKind.CLOCK_RESET, booth.member(MANAGER).id)


def test_a_reset_whose_asker_was_relieved_is_refused(asked: Asked) -> None:
    booth, told = asked.booth, []
    asked.desk.clock.failed.connect(told.append)
    asked.desk.clock.reset()
    booth.uses.access.enter(booth.member(COORDINATOR))
    asked.work()
    assert [error.code for error in told] == ["asker_left"]
    assert AuditKind.CLOCK_RESET not in [kind for kind, _, _ in booth.trail()]


def test_an_operator_is_not_told_of_the_clock(asked: Asked) -> None:
    booth, told = asked.booth, []
    asked.desk.clock.failed.connect(told.append)
    booth.uses.access.enter(booth.member(OPERATOR))
    asked.desk.clock.ask()
    asked.desk.clock.reset()
    asked.work()
    assert [error.code for error in told] == ["not_permitted"] * 2
