"""The window's way to the code desk: the codes page asks, and hears the answers as signals.

Answered by `station.qt_codes`; `station.qt_console` connects them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from station.errors import StationError
from station.ui.codes.asks import CloseIssuer, MakeList, OpenIssuer

DrawSymbol = Callable[[str, int], QImage]
"""Returns the QR code of a text, as large as it fits into a square of so many pixels."""


class CodesDesk(QObject):
    """`ask` returns at once; whoever answers is connected to `asked`, and calls `take`,
    `take_failure` and `tell_progress` on this object's thread.

    `answered` carries what was asked (one of `codes.asks`) and its answer, `failed` the fault
    instead. What was asked before `forget` is answered to nobody, but for a list: the page was
    cleared meanwhile, and somebody else may stand there. ``draw_symbol`` draws a QR code.
    ``issuer_file`` is the file that was opened last, None before the first.
    """

    asked = Signal(object)
    answered = Signal(object, object)
    failed = Signal(object, object)  # what was asked, StationError
    progressed = Signal(object, int, int)  # what was asked, done, of how many
    issuer_changed = Signal(bool)  # whether the desk is open

    def __init__(
        self,
        draw_symbol: DrawSymbol,
        issuer_file: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.draw_symbol = draw_symbol
        self.issuer_file = issuer_file
        self._is_open = False
        self._waiting: list[object] = []

    @property
    def is_open(self) -> bool:
        """Whether an issuer's key is open, so that codes can be drawn."""
        return self._is_open

    def ask(self, what: object) -> None:
        """Ask for something; the answer comes later."""
        self._waiting.append(what)
        self.asked.emit(what)

    def is_waiting_for(self, *kinds: type) -> bool:
        """Tell whether something of these kinds is asked for and not answered yet."""
        return any(isinstance(each, kinds) for each in self._waiting)

    def forget(self) -> None:
        """Hear no answer to what was asked so far, but what becomes of a list."""
        self._waiting = [each for each in self._waiting if isinstance(each, MakeList)]

    def close(self) -> None:
        """Let the issuer's key be forgotten, and be closed from now on."""
        if self._is_open or self.is_waiting_for(OpenIssuer):
            self.ask(CloseIssuer())
            self._set_open(False)

    # --- for who answers -------------------------------------------------------------------------

    def take(self, what: object, answer: object) -> None:
        """What was asked is answered."""
        if self._settle(what):
            if isinstance(what, OpenIssuer):
                self.issuer_file = what.path
                self._set_open(True)
            self.answered.emit(what, answer)

    def take_failure(self, what: object, error: StationError) -> None:
        """What was asked cannot be done."""
        if self._settle(what):
            self.failed.emit(what, error)

    def tell_progress(self, what: object, done: int, total: int) -> None:
        """So much of what was asked is done."""
        if any(each is what for each in self._waiting):
            self.progressed.emit(what, done, total)

    # --- inside ----------------------------------------------------------------------------------

    def _settle(self, what: object) -> bool:
        """Return whether somebody still waits for this; they wait no longer."""
        for index, each in enumerate(self._waiting):
            if each is what:
                del self._waiting[index]
                return True
        return False

    def _set_open(self, is_open: bool) -> None:
        if is_open != self._is_open:
            self._is_open = is_open
            self.issuer_changed.emit(is_open)
