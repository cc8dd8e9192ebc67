"""What laboratories received: counted or scanned, against the version of the sheet they have."""

from __future__ import annotations

import pytest

from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.receipt import HIGHEST_COUNT, ReceiptStatus, SettleReason
from station.domain.registration import WithdrawReason
from station.errors import StationError
from tests.integration.services.handing import barcode, boxed, fill, hand_over


@pytest.fixture
def sent(booth) -> str:
    """A batch of three tubes that was handed over."""
    fill(booth, 1, 2, 3)
    return hand_over(booth, boxed(booth, 3).number).number


def code(work) -> str:
    with pytest.raises(StationError) as caught:
        work()
    return caught.value.code


# --- counts ------------------------------------------------------------------------------------


def test_as_many_as_on_the_sheet_is_whole(booth, sent):
    receipt = booth.uses.receipts.counted(sent, 3)
    assert (receipt.status, receipt.expected, receipt.received) == (ReceiptStatus.WHOLE, 3, 3)
    assert booth.uses.receipts.of(sent) == [receipt]
    assert booth.uses.batches.batch(sent).receipt == receipt
    assert booth.uses.batches.open_differences() == []


@pytest.mark.parametrize("count", [0, 2, 4])
def test_fewer_or_more_stay_open_until_a_later_receipt_has_no_difference(booth, sent, count):
    receipt = booth.uses.receipts.counted(sent, count)
    assert (receipt.status, receipt.received) == (ReceiptStatus.OPEN, count)
    (line,) = booth.uses.batches.open_differences()
    assert (line.batch.number, line.receipt) == (sent, receipt)
    again = booth.uses.receipts.counted(sent, 3)
    statuses = [found.status for found in booth.uses.receipts.of(sent)]
    assert statuses == [ReceiptStatus.REPLACED, ReceiptStatus.WHOLE]
    assert booth.uses.batches.open_differences() == []
    assert booth.uses.batches.batch(sent).receipt == again


@pytest.mark.parametrize("count", [-1, HIGHEST_COUNT + 1])
def test_a_number_that_cannot_be_is_refused(booth, sent, count):
    assert code(lambda: booth.uses.receipts.counted(sent, count)) == "count_unusable"
    assert booth.uses.receipts.of(sent) == []


def test_nothing_is_received_of_what_was_not_handed_over(booth):
    fill(booth, 1)
    receipts = booth.uses.receipts
    number = booth.uses.batches.open_batch().batch.number
    assert code(lambda: receipts.counted(number, 1)) == "batch_not_handed_over"
    boxed(booth, 1)
    assert code(lambda: receipts.scanned(number, [])) == "batch_not_handed_over"
    hand_over(booth, number)
    assert code(lambda: receipts.counted(number, 1, version=2)) == "version_unknown"
    assert code(lambda: receipts.counted("20261122-02-77", 1)) == "batch_unknown"
    assert code(lambda: receipts.counted("77", 1)) == "batch_number_unusable"


# --- scanned -----------------------------------------------------------------------------------


def test_scanned_tubes_are_named_where_they_differ(booth, sent):
    receipts = booth.uses.receipts
    receipt = receipts.scanned(sent, [barcode(3), "310115000099", barcode(1), barcode(3)])
    assert receipt.status is ReceiptStatus.OPEN
    assert [tube.text for tube in receipt.missing] == [barcode(2)]
    assert [tube.text for tube in receipt.extra] == ["310115000099"]
    assert (receipt.expected, receipt.received, receipt.scanned) == (3, 3, True)
    assert receipts.of(sent) == [receipt]
    whole = receipts.scanned(sent, map(barcode, (2, 3, 1)))
    assert whole.status is ReceiptStatus.WHOLE
    assert code(lambda: receipts.scanned(sent, ["11010519491231002X"])) == "barcode_unusable"


def test_each_tube_is_missing_where_nothing_came(booth, sent):
    receipt = booth.uses.receipts.scanned(sent, [])
    assert [tube.text for tube in receipt.missing] == [barcode(1), barcode(2), barcode(3)]
    assert booth.uses.batches.batch(sent).receipt == receipt


# --- settled -----------------------------------------------------------------------------------


def test_a_difference_is_settled_once_with_a_reason(booth, sent):
    receipts = booth.uses.receipts
    receipt = receipts.counted(sent, 2)
    settled = receipts.settle(receipt.id, SettleReason.BROKEN)
    assert settled.status is ReceiptStatus.SETTLED
    assert settled.settled_reason is SettleReason.BROKEN
    assert settled.settled_by == booth.uses.access.actor is not None
    assert receipts.of(sent) == [settled]
    assert booth.uses.batches.open_differences() == []
    assert code(lambda: receipts.settle(receipt.id, SettleReason.LOST)) == "receipt_not_open"


def test_what_is_whole_replaced_or_not_there_cannot_be_settled(booth, sent):
    receipts = booth.uses.receipts
    first = receipts.counted(sent, 2)
    second = receipts.counted(sent, 3)
    for unsettled in (first.id, second.id, booth.uses.access.actor):
        refused = code(lambda one=unsettled: receipts.settle(one, SettleReason.LOST))
        assert refused == "receipt_not_open"


def test_a_difference_after_a_settled_one_is_open_again(booth, sent):
    receipts = booth.uses.receipts
    receipts.settle(receipts.counted(sent, 2).id, SettleReason.LOST)
    receipts.counted(sent, 1)
    statuses = [found.status for found in receipts.of(sent)]
    assert statuses == [ReceiptStatus.SETTLED, ReceiptStatus.OPEN]


def test_receipts_are_ordered_by_arrival_though_the_clock_was_set_back(booth, sent):
    booth.uses.receipts.counted(sent, 2)
    booth.clock.advance(-86_400)
    booth.uses.receipts.counted(sent, 3)
    assert [found.received for found in booth.uses.receipts.of(sent)] == [2, 3]
    assert booth.uses.batches.batch(sent).receipt.received == 3


def test_receipts_and_settling_are_on_the_trail(booth, sent):
    receipts = booth.uses.receipts
    receipts.settle(receipts.scanned(sent, [barcode(1), "X99"]).id, SettleReason.LOST)
    (received, settled), actor = booth.trail()[-2:], booth.uses.access.actor
    facts = {"batch": sent, "version": 1, "expected": 3, "received": 2, "missing": 2, "extra": 1}
    assert received == (AuditKind.RECEIVED, actor, facts)
    facts = {"batch": sent, "version": 1, "reason": "lost"}
    assert settled == (AuditKind.RECEIPT_SETTLED, actor, facts)


# --- versions ----------------------------------------------------------------------------------


def void_tube_2(booth, sent) -> None:
    """Withdraw whoever is in tube 2 after the hand-over, and hand version 2 over."""
    person = booth.uses.batches.find(barcode(2)).persons[0]
    reason = WithdrawReason.WRONG_PERSON
    undone = booth.uses.operate.withdraw(person.registration_id, reason, False)
    assert isinstance(undone, out.RegistrationUndone)
    assert hand_over(booth, sent).version == 2


def test_a_receipt_of_version_1_is_compared_with_version_1(booth, sent):
    void_tube_2(booth, sent)
    receipts = booth.uses.receipts
    assert receipts.counted(sent, 3, version=1).status is ReceiptStatus.WHOLE
    assert receipts.counted(sent, 2).status is ReceiptStatus.WHOLE
    assert receipts.counted(sent, 2, version=1).status is ReceiptStatus.OPEN
    assert [found.version for found in receipts.of(sent)] == [1, 2, 1]


def test_a_void_tube_that_lies_in_the_box_is_neither_missing_nor_extra(booth, sent):
    void_tube_2(booth, sent)
    receipts = booth.uses.receipts
    assert [tube.text for tube in receipts.sent(sent).void] == [barcode(2)]
    assert receipts.sent(sent, version=1).void == ()
    with_it = receipts.scanned(sent, map(barcode, (1, 2, 3)))
    without = receipts.scanned(sent, map(barcode, (1, 3)))
    assert {with_it.status, without.status} == {ReceiptStatus.WHOLE}
    assert {with_it.received, without.received} == {2}
