"""Whatever the operator does, in whatever order: what the rules promise holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from station.domain.tube import POOL_SIZES, TubeStatus
from station.domain.withdrawal import undo, void_tube
from tests.unit.domain.desk import Desk


class BoothMachine(RuleBasedStateMachine):
    """Presses every key and shows every code, a few of each, in any order."""

    @initialize()
    def open(self):
        self.desk = Desk()

    @rule(number=st.integers(1, 6))
    def show_tube(self, number):
        self.desk.tube(number)

    @rule(number=st.integers(1, 25))
    def show_person(self, number):
        self.desk.person(number)

    @rule(again=st.booleans())
    def answer(self, again):
        self.desk.answer(again)

    @rule(size=st.sampled_from(POOL_SIZES))
    def choose(self, size):
        self.desk.pool(size)

    @rule()
    def press_f4(self):
        self.desk.seal()

    @rule()
    def press_f7(self):
        self.desk.single()

    @rule()
    def press_esc(self):
        self.desk.cancel()

    @rule()
    def drop(self):
        self.desk.drop()

    @rule()
    def void(self):
        tube = self.desk.session.pooled
        if tube is not None:
            self.desk.keep(void_tube(self.desk.session, tube, self.desk.moment))

    @rule(batch_open=st.booleans())
    def press_f8(self, batch_open):
        desk = self.desk
        last = desk.registrations[-1].registration if desk.registrations else None
        tube = None
        if last is not None:
            tube = desk.tubes[last.tube_id]
            if last.id in desk.withdrawn:
                last = replace(last, withdrawn_at=desk.now)
        latest = tube is not None and not any(
            other.slot is tube.slot and other.opened_at > tube.opened_at
            for other in desk.tubes.values()
            if other.status is not TubeStatus.DROPPED
        )
        desk.keep(undo(desk.session, last, tube, latest and batch_open, desk.moment))

    @invariant()
    def no_place_holds_two(self):
        places = Counter((row.tube_id, row.place) for row in self.desk.in_force())
        assert max(places.values(), default=0) <= 1

    @invariant()
    def nobody_is_twice_in_one_tube(self):
        pairs = Counter((row.tube_id, row.identity) for row in self.desk.in_force())
        assert max(pairs.values(), default=0) <= 1

    @invariant()
    def no_barcode_is_in_two_tubes(self):
        kept = [t for t in self.desk.tubes.values() if t.status is not TubeStatus.DROPPED]
        assert len({tube.barcode for tube in kept}) == len(kept)

    @invariant()
    def no_tube_holds_more_than_its_kind(self):
        for tube in self.desk.tubes.values():
            assert len(tube.holdings) <= tube.pool_size

    @invariant()
    def the_session_holds_what_is_open(self):
        session = self.desk.session
        open_tubes = {t.id for t in self.desk.tubes.values() if t.status is TubeStatus.OPEN}
        held = {tube.id for tube in (session.pooled, session.single) if tube is not None}
        assert open_tubes == held
        assert session.single is None or session.single_armed
        assert not (session.question and session.waiting and session.target())

    @invariant()
    def counts_agree(self):
        for tube in self.desk.tubes.values():
            rows = [row for row in self.desk.in_force() if row.tube_id == tube.id]
            if tube.status is not TubeStatus.DROPPED:
                assert tube.count == len(rows)


TestBooth = BoothMachine.TestCase
TestBooth.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
