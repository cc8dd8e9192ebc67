"""A database that is locked or full in the middle of a shift: refused, and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from station.assembly import make_use_cases
from station.demo.people import resident
from station.demo.site import OPERATOR
from station.domain import outcome as out
from station.paths import DataFolder
from station.services.entry import TypedEntry
from station.settings import Settings
from station.storage.faults import DatabaseLocked, DiskFull
from tests.integration.services.driver import BoothDriver
from tests.small_disk import fill

BUSY_S = 0.05


@pytest.fixture
def booth(folder, clock) -> Iterator[BoothDriver]:
    driver = BoothDriver(folder, clock, Settings(), busy_seconds=BUSY_S).sign_in()
    yield driver
    driver.close()


@contextmanager
def locked(folder: DataFolder) -> Iterator[None]:
    """Hold the database as another program would."""
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def fault(outcome):
    assert isinstance(outcome, out.Refused), outcome
    return type(outcome.error)


def test_while_the_database_is_locked_everything_is_refused_and_nothing_changes(booth):
    booth.fill(1, range(10))
    booth.tube(2)
    booth.person(20)
    before, recent = booth.session, booth.uses.booth.view()
    typed = resident(30)
    entry = TypedEntry(typed.document.type, typed.document.number, typed.name)
    with locked(booth.folder):
        assert fault(booth.person(21)) is DatabaseLocked
        assert fault(booth.uses.register.enter(entry).outcome) is DatabaseLocked
        assert fault(booth.uses.operate.seal()) is DatabaseLocked
        assert fault(booth.uses.operate.undo()) is DatabaseLocked
        assert fault(booth.uses.boxes.box("BX0001", 1)) is DatabaseLocked
        assert booth.session is before
        assert booth.uses.booth.view() == recent
    assert booth.person(21).registration.place == 2
    assert isinstance(booth.uses.register.enter(entry).outcome, out.Registered)
    assert isinstance(booth.uses.operate.undo(), out.RegistrationUndone)
    assert isinstance(booth.uses.operate.seal(), out.TubeSealed)
    assert isinstance(booth.uses.boxes.box("BX0001", 2), out.BatchBoxed)
    assert len(booth.registered()) == 12


def test_a_tube_is_not_open_if_it_was_not_stored(booth):
    with locked(booth.folder):
        assert fault(booth.tube(1)) is DatabaseLocked
    assert booth.session.pooled is None
    assert isinstance(booth.tube(1), out.TubeOpened)


def test_a_person_who_waits_goes_on_waiting(booth):
    booth.person(1)
    with locked(booth.folder):
        assert fault(booth.tube(1)) is DatabaseLocked
        assert booth.session.waiting is not None
    assert isinstance(booth.tube(1), out.Registered)


def test_a_question_stays_open_until_its_answer_is_stored(booth):
    booth.fill(1, range(10))
    booth.tube(2)
    booth.person(4)
    with locked(booth.folder):
        assert fault(booth.uses.register.answer(True).outcome) is DatabaseLocked
        assert booth.session.question is not None
    assert booth.uses.register.answer(True).outcome.registration.repeat == 2


def test_a_sheet_whose_batch_could_not_be_marked_may_be_exported_again(booth, tmp_path):
    booth.fill(1, range(10))
    number = booth.uses.boxes.box("BX0001", 1).batch.number
    exported = booth.uses.exporter.write(number, tmp_path, lambda done, rows: None)
    with locked(booth.folder):
        assert fault(booth.uses.boxes.exported(exported)) is DatabaseLocked
    assert [batch.number for batch in booth.uses.booth.view().unexported] == [number]
    again = booth.uses.exporter.write(number, tmp_path, lambda done, rows: None)
    assert again.receipt.folder.name == f"{number}-v1-2"
    assert again.receipt.digest == exported.receipt.digest
    assert isinstance(booth.uses.boxes.exported(again), out.BatchExported)


def test_the_console_is_locked_and_left_though_the_disk_takes_no_line(booth):
    before = len(booth.trail())
    with locked(booth.folder):
        assert booth.uses.signing.lock() == out.Locked()
        assert booth.uses.booth.view().locked
        assert fault(booth.try_unlock(OPERATOR.badge)) is DatabaseLocked
        assert booth.uses.booth.view().locked
        assert booth.uses.signing.sign_out() == out.SignedOut()
    assert booth.uses.booth.view().member is None
    assert len(booth.trail()) == before


def test_a_start_that_could_not_read_the_booth_brings_it_back_at_the_sign_in(booth, clock):
    booth.tube(1)
    booth.person(1)
    uses = booth.uses = make_use_cases(booth.site, clock)
    with locked(booth.folder):
        assert fault(uses.shifts.restore()) is DatabaseLocked
        assert fault(booth.try_in(OPERATOR.badge)) is DatabaseLocked
        assert uses.booth.shift is None
    booth.sign_in()
    assert uses.booth.session.pooled.count == 1
    assert [row.place for row in uses.booth.view().recent] == [1]


# --- a full disk -------------------------------------------------------------------------------


def test_on_a_full_disk_nobody_is_registered_and_nobody_is_lost(small_disk, clock):
    folder = DataFolder(small_disk / "data")
    booth = BoothDriver(folder, clock, Settings()).sign_in()
    try:
        booth.tube(1)
        booth.person(0)
        fill(small_disk / "photos")
        registered, refused = [0], []
        for person in range(1, 60):
            outcome = booth.person(person)
            if isinstance(outcome, out.Refused):
                refused.append(fault(outcome))
                break
            registered.append(person)
            if booth.session.pooled is None:
                booth.tube(1 + len(registered))
        assert refused == [DiskFull]
        place = booth.session.pooled.count
        (small_disk / "photos").unlink()
        assert booth.person(90).registration.place == place + 1
        assert [person for person, _ in booth.registered()] == [
            resident(index) for index in (*registered, 90)
        ]
    finally:
        booth.close()
