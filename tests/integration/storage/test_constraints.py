"""The booth's rules as the database's own constraints, on rows in force."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from station.domain.batch import BatchStatus
from station.domain.ids import new_id
from station.domain.outcome import (
    RegistrationAdded,
    RegistrationWithdrawn,
    TubeAdded,
    TubeChanged,
)
from station.domain.tube import Slot, TubeStatus
from station.storage.faults import DatabaseConflict


def test_a_place_holds_one_registration(booth):
    tube = booth.open("T1")
    booth.register(tube)
    with pytest.raises(DatabaseConflict):
        booth.apply(RegistrationAdded(booth.registration(tube, 1)))


def test_a_withdrawn_registration_frees_its_place(booth):
    tube = booth.open("T1")
    _, registration = booth.register(tube)
    booth.apply(RegistrationWithdrawn(booth.withdrawal(registration.id)))
    booth.apply(RegistrationAdded(booth.registration(tube, 1)))


def test_a_place_stays_taken_when_the_swab_is_in(booth):
    tube = booth.open("T1")
    _, registration = booth.register(tube)
    booth.apply(RegistrationWithdrawn(booth.withdrawal(registration.id, swab_is_in=True)))
    with pytest.raises(DatabaseConflict):
        booth.apply(RegistrationAdded(booth.registration(tube, 1)))


def test_a_person_is_in_a_tube_once(booth):
    tube = booth.open("T1")
    _, registration = booth.register(tube)
    again = booth.again(registration, place=2, repeat=2)
    with pytest.raises(DatabaseConflict):
        booth.apply(RegistrationAdded(again))


def test_a_withdrawn_person_may_come_back_into_the_tube(booth):
    tube = booth.open("T1")
    _, registration = booth.register(tube)
    booth.apply(RegistrationWithdrawn(booth.withdrawal(registration.id, swab_is_in=True)))
    booth.apply(RegistrationAdded(booth.again(registration, place=2)))


def test_a_person_has_one_registration_of_a_number_a_day(booth):
    _, registration = booth.register(booth.open("T1"))
    other = booth.open("T2", 1, Slot.SINGLE)
    again = booth.again(registration, tube_id=other.id)
    with pytest.raises(DatabaseConflict):
        booth.apply(RegistrationAdded(again))
    booth.apply(RegistrationAdded(replace(again, repeat=2)))


def test_a_withdrawn_registration_frees_its_number(booth):
    _, registration = booth.register(booth.open("T1"))
    booth.apply(RegistrationWithdrawn(booth.withdrawal(registration.id)))
    other = booth.open("T2", 1, Slot.SINGLE)
    booth.apply(RegistrationAdded(booth.again(registration, tube_id=other.id)))


def test_the_next_day_counts_from_one_again(booth):
    _, registration = booth.register(booth.open("T1"))
    tomorrow = booth.day + timedelta(days=1)
    other = booth.open("T2", 1, Slot.SINGLE)
    again = booth.again(registration, tube_id=other.id, day=tomorrow)
    booth.apply(RegistrationAdded(again))


@pytest.mark.parametrize("status", [TubeStatus.OPEN, TubeStatus.SEALED, TubeStatus.VOID])
def test_a_barcode_is_used_once(booth, status):
    tube = booth.open("T1")
    if status is TubeStatus.SEALED:
        booth.seal(tube)
    elif status is TubeStatus.VOID:
        booth.apply(TubeChanged(replace(tube, status=status)))
    with pytest.raises(DatabaseConflict):
        booth.open("T1")


def test_a_dropped_tube_frees_its_barcode(booth):
    booth.apply(TubeChanged(replace(booth.open("T1"), status=TubeStatus.DROPPED)))
    booth.open("T1")


def test_a_slot_of_a_booth_has_one_open_tube(booth):
    pooled = booth.open("T1")
    single = booth.open("T2", 1, Slot.SINGLE)
    for slot in Slot:
        with pytest.raises(DatabaseConflict):
            booth.open("T3", 1, slot)
    booth.seal(pooled)
    booth.apply(TubeChanged(replace(single, status=TubeStatus.DROPPED)))
    for number, slot in enumerate(Slot, 3):
        booth.open(f"T{number}", 1, slot)


def test_a_sealed_tube_cannot_reopen_beside_a_later_one(booth):
    sealed = booth.seal(booth.open("T1"))
    booth.open("T2")
    with pytest.raises(DatabaseConflict):
        booth.apply(TubeChanged(sealed.reopen()))


def test_two_booths_have_their_own_open_tubes_and_batches(booth, database, secrets, make_booth):
    booth.open("T1")
    make_booth(database, secrets, "03").open("T2")


def test_a_booth_has_one_open_batch(booth):
    second = booth.next_batch(2)
    with pytest.raises(DatabaseConflict), booth.database.writing() as unit:
        unit.batches.add(second)
    with booth.database.writing() as unit:
        unit.batches.save(replace(booth.batch, status=BatchStatus.SEALED))
        unit.batches.add(second)


def test_a_batch_number_is_used_once(booth):
    clash = replace(booth.next_batch(2), number=booth.batch.number, status=BatchStatus.SEALED)
    with pytest.raises(DatabaseConflict), booth.database.writing() as unit:
        unit.batches.add(clash)


def test_a_booth_numbers_its_batches_of_a_day_once(booth):
    clash = replace(booth.next_batch(1), number="20261122-02-99", status=BatchStatus.SEALED)
    with pytest.raises(DatabaseConflict), booth.database.writing() as unit:
        unit.batches.add(clash)


def test_a_registration_needs_its_tube_and_its_shift(booth):
    registration = booth.registration(booth.open("T1"))
    for orphan in (
        replace(registration, tube_id=new_id(booth.now)),
        replace(registration, shift_id=new_id(booth.now)),
    ):
        with pytest.raises(DatabaseConflict):
            booth.apply(RegistrationAdded(orphan))


@pytest.mark.parametrize("place", [0, 21, -1])
def test_a_place_is_one_to_twenty(booth, place):
    with pytest.raises(DatabaseConflict):
        booth.apply(RegistrationAdded(booth.registration(booth.open("T1"), place)))


@pytest.mark.parametrize(
    "change",
    [
        "pool_size = 7",
        "status = 'lost'",
        "slot = 'double'",
        "seal_cause = 'whim'",
        "status = 'sealed', sealed_at = NULL",
    ],
)
def test_a_tube_row_holds_known_values_only(booth, path, change):
    booth.open("T1")
    with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute(f"UPDATE tube SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "entry_mode = 'GUESS'",
        "document_type = 9",
        "document_type = 0",
        "repeat = 0",
        "swab_is_in = 1",
        "withdrawn_at = 1",
        "identity = x'00'",
    ],
)
def test_a_registration_row_holds_known_values_only(booth, path, change):
    booth.register(booth.open("T1"))
    with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute(f"UPDATE registration SET {change}")


def test_a_tube_is_opened_by_a_shift_that_is_on_record(database, booth):
    stranger = replace(booth.shift, id=uuid4())
    with database.writing() as unit, pytest.raises(DatabaseConflict):
        unit.apply([TubeAdded(booth.tube("T1"), stranger)])
