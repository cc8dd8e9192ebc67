"""Entered in error: undo, withdraw, void, and tubes left open overnight."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from station.domain import outcome as out
from station.domain import refusals
from station.domain.registration import WithdrawReason
from station.domain.tube import TubeStatus
from station.domain.withdrawal import seal_overnight, undo, void_tube, withdraw


def undo_last(desk, may_reopen=True):
    rows = [added.registration for added in desk.registrations]
    last = rows[-1] if rows else None
    if last is not None and last.id in desk.withdrawn:
        last = replace(last, withdrawn_at=desk.now)
    tube = desk.tubes[last.tube_id] if last else None
    return desk.keep(undo(desk.session, last, tube, may_reopen, desk.moment))


def withdraw_row(desk, row, swab_is_in=False, may_reopen=True):
    return desk.keep(
        withdraw(
            desk.session,
            row,
            desk.tubes[row.tube_id],
            may_reopen,
            WithdrawReason.WRONG_PERSON,
            swab_is_in,
            desk.moment,
        )
    )


def fill(desk, size, tube=1):
    desk.pool(size)
    desk.tube(tube)
    return [desk.person(number + tube * 100).registration for number in range(size)]


def test_undo_frees_the_place_for_the_next_person(desk):
    desk.tube(1)
    desk.person(1)
    desk.person(2)
    outcome = undo_last(desk)
    assert isinstance(outcome, out.RegistrationUndone)
    assert outcome.registration.place == 2
    assert desk.person(3).registration.place == 2


def test_undo_works_once_per_registration(desk):
    desk.tube(1)
    desk.person(1)
    desk.person(2)
    undo_last(desk)
    outcome = undo_last(desk)
    assert isinstance(outcome.error, refusals.AlreadyUndone)
    assert desk.session.pooled.count == 1
    desk.person(3)
    assert isinstance(undo_last(desk), out.RegistrationUndone)


def test_undo_with_nothing_registered_says_so(desk):
    assert isinstance(undo_last(desk).error, refusals.NothingToUndo)


def test_an_undone_person_is_no_duplicate(desk):
    desk.tube(1)
    desk.person(1)
    undo_last(desk)
    assert isinstance(desk.person(1), out.Registered)


def test_a_tube_that_sealed_itself_reopens(desk):
    fill(desk, 5)
    assert desk.session.pooled is None
    outcome = undo_last(desk)
    assert outcome.reopened
    assert desk.session.pooled.status is TubeStatus.OPEN
    assert desk.session.pooled.batch_id is None
    assert desk.person(99).tube.status is TubeStatus.SEALED


def test_a_single_tube_reopens_as_the_single_one(desk):
    desk.tube(1)
    desk.single()
    desk.tube(2)
    desk.person(1)
    outcome = undo_last(desk)
    assert outcome.reopened
    assert desk.session.single_armed
    assert desk.session.single.barcode.text.endswith("002")
    assert desk.session.pooled.barcode.text.endswith("001")


def test_it_stays_short_when_another_pooled_tube_was_opened(desk):
    rows = fill(desk, 5)
    desk.tube(2)
    outcome = withdraw_row(desk, rows[-1])
    assert not outcome.reopened
    assert outcome.tube.is_short
    assert desk.session.pooled.barcode.text.endswith("002")


def test_it_stays_short_when_the_batch_is_sealed(desk):
    fill(desk, 5)
    outcome = undo_last(desk, may_reopen=False)
    assert not outcome.reopened
    assert outcome.tube.is_short
    assert desk.session.pooled is None


def test_a_tube_that_was_sealed_early_does_not_reopen(desk):
    desk.tube(1)
    desk.person(1)
    desk.person(2)
    desk.seal()
    outcome = undo_last(desk)
    assert not outcome.reopened
    assert outcome.tube.status is TubeStatus.SEALED
    assert outcome.tube.count == 1


def test_a_sealed_tube_that_counts_nobody_any_more_is_void(desk):
    desk.tube(1)
    desk.person(1)
    desk.seal()
    outcome = undo_last(desk)
    assert outcome.tube.status is TubeStatus.VOID


def test_a_swab_that_is_in_keeps_its_place(desk):
    desk.tube(1)
    rows = [desk.person(number).registration for number in (1, 2)]
    withdraw_row(desk, rows[0], swab_is_in=True)
    assert desk.session.pooled.count == 1
    assert desk.person(3).registration.place == 3


def test_a_swab_that_is_in_never_reopens_a_full_tube(desk):
    rows = fill(desk, 5)
    outcome = withdraw_row(desk, rows[0], swab_is_in=True)
    assert not outcome.reopened
    assert outcome.tube.is_short
    assert outcome.tube.count == 4


def test_a_withdrawn_registration_cannot_be_withdrawn_again(desk):
    desk.tube(1)
    row = desk.person(1).registration
    withdraw_row(desk, row)
    outcome = withdraw_row(desk, replace(row, withdrawn_at=desk.now))
    assert isinstance(outcome.error, refusals.AlreadyWithdrawn)


def test_nothing_is_withdrawn_while_a_question_is_open(desk):
    desk.tube(1)
    desk.person(1)
    desk.seal()
    desk.person(1)
    assert isinstance(undo_last(desk).error, refusals.QuestionOpen)


def test_a_tube_that_once_held_somebody_is_void_not_dropped(desk):
    desk.tube(1)
    desk.person(1)
    undo_last(desk)
    outcome = desk.drop()
    assert outcome.tube.status is TubeStatus.VOID
    assert isinstance(desk.tube(1).error, refusals.TubeUsed)


def test_making_a_tube_void_withdraws_everybody_in_it(desk):
    desk.tube(1)
    rows = [desk.person(number).registration for number in (1, 2, 3)]
    outcome = desk.keep(void_tube(desk.session, desk.session.pooled, desk.moment))
    assert outcome.tube.status is TubeStatus.VOID
    assert outcome.tube.count == 0
    assert desk.withdrawn == {row.id for row in rows}
    assert desk.session.pooled is None
    desk.tube(2)
    assert isinstance(desk.person(1), out.Registered)


@pytest.fixture
def overnight(desk):
    """A desk in the morning: yesterday's tube with two persons, and one that held nobody."""
    desk.tube(1)
    desk.person(1)
    desk.person(2)
    left = desk.session.pooled
    desk.session = replace(desk.session, pooled=None)
    desk.tube(2)
    empty = desk.session.pooled
    desk.session = replace(desk.session, pooled=None, overnight=(left, empty))
    return desk, left, empty


def test_tubes_left_overnight_come_before_anything_else(overnight):
    desk, _, _ = overnight
    for act in (lambda: desk.tube(3), lambda: desk.person(9), desk.single, desk.seal):
        assert isinstance(act().error, refusals.OvernightTubes)


def test_an_overnight_tube_is_sealed_or_made_void(overnight):
    desk, left, empty = overnight
    refused = desk.keep(seal_overnight(desk.session, empty, desk.moment))
    assert isinstance(refused.error, refusals.TubeEmpty)
    dropped = desk.keep(void_tube(desk.session, empty, desk.moment))
    assert dropped.tube.status is TubeStatus.DROPPED
    sealed = desk.keep(seal_overnight(desk.session, left, desk.moment))
    assert sealed.tube.is_short
    assert desk.session.overnight == ()
    assert isinstance(desk.tube(3), out.TubeOpened)


def test_a_tube_that_is_not_open_any_more_is_not_made_void(overnight):
    desk, left, _ = overnight
    desk.keep(seal_overnight(desk.session, left, desk.moment))
    sealed = desk.tubes[left.id]
    for rule in (void_tube, seal_overnight):
        refused = desk.keep(rule(desk.session, sealed, desk.moment))
        assert isinstance(refused.error, refusals.TubeNotOpen)
    assert desk.tubes[left.id].count == 2


def test_undo_does_not_reach_into_another_day(desk):
    desk.tube(1)
    desk.person(1)
    desk.now += timedelta(days=1)
    assert isinstance(undo_last(desk).error, refusals.NothingToUndo)


def test_a_waiting_person_goes_into_a_tube_that_an_undo_reopened(desk):
    fill(desk, 5)
    assert isinstance(desk.person(99), out.PersonWaits)
    assert undo_last(desk).reopened
    outcome = desk.person(99)
    assert isinstance(outcome, out.Registered)
    assert outcome.tube.status is TubeStatus.SEALED
