"""The keys of the booth's page: the kind of tube, seal, single, cancel, undo, withdraw, void."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from station.domain import outcome as out
from station.domain import withdrawal
from station.domain.batch import BatchStatus
from station.domain.outcome import Outcome
from station.domain.ports import UnitOfWork
from station.domain.registration import Moment, WithdrawReason
from station.domain.tube import Tube
from station.domain.tube_session import Decision
from station.services.booth import Booth


class OperateService:
    """What the operator's keys do. Only the worker thread calls it; every method returns an
    outcome."""

    def __init__(self, booth: Booth) -> None:
        self._booth = booth

    def choose_pool(self, pool_size: int) -> Outcome:
        """Choose the kind of the next pooled tube: 1, 5, 10 or 20."""
        return self._decide(lambda moment: self._booth.session.choose_pool(pool_size))

    def arm_single(self) -> Outcome:
        return self._decide(lambda moment: self._booth.session.arm_single())

    def seal(self) -> Outcome:
        return self._decide(lambda moment: self._booth.session.seal(moment))

    def cancel(self) -> Outcome:
        return self._decide(lambda moment: self._booth.session.cancel(moment))

    def drop_tube(self) -> Outcome:
        return self._decide(lambda moment: self._booth.session.drop_tube(moment))

    def undo(self) -> Outcome:
        """Withdraw the booth's last registration, once."""

        def rule(unit: UnitOfWork, moment: Moment) -> Decision:
            last = unit.registrations.last(self._booth.number)
            tube = None if last is None else unit.tubes.get(last.tube_id)
            may_reopen = tube is not None and self._may_reopen(unit, tube, moment)
            decision = withdrawal.undo(
                self._booth.session, last, tube, may_reopen, moment, _lacking(unit, tube)
            )
            if tube is not None:
                _correct_batch(unit, decision, tube)
            return decision

        return self._booth.decide(rule)

    def withdraw(self, registration_id: UUID, reason: WithdrawReason, swab_is_in: bool) -> Outcome:
        """Withdraw a registration with a reason; ``swab_is_in``: its place stays taken."""

        def rule(unit: UnitOfWork, moment: Moment) -> Decision:
            registration = unit.registrations.get(registration_id)
            tube = unit.tubes.get(registration.tube_id)
            decision = withdrawal.withdraw(
                self._booth.session,
                registration,
                tube,
                self._may_reopen(unit, tube, moment),
                reason,
                swab_is_in,
                moment,
                _lacking(unit, tube),
            )
            _correct_batch(unit, decision, tube)
            return decision

        return self._booth.decide(rule)

    def void_tube(self, tube_id: UUID) -> Outcome:
        """Make an open tube void, withdrawing whoever is in it."""
        return self._booth.decide(
            lambda unit, moment: withdrawal.void_tube(
                self._booth.session, unit.tubes.get(tube_id), moment
            )
        )

    def seal_overnight(self, tube_id: UUID) -> Outcome:
        """Seal a tube that was left open on an earlier day."""
        return self._booth.decide(
            lambda unit, moment: withdrawal.seal_overnight(
                self._booth.session, unit.tubes.get(tube_id), moment
            )
        )

    def _may_reopen(self, unit: UnitOfWork, tube: Tube, moment: Moment) -> bool:
        """Tell whether a tube is of this day, the latest in its slot, and its batch open."""
        if tube.batch_id is None or self._booth.day(tube.opened_at) != moment.day:
            return False
        if unit.tubes.latest_opened(self._booth.number, tube.slot) != tube.id:
            return False
        return unit.batches.get(tube.batch_id).status is BatchStatus.OPEN

    def _decide(self, rule: Callable[[Moment], Decision]) -> Outcome:
        return self._booth.decide(lambda unit, moment: rule(moment))


def _lacking(unit: UnitOfWork, tube: Tube | None) -> int | None:
    """Return the first version of the tube's sheet that lacks who is withdrawn from it now."""
    if tube is None or tube.batch_id is None:
        return None
    return unit.batches.get(tube.batch_id).correct().withdrawn_version


def _correct_batch(unit: UnitOfWork, decision: Decision, tube: Tube) -> None:
    """A sheet that was handed over needs a new version once one of its rows is withdrawn."""
    if isinstance(decision.outcome, out.RegistrationUndone) and tube.batch_id is not None:
        batch = unit.batches.get(tube.batch_id)
        if batch.status is BatchStatus.EXPORTED:
            unit.batches.save(batch.correct())
