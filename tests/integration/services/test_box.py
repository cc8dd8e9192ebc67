"""The box: counting the tubes in the hand, reading its code, and exporting its sheet."""

from __future__ import annotations

from threading import Event

import pytest

from station.demo.site import OPERATOR
from station.domain import outcome as out
from station.domain import refusals
from station.domain.audit import AuditKind
from station.domain.batch import (
    BatchEmpty,
    BatchNotSealed,
    BatchNumberUnusable,
    BatchStatus,
    BoxCodeUnusable,
    TubesMiscounted,
)
from station.domain.registration import WithdrawReason
from station.export.faults import ExportCancelled, ExportFolderMissing
from station.services.export_batch import BatchChanged
from station.services.find_batch import BatchUnknown


def no_progress(done, rows):
    """Nobody looks."""


def refusal(outcome):
    assert isinstance(outcome, out.Refused), outcome
    return outcome.error


def boxed(booth) -> str:
    booth.fill(1, range(10))
    return booth.uses.boxes.box("BX0001", 1).batch.number


# --- boxing ------------------------------------------------------------------------------------


def test_the_tubes_in_the_hand_have_to_be_those_of_the_system(booth):
    booth.fill(1, range(10))
    booth.fill(2, range(20, 30))
    error = refusal(booth.uses.boxes.box("BX0001", 3))
    assert isinstance(error, TubesMiscounted)
    assert [barcode.text for barcode in error.barcodes] == ["310115000001", "310115000002"]
    assert error.params == {"in_hand": 3, "held": 2}
    assert booth.uses.booth.view().unexported == ()
    outcome = booth.uses.boxes.box("BX0001", 2)
    assert isinstance(outcome, out.BatchBoxed)
    assert outcome.batch.number == "20261122-02-01"


def test_there_is_nothing_to_box_before_a_tube_is_sealed(booth):
    assert isinstance(refusal(booth.uses.boxes.box("BX0001", 0)), BatchEmpty)
    booth.tube(1)
    booth.person(1)
    assert isinstance(refusal(booth.uses.boxes.box("BX0001", 1)), BatchEmpty)


@pytest.mark.parametrize("code", ["", "BX1", "bx0001", "310115000001", "BX0001 X", "箱一"])
def test_a_box_code_that_does_not_fit_the_sites_pattern_seals_nothing(booth, code):
    booth.fill(1, range(10))
    assert isinstance(refusal(booth.uses.boxes.box(code, 1)), BoxCodeUnusable)
    assert booth.uses.booth.view().batch_tubes == 1


def test_the_next_batch_has_the_next_number(booth):
    boxed(booth)
    booth.fill(2, range(20, 30))
    assert booth.uses.boxes.box("BX0002", 1).batch.number == "20261122-02-02"


def test_while_a_box_is_packed_persons_and_tubes_wait(booth):
    booth.fill(1, range(10))
    booth.uses.boxes.begin()
    assert isinstance(refusal(booth.tube(2)), refusals.BoxingOpen)
    assert isinstance(refusal(booth.person(50)), refusals.BoxingOpen)
    assert booth.read("BX0001") == out.BoxRead("BX0001")
    booth.uses.boxes.end()
    assert isinstance(booth.tube(2), out.TubeOpened)
    assert isinstance(booth.person(50), out.Registered)


def test_a_box_code_read_elsewhere_is_refused(booth):
    booth.tube(1)
    assert isinstance(refusal(booth.read("BX0001")), refusals.BoxNotExpected)
    assert booth.refusals() == ["box_not_expected"]


# --- exporting ---------------------------------------------------------------------------------


def test_a_batch_is_marked_only_after_its_sheet_lies_there(booth, tmp_path):
    number = boxed(booth)
    exported = booth.uses.exporter.write(number, tmp_path, no_progress)
    assert exported.receipt.workbook.is_file()
    assert booth.stored_batch(number).status is BatchStatus.SEALED
    assert isinstance(booth.uses.boxes.exported(exported), out.BatchExported)
    assert booth.stored_batch(number).status is BatchStatus.EXPORTED
    assert booth.uses.booth.view().unexported == ()


def test_an_export_that_was_called_off_leaves_the_batch_as_it_was(booth, tmp_path):
    number = boxed(booth)
    cancel = Event()
    cancel.set()
    with pytest.raises(ExportCancelled):
        booth.uses.exporter.write(number, tmp_path, no_progress, cancel)
    assert booth.stored_batch(number).status is BatchStatus.SEALED
    assert list(tmp_path.glob("*-v*")) == []
    assert [batch.number for batch in booth.uses.booth.view().unexported] == [number]


def test_an_export_called_off_while_rows_are_compared_takes_the_file_away(booth, tmp_path):
    number = boxed(booth)
    cancel = Event()

    def stop(done, rows):
        if done > rows / 3:
            cancel.set()

    with pytest.raises(ExportCancelled):
        booth.uses.exporter.write(number, tmp_path, stop, cancel)
    assert list(tmp_path.glob("*-v*")) == []
    assert booth.stored_batch(number).status is BatchStatus.SEALED


def test_a_folder_that_is_gone_leaves_the_batch_as_it_was(booth, tmp_path):
    number = boxed(booth)
    with pytest.raises(ExportFolderMissing):
        booth.uses.exporter.write(number, tmp_path / "stick", no_progress)
    assert booth.stored_batch(number).status is BatchStatus.SEALED


def test_an_export_that_was_begun_is_finished_while_locked_by_who_began(booth, tmp_path):
    booth.fill(1, range(10))
    number = booth.uses.boxes.box("BX0001", 1).batch.number
    exported = booth.uses.exporter.write(number, tmp_path, no_progress)
    booth.uses.signing.lock()
    assert isinstance(booth.uses.boxes.exported(exported), out.BatchExported)
    kind, actor, facts = booth.trail()[-1]
    assert (kind, facts["batch"]) == (AuditKind.BATCH_EXPORTED, number)
    assert actor == booth.member(OPERATOR).id
    assert booth.stored_batch(number).status is BatchStatus.EXPORTED


def test_only_boxed_batches_are_exported(booth, tmp_path):
    booth.fill(1, range(10))
    for number, fault in [
        ("20261122-02-01", BatchNotSealed),
        ("20261122-02-99", BatchUnknown),
        ("../20261122", BatchNumberUnusable),
    ]:
        with pytest.raises(fault):
            booth.uses.exporter.write(number, tmp_path, no_progress)
    assert list(tmp_path.glob("*-v*")) == []


def test_somebody_withdrawn_during_the_export_leaves_the_batch_to_be_exported(booth, tmp_path):
    number = boxed(booth)
    exported = booth.uses.exporter.write(number, tmp_path, no_progress)
    last = booth.uses.booth.view().recent[0]
    booth.uses.operate.withdraw(last.id, WithdrawReason.WRONG_PERSON, False)
    assert isinstance(refusal(booth.uses.boxes.exported(exported)), BatchChanged)
    assert booth.stored_batch(number).status is BatchStatus.SEALED


def test_registering_goes_on_while_a_sheet_is_written(booth, tmp_path):
    number = boxed(booth)
    booth.tube(2)
    during = []

    def register(done, rows):
        if not during:
            during.append(booth.person(50))

    exported = booth.uses.exporter.write(number, tmp_path, register)
    assert isinstance(during[0], out.Registered)
    assert exported.receipt.persons == 10
    assert isinstance(booth.uses.boxes.exported(exported), out.BatchExported)
