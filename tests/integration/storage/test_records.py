"""What the records answer: tubes, registrations, batches, shifts, the clock mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from station.domain.batch import BatchStatus
from station.domain.ids import new_id
from station.domain.outcome import (
    RegistrationAdded,
    RegistrationWithdrawn,
    TubeChanged,
)
from station.domain.refusals import TubeUse
from station.domain.tube import Slot, TubeStatus
from station.services.export_batch import Exported, mark_exported
from station.storage.faults import DatabaseConflict
from tests.integration.export.made_batch import SITE, made_receipt


def test_a_tube_comes_back_with_whom_it_holds(booth):
    tube = booth.open("T1")
    tube, first = booth.register(tube)
    tube, second = booth.register(tube)
    tube, third = booth.register(tube)
    booth.apply(RegistrationWithdrawn(booth.withdrawal(first.id)))
    booth.apply(RegistrationWithdrawn(booth.withdrawal(third.id, swab_is_in=True)))
    tube = tube.release(first.id, False).release(third.id, True)
    with booth.database.reading() as unit:
        assert unit.tubes.get(tube.id) == tube
        assert unit.tubes.get(tube.id).place_of(second.identity) == 2


def test_a_tube_remembers_that_it_held_somebody(booth):
    tube, registration = booth.register(booth.open("T1"))
    booth.apply(RegistrationWithdrawn(booth.withdrawal(registration.id)))
    with booth.database.reading() as unit:
        empty = unit.tubes.get(tube.id)
    assert (empty.holdings, empty.ever_held) == ((), True)


def test_unknown_keys_raise_lookup_error(booth):
    unknown = new_id(booth.now)
    with booth.database.writing() as unit:
        for get in (unit.tubes.get, unit.registrations.get, unit.batches.get):
            with pytest.raises(LookupError):
                get(unknown)
        with pytest.raises(LookupError):
            unit.batches.save(booth.next_batch(5))
        with pytest.raises(LookupError):
            unit.apply([TubeChanged(booth.tube("T1"))])


def test_the_use_of_a_barcode_tells_where_and_how_many(booth):
    tube = booth.open("T1")
    tube, first = booth.register(tube)
    tube, _ = booth.register(tube)
    booth.apply(RegistrationWithdrawn(booth.withdrawal(first.id)))
    with booth.database.reading() as unit:
        use = unit.tubes.use_of(tube.barcode)
    assert use == TubeUse("02", tube.opened_at, TubeStatus.OPEN, 1)


def test_a_dropped_tube_is_no_use_of_its_barcode(booth):
    tube = booth.open("T1")
    booth.apply(TubeChanged(replace(tube, status=TubeStatus.DROPPED)))
    with booth.database.reading() as unit:
        assert unit.tubes.use_of(tube.barcode) is None


def test_open_tubes_come_oldest_first_and_latest_opened_by_slot(booth):
    pooled = booth.seal(booth.open("T1"))
    second = booth.open("T2")
    dropped = booth.open("S2", 1, Slot.SINGLE)
    booth.apply(TubeChanged(replace(dropped, status=TubeStatus.DROPPED)))
    with booth.database.reading() as unit:
        assert unit.tubes.latest_opened("02", Slot.SINGLE) is None
    single = booth.open("S1", 1, Slot.SINGLE)
    with booth.database.reading() as unit:
        assert unit.tubes.open_at("02") == [second, single]
        assert unit.tubes.open_at("03") == []
        assert unit.tubes.latest_opened("02", Slot.POOLED) == second.id != pooled.id
        assert unit.tubes.latest_opened("02", Slot.SINGLE) == single.id
        assert unit.tubes.latest_opened("03", Slot.SINGLE) is None


def test_recent_registrations_come_newest_first_even_if_the_clock_stepped_back(booth):
    tube = booth.open("T1")
    made = []
    for _ in range(3):
        tube, registration = booth.register(tube)
        made.append(registration)
    booth.now -= timedelta(minutes=4)
    tube, latest = booth.register(tube)
    withdrawal = booth.withdrawal(made[2].id)
    booth.apply(RegistrationWithdrawn(withdrawal))
    withdrawn = replace(made[2], withdrawn_at=withdrawal.at)
    with booth.database.reading() as unit:
        assert unit.registrations.last("02") == latest
        assert unit.registrations.recent("02", 3) == [latest, withdrawn, made[1]]
        assert unit.registrations.last("03") is None


def test_the_earlier_registration_is_the_latest_in_force_within_the_window(booth):
    _, first = booth.register(booth.open("T1"))
    other = booth.open("T2", 1, Slot.SINGLE)
    second = booth.again(first, tube_id=other.id, repeat=2)
    booth.apply(RegistrationAdded(second))
    with booth.database.reading() as unit:
        earlier = unit.registrations.earlier(first.identity, booth.day)
        assert earlier is not None
        assert earlier.registration_id == second.id
        assert (earlier.barcode, earlier.booth) == (other.barcode, "02")
        assert (earlier.registered_at, earlier.repeat) == (second.registered_at, 2)
        assert unit.registrations.next_repeat(first.identity, booth.day) == 3
        tomorrow = booth.day + timedelta(days=1)
        assert unit.registrations.earlier(first.identity, tomorrow) is None
        assert unit.registrations.next_repeat(first.identity, tomorrow) == 1
    booth.apply(RegistrationWithdrawn(booth.withdrawal(second.id, swab_is_in=True)))
    with booth.database.reading() as unit:
        earlier = unit.registrations.earlier(first.identity, booth.day)
        assert earlier is not None
        assert earlier.registration_id == first.id
        assert unit.registrations.next_repeat(first.identity, booth.day) == 2


def test_a_known_person_is_as_last_registered_in_force(booth):
    _, first = booth.register(booth.open("T1"))
    renamed = replace(first.person, name="新名", phone="13800000000")
    other = booth.open("T2", 1, Slot.SINGLE)
    second = booth.again(first, tube_id=other.id, repeat=2, person=renamed)
    booth.apply(RegistrationAdded(second))
    with booth.database.reading() as unit:
        assert unit.registrations.known_person(first.identity) == renamed
        assert unit.registrations.known_person(bytes(32)) is None
    booth.apply(RegistrationWithdrawn(booth.withdrawal(second.id)))
    with booth.database.reading() as unit:
        assert unit.registrations.known_person(first.identity) == first.person


def test_batches_go_from_open_to_sealed_to_exported(booth):
    tube = booth.seal(booth.register(booth.open("T1"))[0])
    second = booth.next_batch(2)
    boxed = booth.batch.seal("BOX-1", 1, (tube.barcode,), booth.tick())
    with booth.database.writing() as unit:
        assert unit.batches.open_at("02") == booth.batch
        assert unit.batches.next_sequence("02", booth.day) == 2
        assert unit.batches.next_sequence("02", booth.day + timedelta(days=1)) == 1
        unit.batches.save(boxed)
        unit.batches.add(second)
        unit.commit()
    with booth.database.writing() as unit:
        assert unit.batches.open_at("02") == second
        assert unit.batches.sealed("02") == [boxed]
        assert unit.batches.by_number(boxed.number) == boxed
        assert unit.batches.by_number("20261122-02-77") is None
        unit.batches.save(boxed.export(booth.tick()))
        unit.commit()
    with booth.database.reading() as unit:
        assert unit.batches.sealed("02") == []
        exported = unit.batches.get(boxed.id)
    assert exported.status is BatchStatus.EXPORTED
    corrected = exported.correct()
    with booth.database.writing() as unit:
        unit.batches.save(corrected)
        unit.commit()
    with booth.database.reading() as unit:
        assert unit.batches.sealed("02") == [corrected]


def test_the_sheet_before_a_correction_stays_on_record(booth):
    tube, gone = booth.register(booth.open("T1"))
    booth.seal(booth.register(tube)[0])

    def export(persons: int, digest: str) -> None:
        with booth.database.writing() as unit:
            batch = unit.batches.get(booth.batch.id)
            receipt = made_receipt(digest=digest, persons=persons, tubes=1)
            mark_exported(unit, Exported(batch, receipt, SITE), booth.tick())
            unit.commit()

    with booth.database.writing() as unit:
        unit.batches.save(replace(booth.batch, status=BatchStatus.SEALED))
        unit.commit()
    export(2, "a" * 64)
    booth.apply(RegistrationWithdrawn(booth.withdrawal(gone.id, swab_is_in=True)))
    with booth.database.writing() as unit:
        unit.batches.save(unit.batches.get(booth.batch.id).correct())
        unit.commit()
    export(1, "b" * 64)
    with booth.database.reading() as unit:
        rows = unit._connection.exec_driver_sql(
            "SELECT version, persons, tubes, digest, sha256 FROM export ORDER BY at"
        )
        kept = [tuple(row) for row in rows]
    assert kept == [(1, 2, 1, "a" * 64, "5" * 64), (2, 1, 1, "b" * 64, "5" * 64)]


def test_an_export_belongs_to_a_batch(booth):
    with booth.database.writing() as unit, pytest.raises(DatabaseConflict):
        unit.batches.add_export(new_id(booth.now), 1, booth.now, "d", "s", 1, 1)


def test_the_trust_mark_is_the_one_put_last(booth):
    with booth.database.writing() as unit:
        assert (unit.trust.mark(), unit.trust.raw()) == (None, None)
        unit.trust.accept(7, bytes(32), b"seven", booth.now)
        unit.trust.accept(8, bytes([1]) * 32, b"eight", booth.now)
        unit.commit()
    with booth.database.reading() as unit:
        assert unit.trust.mark() == (8, bytes([1]) * 32)
        assert unit.trust.raw() == b"eight"


def test_the_latest_shift_is_the_one_that_came_last(booth):
    later = replace(booth.shift, id=new_id(booth.now), sampler="丙")
    with booth.database.writing() as unit:
        unit.shifts.add(later)
        unit.commit()
    with booth.database.reading() as unit:
        assert unit.shifts.latest("02") == later
        assert unit.shifts.latest("03") is None


def test_the_clock_mark_rises_and_is_reset_on_record(booth):
    early, late = booth.tick(), booth.tick()
    with booth.database.writing() as unit:
        assert unit.clock_mark.get() is None
        for at in (early, late, early):
            unit.clock_mark.raise_to(at)
        assert unit.clock_mark.get() == late
        unit.clock_mark.reset(early)
        assert unit.clock_mark.get() == early
        kept = unit._connection.exec_driver_sql("SELECT new_mark - old_mark FROM clock_reset")
        assert kept.scalars().all() == [-1_000_000]


def test_a_refusal_is_stored(booth):
    with booth.database.writing() as unit:
        unit.refusals.add(booth.now, "02", "gun", "expired")
        rows = unit._connection.exec_driver_sql("SELECT booth, source, reason FROM refusal")
        assert [tuple(row) for row in rows] == [("02", "gun", "expired")]
