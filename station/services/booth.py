"""The booth as the services share it: what it holds, and one transaction around every rule."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from station.domain import outcome as out
from station.domain import refusals
from station.domain.batch import Batch, batch_number
from station.domain.ids import new_id
from station.domain.outcome import Change, Outcome
from station.domain.ports import Clock, RepeatFilter, Storage, UnitOfWork
from station.domain.registration import Moment, Registration, Shift
from station.domain.staff import Permission
from station.domain.tube_session import Decision, TubeSession
from station.errors import StationError
from station.services.access import Access
from station.services.audit_events import audit_events
from station.services.report import BoothView, Report

RECENT = 50

_NOT_SHOWN_AGAIN = (
    *(out.Ignored, out.BoxingAsked, out.BoxingCancelled, out.Repeated),
    *(out.SignedIn, out.SignedOut, out.Locked, out.Unlocked, out.BadgeShown, out.FirstManagerMade),
)

Rule = Callable[[UnitOfWork, Moment], Decision]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Batches:
    """The open batch with its number of sealed tubes, and the boxed ones not yet exported."""

    open: Batch | None = None
    sealed_tubes: int = 0
    unexported: tuple[Batch, ...] = ()


class Booth:
    """One booth's state. Only the worker thread touches it.

    ``session`` is what the last committed transaction left. ``boxing`` is set while a box is
    being packed: persons and tubes wait meanwhile.
    """

    def __init__(
        self,
        number: str,
        storage: Storage,
        clock: Clock,
        zone: ZoneInfo,
        repeats: RepeatFilter,
        session: TubeSession,
        access: Access,
    ) -> None:
        self.number = number
        self.storage = storage
        self.clock = clock
        self.session = session
        self.access = access
        self.shift: Shift | None = None
        self.needs_first_manager = False
        self.boxing = False
        self.last: Outcome = out.Ignored()
        self._zone = zone
        self._repeats = repeats
        self._batches = _Batches()
        self._recent: tuple[Registration, ...] = ()

    # --- state ---------------------------------------------------------------------------------

    def load(self, session: TubeSession, unit: UnitOfWork) -> None:
        """Take the state that the database holds."""
        self.session = session
        self._recent = tuple(unit.registrations.recent(self.number, RECENT))
        self._batches = _read_batches(unit, self.number)
        self.needs_first_manager = not unit.staff.all()
        self._repeats.state_changed()

    def begin(self, shift: Shift | None) -> None:
        """Somebody signed in, or out (None); who goes on with their own shift loses nothing."""
        if shift != self.shift:
            self.let_go()
        self.shift = shift
        self._repeats.state_changed()

    def let_go(self) -> None:
        """The console is left: whoever waits is let go, and a question needs no answer."""
        self.session = replace(self.session, waiting=None, question=None)
        self.set_boxing(False)

    def set_boxing(self, boxing: bool) -> None:
        self.boxing = boxing
        self._repeats.state_changed()

    def gate(self) -> StationError | None:
        """Return why nothing can be read or registered at all just now, or None."""
        refused = self.access.refusal(Permission.REGISTER)
        if refused is not None:
            return refused
        if self.shift is None:
            return refusals.NotSignedIn()
        if self.boxing:
            return refusals.BoxingOpen()
        return self.session.busy()

    def day(self, at: datetime) -> date:
        """Return the site's date at ``at`` (aware)."""
        return at.astimezone(self._zone).date()

    def view(self) -> BoothView:
        batches = self._batches
        return BoothView(
            self.session,
            self.shift,
            self._recent,
            batches.sealed_tubes,
            batches.unexported,
            takes_persons=self.gate() is None and self.session.waiting is None,
            member=self.access.member,
            locked=self.access.locked,
            needs_first_manager=self.needs_first_manager,
        )

    def report(self, outcome: Outcome, since: float) -> Report:
        """Return ``outcome`` with the booth after it; ``since`` in monotonic seconds.

        It is kept as `last`, to be shown again on the command REPEAT.
        """
        if not isinstance(outcome, _NOT_SHOWN_AGAIN):
            self.last = outcome
        return Report(outcome, self.view(), self.clock.monotonic() - since)

    # --- transactions --------------------------------------------------------------------------

    def decide(self, rule: Rule) -> Outcome:
        """Apply a rule in one transaction; the session changes once that is committed.

        Every rule of the booth is for those who may register. A `StationError` that the rule or
        the storage raises becomes a refusal, and nothing has changed.
        """
        refused = self.access.refusal(Permission.REGISTER)
        if refused is None and self.shift is None:
            refused = refusals.NotSignedIn()
        if refused is not None or self.shift is None:
            return out.Refused(refused or refusals.NotSignedIn())
        try:
            with self.storage.writing() as unit:
                moment, batch = self._moment(unit, self.shift)
                decision = rule(unit, moment)
                batches = self._store(unit, decision, moment, batch)
        except StationError as error:
            return out.Refused(error)
        self._keep(decision, batches)
        return decision.outcome

    def change_batches(self, change: Callable[[UnitOfWork], Outcome]) -> Outcome:
        """Change batches in one transaction; a `StationError` becomes a refusal."""
        try:
            with self.storage.writing() as unit:
                outcome = change(unit)
                unit.clock_mark.raise_to(self.clock.now())
                batches = _read_batches(unit, self.number)
                unit.commit()
        except StationError as error:
            return out.Refused(error)
        self._batches = batches
        return outcome

    def new_batch(self, unit: UnitOfWork, now: datetime) -> Batch:
        """Return the booth's next batch, open and not stored yet."""
        day = self.day(now)
        sequence = unit.batches.next_sequence(self.number, day)
        number = batch_number(day, self.number, sequence)
        return Batch(new_id(now), number, self.number, day, sequence)

    def end_wait(self) -> Outcome | None:
        """Let a person go who waited too long for a tube; None if nobody is due."""
        decision = self.session.end_wait(self.clock.now())
        if decision is None:
            return None
        self._keep(decision, self._batches)
        return decision.outcome

    def note_refusal(self, source: str, error: StationError) -> None:
        """Store a refusal for the counts; if that fails, the refusal itself still stands.

        Nothing is counted before somebody signed in, or while the console is locked.
        """
        if self.shift is None or self.access.locked:
            return
        try:
            with self.storage.writing() as unit:
                unit.refusals.add(self.clock.now(), self.number, source, error.code)
                unit.commit()
        except StationError as fault:
            _log.warning("a refusal was not counted: %s", fault.code)

    # --- inside --------------------------------------------------------------------------------

    def _moment(self, unit: UnitOfWork, shift: Shift) -> tuple[Moment, Batch]:
        """Return the moment, and the open batch: a new one, not stored yet, if there is none."""
        now = self.clock.now()
        day = self.day(now)
        batch = self._batches.open or self.new_batch(unit, now)
        # Known without asking the database: a registration takes no longer for it.
        last = self._recent[0] if self._recent else None
        previous_at = last.registered_at if last and last.shift_id == shift.id else None
        return Moment(now, day, shift, batch.id, previous_at), batch

    def _store(
        self, unit: UnitOfWork, decision: Decision, moment: Moment, batch: Batch
    ) -> _Batches:
        """Store and commit a decision; return the booth's batches after it."""
        if not decision.changes:
            return self._batches
        tubes = [change.tube for change in decision.changes if isinstance(change, out.TubeChanged)]
        if self._batches.open is None and any(tube.batch_id == batch.id for tube in tubes):
            unit.batches.add(batch)
        unit.apply(decision.changes)
        for event in audit_events(decision, moment, self.access.actor):
            unit.audit.add(event)
        unit.clock_mark.raise_to(_latest(decision.outcome, moment))
        adding = (out.RegistrationAdded, out.TubeAdded)
        plain = all(isinstance(change, adding) for change in decision.changes)
        batches = self._batches if plain else _read_batches(unit, self.number)
        unit.commit()
        return batches

    def _keep(self, decision: Decision, batches: _Batches) -> None:
        self._batches = batches
        for change in decision.changes:
            self._remember(change)
        if decision.session != self.session:
            self.session = decision.session
            self._repeats.state_changed()

    def _remember(self, change: Change) -> None:
        if isinstance(change, out.RegistrationAdded):
            self._recent = (change.registration, *self._recent)[:RECENT]
        elif isinstance(change, out.RegistrationWithdrawn):
            withdrawal = change.withdrawal
            self._recent = tuple(
                replace(row, withdrawn_at=withdrawal.at)
                if row.id == withdrawal.registration_id
                else row
                for row in self._recent
            )


def _latest(outcome: Outcome, moment: Moment) -> datetime:
    """Return the latest time that a decision records: an accepted code's iat may be ahead."""
    issued_at = outcome.candidate.issued_at if isinstance(outcome, out.Registered) else None
    return moment.at if issued_at is None else max(moment.at, issued_at)


def _read_batches(unit: UnitOfWork, booth: str) -> _Batches:
    batch = unit.batches.open_at(booth)
    sealed = 0 if batch is None else unit.batches.sealed_tubes(batch.id)
    return _Batches(batch, sealed, tuple(unit.batches.sealed(booth)))
