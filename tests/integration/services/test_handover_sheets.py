"""The hand-over sheet of a batch: the very code of its package, and figures of its tubes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from openpyxl import load_workbook

from station.credential.handover import SignedHandover
from station.domain import outcome as out
from station.domain.receipt import BatchNotHandedOver
from station.domain.registration import WithdrawReason
from station.services.find_batch import BatchUnknown
from station.services.handover_sheets import HandoverSheets
from tests.integration.services.handing import barcode, boxed, fill


@pytest.fixture
def papers(booth):
    return HandoverSheets(booth.site.database, booth.uses.access, booth.site.secrets.sheet_signer)


def export(booth, number, folder):
    exported = booth.uses.exporter.write(number, folder, lambda done, rows: None)
    assert isinstance(booth.uses.boxes.exported(exported), out.BatchExported)
    return exported.receipt


def test_the_code_on_paper_is_that_of_the_package_byte_for_byte(booth, papers, tmp_path):
    fill(booth, 1, 2, persons=3)
    number = boxed(booth, 2).number
    # Codes name whole seconds, the records more.
    booth.clock.advance(0.654321)
    first = export(booth, number, tmp_path)
    booth.clock.advance(3600)
    facts = papers.of(number)
    assert facts.code == first.handover
    cover = load_workbook(first.workbook).worksheets[2]
    assert facts.code in [value for row in cover.values for value in row]
    assert SignedHandover.parse(facts.code).handover == facts.handover
    assert facts.kid.hex() == first.key_id

    again = export(booth, number, tmp_path)
    assert again.handover != first.handover
    assert papers.of(number).code == again.handover


def test_the_code_stays_that_of_the_package_though_the_clock_is_set_back(booth, papers, tmp_path):
    fill(booth, 1)
    number = boxed(booth, 1).number
    booth.clock.advance(60)
    export(booth, number, tmp_path)
    booth.clock.set(booth.clock.now() - timedelta(minutes=1))
    receipt = export(booth, number, tmp_path)
    assert papers.of(number).code == receipt.handover


def test_a_correction_has_its_own_code_once_it_is_handed_over(booth, papers, tmp_path):
    fill(booth, 1, persons=3)
    number = boxed(booth, 1).number
    first = export(booth, number, tmp_path)
    last = booth.uses.booth.view().recent[0]
    booth.uses.operate.withdraw(last.id, WithdrawReason.WRONG_PERSON, False)
    assert papers.of(number).code == first.handover
    second = export(booth, number, tmp_path)
    facts = papers.of(number)
    assert (facts.code, facts.handover.version) == (second.handover, 2)
    assert facts.handover.persons == 2


def test_void_tubes_are_not_counted_and_short_ones_are_named(booth, papers, tmp_path):
    fill(booth, 1, persons=10)
    fill(booth, 2, persons=4)
    booth.fill(3, range(60, 63))
    booth.uses.operate.void_tube(booth.session.pooled.id)
    number = boxed(booth, 2).number
    assert booth.uses.batches.find(barcode(3)).tube.batch_number == number
    export(booth, number, tmp_path)
    facts = papers.of(number)
    assert facts.by_pool_size == {10: 2}
    assert facts.short == (barcode(2),)
    assert (facts.handover.tubes, facts.handover.persons) == (2, 14)


def test_there_is_no_sheet_of_what_was_not_handed_over(booth, papers):
    fill(booth, 1)
    number = boxed(booth, 1).number
    with pytest.raises(BatchNotHandedOver):
        papers.of(number)
    with pytest.raises(BatchUnknown):
        papers.of(f"{number[:-2]}99")
