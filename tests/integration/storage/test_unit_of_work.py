"""One transaction: all of it or nothing, and readers beside the writer."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from station.domain.outcome import Change, RegistrationAdded, RegistrationWithdrawn, TubeAdded
from station.domain.registration import Registration
from station.storage.faults import DatabaseConflict, DatabaseLocked, DatabaseReadOnly


def recent(booth) -> list[Registration]:
    with booth.database.reading() as unit:
        return unit.registrations.recent(booth.name, 10)


def test_a_unit_that_is_not_committed_is_rolled_back(booth):
    tube = booth.open("T1")
    with booth.database.writing() as unit:
        unit.apply([RegistrationAdded(booth.registration(tube))])
    assert recent(booth) == []


def test_an_error_inside_rolls_everything_back(booth):
    tube = booth.tube("T1")

    def changes() -> Iterator[Change]:
        yield TubeAdded(tube, booth.shift)
        yield RegistrationAdded(booth.registration(tube))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), booth.database.writing() as unit:
        unit.apply(changes())
    with booth.database.reading() as unit:
        assert unit.tubes.use_of(tube.barcode) is None
        assert unit.registrations.recent(booth.name, 10) == []


def test_a_refused_change_leaves_those_before_it_out_too(booth):
    tube = booth.open("T1")
    first, clash = booth.registration(tube), booth.registration(tube)
    with pytest.raises(DatabaseConflict), booth.database.writing() as unit:
        unit.apply([RegistrationAdded(first), RegistrationAdded(clash)])
    assert recent(booth) == []


def test_what_follows_a_commit_needs_a_commit_of_its_own(booth):
    tube = booth.open("T1")
    first, second = booth.registration(tube, 1), booth.registration(tube, 2)
    with booth.database.writing() as unit:
        unit.apply([RegistrationAdded(first)])
        unit.commit()
        unit.apply([RegistrationAdded(second)])
    assert recent(booth) == [first]


def test_a_second_writer_is_told_that_the_database_is_locked(booth):
    with booth.database.writing(), pytest.raises(DatabaseLocked), booth.database.writing():
        pytest.fail("two writers at once")


def test_a_reading_unit_stores_nothing(booth):
    with pytest.raises(DatabaseReadOnly), booth.database.reading() as unit:
        unit.apply([TubeAdded(booth.tube("T1"), booth.shift)])


def test_a_reader_on_another_thread_sees_one_state_while_the_writer_goes_on(booth):
    tube = booth.open("T1")
    _, first = booth.register(tube)
    begun, written = threading.Event(), threading.Event()
    seen: list[list[Registration]] = []

    def read() -> None:
        with booth.database.reading() as unit:
            seen.append(unit.registrations.recent(booth.name, 10))
            begun.set()
            assert written.wait(10)
            seen.append(unit.registrations.recent(booth.name, 10))

    reader = threading.Thread(target=read)
    reader.start()
    assert begun.wait(10)
    second = booth.registration(tube, 2)
    booth.apply(RegistrationAdded(second))
    written.set()
    reader.join()
    assert seen == [[first], [first]]
    assert recent(booth) == [second, first]


def test_withdrawing_what_is_not_in_force_is_a_bug(booth):
    _, registration = booth.register(booth.open("T1"))
    booth.apply(RegistrationWithdrawn(booth.withdrawal(registration.id)))
    with pytest.raises(LookupError):
        booth.apply(RegistrationWithdrawn(booth.withdrawal(registration.id)))


def test_a_transaction_that_sqlite_ended_cannot_be_committed(booth):
    with booth.database.writing() as unit:
        unit._connection.connection.driver_connection.execute("ROLLBACK")
        with pytest.raises(RuntimeError):
            unit.commit()
