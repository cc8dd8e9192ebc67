"""No answer takes longer because the table is longer: every statement goes by an index."""

from __future__ import annotations

from sqlalchemy import event

from station.domain.outcome import (
    RegistrationAdded,
    RegistrationWithdrawn,
    TubeAdded,
    TubeChanged,
)
from station.domain.tube import SealCause, Slot

# The last shift and the one clock mark are read from the end of their tables.
GROWING = ("registration", "tube", "batch", "refusal", "export")


def work(unit, booth) -> None:
    """Call whatever the booth calls all day."""
    tube = booth.tube("T1")
    registration = booth.registration(tube)
    sealed = tube.seal(booth.now, SealCause.EARLY, booth.batch.id)
    unit.tubes.use_of(tube.barcode)
    unit.registrations.earlier(registration.identity, booth.day)
    unit.registrations.next_repeat(registration.identity, booth.day)
    unit.apply([TubeAdded(tube, booth.shift), RegistrationAdded(registration), TubeChanged(sealed)])
    unit.clock_mark.raise_to(booth.now)
    unit.registrations.last("02")
    unit.registrations.recent("02", 20)
    unit.registrations.known_person(registration.identity)
    unit.registrations.get(registration.id)
    unit.tubes.get(tube.id)
    unit.tubes.open_at("02")
    unit.tubes.latest_opened("02", Slot.POOLED)
    unit.counts.day("02", booth.day, booth.now)
    unit.batches.open_at("02")
    unit.batches.sealed("02")
    unit.batches.next_sequence("02", booth.day)
    unit.batches.by_number(booth.batch.number)
    unit.batches.tubes(booth.batch.id)
    unit.batches.add_export(booth.batch.id, 1, booth.now, "d", "s", 1, 1)
    list(unit.batches.sheet_persons(booth.batch.id))
    list(unit.batches.sheet_tubes(booth.batch.id))
    unit.shifts.latest("02")
    unit.refusals.add(booth.now, "02", "gun", "expired")
    unit.apply([RegistrationWithdrawn(booth.withdrawal(registration.id))])
    unit.batches.save(booth.batch)


def test_no_statement_reads_a_growing_table_through(booth):
    said: list[tuple[str, tuple[object, ...]]] = []
    with booth.database.writing() as unit:
        connection = unit._connection

        def note(connection, cursor, statement, parameters, context, many) -> None:
            said.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        work(unit, booth)
        event.remove(connection, "before_cursor_execute", note)
        driver = connection.connection.driver_connection
        for statement, parameters in said:
            plan = driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            for *_, step in plan:
                assert not step.startswith(tuple(f"SCAN {name}" for name in GROWING)), statement
    assert len(said) > 25
