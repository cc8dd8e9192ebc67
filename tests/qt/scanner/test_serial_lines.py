"""Which device is on which port, found out by asking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from station.demo.card_answers import Quirk
from station.domain.reader import LineState
from station.domain.scan import Source
from station.scanner.serial.qt_port_list import PortList, port_key
from station.scanner.serial.sdt_frame import Command, frame
from tests.qt.scanner.serial_booth import lines_of

Booths = Any


def test_a_gun_and_a_card_reader_are_told_apart(booths: Booths) -> None:
    gun, reader = booths.wire(), booths.card_wire()
    reader.plug()
    booth = booths.start(lines_of())
    assert booth.wait_for(LineState.READY, reader).source is Source.CARD
    assert booth.wait_for(LineState.READY, gun).source is Source.SERIAL
    gun.send(b"202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]


def test_what_a_gun_reads_while_it_is_asked_is_not_lost(booths: Booths) -> None:
    gun = booths.wire()
    booth = booths.start(lines_of())
    booth.qtbot.waitUntil(lambda: gun.sent_by_console() == frame(Command.STATUS.value))
    gun.send(b"202611220001\r\n2026112")
    assert booth.wait_for_texts(1) == ["202611220001"]
    assert booth.wait_for(LineState.READY).source is Source.SERIAL
    gun.send(b"20002\r\n")
    assert booth.wait_for_texts(2) == ["202611220001", "202611220002"]


def test_what_a_gun_without_an_end_reads_while_it_is_asked_is_not_lost(booths: Booths) -> None:
    gun = booths.wire()
    booth = booths.start(lines_of())
    booth.qtbot.waitUntil(lambda: gun.sent_by_console() != b"")
    gun.send(b"202611220001")
    assert booth.wait_for_texts(1) == ["202611220001"]


@pytest.mark.parametrize(
    ("sent", "codes"),
    [
        (b"\xf8\x01\xf8\x80", ["serial_garbage"]),
        (b"\0\0\xf8\0\0", ["serial_garbage"]),
        (b"\xf8", []),
    ],
)
def test_a_gun_that_speaks_at_its_own_rate_while_it_is_asked_is_told_once(
    booths: Booths, sent: bytes, codes: list[str]
) -> None:
    gun = booths.wire()
    booth = booths.start(lines_of())
    booth.qtbot.waitUntil(lambda: gun.sent_by_console() != b"")
    gun.send(sent)
    booth.wait_for(LineState.READY)
    gun.send(b"202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]
    assert booth.codes == codes


def test_a_code_that_the_end_of_the_asking_cuts_is_told_and_its_rest_is_no_read(
    booths: Booths,
) -> None:
    gun = booths.wire()
    booth = booths.start(lines_of())
    # Up to here at the rate of card readers; the rest comes at the gun's.
    booth.lines.status.connect(lambda _: gun.send(b"CD120001\r"))
    for _ in range(8):
        gun.send(b"\0")
        booth.qtbot.wait(200)
    booth.qtbot.waitUntil(lambda: bool(booth.faults))
    booth.qtbot.wait(500)
    assert (booth.texts, booth.codes) == ([], ["serial_garbage"])
    gun.send(b"202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]


def test_a_code_that_stalls_while_a_line_is_asked_is_no_read(booths: Booths) -> None:
    gun = booths.wire()
    booth = booths.start(lines_of())
    booth.qtbot.waitUntil(lambda: gun.sent_by_console() != b"")
    gun.send(b"310115AB")
    booth.qtbot.wait(300)
    gun.send(b"CD12")
    booth.qtbot.waitUntil(lambda: bool(booth.faults))
    assert (booth.texts, booth.codes) == ([], ["gun_read_torn"])


def test_a_reader_that_was_still_starting_is_asked_again(booths: Booths) -> None:
    reader = booths.card_wire()
    module = reader.plug(Quirk.SILENT)
    booth = booths.start(lines_of())
    assert booth.wait_for(LineState.READY).source is Source.SERIAL
    module.behave(None)
    booth.qtbot.waitUntil(
        lambda: [status.source for status in booth.lines.statuses()] == [Source.CARD],
        timeout=20_000,
    )


def test_a_line_with_nobody_is_let_go_when_only_cards_are_read(booths: Booths) -> None:
    gun = booths.wire()
    booth = booths.start(lines_of(guns=False))
    booth.qtbot.waitUntil(lambda: gun.sent_by_console() != b"")
    gun.send(b"202611220001\r")
    other = booths.start(lines_of(gun_ports=(gun.name,), cards=False))
    other.wait_for(LineState.READY)
    assert (booth.texts, booth.lines.statuses()) == ([], ())


def test_a_named_port_is_not_taken_twice(booths: Booths, tmp_path: Path) -> None:
    gun = booths.wire()
    link = tmp_path / "by-id"
    booth = booths.start(lines_of(gun_ports=(str(link),)))
    booth.wait_for(LineState.MISSING)
    # The system lists a device before there is a link to it.
    booth.qtbot.wait(200)
    link.symlink_to(gun.name)
    booth.wait_for(LineState.READY)
    booth.qtbot.wait(200)
    assert [status.port for status in booth.lines.statuses()] == [str(link)]
    gun.send(b"202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]


def test_all_ports_that_are_there_are_told(booths: Booths) -> None:
    gun = booths.wire()
    booth = booths.start(lines_of(guns=False, cards=False))
    assert booth.ports == [(gun.name,)]
    gun.pull()
    booth.qtbot.waitUntil(lambda: len(booth.ports) == 2)
    assert booth.ports[1] == ()


def test_a_port_has_one_key_under_all_its_names() -> None:
    assert port_key("null") == port_key("/dev/null") == port_key("/dev/../dev/null")


def test_the_machines_own_ports_can_be_listed_again_and_again() -> None:
    ports = PortList()
    listed = [ports() for _ in range(10)]
    assert listed[0] == listed[-1]
    assert not any(port.name.startswith("pts") for port in listed[0])
