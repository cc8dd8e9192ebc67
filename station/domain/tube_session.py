"""The booth's state machine: scan -> open, pair, full, seal.

A `TubeSession` is what the booth holds at one moment. Every rule is a method that changes nothing
and returns a `Decision`: the session afterwards, the changes for one transaction, and the outcome
to show. The caller keeps the new session only once the transaction is committed, so that nothing
is ever half done.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from station.domain import outcome as out
from station.domain import refusals
from station.domain.ids import new_id
from station.domain.outcome import Change, Outcome
from station.domain.registration import Candidate, EarlierRegistration, Moment, Registration
from station.domain.tube import POOL_SIZES, SealCause, Slot, Tube, TubeBarcode, TubeStatus
from station.errors import StationError

REPEAT_NOTE = "registered again against the warning"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person who was read before a tube. ``accepted``: the earlier registration that the
    operator already answered for."""

    candidate: Candidate
    until: datetime
    accepted: UUID | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The one open question: this person was registered before."""

    candidate: Candidate
    earlier: EarlierRegistration


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule decided; ``changes`` are stored in one transaction, in their order."""

    session: TubeSession
    outcome: Outcome
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class TubeSession:
    """The booth's open tubes, who waits, and what is asked.

    ``pool_size`` is the kind of the next pooled tube. ``single`` is the single tube in between;
    ``single_armed`` is set from F7 until it has its person. ``overnight`` are tubes of an earlier
    day, to be sealed or made void before anything else.
    """

    pool_size: int = 10
    pooled: Tube | None = None
    single: Tube | None = None
    single_armed: bool = False
    waiting: Waiting | None = None
    question: Question | None = None
    overnight: tuple[Tube, ...] = field(default=())

    # --- reads ---------------------------------------------------------------------------------

    def read_tube(
        self,
        barcode: TubeBarcode,
        used: refusals.TubeUse | None,
        moment: Moment,
        earlier: EarlierRegistration | None = None,
        repeat: int = 1,
    ) -> Decision:
        """A tube's label was read.

        ``used`` is the earlier use of the barcode, if any. For a person who waits, ``earlier``
        and ``repeat`` are as in `read_person`, looked up again at this moment.
        """
        if barcode in self._open_barcodes():
            return Decision(self, out.Ignored())
        refusal = self.busy()
        if refusal is None and self.single_armed and self.single is not None:
            refusal = refusals.SingleTubeOpen(barcode=self.single.barcode.text)
        if refusal is None and not self.single_armed and self.pooled is not None:
            refusal = refusals.TubeStillOpen(barcode=self.pooled.barcode.text)
        if refusal is None and used is not None:
            refusal = refusals.TubeUsed(barcode, used)
        if refusal is not None:
            return self._refuse(refusal)
        slot = Slot.SINGLE if self.single_armed else Slot.POOLED
        size = 1 if slot is Slot.SINGLE else self.pool_size
        tube = Tube(new_id(moment.at), barcode, size, slot, moment.at)
        opened = self._with(slot, tube)
        if self.waiting is None:
            return Decision(opened, out.TubeOpened(tube), (out.TubeAdded(tube, moment.shift),))
        waiting = self.waiting
        paired = replace(opened, waiting=None)._pair(
            waiting.candidate, earlier, waiting.accepted, repeat, moment
        )
        return replace(paired, changes=(out.TubeAdded(tube, moment.shift), *paired.changes))

    def read_person(
        self,
        candidate: Candidate,
        earlier: EarlierRegistration | None,
        repeat: int,
        moment: Moment,
        wait: timedelta,
    ) -> Decision:
        """A person's code or document was read and passed its checks.

        ``earlier`` is their latest registration in force within the site's repeat window,
        ``repeat`` the number that a registration of today would get. They wait for a tube for
        ``wait`` at most.
        """
        refusal = self.busy()
        accepted = None
        if refusal is None and self.waiting is not None:
            if self.waiting.candidate.identity != candidate.identity:
                refusal = refusals.PersonWaiting()
            elif self.target() is None:
                return Decision(self, out.Ignored())
            accepted = self.waiting.accepted  # an undo reopened a tube for them
        if refusal is not None:
            return self._refuse(refusal)
        if self.target() is None and earlier is None:
            waiting = Waiting(candidate, moment.at + wait)
            return Decision(
                replace(self, waiting=waiting), out.PersonWaits(candidate, waiting.until)
            )
        return replace(self, waiting=None)._pair(candidate, earlier, accepted, repeat, moment)

    def answer(self, again: bool, repeat: int, moment: Moment, wait: timedelta) -> Decision:
        """The question is answered: register ``again``, or leave it."""
        if self.question is None:
            return self._refuse(refusals.NoQuestion())
        candidate, earlier = self.question.candidate, self.question.earlier
        closed = replace(self, question=None)
        if not again:
            return Decision(closed, out.DuplicateLeft(candidate))
        if closed.target() is None:
            waiting = Waiting(candidate, moment.at + wait, accepted=earlier.registration_id)
            return Decision(
                replace(closed, waiting=waiting), out.PersonWaits(candidate, waiting.until)
            )
        return closed._pair(candidate, earlier, earlier.registration_id, repeat, moment)

    # --- keys ----------------------------------------------------------------------------------

    def choose_pool(self, pool_size: int) -> Decision:
        """The operator chose the kind of the next tube; an open tube keeps its own."""
        if pool_size not in POOL_SIZES:
            raise ValueError(f"no pool of {pool_size}")
        return Decision(replace(self, pool_size=pool_size), out.PoolChosen(pool_size))

    def arm_single(self) -> Decision:
        """F7: the next tube and person, in either order, are a single one."""
        refusal = self.busy()
        if refusal is not None:
            return self._refuse(refusal)
        return Decision(replace(self, single_armed=True), out.SingleReady())

    def seal(self, moment: Moment) -> Decision:
        """F4: seal the pooled tube early."""
        refusal = self.busy()
        if refusal is None and self.single_armed:
            refusal = refusals.SingleArmed()
        if refusal is not None:
            return self._refuse(refusal)
        if self.pooled is None:
            return self._refuse(refusals.NoTubeOpen())
        if self.pooled.count == 0:
            return self._refuse(refusals.TubeEmpty())
        sealed = self.pooled.seal(moment.at, SealCause.EARLY, moment.batch_id)
        return Decision(
            replace(self, pooled=None), out.TubeSealed(sealed), (out.TubeChanged(sealed),)
        )

    def cancel(self, moment: Moment) -> Decision:
        """Esc: leave the question, else let the waiting person go, else end the single tube.

        A single tube that was opened and not used is dropped; its barcode is free again.
        """
        if self.question is not None:
            return Decision(
                replace(self, question=None), out.DuplicateLeft(self.question.candidate)
            )
        if self.waiting is not None:
            return Decision(replace(self, waiting=None), out.Cancelled("waiting"))
        if self.single_armed:
            ended = replace(self, single_armed=False, single=None)
            if self.single is None:
                return Decision(ended, out.Cancelled("single"))
            dropped = _dropped(self.single, moment)
            return Decision(ended, out.Cancelled("single"), (out.TubeChanged(dropped),))
        return Decision(self, out.Cancelled("nothing"))

    def drop_tube(self, moment: Moment) -> Decision:
        """The pooled tube was opened by mistake: drop it, if it holds nobody."""
        refusal = self.busy()
        if refusal is not None:
            return self._refuse(refusal)
        if self.pooled is None:
            return self._refuse(refusals.NoTubeOpen())
        if self.pooled.count:
            return self._refuse(refusals.TubeHoldsPersons(count=self.pooled.count))
        dropped = _dropped(self.pooled, moment)
        return Decision(
            replace(self, pooled=None), out.TubeDropped(dropped), (out.TubeChanged(dropped),)
        )

    def end_wait(self, at: datetime) -> Decision | None:
        """Let the waiting person go if their time is over at ``at``; None if nothing is due."""
        if self.waiting is None or at < self.waiting.until:
            return None
        return Decision(replace(self, waiting=None), out.WaitEnded())

    def busy(self) -> StationError | None:
        """Return what must be settled before anything else may happen."""
        if self.question is not None:
            return refusals.QuestionOpen()
        if self.overnight:
            return refusals.OvernightTubes(count=len(self.overnight))
        return None

    def target(self) -> Tube | None:
        """Return the tube that the next person goes into."""
        return self.single if self.single_armed else self.pooled

    def slot(self, slot: Slot) -> Tube | None:
        """Return the open tube in ``slot``."""
        return self.single if slot is Slot.SINGLE else self.pooled

    # --- inside --------------------------------------------------------------------------------

    def _pair(
        self,
        candidate: Candidate,
        earlier: EarlierRegistration | None,
        accepted: UUID | None,
        repeat: int,
        moment: Moment,
    ) -> Decision:
        """Register into the target tube, or ask about the earlier registration."""
        tube = self.target()
        place = None if tube is None else tube.place_of(candidate.identity)
        if place is not None:
            return self._refuse(refusals.AlreadyInTube(place=place), candidate)
        if earlier is not None and earlier.registration_id != accepted:
            asked = replace(self, question=Question(candidate, earlier))
            return Decision(asked, out.DuplicateAsked(candidate, earlier))
        if tube is None:
            raise ValueError("no tube to pair with")
        registration = _registration(candidate, tube, earlier, repeat, moment)
        filled = tube.take(registration.id, candidate.identity)
        changes: tuple[Change, ...] = (out.RegistrationAdded(registration),)
        after = self._with(tube.slot, filled)
        if filled.is_full:
            filled = filled.seal(moment.at, SealCause.FULL, moment.batch_id)
            changes = (*changes, out.TubeChanged(filled))
            after = self._with(tube.slot, None)
        if tube.slot is Slot.SINGLE:
            after = replace(after, single_armed=False)
        return Decision(after, out.Registered(registration, candidate, filled), changes)

    def _with(self, slot: Slot, tube: Tube | None) -> TubeSession:
        if slot is Slot.SINGLE:
            return replace(self, single=tube)
        return replace(self, pooled=tube)

    def _open_barcodes(self) -> list[TubeBarcode]:
        return [tube.barcode for tube in (self.pooled, self.single) if tube is not None]

    def _refuse(self, error: StationError, candidate: Candidate | None = None) -> Decision:
        return Decision(self, out.Refused(error, candidate.person if candidate else None))


def _dropped(tube: Tube, moment: Moment) -> Tube:
    """A tube that never held anybody is dropped; otherwise it is void and stays used."""
    if tube.ever_held:
        return replace(tube, status=TubeStatus.VOID, batch_id=moment.batch_id)
    return replace(tube, status=TubeStatus.DROPPED)


def _registration(
    candidate: Candidate,
    tube: Tube,
    earlier: EarlierRegistration | None,
    repeat: int,
    moment: Moment,
) -> Registration:
    notes = [candidate.no_document_reason or "", REPEAT_NOTE if earlier is not None else ""]
    return Registration(
        id=new_id(moment.at),
        tube_id=tube.id,
        place=tube.free_place,
        person=candidate.person,
        identity=candidate.identity,
        entry_mode=candidate.entry_mode,
        registered_at=moment.at,
        day=moment.day,
        repeat=repeat,
        shift_id=moment.shift.id,
        booth=moment.shift.booth,
        note="; ".join(note for note in notes if note) or None,
        pace=moment.pace,
    )
