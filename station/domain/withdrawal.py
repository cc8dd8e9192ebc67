"""Entered in error (作废): undo, withdraw with a reason, and tubes left open overnight."""

from __future__ import annotations

from dataclasses import replace

from station.domain import outcome as out
from station.domain import refusals
from station.domain.outcome import Change
from station.domain.registration import Moment, Registration, Withdrawal, WithdrawReason
from station.domain.tube import SealCause, Slot, Tube, TubeStatus
from station.domain.tube_session import Decision, TubeSession


def undo(
    session: TubeSession,
    last: Registration | None,
    tube: Tube | None,
    may_reopen: bool,
    moment: Moment,
    sheet_version: int | None = None,
) -> Decision:
    """F8: withdraw the booth's last registration, once (gloves press twice).

    ``last`` is the booth's latest registration, withdrawn or not, ``tube`` the one it is in;
    ``may_reopen`` and ``sheet_version`` as in `withdraw`. One of another day is
    out of reach: that needs a reason.
    """
    if last is None or tube is None or last.day != moment.day:
        return Decision(session, out.Refused(refusals.NothingToUndo()))
    if last.withdrawn_at is not None:
        return Decision(session, out.Refused(refusals.AlreadyUndone()))
    return withdraw(
        session, last, tube, may_reopen, WithdrawReason.UNDONE, False, moment, sheet_version
    )


def withdraw(
    session: TubeSession,
    registration: Registration,
    tube: Tube,
    may_reopen: bool,
    reason: WithdrawReason,
    swab_is_in: bool,
    moment: Moment,
    sheet_version: int | None = None,
) -> Decision:
    """Withdraw a registration, never deleting it.

    ``sheet_version`` is the first version of the sheet that lacks it, if one was handed over.

    Its place is free again, unless ``swab_is_in``. A tube that had sealed itself reopens for it
    when ``may_reopen``: it is of this day, no tube was opened in its slot since, and its batch is
    open. Otherwise it stays short; a sealed tube that counts nobody any more is void.
    """
    if session.question is not None:
        return Decision(session, out.Refused(refusals.QuestionOpen()))
    if registration.withdrawn_at is not None:
        return Decision(session, out.Refused(refusals.AlreadyWithdrawn()))
    withdrawal = Withdrawal(
        registration.id, moment.at, reason, swab_is_in, moment.shift.id, sheet_version
    )
    released = tube.release(registration.id, swab_is_in)
    changes: tuple[Change, ...] = (out.RegistrationWithdrawn(withdrawal),)
    reopened = False
    if tube.status is TubeStatus.OPEN:
        after = _replace_open(session, released)
    elif _reopens(session, tube, swab_is_in, may_reopen):
        released, reopened = released.reopen(), True
        after = _put_back(session, released)
        changes = (*changes, out.TubeChanged(released))
    else:
        after = session
        if released.count == 0 and tube.status is TubeStatus.SEALED:
            released = replace(released, status=TubeStatus.VOID)
            changes = (*changes, out.TubeChanged(released))
    undone = replace(registration, withdrawn_at=moment.at)
    return Decision(after, out.RegistrationUndone(undone, released, reopened), changes)


def void_tube(session: TubeSession, tube: Tube, moment: Moment) -> Decision:
    """Make an open tube void (spilled, left overnight): whoever is in it is withdrawn.

    A tube that never held anybody is dropped instead, its barcode free again. One that is not
    open any more is refused: it may have left in a box.
    """
    if session.question is not None:
        return Decision(session, out.Refused(refusals.QuestionOpen()))
    if tube.status is not TubeStatus.OPEN:
        return Decision(session, out.Refused(refusals.TubeNotOpen()))
    withdrawals = [
        out.RegistrationWithdrawn(
            Withdrawal(
                holding.registration_id,
                moment.at,
                WithdrawReason.TUBE_VOID,
                swab_is_in=True,
                shift_id=moment.shift.id,
            )
        )
        for holding in tube.holdings
        if holding.in_force
    ]
    if tube.ever_held:
        held = tuple(replace(holding, in_force=False) for holding in tube.holdings)
        ended = replace(tube, status=TubeStatus.VOID, batch_id=moment.batch_id, holdings=held)
    else:
        ended = replace(tube, status=TubeStatus.DROPPED)
    return Decision(
        _without(session, tube), out.TubeDropped(ended), (*withdrawals, out.TubeChanged(ended))
    )


def seal_overnight(session: TubeSession, tube: Tube, moment: Moment) -> Decision:
    """Seal a tube that was left open on an earlier day; an empty one can only be made void."""
    if tube.status is not TubeStatus.OPEN:
        return Decision(session, out.Refused(refusals.TubeNotOpen()))
    if tube.count == 0:
        return Decision(session, out.Refused(refusals.TubeEmpty()))
    sealed = tube.seal(moment.at, SealCause.EARLY, moment.batch_id)
    return Decision(_without(session, tube), out.TubeSealed(sealed), (out.TubeChanged(sealed),))


def _reopens(session: TubeSession, tube: Tube, swab_is_in: bool, may_reopen: bool) -> bool:
    return (
        may_reopen
        and not swab_is_in
        and tube.taken_out_at is None
        and tube.seal_cause is SealCause.FULL
        and tube.status is TubeStatus.SEALED
        and session.slot(tube.slot) is None
    )


def _put_back(session: TubeSession, tube: Tube) -> TubeSession:
    """A person who waits for a tube goes on waiting for the next one scanned."""
    if tube.slot is Slot.SINGLE:
        return replace(session, single=tube, single_armed=True)
    return replace(session, pooled=tube)


def _replace_open(session: TubeSession, tube: Tube) -> TubeSession:
    if session.pooled is not None and session.pooled.id == tube.id:
        return replace(session, pooled=tube)
    if session.single is not None and session.single.id == tube.id:
        return replace(session, single=tube)
    return replace(
        session,
        overnight=tuple(tube if other.id == tube.id else other for other in session.overnight),
    )


def _without(session: TubeSession, tube: Tube) -> TubeSession:
    left = replace(
        session, overnight=tuple(other for other in session.overnight if other.id != tube.id)
    )
    if left.pooled is not None and left.pooled.id == tube.id:
        return replace(left, pooled=None)
    if left.single is not None and left.single.id == tube.id:
        return replace(left, single=None, single_armed=False)
    return left
