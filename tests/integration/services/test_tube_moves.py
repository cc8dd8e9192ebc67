"""Tubes taken out of the open batch and put back: never boxed meanwhile, and never lost."""

from __future__ import annotations

import pytest

from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.batch import BatchStatus
from station.domain.ids import new_id
from station.domain.tube import TubeStatus
from tests.integration.services.handing import (
    barcode,
    boxed,
    detail,
    fill,
    hand_over,
    other_booth,
)


def refusal(outcome) -> str:
    assert isinstance(outcome, out.Refused), outcome
    return outcome.error.code


def take_out(booth, number: int):
    return booth.uses.batches.take_out(detail(booth, number).tube.id)


def put_back(booth, number: int):
    return booth.uses.batches.put_back(detail(booth, number).tube.id)


def sheet(booth, number: str) -> list[str]:
    with booth.site.database.reading() as unit:
        batch = unit.batches.by_number(number)
        return [entry.tube.barcode.text for entry in unit.batches.sheet_tubes(batch.id)]


# --- what is refused ---------------------------------------------------------------------------


def test_only_a_sealed_tube_of_the_open_batch_is_taken_out(booth):
    fill(booth, 1, 2)
    booth.tube(3)
    assert refusal(take_out(booth, 3)) == "tube_not_sealed"
    assert refusal(put_back(booth, 1)) == "tube_not_out"
    assert isinstance(take_out(booth, 1), out.TubeTakenOut)
    assert refusal(take_out(booth, 1)) == "tube_already_out"
    boxed(booth, 1)
    assert refusal(take_out(booth, 2)) == "tube_in_sealed_batch"
    assert refusal(put_back(booth, 2)) == "tube_in_sealed_batch"
    assert refusal(booth.uses.batches.take_out(new_id(booth.clock.now()))) == "tube_unknown"


def test_a_tube_of_another_booth_is_moved_there_only(booth):
    fill(booth, 1)
    theirs, tube = other_booth(booth), detail(booth, 1).tube
    assert refusal(theirs.batches.take_out(tube.id)) == "tube_of_other_booth"
    take_out(booth, 1)
    assert refusal(theirs.batches.put_back(tube.id)) == "tube_of_other_booth"
    # The other booth finds it all the same, and lists its own only.
    assert theirs.batches.find(barcode(1)).tube.booth == "02"
    assert theirs.batches.taken_out() == theirs.batches.open_tubes() == []


# --- what becomes of it ------------------------------------------------------------------------


def test_a_tube_that_is_out_is_in_no_box_and_moves_on_until_it_is_put_back(booth):
    fill(booth, 1, 2, 3)
    take_out(booth, 2)
    assert booth.uses.booth.view().batch_tubes == 2
    line = booth.uses.batches.open_batch()
    assert (line.tubes, line.persons, line.out, line.void) == (2, 2, 1, 0)
    first = boxed(booth, 2)
    assert sheet(booth, first.number) == [barcode(1), barcode(3)]
    # It waits in the next batch, which is open and has nothing to be boxed.
    waiting = detail(booth, 2).tube
    assert (waiting.batch_number, waiting.batch_status) == ("20261122-02-02", BatchStatus.OPEN)
    assert booth.uses.booth.view().batch_tubes == 0
    assert refusal(booth.uses.boxes.box("BX0002", 1)) == "batch_empty"
    fill(booth, 4)
    second = boxed(booth, 1, "BX0002")
    assert sheet(booth, second.number) == [barcode(4)]
    assert isinstance(put_back(booth, 2), out.TubePutBack)
    third = boxed(booth, 1, "BX0003")
    assert third.number == "20261122-02-03"
    assert sheet(booth, third.number) == [barcode(2)]
    # Nothing was left for a fourth one.
    assert booth.uses.batches.open_batch() is None


def test_who_is_withdrawn_from_a_tube_that_is_out_leaves_it_short_or_void(booth):
    booth.fill(1, range(10))
    take_out(booth, 1)
    # It was the last one and had sealed itself; but it lies elsewhere now.
    undone = booth.uses.operate.undo()
    assert isinstance(undone, out.RegistrationUndone)
    assert not undone.reopened
    tube = detail(booth, 1).tube
    assert (tube.status, tube.persons, tube.is_short) == (TubeStatus.SEALED, 9, True)
    assert tube.taken_out_at is not None
    fill(booth, 2)
    take_out(booth, 2)
    booth.uses.operate.undo()
    assert detail(booth, 2).tube.status is TubeStatus.VOID
    fill(booth, 3)
    first = boxed(booth, 1)
    assert sheet(booth, first.number) == [barcode(3)]
    assert isinstance(put_back(booth, 2), out.TubePutBack)
    put_back(booth, 1)
    second = boxed(booth, 1, "BX0002")
    assert sheet(booth, second.number) == [barcode(1), barcode(2)]


def test_both_moves_are_on_the_trail_without_anything_personal(booth):
    fill(booth, 1)
    take_out(booth, 1)
    put_back(booth, 1)
    tube = detail(booth, 1).tube
    facts = {"batch": tube.batch_number, "tube": str(tube.id)}
    actor = booth.uses.access.actor
    assert booth.trail()[-2:] == [
        (AuditKind.TUBE_TAKEN_OUT, actor, facts),
        (AuditKind.TUBE_PUT_BACK, actor, facts),
    ]


def test_a_restart_keeps_what_is_out(booth, folder, clock):
    fill(booth, 1, 2)
    take_out(booth, 1)
    again = booth.restart().sign_in()
    try:
        assert again.uses.booth.view().batch_tubes == 1
        assert [line.barcode.text for line in again.uses.batches.taken_out()] == [barcode(1)]
    finally:
        again.close()


def test_a_clock_set_back_between_batches_keeps_numbers_and_rows_apart(booth):
    fill(booth, 1)
    first = boxed(booth, 1)
    booth.clock.advance(-3600)
    booth.reset_clock()
    fill(booth, 2)
    take_out(booth, 2)
    fill(booth, 3)
    second = boxed(booth, 1, "BX0002")
    put_back(booth, 2)
    third = boxed(booth, 1, "BX0003")
    numbers = [batch.number for batch in (first, second, third)]
    assert numbers == ["20261122-02-01", "20261122-02-02", "20261122-02-03"]
    sheets = [sheet(booth, number) for number in numbers]
    assert sheets == [[barcode(1)], [barcode(3)], [barcode(2)]]
    assert [batch.number for batch in booth.uses.booth.view().unexported] == numbers
    day = booth.clock.now().date()
    listed = booth.uses.batches.batches(day, day).batches
    assert [line.batch.number for line in listed] == numbers[::-1]


# --- a box by scanning -------------------------------------------------------------------------


def test_scanned_tubes_have_to_be_those_of_the_batch(booth):
    fill(booth, 1, 2, 3)
    take_out(booth, 3)
    scanned = [barcode(3), barcode(1), "310115000099", barcode(1)]
    outcome = booth.uses.boxes.box_scanned("BX0001", scanned)
    assert refusal(outcome) == "tubes_mismatched"
    assert outcome.error.params == {"missing": 1, "extra": 2}
    assert [tube.text for tube in outcome.error.missing_barcodes] == [barcode(2)]
    assert [tube.text for tube in outcome.error.extra_barcodes] == [barcode(3), "310115000099"]
    assert booth.uses.batches.open_batch().tubes == 2
    outcome = booth.uses.boxes.box_scanned("BX0001", [barcode(2), barcode(1), barcode(2)])
    assert isinstance(outcome, out.BatchBoxed)
    assert sheet(booth, outcome.batch.number) == [barcode(1), barcode(2)]


@pytest.mark.parametrize(
    ("box", "scanned", "code"),
    [
        ("BX1", [], "box_code_unusable"),
        ("BX0001", ["11010519491231002X"], "barcode_unusable"),
        ("BX0001", [""], "barcode_unusable"),
    ],
)
def test_what_is_no_box_or_tube_seals_nothing(booth, box, scanned, code):
    fill(booth, 1)
    assert refusal(booth.uses.boxes.box_scanned(box, scanned)) == code
    assert booth.uses.batches.open_batch().tubes == 1


def test_an_empty_batch_is_not_boxed_by_scanning_either(booth):
    assert refusal(booth.uses.boxes.box_scanned("BX0001", [])) == "batch_empty"
    fill(booth, 1)
    take_out(booth, 1)
    assert refusal(booth.uses.boxes.box_scanned("BX0001", [])) == "batch_empty"


# --- lists -------------------------------------------------------------------------------------


def test_batches_are_listed_a_page_at_a_time_with_their_figures(booth):
    numbers = []
    for tube in range(1, 6):
        fill(booth, tube, persons=2)
        numbers.append(boxed(booth, 1, f"BX000{tube}").number)
    hand_over(booth, numbers[0])
    day = booth.clock.now().date()
    office = booth.uses.batches
    page = office.batches(day, day, limit=2)
    listed = list(page.batches)
    while page.after is not None:
        page = office.batches(day, day, after=page.after, limit=2)
        listed += page.batches
    assert [line.batch.number for line in listed] == numbers[::-1]
    assert {(line.tubes, line.persons, line.short, line.out) for line in listed} == {(1, 2, 1, 0)}
    assert [line.exported_version for line in listed] == [None] * 4 + [1]
    assert office.batch(numbers[0]) == listed[-1]
    assert [record.version for record in office.exports(numbers[0])] == [1]
    assert office.batches(day, day, booth="03").batches == ()


def test_a_tubes_persons_are_shown_masked_and_withdrawn_ones_as_such(booth):
    booth.fill(1, range(3))
    booth.uses.operate.undo()
    found = detail(booth, 1)
    assert (found.tube.persons, found.tube.status, found.tube.batch_id) == (
        2,
        TubeStatus.OPEN,
        None,
    )
    assert [line.withdrawn_at is None for line in found.persons] == [True, True, False]
    for line, registered in zip(found.persons, booth.registered(), strict=False):
        person = registered[0]
        assert person.name not in line.name
        assert "*" in line.name
        assert "********" in line.number
        assert line.operator == "王*明"
    assert [line.barcode.text for line in booth.uses.batches.open_tubes()] == [barcode(1)]
