"""All serial lines of a booth: guns and card readers, found by themselves, replugged at will."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from station.domain.reader import LineState, LineStatus
from station.scanner.serial.qt_line_finder import PortLine, PortWish
from station.scanner.serial.qt_port_list import PortInfo, PortList, port_key

_LOOK_MS = 1000


@dataclass(frozen=True, slots=True)
class LineOptions:
    """Which serial devices a booth uses: the options of serial guns and of the card reader.

    Without a named port, those of USB devices are looked through; others must be named, as a port
    over Bluetooth holds its opener for seconds, and a mainboard's has nobody at it.
    """

    guns: bool
    gun_ports: tuple[str, ...]
    gun_baud: int
    cards: bool
    card_port: str


class SerialLines(QObject):
    """Finds the devices on serial lines and speaks for them, on the thread that it was made on.

    ``read``: a `View` with one scan, of `Source.SERIAL` or `Source.CARD`. ``failed``: a
    `StationError` and the `Source` that it is of. ``status``: a `LineStatus` that is news; with
    `SEARCHING` after another state the port's chip goes. ``heard``: a `Heard` of a gun, while
    testing. ``ports_changed``: the names of all ports that are there, a tuple of texts.
    """

    read = Signal(object)
    failed = Signal(object, object)
    status = Signal(object)
    heard = Signal(object)
    ports_changed = Signal(object)

    def __init__(
        self,
        options: LineOptions,
        list_ports: Callable[[], list[PortInfo]] | None = None,
        look_ms: int = _LOOK_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._list_ports = PortList() if list_ports is None else list_ports
        self._lines: dict[str, PortLine] = {}
        self._told: dict[str, LineStatus] = {}
        self._names: tuple[str, ...] = ()
        self._polled: PortLine | None = None
        self._is_wanted = False
        self._is_testing = False
        self._timer = QTimer(self)
        self._timer.setInterval(look_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to look for devices."""
        self._timer.start()
        self._look()

    def stop(self) -> None:
        """Let go of all ports."""
        self._timer.stop()
        self._drop_all()

    def configure(self, options: LineOptions) -> None:
        """Go on with other options."""
        if options == self._options:
            return
        self._options = options
        self._drop_all()
        if self._timer.isActive():
            self._look()

    def set_wanted(self, is_wanted: bool) -> None:
        """Say whether a person may be registered now: else no card is looked for."""
        self._is_wanted = is_wanted
        self._choose_reader()

    def set_testing(self, is_testing: bool) -> None:
        """While testing, what guns send is ``heard`` and not ``read``; no card is read."""
        self._is_testing = is_testing
        for line in self._lines.values():
            line.set_testing(is_testing)

    def statuses(self) -> tuple[LineStatus, ...]:
        """Return how each device is doing: those that are there, missed or named."""
        return tuple(self._told.values())

    # --- which lines there are -----------------------------------------------------------------

    def _look(self) -> None:
        ports = self._list_ports()
        names = tuple(sorted(port.name for port in ports))
        if names != self._names:
            self._names = names
            self.ports_changed.emit(names)
        listed = {port_key(port.name): port for port in ports}
        wishes = dict(self._wishes(listed))
        for name, line in list(self._lines.items()):
            is_claimed = name not in wishes and port_key(name) in map(port_key, wishes)
            if is_claimed or self._is_replaced(line):
                self._drop(name)
        for name, wish in wishes.items():
            if name not in self._lines:
                self._add(name, wish)
        for name, line in list(self._lines.items()):
            line.look(port_key(name) in listed)
        self._take_stock()

    def _wishes(self, listed: dict[str, PortInfo]) -> Iterator[tuple[str, PortWish]]:
        """Yield the ports to try: the named ones, then those of USB devices."""
        options = self._options
        gun_ports = options.gun_ports if options.guns else ()
        card_port = options.card_port if options.cards else ""
        card_key = port_key(card_port) if card_port else ""
        taken = set()
        for name in (*gun_ports, card_port):
            if name and port_key(name) not in taken:
                taken.add(port_key(name))
                is_gun, is_reader = name in gun_ports, port_key(name) == card_key
                yield name, PortWish(is_gun, is_reader, True, options.gun_baud)
        is_gun = options.guns and not gun_ports
        is_reader = options.cards and not card_port
        for key, port in listed.items():
            if port.is_usb and key not in taken and (is_gun or is_reader):
                yield port.name, PortWish(is_gun, is_reader, False, options.gun_baud)

    def _add(self, name: str, wish: PortWish) -> None:
        line = PortLine(name, wish, self)
        line.set_testing(self._is_testing)
        line.read.connect(self.read)
        line.failed.connect(self.failed)
        line.heard.connect(self.heard)
        line.changed.connect(self._take_stock)
        self._lines[name] = line

    def _is_replaced(self, line: PortLine) -> bool:
        """True for a device that went from a port nobody named, and that is not missed."""
        if line.wish.named or line.is_listed:
            return False
        gone = line.status
        return gone is None or any(
            other.source is gone.source and other.state is LineState.READY
            for other in self._told.values()
        )

    def _drop(self, name: str) -> None:
        line = self._lines.pop(name)
        if self._polled is line:
            self._polled = None
        line.changed.disconnect(self._take_stock)
        line.close()
        line.deleteLater()

    def _drop_all(self) -> None:
        for name in list(self._lines):
            self._drop(name)
        self._take_stock()

    # --- how they are doing --------------------------------------------------------------------

    def _take_stock(self) -> None:
        """Choose the card reader again, and tell what is news of any line."""
        self._choose_reader()
        found = {
            name: status
            for name, line in self._lines.items()
            if (status := line.status) is not None
        }
        before, self._told = self._told, found
        for name, was in before.items():
            if name not in found and was.state is not LineState.SEARCHING:
                self.status.emit(LineStatus(was.source, LineState.SEARCHING, name))
        for name, status in found.items():
            if status != before.get(name):
                self.status.emit(status)

    def _choose_reader(self) -> None:
        """One reader looks for cards; another that is ready takes over when it goes."""
        if self._polled is None or not self._polled.is_ready_reader:
            ready = (line for line in self._lines.values() if line.is_ready_reader)
            self._polled = next(ready, None)
        for line in self._lines.values():
            line.set_wanted(self._is_wanted and line is self._polled)
