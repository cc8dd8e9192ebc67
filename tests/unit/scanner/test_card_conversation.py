"""The conversation with a card module, against a sound one and broken ones."""

from __future__ import annotations

import pytest

from station.demo.card_answers import CardAnswers, Quirk
from station.demo.card_text import card_of, text_block
from station.domain.card import IdentityCard
from station.scanner.serial.sdt_card import CardUnreadable
from station.scanner.serial.sdt_frame import HEADER, Answer, Command, Reply, frame
from tests.unit.scanner.card_desk import ONE, OTHER, Desk


def test_the_status_is_asked_every_second_until_it_is_answered() -> None:
    desk = Desk(CardAnswers(Quirk.SILENT))
    desk.run(3.8)
    assert desk.asked == [Command.STATUS] * 4
    assert not desk.conversation.is_module
    desk.module.quirk = None
    desk.run(2)
    assert desk.conversation.is_module
    assert desk.asked[-1] is Command.FIND


def test_a_gun_on_the_line_is_no_module() -> None:
    desk = Desk(CardAnswers(Quirk.SILENT))
    for _ in range(3):
        desk.run(1)
        desk.hear(b"6901234567892\r\n" + HEADER)
    assert not desk.conversation.is_module


def test_an_echo_is_no_module() -> None:
    desk = Desk()
    command = desk.ask()
    assert command is Command.STATUS
    desk.hear(frame(command.value))
    assert not desk.conversation.is_module


def test_a_card_is_found_selected_and_read() -> None:
    desk = Desk()
    desk.lay()
    desk.run(0.7)
    assert desk.asked[:4] == [Command.STATUS, Command.FIND, Command.SELECT, Command.READ]
    (card,) = desk.told
    assert isinstance(card, IdentityCard)
    assert (card.document, card.name) == (ONE.document, ONE.name)


def test_find_is_asked_every_300_ms() -> None:
    desk = Desk()
    desk.run(0.5)
    desk.asked.clear()
    desk.run(3)
    # Polled every 50 ms, it is asked every 300 to 350 ms.
    assert set(desk.asked) == {Command.FIND}
    assert len(desk.asked) in (8, 9, 10)


@pytest.mark.parametrize("quirk", [None, Quirk.FINDS_AGAIN])
def test_a_card_that_stays_is_told_once(quirk: Quirk | None) -> None:
    desk = Desk(CardAnswers(quirk))
    desk.lay()
    desk.run(30)
    assert desk.results() == [ONE.name]
    desk.module.lift()
    desk.run(0.5)
    desk.lay()
    desk.run(2)
    assert desk.results() == [ONE.name] * 2


def test_cards_may_follow_each_other_quickly() -> None:
    desk = Desk()
    for person in (ONE, OTHER, ONE, OTHER):
        desk.lay(person)
        desk.run(0.9)
    assert desk.results() == [ONE.name, OTHER.name] * 2


def test_nothing_is_asked_while_nobody_may_be_registered() -> None:
    desk = Desk(wanted=False)
    desk.lay()
    desk.run(5)
    assert desk.asked == [Command.STATUS]
    desk.wanted = True
    desk.run(1)
    assert desk.results() == [ONE.name]


def test_what_was_begun_while_wanted_is_finished() -> None:
    desk = Desk()
    desk.lay()
    desk.until(Command.FIND)
    desk.wanted = False
    desk.hear(Reply(Answer.FOUND, bytes(4)).frame())
    desk.run(5)
    assert desk.results() == [ONE.name]
    assert desk.asked[-3:] == [Command.SELECT, Command.READ, Command.FIND]


def test_the_next_card_is_read_though_the_last_was_lifted_unwanted() -> None:
    desk = Desk(CardAnswers(Quirk.FINDS_AGAIN))
    desk.lay(ONE)
    desk.run(1)
    desk.wanted = False
    desk.run(2)
    desk.module.lift()
    desk.run(1)
    desk.lay(OTHER)
    desk.run(1)
    assert desk.results() == [ONE.name]
    desk.wanted = True
    desk.run(1)
    assert desk.results() == [ONE.name, OTHER.name]


@pytest.mark.parametrize(
    ("quirk", "code"),
    [
        (Quirk.WRONG_CHECKSUM, "card_unreadable"),
        (Quirk.HALF_FRAME, "card_unreadable"),
        (Quirk.WRONG_LENGTH, "card_unreadable"),
        (Quirk.SILENT_ON_READ, "card_unreadable"),
        (Quirk.PULLED_BEFORE_SELECT, "card_unreadable"),
        (Quirk.PULLED_BEFORE_READ, "card_unreadable"),
        (Quirk.CARD_TYPE, "card_not_supported"),
        (Quirk.UNAUTHORISED, "reader_faulty"),
        (Quirk.SELF_TEST, "reader_faulty"),
    ],
)
def test_a_fault_is_told_once_and_the_next_card_is_read(quirk: Quirk, code: str) -> None:
    desk = Desk(CardAnswers(quirk))
    desk.lay()
    desk.run(20)
    assert desk.results() == [code]
    desk.module.quirk = None
    desk.module.lift()
    desk.run(2)
    desk.lay(OTHER)
    desk.run(2)
    assert desk.results() == [code, OTHER.name]


@pytest.mark.parametrize(
    "quirk",
    [Quirk.ECHO, Quirk.GARBAGE_FIRST, Quirk.BYTE_BY_BYTE, Quirk.FINGERPRINT, Quirk.HUGE_GARBAGE],
)
def test_a_card_is_read_in_spite_of_it(quirk: Quirk) -> None:
    desk = Desk(CardAnswers(quirk))
    desk.lay()
    desk.run(5)
    assert desk.results() == [ONE.name]


@pytest.mark.parametrize("step", [Command.SELECT, Command.READ])
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        *((answer, "card_unreadable") for answer in (0x10, 0x11, 0x21, 0x31, 0x32, 0x33)),
        *((answer, "card_unreadable") for answer in (0x41, 0x80, 0x81, 0x91, 0x42)),
        (0x40, "card_not_supported"),
        (0x60, "reader_faulty"),
        (0x66, "reader_faulty"),
    ],
)
def test_each_refusal_of_a_card_is_told(step: Command, answer: int, code: str) -> None:
    desk = Desk()
    desk.lay()
    desk.until(step)
    desk.hear(Reply(answer).frame())
    assert desk.results() == [code]


def test_a_card_whose_number_is_wrong_is_unreadable() -> None:
    desk = Desk()
    block = bytearray(text_block(card_of(ONE)))
    block[150] ^= 1
    desk.module.lay(bytes(block))
    desk.run(5)
    assert desk.results() == ["card_unreadable"]


def test_one_disturbed_command_is_no_fault() -> None:
    desk = Desk()
    for _ in range(5):
        desk.until(Command.FIND)
        desk.hear(Reply(Answer.BAD_CHECKSUM).frame())
        desk.run(0.4)
    assert desk.told == []


def test_a_reader_that_refuses_every_find_is_told_once() -> None:
    desk = Desk()
    for _ in range(10):
        desk.until(Command.FIND)
        desk.hear(Reply(Answer.BAD_COMMAND).frame())
    assert desk.results() == ["reader_faulty"]


def test_a_late_answer_to_find_is_not_taken_for_the_next_one() -> None:
    desk = Desk()
    desk.until(Command.FIND)
    while desk.ask() is not Command.STATUS:
        pass
    desk.hear(Reply(Answer.FOUND, bytes(4)).frame() + Reply(Answer.OK).frame())
    desk.run(1)
    assert Command.SELECT not in desk.asked


def test_a_late_card_is_dropped() -> None:
    desk = Desk()
    desk.lay()
    desk.until(Command.READ)
    (late,) = desk.module.pieces(Command.READ.value)
    while desk.ask() is not Command.STATUS:
        pass
    desk.hear(late + Reply(Answer.OK).frame())
    desk.run(2)
    assert desk.results() == ["card_unreadable"]


def test_an_answer_that_nothing_asked_for_is_dropped() -> None:
    desk = Desk()
    desk.lay()
    desk.run(1)
    desk.told.clear()
    for answer in (Answer.OK, Answer.FOUND, Answer.READ_FAILED, Answer.SELF_TEST):
        desk.hear(Reply(answer, bytes(4)).frame())
    assert desk.told == []


def test_a_module_that_answers_no_more_is_silent_until_it_does() -> None:
    desk = Desk()
    desk.lay()
    desk.until(Command.READ)
    desk.module.quirk = Quirk.SILENT
    desk.run(4)
    assert not desk.conversation.is_silent
    desk.run(2)
    assert desk.conversation.is_silent
    desk.module.quirk = None
    desk.module.lift()
    desk.run(1.5)
    assert not desk.conversation.is_silent
    # What it was doing before is no news any more.
    assert desk.told == []


@pytest.mark.parametrize("quirk", [Quirk.HALF_FRAME, Quirk.WRONG_CHECKSUM])
def test_a_read_that_came_and_broke_off_is_told_without_the_long_wait(quirk: Quirk) -> None:
    desk = Desk(CardAnswers(quirk))
    desk.lay()
    desk.until(Command.READ)
    for piece in desk.module.pieces(Command.READ.value):
        desk.hear(piece)
    desk.module.quirk = None
    desk.run(1.2)
    assert [type(each) for each in desk.told] == [CardUnreadable]


def test_a_card_that_takes_its_time_is_waited_for() -> None:
    desk = Desk(CardAnswers(Quirk.SILENT_ON_READ))
    desk.lay()
    desk.until(Command.READ)
    desk.run(2.5)
    assert desk.told == []
