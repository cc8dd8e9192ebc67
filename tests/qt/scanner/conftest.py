"""Serial devices at the far end of real pseudo-terminals."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from station.demo.card_answers import Quirk
from station.demo.card_module import CardModule, has_pseudo_terminals
from station.domain.heard import Heard
from station.domain.reader import LineState, LineStatus
from station.domain.scan import Source, View
from station.errors import StationError
from station.scanner.serial.qt_port_list import PortInfo
from station.scanner.serial.qt_serial_lines import LineOptions, SerialLines


class Wire:
    """A device's end of a line; the console opens it as ``name``, plugged in or not."""

    def __init__(self, link: Path) -> None:
        self.name = str(link)
        self.is_plugged = False
        self._link = link
        self._device = -1

    def plug(self) -> None:
        import tty

        self._device, end = os.openpty()
        tty.setraw(end)
        self._link.symlink_to(os.ttyname(end))
        os.close(end)
        os.set_blocking(self._device, False)
        self.is_plugged = True

    def pull(self) -> None:
        if self.is_plugged:
            self._link.unlink()
            os.close(self._device)
            self.is_plugged = False

    def send(self, data: bytes | memoryview) -> int:
        """Send what fits now; return how much did."""
        try:
            return os.write(self._device, data)
        except BlockingIOError:
            return 0

    def sent_by_console(self) -> bytes:
        """Return what the console has sent since."""
        if not select.select([self._device], [], [], 0)[0]:
            return b""
        return os.read(self._device, 4096)


class CardWire:
    """A card module's end of a line."""

    def __init__(self, link: Path) -> None:
        self.name = str(link)
        self.module: CardModule | None = None
        self._link = link

    @property
    def is_plugged(self) -> bool:
        return self.module is not None

    def plug(self, quirk: Quirk | None = None) -> CardModule:
        self.module = CardModule(quirk)
        self._link.symlink_to(self.module.path)
        return self.module

    def pull(self) -> None:
        if self.module is not None:
            self._link.unlink()
            self.module.close()
            self.module = None


@dataclass
class Booth:
    """Serial lines and all that they told."""

    qtbot: QtBot
    lines: SerialLines
    wires: list[Wire | CardWire]
    views: list[View] = field(default_factory=list)
    faults: list[tuple[StationError, Source]] = field(default_factory=list)
    statuses: list[LineStatus] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    ports: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [scan.text for view in self.views for scan in view.scans]

    @property
    def codes(self) -> list[str]:
        return [error.code for error, _ in self.faults]

    def wait_for(self, state: LineState, wire: Wire | CardWire | None = None) -> LineStatus:
        """Wait until a line (of ``wire``) is in ``state`` and return its status."""

        def fitting() -> list[LineStatus]:
            return [
                status
                for status in self.lines.statuses()
                if status.state is state and (wire is None or status.port == wire.name)
            ]

        self.qtbot.waitUntil(lambda: bool(fitting()), timeout=10_000)
        return fitting()[0]

    def flood(self, wire: Wire, data: bytes) -> None:
        """Send ``data`` as fast as it is taken."""
        left = memoryview(data)
        while left:
            left = left[wire.send(left) :]
            QCoreApplication.processEvents()

    def wait_for_texts(self, count: int) -> list[str]:
        self.qtbot.waitUntil(lambda: len(self.texts) >= count, timeout=60_000)
        return self.texts


class Booths:
    """Makes wires and booths, and takes them down."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self._qtbot = qtbot
        self._folder = folder
        self._booths: list[Booth] = []
        self.wires: list[Wire | CardWire] = []

    def wire(self, name: str = "ttyUSB0") -> Wire:
        """A device that is plugged in, listed as a USB port."""
        wire = Wire(self._folder / name)
        wire.plug()
        self.wires.append(wire)
        return wire

    def card_wire(self, name: str = "ttyACM0") -> CardWire:
        """A place for a card module, listed as a USB port once one is plugged in."""
        wire = CardWire(self._folder / name)
        self.wires.append(wire)
        return wire

    def listed(self) -> list[PortInfo]:
        return [PortInfo(wire.name, "", True) for wire in self.wires if wire.is_plugged]

    def start(self, options: LineOptions) -> Booth:
        lines = SerialLines(options, self.listed, look_ms=50)
        booth = Booth(self._qtbot, lines, self.wires)
        self._booths.append(booth)
        lines.read.connect(booth.views.append)
        lines.failed.connect(lambda error, source: booth.faults.append((error, source)))
        lines.status.connect(booth.statuses.append)
        lines.heard.connect(booth.heard.append)
        lines.ports_changed.connect(booth.ports.append)
        lines.start()
        return booth

    def close(self) -> None:
        for booth in self._booths:
            booth.lines.stop()
        for wire in self.wires:
            wire.pull()


@pytest.fixture
def booths(qtbot: QtBot, tmp_path: Path) -> Iterator[Booths]:
    if not has_pseudo_terminals():
        pytest.skip("this system has no pseudo-terminals")
    made = Booths(qtbot, tmp_path)
    yield made
    made.close()
