"""Registering: the one path that every read and every typed document takes.

A read is classified, a code or number verified, the tube session asked, and one transaction
written; only then does the session change and the screen hear of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from station.credential.refusals import CodeRefusal, Expired
from station.domain import outcome as out
from station.domain import refusals
from station.domain.classify import (
    BadgeRead,
    BoxCodeRead,
    CardRead,
    CodeRead,
    CommandRead,
    NoUse,
    NumberRead,
    Read,
    TestRead,
    TubeRead,
    is_person,
)
from station.domain.command import Command
from station.domain.outcome import Outcome
from station.domain.ports import PersonsInView, RepeatFilter, UnitOfWork
from station.domain.registration import Candidate, EarlierRegistration, Moment
from station.domain.scan import InView, Scan, Source, View, fold_text
from station.domain.tube import TubeBarcode
from station.domain.tube_session import Decision
from station.errors import MachineFault, StationError
from station.services.access import ConsoleLocked
from station.services.admission import Admission
from station.services.booth import Booth
from station.services.entry import TypedEntry
from station.services.guard import check_clock
from station.services.labels import Labels
from station.services.report import Report

FORM = "form"
ALWAYS_HEARD = (Command.CANCEL, Command.REPEAT)

PASSING = (refusals.StateRefusal, refusals.ClockWrong, MachineFault)
"""Not what was read is to blame: it may be read again as soon as that has passed."""

MakeCandidate = Callable[[UnitOfWork, Moment], Candidate]
Key = Callable[[], Outcome]


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """The site's choices: ``repeat_window`` in days (1 is the same day), ``wait`` for a tube."""

    repeat_window: int
    wait: timedelta


class RegisterService:
    """Takes what readers saw and operators typed. Only the worker thread calls it.

    ``keys`` are what the command codes stand for: the same outcomes as the keys of the page.
    """

    def __init__(
        self,
        booth: Booth,
        admission: Admission,
        labels: Labels,
        repeats: RepeatFilter,
        in_view: PersonsInView,
        rules: RegisterRules,
        keys: Mapping[Command, Key],
    ) -> None:
        self._booth = booth
        self._admission = admission
        self._labels = labels
        self._repeats = repeats
        self._in_view = in_view
        self._rules = rules
        self._keys = keys
        self._crowded = False
        self._faulty = False

    # --- use cases -----------------------------------------------------------------------------

    def take(self, view: View) -> list[Report]:
        """Take what a reader saw at one moment; return a report for each read that is news.

        A tube goes first, so that a person in the same view finds it open. While it is unsure
        whether the person before has gone, the next one's code waits for a later frame.
        """
        reads = [(scan, self._labels.classifier.read(scan)) for scan in view.scans]
        in_view = self._look(reads, view)
        if in_view is InView.UNSURE:
            reads = [(scan, read) for scan, read in reads if not is_person(read)]
        news = [(scan, read) for scan, read in reads if self._repeats.admit(scan)]
        outcomes: list[Outcome] = []
        crowded = in_view is InView.SEVERAL
        if crowded and any(is_person(read) for _, read in news):
            outcomes.append(self._refuse(refusals.TwoPersons(), view.source.value))
            for scan, read in news:
                if is_person(read):
                    self._repeats.settle(scan.text, forgettable=True)
        for scan, read in sorted(news, key=lambda item: is_person(item[1])):
            if not (crowded and is_person(read)):
                outcomes.extend(self._settle(scan, self._read(read, view.source)))
        return [
            self._booth.report(outcome, view.frame_at)
            for outcome in outcomes
            if not isinstance(outcome, out.Ignored)
        ]

    def failed(self, error: StationError, source: Source) -> Report:
        """A reader saw something that it could not read whole."""
        since = self._booth.clock.monotonic()
        locked = self._booth.access.locked
        return self._booth.report(
            self._refuse(ConsoleLocked() if locked else error, source.value), since
        )

    def enter(self, entry: TypedEntry) -> Report:
        """Register the person that the form describes."""
        since = self._booth.clock.monotonic()

        def candidate(unit: UnitOfWork, moment: Moment) -> Candidate:
            return self._admission.entry(entry, moment.day, unit.registrations.known_person)

        return self._booth.report(self._noted(self._person(candidate), FORM), since)

    def answer(self, again: bool) -> Report:
        """Answer the open question: register ``again`` (the code is checked anew), or leave it."""
        since = self._booth.clock.monotonic()

        def rule(unit: UnitOfWork, moment: Moment) -> Decision:
            session = self._booth.session
            repeat = 1
            if again and session.question is not None:
                check_clock(unit.clock_mark, moment.at)
                candidate = self._still_valid(unit, session.question.candidate, moment)
                repeat = unit.registrations.next_repeat(candidate.identity, moment.day)
            return session.answer(again, repeat, moment, self._rules.wait)

        return self._booth.report(_with_person(self._booth.decide(rule)), since)

    def tick(self) -> list[Report]:
        """Let a person go who waited too long. Called once a second.

        What a fault of the disk or the clock refused may be read again.
        """
        since = self._booth.clock.monotonic()
        if self._faulty:
            self._faulty = False
            self._repeats.state_changed()
        outcome = self._booth.end_wait()
        return [] if outcome is None else [self._booth.report(outcome, since)]

    # --- reads ---------------------------------------------------------------------------------

    def _read(self, read: Read, source: Source) -> list[Outcome]:
        """Do what one read asks for; the outcomes in the order in which they came about."""
        if isinstance(read, BadgeRead):
            return [self._badge(read.text, source)]
        if self._booth.access.locked:
            return [out.Refused(ConsoleLocked())]
        if isinstance(read, CommandRead):
            return [self._command(read.command, source)]
        if isinstance(read, BoxCodeRead):
            return [self._box(read.text, source)]
        if isinstance(read, TestRead):
            return [out.TestCodeRead(read.arrived)]
        if isinstance(read, NoUse):
            return [self._refuse(read.refusal, source.value)]
        if isinstance(read, TubeRead):
            return [self._noted(outcome, source.value) for outcome in self._tube(read.barcode)]
        return [self._noted(self._person(self._maker(read)), source.value)]

    def _maker(self, read: CodeRead | NumberRead | CardRead) -> MakeCandidate:
        if isinstance(read, CodeRead):
            return lambda unit, moment: self._admission.code(
                read.text, moment.at, unit.codes.is_revoked
            )
        if isinstance(read, CardRead):
            return lambda unit, moment: self._admission.card(read.card, moment.day)
        return lambda unit, moment: self._admission.number(
            read.document, unit.registrations.known_person
        )

    def _person(self, make: MakeCandidate) -> Outcome:
        gate = self._booth.gate()
        if gate is not None:
            return out.Refused(gate)

        def rule(unit: UnitOfWork, moment: Moment) -> Decision:
            check_clock(unit.clock_mark, moment.at)
            candidate = make(unit, moment)
            earlier, repeat = self._earlier(unit, candidate, moment)
            return self._booth.session.read_person(
                candidate, earlier, repeat, moment, self._rules.wait
            )

        return _with_person(self._booth.decide(rule))

    def _tube(self, barcode: TubeBarcode) -> list[Outcome]:
        """Open a tube; a person who waits is checked again at this moment.

        If their code has lapsed meanwhile, the tube opens without them.
        """
        gate = self._booth.gate()
        if gate is not None:
            return [out.Refused(gate)]
        lapsed: list[Outcome] = []

        def rule(unit: UnitOfWork, moment: Moment) -> Decision:
            session = self._booth.session
            used = unit.tubes.use_of(barcode)
            if session.waiting is None or used is not None:
                return session.read_tube(barcode, used, moment)
            candidate = session.waiting.candidate
            check_clock(unit.clock_mark, moment.at)
            try:
                candidate = self._still_valid(unit, candidate, moment)
            except CodeRefusal as error:
                lapsed.append(_with_person(out.Refused(error)))
                return replace(session, waiting=None).read_tube(barcode, None, moment)
            earlier, repeat = self._earlier(unit, candidate, moment)
            return session.read_tube(barcode, None, moment, earlier, repeat)

        outcome = self._booth.decide(rule)
        return [outcome] if isinstance(outcome, out.Refused) else [outcome, *lapsed]

    def _box(self, box_code: str, source: Source) -> Outcome:
        if self._booth.boxing:
            return out.BoxRead(box_code)
        return self._refuse(refusals.BoxNotExpected(), source.value)

    def _badge(self, badge: str, source: Source) -> Outcome:
        """A badge says who signs in: into a locked console, or in the place of another member."""
        access = self._booth.access
        if access.member is None or access.locked:
            return out.BadgeShown(badge)
        busy = refusals.BoxingOpen() if self._booth.boxing else self._booth.session.busy()
        return out.BadgeShown(badge) if busy is None else self._refuse(busy, source.value)

    def _command(self, command: Command | None, source: Source) -> Outcome:
        if command is None or source is Source.CAMERA:
            return self._refuse(refusals.CommandRefused(), source.value)
        if command not in ALWAYS_HEARD:
            gate = self._booth.gate()
            if gate is not None:
                return self._refuse(gate, source.value)
        if command is Command.REPEAT:
            last = self._booth.last
            return last if isinstance(last, out.Ignored) else out.Repeated(last)
        if command is Command.CANCEL and self._booth.boxing:
            return out.BoxingCancelled()
        return self._noted(self._keys[command](), source.value)

    # --- inside --------------------------------------------------------------------------------

    def _still_valid(self, unit: UnitOfWork, candidate: Candidate, moment: Moment) -> Candidate:
        """Return the candidate checked again at this moment; raises a `CodeRefusal`."""
        if candidate.code_text is None:
            return candidate
        return self._admission.code(candidate.code_text, moment.at, unit.codes.is_revoked)

    def _earlier(
        self, unit: UnitOfWork, candidate: Candidate, moment: Moment
    ) -> tuple[EarlierRegistration | None, int]:
        since = moment.day - timedelta(days=self._rules.repeat_window - 1)
        return (
            unit.registrations.earlier(candidate.identity, since),
            unit.registrations.next_repeat(candidate.identity, moment.day),
        )

    def _look(self, reads: list[tuple[Scan, Read]], view: View) -> InView:
        """Tell how many persons' codes the cameras have in view; note when it was several."""
        if view.source is not Source.CAMERA:
            return InView.ONE
        persons = frozenset(fold_text(scan.text) for scan, read in reads if is_person(read))
        if not persons:
            return InView.ONE
        in_view = self._in_view.look(persons, view.frame_at)
        if in_view is InView.SEVERAL:
            self._crowded = True
        elif in_view is InView.ONE and self._crowded:
            self._crowded = False
            self._repeats.state_changed()
        return in_view

    def _settle(self, scan: Scan, outcomes: list[Outcome]) -> list[Outcome]:
        """Tell the repeat filter how a read ended."""
        for outcome in outcomes:
            error = outcome.error if isinstance(outcome, out.Refused) else None
            self._repeats.settle(scan.text, forgettable=isinstance(error, PASSING))
            self._faulty |= isinstance(error, (refusals.ClockWrong, MachineFault))
        return outcomes

    def _refuse(self, error: StationError, source: str) -> Outcome:
        return self._noted(out.Refused(error), source)

    def _noted(self, outcome: Outcome, source: str) -> Outcome:
        """Count a refusal; every other outcome is in the records already.

        A fault of the machine is no refusal, and would only be met again.
        """
        if isinstance(outcome, out.Refused) and not isinstance(outcome.error, MachineFault):
            self._booth.note_refusal(source, outcome.error)
        return outcome


def _with_person(outcome: Outcome) -> Outcome:
    """Add whom an expired code concerns, for the screen only."""
    if isinstance(outcome, out.Refused) and isinstance(outcome.error, Expired):
        return out.Refused(outcome.error, outcome.error.person)
    return outcome
