"""No answer takes longer because the table is longer: every statement goes by an index."""

from __future__ import annotations

from sqlalchemy import event

from station.domain.ids import new_id
from station.domain.outcome import (
    RegistrationAdded,
    RegistrationWithdrawn,
    TubeAdded,
    TubeChanged,
)
from station.domain.receipt import SentTubes, SettleReason
from station.domain.search import SearchPosition
from station.domain.tube import SealCause, Slot

# The last shift and the one clock mark are read from the end of their tables.
GROWING = ("registration", "tube", "batch", "refusal", "export", "receipt", "receipt_tube")
# Only a few stand in these: what is open, what was not handed over yet.
NARROW = ("INDEX receipt_open", "INDEX batch_here")


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
    look_up(unit, booth, sealed)


def look_up(unit, booth, tube) -> None:
    """Call whatever the pages of batches and of searching call."""
    views, day, one = unit.batch_views, booth.day, booth.batch.id
    receipt = SentTubes(one, 1, (tube.barcode,)).scanned(new_id(booth.now), booth.now, (), None)
    unit.receipts.add(receipt)
    unit.receipts.get(receipt.id)
    unit.receipts.of_batch(one)
    unit.receipts.settle(receipt.settle(booth.now, SettleReason.LOST, None))
    (line,) = views.batches(day, day, None, None, 50)
    views.batches(day, day, "02", line.position, 50)
    views.open_differences()
    views.tubes(one, None, 50)
    views.tubes(one, 0, 50)
    views.open_tubes("02")
    views.taken_out("02")
    views.tube(tube.id)
    views.tube_of(tube.barcode)
    views.persons(tube.id)
    unit.batches.exports(one)
    unit.batches.changes(one, 2)
    unit.batches.taken_out(one)
    unit.batches.move_taken_out(one, one)
    unit.finds.count(day, day, "02")
    (found,) = unit.finds.by_days(day, day, None, None, None, 50)
    found.found()
    unit.finds.by_days(day, day, "02", {booth.shift.id}, found.position, 50)
    unit.finds.by_identity([bytes(32)])
    unit.finds.by_barcode(tube.barcode)


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
                if step.endswith(NARROW):
                    continue
                assert not step.startswith(tuple(f"SCAN {name}" for name in GROWING)), statement
    assert len(said) > 25


def test_a_page_of_a_search_begins_where_the_one_before_ended(booth):
    with booth.database.reading() as unit:
        connection, plans = unit._connection, []

        def note(connection, cursor, statement, parameters, context, many) -> None:
            driver = connection.connection.driver_connection
            plans.extend(driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall())

        event.listen(connection, "before_cursor_execute", note)
        after = SearchPosition(booth.day, "02", booth.now, 5)
        unit.finds.by_days(booth.day, booth.day, None, None, after, 50)
        event.remove(connection, "before_cursor_execute", note)
    assert "(day,booth,registered_at)<(?,?,?)" in plans[0][-1]
