"""Which device is on which port, found out by asking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from station.demo.card_answers import Quirk
from station.domain.reader import LineState
from station.domain.scan import Source
from station.scanner.serial.qt_port_list import PortList, port_key
from station.scanner.serial.qt_serial_lines import LineOptions
from station.scanner.serial.sdt_frame import Command, frame

Booths = Any


def test_a_gun_and_a_card_reader_are_told_apart(booths: Booths) -> None:
    gun, reader = booths.wire(), booths.card_wire()
    reader.plug()
    booth = booths.start(LineOptions())
    assert booth.wait_for(LineState.READY, reader).source is Source.CARD
    assert booth.wait_for(LineState.READY, gun).source is Source.SERIAL
    gun.send(b"202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]


def test_what_a_gun_reads_while_it_is_asked_is_not_lost(booths: Booths) -> None:
    gun = booths.wire()
    booth = booths.start(LineOptions())
    booth.qtbot.waitUntil(lambda: gun.sent_by_console() == frame(Command.STATUS.value))
    gun.send(b"202611220001\r\n2026112")
    assert booth.wait_for_texts(1) == ["202611220001"]
    assert booth.wait_for(LineState.READY).source is Source.SERIAL
    gun.send(b"20002\r\n")
    assert booth.wait_for_texts(2) == ["202611220001", "202611220002"]


def test_what_a_gun_without_an_end_reads_while_it_is_asked_is_not_lost(booths: Booths) -> None:
    gun = booths.wire()
    booth = booths.start(LineOptions())
    booth.qtbot.waitUntil(lambda: gun.sent_by_console() != b"")
    gun.send(b"202611220001")
    assert booth.wait_for_texts(1) == ["202611220001"]


def test_garbage_while_a_line_is_asked_is_not_a_guns_fault(booths: Booths) -> None:
    gun = booths.wire()
    booth = booths.start(LineOptions())
    booth.qtbot.waitUntil(lambda: gun.sent_by_console() != b"")
    gun.send(b"\xf8\x01\xf8\x80")
    booth.wait_for(LineState.READY)
    gun.send(b"202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]
    assert booth.faults == []


def test_a_reader_that_was_still_starting_is_asked_again(booths: Booths) -> None:
    reader = booths.card_wire()
    module = reader.plug(Quirk.SILENT)
    booth = booths.start(LineOptions())
    assert booth.wait_for(LineState.READY).source is Source.SERIAL
    module.behave(None)
    booth.qtbot.waitUntil(
        lambda: [status.source for status in booth.lines.statuses()] == [Source.CARD],
        timeout=20_000,
    )


def test_a_line_with_nobody_is_let_go_when_only_cards_are_read(booths: Booths) -> None:
    gun = booths.wire()
    booth = booths.start(LineOptions(guns=False))
    booth.qtbot.waitUntil(lambda: gun.sent_by_console() != b"")
    gun.send(b"202611220001\r")
    other = booths.start(LineOptions(gun_ports=(gun.name,), cards=False))
    other.wait_for(LineState.READY)
    assert (booth.texts, booth.lines.statuses()) == ([], ())


def test_a_named_port_is_not_taken_twice(booths: Booths, tmp_path: Path) -> None:
    gun = booths.wire()
    link = tmp_path / "by-id"
    booth = booths.start(LineOptions(gun_ports=(str(link),)))
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
    booth = booths.start(LineOptions(guns=False, cards=False))
    seen: list[tuple[str, ...]] = []
    booth.lines.ports_changed.connect(seen.append)
    assert booth.lines.port_names() == (gun.name,)
    gun.pull()
    booth.qtbot.waitUntil(lambda: bool(seen))
    assert seen == [()]


def test_a_port_has_one_key_under_all_its_names() -> None:
    assert port_key("null") == port_key("/dev/null") == port_key("/dev/../dev/null")


def test_the_machines_own_ports_can_be_listed_again_and_again() -> None:
    ports = PortList()
    listed = [ports() for _ in range(10)]
    assert listed[0] == listed[-1]
    assert not any(port.name.startswith("pts") for port in listed[0])
