"""One port, from its opening to knowing which device is on it, and over again after a replug."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from station.domain.reader import LineState, LineStatus
from station.domain.scan import Source
from station.scanner.serial.card_conversation import CardConversation
from station.scanner.serial.qt_card_reader import CardReader
from station.scanner.serial.qt_line_probe import Early, LineProbe
from station.scanner.serial.qt_serial_gun import SerialGun
from station.scanner.serial.qt_serial_line import SerialLine, SerialPortDenied
from station.scanner.serial.sdt_frame import BAUD

_PROBE_S = 1.2
# A module that was plugged in a moment ago tests itself first: a line that has said nothing
# is asked again, for shorter, this long after.
_PROBE_AGAIN_S = 0.5
_PROBE_AGAIN_AFTER_MS = (3_000, 10_000)
# A port that takes longer to open (Bluetooth) holds the window: it is seldom tried again.
_LONG_OPEN_S = 0.2
_REST_AFTER_LONG_OPEN = 50.0


@dataclass(frozen=True, slots=True)
class PortWish:
    """What a port may turn out to be; one that is ``named`` in the settings is always tried."""

    gun: bool
    reader: bool
    named: bool
    baud: int

    @property
    def is_certain(self) -> bool:
        """True where nothing is to be found out."""
        return self.gun != self.reader and (self.gun or self.named)


class PortLine(QObject):
    """The device on port ``name``. ``look`` is called every second; nothing else need be known.

    ``read``: a `View`. ``failed``: a `StationError` and its `Source`. ``heard``: a `Heard`.
    ``changed``: ``status`` may be another.
    """

    read = Signal(object)
    failed = Signal(object, object)
    heard = Signal(object)
    changed = Signal()

    def __init__(self, name: str, wish: PortWish, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.wish = wish
        self._line: SerialLine | None = None
        self._probe: LineProbe | None = None
        self._gun: SerialGun | None = None
        self._reader: CardReader | None = None
        self._known: Source | None = None
        self._closed_state = LineState.MISSING
        self._is_listed = False
        self._is_nobody = False
        self._is_wanted = False
        self._is_testing = False
        self._is_denied = False
        self._retry_at = 0.0
        self._probes_left = list(_PROBE_AGAIN_AFTER_MS)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._probe_again)

    @property
    def is_listed(self) -> bool:
        return self._is_listed

    @property
    def is_ready_reader(self) -> bool:
        return self._reader is not None and self._reader.state is LineState.READY

    @property
    def status(self) -> LineStatus | None:
        """How it is doing; None while there is nothing to say of it."""
        source = self._known
        if source is None and (self.wish.named or self._closed_state is LineState.BUSY):
            source = Source.SERIAL if self.wish.gun else Source.CARD
        if source is None or self._is_nobody:
            return None
        if self._reader is not None:
            state = self._reader.state
        elif self._gun is not None:
            state = LineState.READY
        elif self._line is not None:
            state = LineState.READY if self._known is Source.SERIAL else LineState.SEARCHING
        else:
            state = self._closed_state
        return LineStatus(source, state, self.name)

    def look(self, is_listed: bool) -> None:
        """Open the port if it is to be had; ``is_listed``: the system says that it is there."""
        has_gone, self._is_listed = self._is_listed and not is_listed, is_listed
        if has_gone:
            self._is_nobody = self._is_denied = False
            self._lose()
        elif self._line is None and not self._is_nobody and (is_listed or self.wish.named):
            self._try_open()

    def set_wanted(self, is_wanted: bool) -> None:
        """A card reader looks for cards only while ``is_wanted``."""
        self._is_wanted = is_wanted
        if self._reader is not None:
            self._reader.set_wanted(is_wanted)

    def set_testing(self, is_testing: bool) -> None:
        """While testing, a gun is heard and not read, and no card is read."""
        self._is_testing = is_testing
        if self._reader is not None:
            self._reader.set_testing(is_testing)
        if self._gun is not None:
            self._gun.set_testing(is_testing)

    def close(self) -> None:
        """Let go of the port and of what was known of it on this line."""
        self._again.stop()
        self._drop_devices()
        line, self._line = self._line, None
        if line is not None:
            line.close()
            line.deleteLater()

    # --- opening and going ---------------------------------------------------------------------

    def _try_open(self) -> None:
        began = time.monotonic()
        if began < self._retry_at:
            return
        is_gun = self.wish.is_certain and self.wish.gun
        line = SerialLine(self.name, self.wish.baud if is_gun else BAUD, self)
        try:
            state = line.open()
            self._is_denied = False
        except SerialPortDenied as denied:
            state = LineState.BUSY
            if not self._is_denied:
                self._is_denied = True
                self.failed.emit(denied, Source.SERIAL if self.wish.gun else Source.CARD)
        took = time.monotonic() - began
        if took > _LONG_OPEN_S:
            self._retry_at = time.monotonic() + took * _REST_AFTER_LONG_OPEN
        self._closed_state = state if state is not LineState.READY else LineState.MISSING
        if state is LineState.READY:
            self._line = line
            line.gone.connect(self._lose)
            self._begin()
        else:
            line.deleteLater()
        self.changed.emit()

    def _begin(self) -> None:
        self._probes_left = list(_PROBE_AGAIN_AFTER_MS)
        if not self.wish.is_certain:
            self._ask(_PROBE_S)
        elif self.wish.gun:
            self._be_gun()
        else:
            self._be_reader(CardConversation())

    def _lose(self) -> None:
        self._closed_state = LineState.MISSING
        self.close()
        self.changed.emit()

    # --- what it is ----------------------------------------------------------------------------

    def _ask(self, within_s: float) -> None:
        assert self._line is not None
        self._drop_devices()
        self._line.set_baud(BAUD)
        self._probe = LineProbe(self._line, within_s, self)
        self._probe.is_reader.connect(self._be_reader)
        self._probe.is_gun.connect(self._hear_gun)

    def _probe_again(self) -> None:
        if self._line is not None and not (self._gun is not None and self._gun.has_spoken):
            self._ask(_PROBE_AGAIN_S)

    def _hear_gun(self, early: Early) -> None:
        """Nobody answered as a card module: it is a gun's line, if a gun is wished for."""
        assert self._line is not None
        self._line.set_baud(self.wish.baud)
        may_yet_answer = not early.data and bool(self._probes_left)
        if may_yet_answer:
            self._again.start(self._probes_left.pop(0))
        if self.wish.gun:
            self._be_gun().take_early(early)
        elif may_yet_answer:
            self._drop_devices()
        else:
            self._is_nobody = True
            self.close()
        self.changed.emit()

    def _be_gun(self) -> SerialGun:
        assert self._line is not None
        self._drop_devices()
        self._known = Source.SERIAL
        self._gun = gun = SerialGun(self._line, self.name, self)
        gun.set_testing(self._is_testing)
        gun.read.connect(self.read)
        gun.failed.connect(self._tell_gun_fault)
        gun.heard.connect(self.heard)
        return gun

    def _be_reader(self, conversation: CardConversation) -> None:
        assert self._line is not None
        self._drop_devices()
        self._known = Source.CARD
        self._reader = CardReader(self._line, conversation, self)
        self._reader.set_testing(self._is_testing)
        self._reader.set_wanted(self._is_wanted)
        self._reader.read.connect(self.read)
        self._reader.failed.connect(self._tell_reader_fault)
        self._reader.changed.connect(self.changed)
        self.changed.emit()

    def _drop_devices(self) -> None:
        for device in (self._probe, self._gun, self._reader):
            if device is not None:
                device.stop()
                device.deleteLater()
        self._probe = self._gun = self._reader = None

    def _tell_gun_fault(self, error: object) -> None:
        self.failed.emit(error, Source.SERIAL)

    def _tell_reader_fault(self, error: object) -> None:
        self.failed.emit(error, Source.CARD)
