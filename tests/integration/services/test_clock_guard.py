"""The clock guard: what a clock that cannot be right keeps from being done, and who ends it."""

from __future__ import annotations

from datetime import timedelta

from station.demo.people import resident
from station.demo.site import COORDINATOR, MANAGER, OPERATOR
from station.domain import outcome as out
from station.domain.audit import AuditKind
from station.domain.card import IdentityCard
from station.domain.refusals import ClockWrong
from tests.integration.services.driver import BoothDriver


def back(booth: BoothDriver, minutes: int) -> None:
    booth.clock.set(booth.clock.now() - timedelta(minutes=minutes))


def reason(outcome: out.Outcome) -> str:
    assert isinstance(outcome, out.Refused), outcome
    return outcome.error.code


def a_card(index: int) -> IdentityCard:
    person = resident(index)
    return IdentityCard(person.document, person.name)


def test_it_comes_before_whatever_else_is_wrong_with_a_code(booth: BoothDriver) -> None:
    booth.tube(1)
    back(booth, 6)
    for text in ("NAC1:%%%", booth.code(1, expires_at=booth.clock.now() - timedelta(days=1))):
        assert reason(booth.read(text)) == ClockWrong.code


def test_cards_and_numbers_are_refused_too(booth: BoothDriver) -> None:
    booth.tube(1)
    booth.person(1)
    back(booth, 6)
    assert reason(booth.lay_card(a_card(2))) == ClockWrong.code
    number = resident(1).document.number
    assert reason(booth.read(number)) == ClockWrong.code


def test_an_open_question_is_not_answered_with_yes(booth: BoothDriver) -> None:
    booth.tube(1)
    booth.person(1)
    booth.uses.operate.seal()
    booth.tube(2)
    assert isinstance(booth.person(1), out.DuplicateAsked)
    back(booth, 6)
    assert reason(booth.uses.register.answer(again=True).outcome) == ClockWrong.code


def test_a_start_is_told_and_moves_the_mark(booth: BoothDriver) -> None:
    booth.clock.advance(3600)
    booth.restart().close()
    back(booth, 6)
    again = BoothDriver(booth.folder, booth.clock, booth.site.settings)
    assert reason(again.uses.shifts.restore()) == ClockWrong.code
    again.close()


def test_nobody_begins_a_shift_but_who_may_put_it_right(booth: BoothDriver) -> None:
    booth.clock.advance(3600)
    booth.sign_in()
    back(booth, 6)
    assert reason(booth.try_in(OPERATOR.badge)) == ClockWrong.code
    for member in (COORDINATOR, MANAGER):
        assert isinstance(booth.try_in(member.badge), out.SignedIn)
    booth.tube(1)
    assert reason(booth.person(1)) == ClockWrong.code
    booth.uses.clock.reset()
    assert isinstance(booth.person(2), out.Registered)
    with booth.site.database.reading() as unit:
        kinds = [line.event.kind for line in unit.audit.lines()]
    assert kinds.count(AuditKind.CLOCK_RESET) == 1
