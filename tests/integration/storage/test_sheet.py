"""A batch as the sheet needs it, and the day's counts."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from station.domain.ids import new_id
from station.domain.outcome import (
    RegistrationAdded,
    RegistrationWithdrawn,
    TubeAdded,
    TubeChanged,
)
from station.domain.person import EntryMode
from station.domain.tube import SealCause, Slot, TubeStatus


def test_a_sheet_has_the_persons_in_force_by_tube_as_sealed_and_by_place(booth):
    first = booth.open("T1")
    first, gone = booth.register(first)
    first, kept = booth.register(first)
    second = booth.open("T2", slot=Slot.SINGLE)
    second, other = booth.register(second)
    second, spoilt = booth.register(second)
    booth.apply(RegistrationWithdrawn(booth.withdrawal(gone.id)))
    booth.apply(RegistrationWithdrawn(booth.withdrawal(spoilt.id, swab_is_in=True)))
    first = first.release(gone.id, False)
    first, late = booth.register(first)
    second = booth.seal(second.release(spoilt.id, True))
    first = booth.seal(first)
    with booth.database.reading() as unit:
        assert unit.batches.tubes(booth.batch.id) == [second, first]
        persons = list(unit.batches.sheet_persons(booth.batch.id))
    assert late.place == 1
    assert [person.registration for person in persons] == [other, late, kept]
    assert [person.tube for person in persons] == [second, first, first]
    assert {person.shift for person in persons} == {booth.shift}


def test_a_sheet_has_void_tubes_and_their_times(booth):
    used, registration = booth.register(booth.open("T1"))
    used, _ = booth.register(used)
    used = booth.seal(used)
    empty = replace(booth.open("T2"), status=TubeStatus.VOID, batch_id=booth.batch.id)
    booth.apply(TubeChanged(empty))
    with booth.database.reading() as unit:
        rows = list(unit.batches.sheet_tubes(booth.batch.id))
    assert [row.tube for row in rows] == [used, empty]
    assert [row.collected_at for row in rows] == [registration.registered_at, empty.opened_at]
    assert {row.shift for row in rows} == {booth.shift}


def test_a_sheet_of_ten_thousand_persons_takes_little_memory(booth):
    with booth.database.writing() as unit:
        for number in range(1000):
            tube = booth.tube(f"T{number:06}")
            unit.apply([TubeAdded(tube, booth.shift)])
            for place in range(1, 11):
                unit.apply([RegistrationAdded(booth.registration(tube, place))])
            unit.apply([TubeChanged(tube.seal(booth.tick(), SealCause.FULL, booth.batch.id))])
        unit.commit()
    tracemalloc.start()
    with booth.database.reading() as unit:
        count = sum(1 for _ in unit.batches.sheet_persons(booth.batch.id))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 4_000_000


def test_the_counts_of_a_day_leave_out_what_was_withdrawn(booth):
    tube = booth.open("T1")
    tube, _ = booth.register(tube)
    tube, gone = booth.register(tube)
    for place, mode in enumerate((EntryMode.TYPED, EntryMode.TYPED, EntryMode.NO_DOCUMENT), 3):
        by_hand = replace(booth.registration(tube, place), entry_mode=mode)
        booth.apply(RegistrationAdded(by_hand))
    booth.apply(RegistrationWithdrawn(booth.withdrawal(gone.id)))
    booth.apply(TubeChanged(replace(booth.open("T2", 1, Slot.SINGLE), status=TubeStatus.DROPPED)))
    booth.apply(TubeChanged(replace(booth.open("T3", 1, Slot.SINGLE), status=TubeStatus.VOID)))
    with booth.database.reading() as unit:
        counts = unit.counts.day("02", booth.day, booth.now)
        assert unit.counts.day("03", booth.day, booth.now).persons == 0
        assert unit.counts.day("02", booth.day + timedelta(days=1), booth.now).tubes == 0
    assert (counts.persons, counts.tubes, counts.last_hour) == (4, 1, 4)
    assert (counts.typed, counts.no_document, counts.typed_share) == (2, 1, 0.75)
    # 01:00 UTC is 09:00 at the site.
    assert counts.by_hour[9] == 4
    assert sum(counts.by_hour) == 4


def test_the_last_hour_ends_now(booth):
    tube = booth.open("T1")
    tube, first = booth.register(tube)
    booth.now += timedelta(minutes=30)
    tube, _ = booth.register(tube)
    hour = timedelta(hours=1)
    with booth.database.reading() as unit:

        def lately(at: datetime) -> int:
            return unit.counts.day("02", booth.day, at).last_hour

        assert lately(first.registered_at) == 1
        assert lately(booth.now) == 2
        assert lately(first.registered_at + hour) == 1
        assert lately(booth.now + hour) == 0


def test_hours_and_days_are_those_of_the_sites_zone(booth):
    booth.now = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)  # 00:30 of the 22nd at the site
    tube = booth.open("T1")
    registration = replace(booth.registration(tube), id=new_id(booth.now))
    booth.apply(RegistrationAdded(registration))
    with booth.database.reading() as unit:
        counts = unit.counts.day("02", booth.day, booth.now)
    assert (counts.by_hour[0], counts.tubes) == (1, 1)
