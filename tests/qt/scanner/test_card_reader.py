"""Card readers on serial lines: the simulated module through the whole chain."""

from __future__ import annotations

import pickle
import time
from typing import Any

import pytest

from station.demo import people
from station.demo.card_answers import PHOTO, Quirk
from station.demo.card_text import CardFields, CardKind, card_of, text_block
from station.domain.documents import DocumentType
from station.domain.reader import LineState, LineStatus
from station.domain.scan import Source, Symbology
from station.scanner.serial.qt_serial_lines import LineOptions
from station.scanner.serial.sdt_frame import Answer, Command, Reply, frame
from tests.qt.scanner.serial_booth import lines_of

Booths = Any

CARDS = [
    CardFields(
        CardKind.CITIZEN,
        name="张三",
        sex="2",
        birth="19491231",
        number="11010519491231002X",
        until="20301130",
    ),
    CardFields(
        CardKind.PERMIT,
        name="李四",
        sex="1",
        birth="19900101",
        number="810101199001010010",
        until="20301130",
    ),
    CardFields(
        CardKind.FOREIGN_2017,
        latin_name="AIGUL BEKOVA",
        sex="2",
        birth="19901231",
        number="KAZ110090123105",
        until="20271130",
    ),
    CardFields(
        CardKind.FOREIGN_2023,
        latin_name="DOE, JANE",
        sex="1",
        birth="19850101",
        number="932682198501010017",
        until="长期",
    ),
]
ONE, OTHER = (text_block(card_of(people.resident(number))) for number in (5, 6))
ONES_NUMBER, OTHERS_NUMBER = (card_of(people.resident(number)).number for number in (5, 6))


def cards_only(port: str) -> LineOptions:
    return lines_of(guns=False, card_port=port)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.kind.name)
def test_a_card_is_a_view_with_its_number_and_without_its_photo(
    card: CardFields, booths: Booths
) -> None:
    wire = booths.card_wire()
    module = wire.plug()
    booth = booths.start(lines_of())
    assert booth.wait_for(LineState.READY) == LineStatus(Source.CARD, LineState.READY, wire.name)
    booth.lines.set_wanted(True)
    module.lay(text_block(card))
    assert booth.wait_for_texts(1) == [card.number]
    (view,) = booth.views
    (scan,) = view.scans
    assert (view.source, scan.source, scan.symbology) == (
        Source.CARD,
        Source.CARD,
        Symbology.UNKNOWN,
    )
    is_foreign = card.kind in (CardKind.FOREIGN_2017, CardKind.FOREIGN_2023)
    assert scan.card.name == (card.name or card.latin_name)
    assert scan.card.document.number == card.number
    assert (scan.card.document.type is DocumentType.FOREIGN_PR) == is_foreign
    assert PHOTO[:16] not in pickle.dumps(view)
    assert card.number not in repr(view)


def test_a_card_is_read_once_until_it_is_lifted(booths: Booths) -> None:
    wire = booths.card_wire()
    module = wire.plug()
    booth = booths.start(cards_only(wire.name))
    booth.wait_for(LineState.READY)
    booth.lines.set_wanted(True)
    module.lay(ONE)
    booth.wait_for_texts(1)
    booth.qtbot.wait(800)
    module.lift()
    module.lay(OTHER)
    assert booth.wait_for_texts(2) == [ONES_NUMBER, OTHERS_NUMBER]


def test_a_card_that_is_being_read_when_the_gun_test_begins_is_no_read(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(cards_only(wire.name))
    booth.lines.set_wanted(True)
    steps = (
        (Command.STATUS, Reply(Answer.OK)),
        (Command.FIND, Reply(Answer.FOUND, b"\0" * 4)),
        (Command.SELECT, Reply(Answer.OK, b"\0" * 8)),
        (Command.READ, Reply(Answer.OK, b"\x01\0\x04\0" + ONE + bytes(1024))),
    )
    for command, reply in steps:
        wanted = frame(command.value)
        booth.qtbot.waitUntil(lambda wanted=wanted: wire.sent_by_console() == wanted)
        if command is Command.READ:
            booth.lines.set_testing(True)
            booth.lines.set_wanted(False)
        wire.send(reply.frame())
    booth.qtbot.waitUntil(lambda: wire.sent_by_console() == frame(Command.FIND.value))
    assert (booth.texts, booth.heard, booth.faults) == ([], [], [])


@pytest.mark.parametrize(
    ("quirk", "code"),
    [
        (Quirk.WRONG_CHECKSUM, "card_unreadable"),
        (Quirk.HALF_FRAME, "card_unreadable"),
        (Quirk.PULLED_BEFORE_SELECT, "card_unreadable"),
        (Quirk.PULLED_BEFORE_READ, "card_unreadable"),
        (Quirk.CARD_TYPE, "card_not_supported"),
    ],
)
def test_a_card_that_cannot_be_read_is_told_and_the_next_one_is_read(
    quirk: Quirk, code: str, booths: Booths
) -> None:
    wire = booths.card_wire()
    module = wire.plug(quirk)
    booth = booths.start(cards_only(wire.name))
    booth.wait_for(LineState.READY)
    booth.lines.set_wanted(True)
    module.lay(ONE)
    booth.qtbot.waitUntil(lambda: bool(booth.faults), timeout=20_000)
    assert [(error.code, source) for error, source in booth.faults] == [(code, Source.CARD)]
    module.behave(None)
    module.lift()
    module.lay(OTHER)
    assert booth.wait_for_texts(1) == [OTHERS_NUMBER]


@pytest.mark.parametrize(
    "quirk", [Quirk.BYTE_BY_BYTE, Quirk.GARBAGE_FIRST, Quirk.HUGE_GARBAGE, Quirk.ECHO]
)
def test_a_card_is_read_through_what_disturbs_the_line(quirk: Quirk, booths: Booths) -> None:
    wire = booths.card_wire()
    module = wire.plug(quirk)
    booth = booths.start(cards_only(wire.name))
    booth.wait_for(LineState.READY)
    booth.lines.set_wanted(True)
    module.lay(ONE)
    assert booth.wait_for_texts(1) == [ONES_NUMBER]


def test_a_reader_that_falls_silent_is_missing_until_it_answers(booths: Booths) -> None:
    wire = booths.card_wire()
    module = wire.plug()
    booth = booths.start(cards_only(wire.name))
    booth.wait_for(LineState.READY)
    booth.lines.set_wanted(True)
    module.behave(Quirk.SILENT)
    booth.wait_for(LineState.MISSING)
    module.behave(None)
    booth.wait_for(LineState.READY)
    module.lay(ONE)
    assert booth.wait_for_texts(1) == [ONES_NUMBER]


def test_a_reader_that_is_pulled_out_and_plugged_in_again_reads_on(booths: Booths) -> None:
    wire = booths.card_wire()
    module = wire.plug()
    booth = booths.start(lines_of())
    booth.lines.set_wanted(True)
    booth.wait_for(LineState.READY)
    module.lay(ONE)
    booth.wait_for_texts(1)
    wire.pull()
    booth.wait_for(LineState.MISSING)
    module = wire.plug()
    booth.wait_for(LineState.READY)
    module.lay(OTHER)
    assert booth.wait_for_texts(2) == [ONES_NUMBER, OTHERS_NUMBER]
    assert booth.faults == []


def test_no_card_is_asked_for_unless_a_person_may_be_registered(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(cards_only(wire.name))
    asked = bytearray()

    def serve(seconds: float) -> None:
        """Answer each request as a module without a card."""
        asked.clear()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            booth.qtbot.wait(20)
            request = wire.sent_by_console()
            asked.extend(request)
            if request:
                is_status = request == frame(Command.STATUS.value)
                wire.send(Reply(Answer.OK if is_status else Answer.NO_CARD).frame())

    find = frame(Command.FIND.value)
    serve(1.0)
    booth.wait_for(LineState.READY)
    assert find not in asked
    booth.lines.set_wanted(True)
    serve(1.0)
    assert find in asked
    booth.lines.set_wanted(False)
    serve(0.5)
    serve(0.5)
    assert asked == b""


def test_one_reader_looks_for_cards_and_another_takes_over(booths: Booths) -> None:
    first, second = booths.card_wire("ttyACM0"), booths.card_wire("ttyACM1")
    modules = [first.plug(), second.plug()]
    booth = booths.start(lines_of())
    booth.lines.set_wanted(True)
    booth.wait_for(LineState.READY, first)
    booth.wait_for(LineState.READY, second)
    for module, card in zip(modules, (ONE, OTHER), strict=True):
        module.lay(card)
    booth.wait_for_texts(1)
    booth.qtbot.wait(600)
    assert len(booth.texts) == 1
    (first if booth.texts == [ONES_NUMBER] else second).pull()
    assert sorted(booth.wait_for_texts(2)) == sorted([ONES_NUMBER, OTHERS_NUMBER])
