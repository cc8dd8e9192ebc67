"""A version of a sheet comes out the same whenever it is asked for, and tells what it changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from station.domain.ids import new_id
from station.domain.outcome import RegistrationWithdrawn, TubeChanged
from station.domain.registration import Shift, WithdrawReason
from station.domain.tube import SealCause, TubeStatus
from station.storage.faults import PersonErased


@pytest.fixture
def exported(booth):
    """A batch of a tube of three, one of two and one of one, whose sheet was handed over."""
    for barcode, persons in (("T1", 3), ("T2", 2), ("T3", 1)):
        tube = booth.open(barcode)
        for _ in range(persons):
            tube, _ = booth.register(tube)
        booth.seal(tube)
    booth.batch = booth.batch.seal("BX0001", 3, ("T1", "T2", "T3"), booth.tick())
    hand_over(booth, 6)
    return booth


def hand_over(booth, persons: int) -> None:
    booth.batch = booth.batch.export(booth.tick())
    with booth.database.writing() as unit:
        unit.batches.add_export(
            booth.batch.id,
            booth.batch.version,
            booth.now,
            digest="d" * 64,
            sha256="s" * 64,
            persons=persons,
            tubes=3,
            site_name="一号点",
            zone="Asia/Shanghai",
            box_code="BX0001",
            kid=b"k" * 8,
        )
        unit.batches.save(booth.batch)
        unit.commit()


def withdraw(booth, barcode: str, place: int, swab_is_in: bool = False) -> None:
    """Withdraw somebody as the booth does after a hand-over."""
    tube = tube_of(booth, barcode)
    held = next(held for held in tube.holdings if held.place == place)
    booth.batch = booth.batch.correct()
    at = booth.withdrawal(held.registration_id, swab_is_in)
    withdrawal = replace(
        at, reason=WithdrawReason.WRONG_PERSON, sheet_version=booth.batch.withdrawn_version
    )
    released = tube.release(held.registration_id, swab_is_in)
    changes = [RegistrationWithdrawn(withdrawal)]
    if released.count == 0:
        changes.append(TubeChanged(replace(released, status=TubeStatus.VOID)))
    with booth.database.writing() as unit:
        unit.apply(changes)
        unit.batches.save(booth.batch)
        unit.commit()


def tube_of(booth, barcode: str):
    with booth.database.reading() as unit:
        tubes = unit.batches.tubes(booth.batch.id)
    return next(tube for tube in tubes if tube.barcode.text == barcode)


def read(booth, version: int | None = None):
    """Return the rows of a version: persons, and tubes with status and count."""
    with booth.database.reading() as unit:
        persons = [
            (entry.tube.barcode.text, entry.registration.place, entry.registration.person.name)
            for entry in unit.batches.sheet_persons(booth.batch.id, version)
        ]
        tubes = [
            (
                entry.tube.barcode.text,
                entry.tube.status,
                entry.tube.count,
                len(entry.tube.holdings),
                entry.collected_at,
            )
            for entry in unit.batches.sheet_tubes(booth.batch.id, version)
        ]
    return persons, tubes


def changes(booth, version: int):
    with booth.database.reading() as unit:
        return unit.batches.changes(booth.batch.id, version)


def test_an_old_version_comes_out_as_it_was(exported):
    first = read(exported)
    assert read(exported, 1) == first
    withdraw(exported, "T1", 1)
    withdraw(exported, "T3", 1)
    second = read(exported)
    assert len(second[0]) == 4
    assert read(exported, 1) == first
    assert read(exported, 2) == second
    hand_over(exported, 4)
    withdraw(exported, "T1", 2, swab_is_in=True)
    third = read(exported)
    assert (read(exported, 1), read(exported, 2), read(exported, 3)) == (first, second, third)
    statuses = [[row[1].value for row in rows[1]] for rows in (first, second, third)]
    assert statuses == [
        ["sealed", "sealed", "sealed"],
        ["sealed", "sealed", "void"],
        ["sealed", "sealed", "void"],
    ]
    assert [rows[1][0][2] for rows in (first, second, third)] == [3, 2, 1]


def test_a_new_shift_changes_no_version(exported):
    first = read(exported)
    with exported.database.writing() as unit:
        later = Shift(new_id(exported.tick()), "02", "登记员丙", "采样员丁", "nose", exported.now)
        unit.shifts.add(later)
        unit.commit()
    with exported.database.reading() as unit:
        entries = list(unit.batches.sheet_persons(exported.batch.id, 1))
    assert {entry.shift for entry in entries} == {exported.shift}
    assert read(exported, 1) == first


def test_changes_name_who_is_gone_and_which_tubes_are_others(exported):
    withdraw(exported, "T1", 2)
    withdraw(exported, "T3", 1, swab_is_in=True)
    assert exported.batch.version == 2
    found = changes(exported, 2)
    gone = [
        (one.person.tube.barcode.text, one.person.registration.place, one.swab_is_in)
        for one in found.gone
    ]
    assert gone == [("T1", 2, False), ("T3", 1, True)]
    assert {one.reason for one in found.gone} == {WithdrawReason.WRONG_PERSON}
    assert [one.withdrawn_at for one in found.gone] == [
        one.person.registration.withdrawn_at for one in found.gone
    ]
    assert {one.person.shift for one in found.gone} == {exported.shift}
    tubes = [
        (
            changed.before.tube.barcode.text,
            (changed.before.tube.status, changed.before.tube.count),
            (changed.after.tube.status, changed.after.tube.count),
        )
        for changed in found.tubes
    ]
    sealed, void = TubeStatus.SEALED, TubeStatus.VOID
    assert tubes == [("T1", (sealed, 3), (sealed, 2)), ("T3", (sealed, 1), (void, 0))]


def test_each_version_has_its_own_changes(exported):
    withdraw(exported, "T1", 1)
    hand_over(exported, 5)
    withdraw(exported, "T1", 2)
    hand_over(exported, 4)
    assert [one.person.registration.place for one in changes(exported, 2).gone] == [1]
    assert [one.person.registration.place for one in changes(exported, 3).gone] == [2]
    ((before, after),) = [
        (one.before.tube.count, one.after.tube.count) for one in changes(exported, 3).tubes
    ]
    assert (before, after) == (2, 1)
    for version in (1, 4):
        assert (changes(exported, version).gone, changes(exported, version).tubes) == ((), ())


def test_who_was_withdrawn_before_the_first_sheet_is_on_none(booth):
    tube = booth.open("T1")
    for _ in range(3):
        tube, last = booth.register(tube)
    booth.apply(RegistrationWithdrawn(booth.withdrawal(last.id)))
    tube = tube.release(last.id, swab_is_in=False)
    booth.apply(TubeChanged(tube.seal(booth.tick(), SealCause.EARLY, booth.batch.id)))
    booth.batch = booth.batch.seal("BX0001", 1, ("T1",), booth.tick())
    hand_over(booth, 2)
    withdraw(booth, "T1", 1)
    assert len(read(booth, 1)[0]) == 2
    assert len(changes(booth, 2).gone) == 1


def test_exports_stay_on_record_with_what_their_rows_were_written_with(exported):
    withdraw(exported, "T1", 1)
    hand_over(exported, 5)
    with exported.database.reading() as unit:
        records = unit.batches.exports(exported.batch.id)
        assert not unit.batches.erased(exported.batch.id)
    assert [(record.version, record.persons) for record in records] == [(1, 6), (2, 5)]
    first = records[0]
    assert (first.site_name, first.zone) == ("一号点", "Asia/Shanghai")
    assert (first.box_code, first.kid) == ("BX0001", b"k" * 8)


def test_what_was_erased_comes_out_in_no_version(exported):
    withdraw(exported, "T1", 1)
    with exported.database.writing() as unit:
        unit.erasures.erase_batch(exported.batch.id, exported.tick())
        unit.commit()
    with exported.database.reading() as unit:
        assert unit.batches.erased(exported.batch.id)
        for version in (None, 1):
            with pytest.raises(PersonErased):
                list(unit.batches.sheet_persons(exported.batch.id, version))
        with pytest.raises(PersonErased):
            unit.batches.changes(exported.batch.id, 2)
        # The tubes tell nothing personal.
        assert len(list(unit.batches.sheet_tubes(exported.batch.id, 1))) == 3


def test_a_tube_that_is_out_is_on_no_sheet(booth):
    for barcode in ("T1", "T2"):
        tube = booth.open(barcode)
        tube, _ = booth.register(tube)
        booth.seal(tube)
    booth.apply(TubeChanged(tube_of(booth, "T1").take_out(booth.tick())))
    persons, tubes = read(booth)
    assert [row[0] for row in persons] == [row[0] for row in tubes] == ["T2"]
    with booth.database.reading() as unit:
        assert unit.batches.sealed_tubes(booth.batch.id) == unit.batches.taken_out(booth.batch.id)
        assert len(unit.batches.tubes(booth.batch.id)) == 2
