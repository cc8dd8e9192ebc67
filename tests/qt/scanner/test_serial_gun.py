"""Guns on serial lines, through real pseudo-terminals."""

from __future__ import annotations

import os
import random
import time
import tracemalloc
from typing import Any

import pytest

from station.domain.heard import Verdict
from station.domain.reader import LineState
from station.domain.scan import Source, Symbology
from station.scanner.serial.qt_port_list import PortInfo
from tests.qt.scanner.serial_booth import lines_of

GUNS = lines_of(cards=False)
Booths = Any


def test_fifty_reads_in_a_row_all_come(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    wanted = [f"2026112200{number:02}" for number in range(50)]
    wire.send("".join(f"{text}\r\n" for text in wanted).encode())
    assert booth.wait_for_texts(50) == wanted
    assert booth.faults == []


def test_a_read_is_a_view_with_one_scan(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    wire.send(b"202611220001\r")
    booth.wait_for_texts(1)
    (view,) = booth.views
    (scan,) = view.scans
    assert view.source is Source.SERIAL
    assert (scan.source, scan.symbology, scan.card) == (Source.SERIAL, Symbology.UNKNOWN, None)


def test_bytes_that_come_slowly_are_one_read(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    wire.send(b"202611220001\r")
    booth.wait_for_texts(1)
    for byte in b"NAC1:ABC\r":
        wire.send(bytes([byte]))
        # Longer than the pause that ends a text of a gun without an end.
        booth.qtbot.wait(130)
    assert booth.wait_for_texts(2) == ["202611220001", "NAC1:ABC"]


def test_a_first_code_that_stalls_is_told_and_neither_half_is_read(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    for _ in range(2):
        booth.wait_for(LineState.READY)
        wire.send(b"310115AB")
        booth.qtbot.wait(300)
        wire.send(b"CD12\r")
        booth.qtbot.waitUntil(lambda: bool(booth.faults))
        assert (booth.texts, booth.codes) == ([], ["gun_read_torn"])
        # A gun that comes back is a new one: it has sent no end yet.
        booth.faults.clear()
        wire.pull()
        booth.wait_for(LineState.MISSING)
        wire.plug()


def test_a_gun_without_an_end_is_read_after_a_second(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    wire.send(b"202611220001")
    booth.wait_for_texts(1)
    wire.send(b"202611220002")
    assert booth.wait_for_texts(2) == ["202611220001", "202611220002"]


def test_a_window_that_hangs_does_not_shorten_a_code(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    wire.send(b"NAC1:ABC")
    booth.qtbot.wait(40)
    time.sleep(0.3)
    wire.send(b"DEF\r")
    assert booth.wait_for_texts(1) == ["NAC1:ABCDEF"]


def test_half_a_code_is_told_and_not_read(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    wire.send(b"202611220001\r20261122")
    booth.qtbot.waitUntil(lambda: bool(booth.faults))
    assert booth.codes == ["gun_read_torn"]
    wire.send(b"202611220002\r")
    assert booth.wait_for_texts(2) == ["202611220001", "202611220002"]


def test_a_gun_that_is_pulled_out_and_plugged_in_again_reads_on(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    for text in ("202611220001", "202611220002", "202611220003"):
        booth.wait_for(LineState.READY)
        wire.send(f"{text}\r".encode())
        booth.wait_for_texts(len(booth.texts) + 1)
        wire.pull()
        booth.wait_for(LineState.MISSING)
        wire.plug()
    assert booth.wait_for(LineState.READY).source is Source.SERIAL
    assert booth.texts == ["202611220001", "202611220002", "202611220003"]
    assert booth.faults == []


def test_a_gun_that_comes_back_at_another_port_leaves_no_chip_behind(booths: Booths) -> None:
    wire = booths.wire("ttyUSB0")
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY, wire)
    wire.pull()
    booth.wait_for(LineState.MISSING, wire)
    other = booths.wire("ttyUSB1")
    booth.wait_for(LineState.READY, other)
    booth.qtbot.waitUntil(lambda: len(booth.lines.statuses()) == 1)
    told = {status.port: status.state for status in booth.statuses}
    assert told == {wire.name: LineState.SEARCHING, other.name: LineState.READY}


def test_a_named_port_that_is_not_there_is_missing_until_it_comes(booths: Booths) -> None:
    wire = booths.wire()
    wire.pull()
    booth = booths.start(lines_of(gun_ports=(wire.name,), cards=False))
    assert booth.wait_for(LineState.MISSING).port == wire.name
    wire.plug()
    booth.wait_for(LineState.READY)
    wire.send(b"202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]


def test_only_usb_ports_are_taken_by_themselves(booths: Booths) -> None:
    wire = booths.wire()
    booths.listed = lambda: [PortInfo(wire.name)]
    booth = booths.start(GUNS)
    booth.qtbot.wait(200)
    assert booth.lines.statuses() == ()
    booth.lines.configure(lines_of(gun_ports=(wire.name,), cards=False))
    booth.wait_for(LineState.READY)


def test_a_port_that_another_program_holds_is_busy_and_taken_when_it_is_free(
    booths: Booths,
) -> None:
    wire = booths.wire()
    holder = booths.start(GUNS)
    holder.wait_for(LineState.READY)
    booth = booths.start(GUNS)
    booth.wait_for(LineState.BUSY)
    holder.lines.stop()
    booth.wait_for(LineState.READY)
    wire.send(b"202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]
    assert booth.faults == []


def test_a_port_that_this_user_may_not_use_is_told_once(booths: Booths) -> None:
    # Loaded while it may be: whoever has no rights here may not read the library either.
    pytest.importorskip("grp")
    wire = booths.wire()
    port = os.path.realpath(wire.name)
    os.chmod(port, 0)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        booth = booths.start(lines_of(gun_ports=(port,), cards=False))
        booth.wait_for(LineState.BUSY)
        booth.qtbot.wait(300)
    finally:
        os.seteuid(me)
    assert booth.codes == ["serial_port_denied"]
    error, source = booth.faults[0]
    assert error.params["port"] == port
    assert error.params["group"]
    assert source is Source.SERIAL
    os.chmod(port, 0o600)
    booth.wait_for(LineState.READY)


def test_ten_megabytes_of_garbage_are_one_fault_and_hold_nothing(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    wire.send(b"\x01\x01\r")
    booth.qtbot.waitUntil(lambda: bool(booth.faults))
    garbage = random.Random(1).randbytes(1_000_000)
    tracemalloc.start()
    for _ in range(10):
        booth.flood(wire, garbage)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
    assert booth.codes == ["serial_garbage"]
    assert booth.texts == []
    booth.qtbot.wait(1500)
    wire.send(b"\r202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]


def test_a_flood_of_texts_is_garbage(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    booth.flood(wire, b"".join(b"%06d\r" % number for number in range(20_000)))
    assert booth.codes == ["serial_garbage"]
    assert len(booth.texts) <= 1000
    booth.lines.set_testing(True)
    booth.flood(wire, b"".join(b"%06d\r" % number for number in range(20_000)))
    assert len(booth.heard) <= 1000


def test_each_scan_of_a_binary_code_is_answered(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    wire.send(b"\x05\x06\x07\x08\r202611220001\r")
    booth.qtbot.wait(2200)
    wire.send(b"\x05\x06\x07\x08\r")
    booth.qtbot.waitUntil(lambda: len(booth.faults) == 2)
    assert booth.codes == ["serial_garbage", "serial_garbage"]
    # What stands beside garbage is a part of it.
    assert booth.texts == []


def test_while_testing_a_gun_is_heard_and_not_read(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    booth.lines.set_testing(True)
    wire.send(b"\x02]C1202611220001\r\x01\x02\r")
    booth.qtbot.waitUntil(lambda: len(booth.heard) == 2)
    assert [heard.verdict for heard in booth.heard] == [Verdict.READ, Verdict.GARBLED]
    assert booth.heard[0].text == "\x02]C1202611220001\r"
    assert (booth.texts, booth.faults) == ([], [])
    booth.lines.set_testing(False)
    wire.send(b"202611220001\r")
    assert booth.wait_for_texts(1) == ["202611220001"]


def test_other_options_are_taken_while_running(booths: Booths) -> None:
    booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    booth.lines.configure(lines_of(guns=False, cards=False))
    assert booth.lines.statuses() == ()
    booth.lines.configure(GUNS)
    booth.wait_for(LineState.READY)


def test_lines_may_be_stopped_by_what_they_read(booths: Booths) -> None:
    wire = booths.wire()
    booth = booths.start(GUNS)
    booth.wait_for(LineState.READY)
    booth.lines.read.connect(booth.lines.stop)
    wire.send(b"202611220001\r202611220002\r")
    booth.wait_for_texts(1)
    booth.qtbot.wait(200)
    assert booth.lines.statuses() == ()
