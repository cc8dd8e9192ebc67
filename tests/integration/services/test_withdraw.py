"""Entered in error (作废): what becomes of the place, the tube and a sheet that has left."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from station.domain import outcome as out
from station.domain import refusals
from station.domain.batch import BatchStatus
from station.domain.registration import WithdrawReason
from station.domain.tube import TubeStatus


def withdraw(booth, registration, reason=WithdrawReason.WRONG_PERSON, swab_is_in=False):
    return booth.uses.operate.withdraw(registration.id, reason, swab_is_in)


def recent(booth, place):
    return next(row for row in booth.uses.booth.view().recent if row.place == place)


def boxed_and_exported(booth, folder):
    number = booth.uses.boxes.box("BX0001", 1).batch.number
    exported = booth.uses.exporter.write(number, folder, lambda done, rows: None)
    assert isinstance(booth.uses.boxes.exported(exported), out.BatchExported)
    return number


@pytest.mark.parametrize("reason", list(WithdrawReason))
def test_a_withdrawal_is_kept_with_its_reason(booth, reason):
    booth.tube(1)
    registration = booth.person(1).registration
    undone = withdraw(booth, registration, reason)
    assert isinstance(undone, out.RegistrationUndone)
    assert booth.registered() == []
    assert booth.uses.counter.today().persons == 0
    with closing(sqlite3.connect(booth.folder.database)) as connection:
        rows = connection.execute("SELECT withdrawn_reason FROM registration").fetchall()
    assert rows == [(reason.value,)]


def test_an_older_registration_leaves_its_place_to_the_next_person(booth):
    booth.tube(1)
    for person in range(3):
        booth.person(person)
    withdraw(booth, recent(booth, 2))
    assert booth.person(50).registration.place == 2
    assert booth.person(51).registration.place == 4


def test_once_the_swab_is_in_the_place_stays_taken(booth):
    booth.tube(1)
    registration = booth.person(1).registration
    booth.person(2)
    withdraw(booth, registration, swab_is_in=True)
    assert booth.person(50).registration.place == 3
    assert booth.session.pooled.count == 2
    assert len(booth.session.pooled.holdings) == 3


def test_a_withdrawn_person_may_be_registered_anew_without_a_question(booth):
    booth.tube(1)
    withdraw(booth, booth.person(1).registration)
    assert isinstance(booth.person(1), out.Registered)


def test_nobody_is_withdrawn_twice(booth):
    booth.tube(1)
    registration = booth.person(1).registration
    withdraw(booth, registration)
    refused = withdraw(booth, registration)
    assert isinstance(refused.error, refusals.AlreadyWithdrawn)


def test_a_full_tube_reopens_while_its_batch_is_open(booth):
    booth.fill(1, range(10))
    undone = withdraw(booth, recent(booth, 4))
    assert undone.reopened
    assert booth.session.pooled.count == 9
    assert booth.uses.booth.view().batch_tubes == 0
    assert booth.person(50).registration.place == 4


def test_a_tube_in_a_box_stays_short(booth):
    booth.fill(1, range(10))
    number = booth.uses.boxes.box("BX0001", 1).batch.number
    undone = withdraw(booth, recent(booth, 4))
    assert not undone.reopened
    assert undone.tube.is_short
    assert booth.session.pooled is None
    assert booth.stored_batch(number).version == 1


def test_a_sheet_that_has_left_needs_a_new_version(booth, tmp_path):
    booth.fill(1, range(10))
    number = boxed_and_exported(booth, tmp_path)
    withdraw(booth, recent(booth, 4))
    batch = booth.stored_batch(number)
    assert (batch.status, batch.version) == (BatchStatus.SEALED, 2)
    assert [each.number for each in booth.uses.booth.view().unexported] == [number]
    exported = booth.uses.exporter.write(number, tmp_path, lambda done, rows: None)
    assert exported.receipt.persons == 9
    assert exported.receipt.workbook.name == f"{number}-v2.xlsx"
    booth.uses.boxes.exported(exported)
    assert booth.uses.booth.view().unexported == ()


def test_undo_of_the_last_person_of_an_exported_batch_corrects_it_too(booth, tmp_path):
    booth.fill(1, range(10))
    number = boxed_and_exported(booth, tmp_path)
    assert not booth.uses.operate.undo().reopened
    assert booth.stored_batch(number).version == 2


def test_a_boxed_tube_that_loses_everybody_is_void(booth):
    booth.tube(1)
    registration = booth.person(1).registration
    booth.uses.operate.seal()
    booth.uses.boxes.box("BX0001", 1)
    assert withdraw(booth, registration).tube.status is TubeStatus.VOID


def test_an_open_question_comes_before_a_withdrawal(booth):
    booth.fill(1, range(10))
    booth.tube(2)
    booth.person(4)
    refused = withdraw(booth, recent(booth, 1))
    assert isinstance(refused.error, refusals.QuestionOpen)
    assert len(booth.registered()) == 10
