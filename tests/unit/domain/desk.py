"""Synthetic persons, tubes and moments for the domain's rules."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from station.domain import outcome as out
from station.domain.documents import Document, DocumentType, gb11643_check_character
from station.domain.person import EntryMode, Person
from station.domain.refusals import TubeUse
from station.domain.registration import Candidate, EarlierRegistration, Moment, Shift, Withdrawal
from station.domain.tube import Tube, TubeBarcode, TubeStatus
from station.domain.tube_session import Decision, TubeSession

START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
WAIT = timedelta(seconds=60)


def resident(sequence: int) -> Document:
    """Return a made-up resident identity card; no two ``sequence`` give the same number."""
    first17 = (
        f"310115{date(1990, 1, 1) + timedelta(days=sequence // 1000):%Y%m%d}{sequence % 1000:03}"
    )
    return Document(DocumentType.RESIDENT_ID, first17 + gb11643_check_character(first17))


def candidate(number: int) -> Candidate:
    person = Person(f"受检者{number}", resident(number))
    return Candidate(person, number.to_bytes(32, "big"), EntryMode.CODE)


def barcode(number: int) -> TubeBarcode:
    return TubeBarcode(f"{310115000000 + number}")


@dataclass
class Desk:
    """Drives a session as a service does, keeping what a database would know."""

    session: TubeSession = field(default_factory=TubeSession)
    now: datetime = START
    tubes: dict[uuid.UUID, Tube] = field(default_factory=dict)
    registrations: list[out.RegistrationAdded] = field(default_factory=list)
    withdrawn: set[uuid.UUID] = field(default_factory=set)
    shift: Shift = field(
        default_factory=lambda: Shift(uuid.uuid4(), "02", "王一", "李二", "throat", START)
    )
    batch_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def moment(self) -> Moment:
        self.now += timedelta(seconds=1)
        return Moment(self.now, self.now.date(), self.shift, self.batch_id)

    def keep(self, decision: Decision) -> out.Outcome:
        for change in decision.changes:
            if isinstance(change, (out.TubeAdded, out.TubeChanged)):
                self.tubes[change.tube.id] = change.tube
            elif isinstance(change, out.RegistrationAdded):
                self.registrations.append(change)
                registration = change.registration
                tube = self.tubes[registration.tube_id]
                self.tubes[tube.id] = tube.take(registration.id, registration.identity)
            else:
                self._withdraw(change.withdrawal)
        for tube in (decision.session.pooled, decision.session.single):
            if tube is not None:
                self.tubes[tube.id] = tube
        self.session = decision.session
        return decision.outcome

    def _withdraw(self, withdrawal: Withdrawal) -> None:
        self.withdrawn.add(withdrawal.registration_id)
        for added in self.registrations:
            if added.registration.id == withdrawal.registration_id:
                tube = self.tubes[added.registration.tube_id]
                released = tube.release(withdrawal.registration_id, withdrawal.swab_is_in)
                self.tubes[tube.id] = released

    def in_force(self) -> list:
        rows = [added.registration for added in self.registrations]
        return [row for row in rows if row.id not in self.withdrawn]

    def use_of(self, code: TubeBarcode) -> TubeUse | None:
        for tube in self.tubes.values():
            if tube.barcode == code and tube.status is not TubeStatus.DROPPED:
                return TubeUse("02", tube.opened_at, tube.status, tube.count)
        return None

    def earlier(self, identity: bytes) -> EarlierRegistration | None:
        rows = [row for row in self.in_force() if row.identity == identity]
        if not rows:
            return None
        row = rows[-1]
        return EarlierRegistration(
            row.id,
            row.tube_id,
            self.tubes[row.tube_id].barcode,
            row.booth,
            row.registered_at,
            row.day,
            row.repeat,
        )

    def repeat(self, identity: bytes) -> int:
        return 1 + sum(row.identity == identity for row in self.in_force())

    def tube(self, number: int) -> out.Outcome:
        waiting = self.session.waiting
        earlier, repeat = None, 1
        if waiting is not None:
            earlier = self.earlier(waiting.candidate.identity)
            repeat = self.repeat(waiting.candidate.identity)
        code = barcode(number)
        return self.keep(
            self.session.read_tube(code, self.use_of(code), self.moment, earlier, repeat)
        )

    def person(self, number: int) -> out.Outcome:
        who = candidate(number)
        return self.keep(
            self.session.read_person(
                who, self.earlier(who.identity), self.repeat(who.identity), self.moment, WAIT
            )
        )

    def answer(self, again: bool) -> out.Outcome:
        question = self.session.question
        repeat = 1 if question is None else self.repeat(question.candidate.identity)
        return self.keep(self.session.answer(again, repeat, self.moment, WAIT))

    def seal(self) -> out.Outcome:
        return self.keep(self.session.seal(self.moment))

    def single(self) -> out.Outcome:
        return self.keep(self.session.arm_single())

    def cancel(self) -> out.Outcome:
        return self.keep(self.session.cancel(self.moment))

    def drop(self) -> out.Outcome:
        return self.keep(self.session.drop_tube(self.moment))

    def pool(self, size: int) -> out.Outcome:
        return self.keep(self.session.choose_pool(size))
