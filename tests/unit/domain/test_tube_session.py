"""The booth's state machine, rule by rule (booth-workflow.md)."""

from __future__ import annotations

import pytest

from station.domain import outcome as out
from station.domain import refusals
from station.domain.tube import SealCause, Slot, TubeStatus


def refusal(outcome: out.Outcome) -> type:
    assert isinstance(outcome, out.Refused), outcome
    return type(outcome.error)


def test_a_tube_opens_with_the_chosen_kind(desk):
    desk.pool(20)
    outcome = desk.tube(1)
    assert isinstance(outcome, out.TubeOpened)
    assert outcome.tube.pool_size == 20
    assert outcome.tube.slot is Slot.POOLED


def test_the_kind_of_an_open_tube_stays_when_another_is_chosen(desk):
    desk.tube(1)
    desk.pool(5)
    assert desk.session.pooled.pool_size == 10
    desk.person(1)
    desk.seal()
    assert desk.tube(2).tube.pool_size == 5


def test_no_other_kind_than_1_5_10_20_can_be_chosen(desk):
    with pytest.raises(ValueError, match="no pool of 7"):
        desk.pool(7)


def test_a_person_is_registered_at_once_into_the_open_tube(desk):
    desk.tube(1)
    outcome = desk.person(1)
    assert isinstance(outcome, out.Registered)
    assert outcome.registration.place == 1
    assert desk.person(2).registration.place == 2


@pytest.mark.parametrize("size", [1, 5, 10, 20])
def test_a_full_tube_seals_itself(desk, size):
    desk.pool(size)
    desk.tube(1)
    for number in range(size - 1):
        assert desk.person(number).tube.status is TubeStatus.OPEN
    outcome = desk.person(99)
    assert outcome.tube.status is TubeStatus.SEALED
    assert outcome.tube.seal_cause is SealCause.FULL
    assert outcome.tube.batch_id == desk.batch_id
    assert not outcome.tube.is_short
    assert desk.session.pooled is None


def test_a_second_pooled_tube_is_refused_while_one_is_open(desk):
    desk.tube(1)
    assert refusal(desk.tube(2)) is refusals.TubeStillOpen
    assert desk.session.pooled.barcode.text.endswith("001")


def test_the_open_tubes_own_label_is_ignored(desk):
    desk.tube(1)
    assert isinstance(desk.tube(1), out.Ignored)


def test_a_used_barcode_is_refused_with_where_and_when(desk):
    desk.tube(1)
    opened_at = desk.session.pooled.opened_at
    desk.person(1)
    desk.seal()
    outcome = desk.tube(1)
    assert refusal(outcome) is refusals.TubeUsed
    assert outcome.error.earlier.booth == "02"
    assert outcome.error.earlier.opened_at == opened_at
    assert outcome.error.earlier.count == 1


def test_f4_seals_early_and_the_tube_is_short(desk):
    desk.tube(1)
    desk.person(1)
    outcome = desk.seal()
    assert isinstance(outcome, out.TubeSealed)
    assert outcome.tube.seal_cause is SealCause.EARLY
    assert outcome.tube.is_short


def test_f4_is_refused_without_a_tube_and_for_an_empty_one(desk):
    assert refusal(desk.seal()) is refusals.NoTubeOpen
    desk.tube(1)
    assert refusal(desk.seal()) is refusals.TubeEmpty


# --- a person before a tube --------------------------------------------------------------------


def test_a_person_read_before_a_tube_waits_and_goes_into_the_next_one(desk):
    waits = desk.person(1)
    assert isinstance(waits, out.PersonWaits)
    assert not desk.registrations
    outcome = desk.tube(1)
    assert isinstance(outcome, out.Registered)
    assert outcome.registration.place == 1
    assert desk.session.waiting is None


def test_the_same_waiting_person_is_no_news_and_another_is_refused(desk):
    desk.person(1)
    assert isinstance(desk.person(1), out.Ignored)
    assert refusal(desk.person(2)) is refusals.PersonWaiting
    assert desk.session.waiting.candidate.identity == (1).to_bytes(32, "big")


def test_a_refused_tube_keeps_the_person_waiting(desk):
    desk.tube(1)
    desk.person(1)
    desk.seal()
    desk.person(2)
    assert refusal(desk.tube(1)) is refusals.TubeUsed
    assert desk.session.waiting is not None
    assert isinstance(desk.tube(2), out.Registered)


def test_a_waiting_person_goes_when_their_time_is_over(desk):
    waits = desk.person(1)
    assert desk.session.end_wait(waits.until.replace(microsecond=0)) is not None
    early = waits.until.replace(year=2025)
    assert desk.session.end_wait(early) is None
    assert isinstance(desk.keep(desk.session.end_wait(waits.until)), out.WaitEnded)
    assert desk.session.waiting is None


def test_esc_lets_the_waiting_person_go(desk):
    desk.person(1)
    assert desk.cancel() == out.Cancelled("waiting")
    assert isinstance(desk.tube(1), out.TubeOpened)


# --- the single tube in between ----------------------------------------------------------------


def test_a_single_tube_leaves_the_pooled_one_open(desk):
    desk.tube(1)
    desk.person(1)
    desk.single()
    assert isinstance(desk.tube(2), out.TubeOpened)
    outcome = desk.person(2)
    assert outcome.tube.pool_size == 1
    assert outcome.tube.status is TubeStatus.SEALED
    assert desk.session.single is None
    assert not desk.session.single_armed
    assert desk.session.pooled.count == 1
    assert desk.person(3).registration.place == 2


def test_a_single_takes_its_person_first_too(desk):
    desk.tube(1)
    desk.single()
    assert isinstance(desk.person(2), out.PersonWaits)
    outcome = desk.tube(2)
    assert isinstance(outcome, out.Registered)
    assert outcome.tube.pool_size == 1
    assert not desk.session.single_armed
    assert desk.session.pooled.count == 0


def test_f4_is_refused_while_a_single_is_armed(desk):
    desk.tube(1)
    desk.person(1)
    desk.single()
    assert refusal(desk.seal()) is refusals.SingleArmed


def test_a_second_single_tube_is_refused(desk):
    desk.single()
    desk.tube(1)
    assert refusal(desk.tube(2)) is refusals.SingleTubeOpen


def test_esc_ends_the_single_and_frees_its_unused_tube(desk):
    desk.tube(1)
    desk.single()
    desk.tube(2)
    assert desk.cancel() == out.Cancelled("single")
    assert desk.session.pooled is not None
    desk.single()
    assert isinstance(desk.tube(2), out.TubeOpened)


# --- the same person twice ---------------------------------------------------------------------


def test_the_same_person_in_the_same_tube_is_always_refused(desk):
    desk.tube(1)
    desk.person(1)
    outcome = desk.person(1)
    assert refusal(outcome) is refusals.AlreadyInTube
    assert outcome.error.params["place"] == 1


def test_a_duplicate_shows_the_other_record_and_waits(desk):
    desk.tube(1)
    first = desk.person(1).registration
    desk.seal()
    desk.tube(2)
    outcome = desk.person(1)
    assert isinstance(outcome, out.DuplicateAsked)
    assert outcome.earlier.registration_id == first.id
    assert outcome.earlier.barcode.text.endswith("001")
    assert outcome.earlier.booth == "02"
    assert outcome.earlier.registered_at == first.registered_at
    assert len(desk.registrations) == 1


def test_leaving_the_question_registers_nobody(desk):
    desk.tube(1)
    desk.person(1)
    desk.seal()
    desk.tube(2)
    desk.person(1)
    assert isinstance(desk.answer(again=False), out.DuplicateLeft)
    assert len(desk.registrations) == 1
    assert desk.session.question is None


def test_registering_again_leaves_a_trace(desk):
    desk.tube(1)
    desk.person(1)
    desk.seal()
    desk.tube(2)
    desk.person(1)
    outcome = desk.answer(again=True)
    assert isinstance(outcome, out.Registered)
    assert outcome.registration.repeat == 2
    assert "against the warning" in outcome.registration.note


def test_a_duplicate_without_a_tube_waits_after_the_answer_and_is_not_asked_twice(desk):
    desk.tube(1)
    desk.person(1)
    desk.seal()
    assert isinstance(desk.person(1), out.DuplicateAsked)
    assert isinstance(desk.answer(again=True), out.PersonWaits)
    assert isinstance(desk.tube(2), out.Registered)


def test_while_a_question_is_open_every_read_and_key_is_refused(desk):
    desk.tube(1)
    desk.person(1)
    desk.seal()
    desk.person(1)
    for act in (lambda: desk.tube(3), lambda: desk.person(4), desk.seal, desk.single, desk.drop):
        assert refusal(act()) is refusals.QuestionOpen
    assert desk.session.question is not None


def test_esc_leaves_the_question_before_anything_else(desk):
    desk.tube(1)
    desk.person(1)
    desk.single()
    desk.person(1)
    assert isinstance(desk.cancel(), out.DuplicateLeft)
    assert desk.session.single_armed


def test_an_answer_without_a_question_is_refused(desk):
    assert refusal(desk.answer(again=True)) is refusals.NoQuestion


# --- dropping ----------------------------------------------------------------------------------


def test_a_tube_opened_by_mistake_is_dropped_and_free_again(desk):
    desk.tube(1)
    outcome = desk.drop()
    assert isinstance(outcome, out.TubeDropped)
    assert outcome.tube.status is TubeStatus.DROPPED
    assert isinstance(desk.tube(1), out.TubeOpened)


def test_a_tube_that_holds_somebody_cannot_be_dropped(desk):
    desk.tube(1)
    desk.person(1)
    assert refusal(desk.drop()) is refusals.TubeHoldsPersons


def test_nothing_to_drop_is_said(desk):
    assert refusal(desk.drop()) is refusals.NoTubeOpen


def test_a_rule_changes_nothing_until_its_decision_is_kept(desk):
    desk.tube(1)
    before = desk.session
    before.seal(desk.moment)
    before.drop_tube(desk.moment)
    assert desk.session is before
    assert desk.session.pooled.status is TubeStatus.OPEN
