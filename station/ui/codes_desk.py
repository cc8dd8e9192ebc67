"""The window's way to the code desk: the codes page asks, and hears the answers as signals.

Answered by `station.qt_codes`; `station.qt_console` connects them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from station.ui.codes.asks import CloseIssuer, MakeList, OpenIssuer
from station.ui.page_desk import PageDesk

DrawSymbol = Callable[[str, int], QImage]
"""Returns the QR code of a text, as large as it fits into a square of so many pixels."""


class CodesDesk(PageDesk):
    """What is asked is one of `codes.asks`; what becomes of a list is told whoever stands there.

    ``draw_symbol`` draws a QR code. ``issuer_file`` is the file that was opened last, None before
    the first.
    """

    KEPT = (MakeList,)

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

    @property
    def is_open(self) -> bool:
        """Whether an issuer's key is open, so that codes can be drawn."""
        return self._is_open

    def close(self) -> None:
        """Let the issuer's key be forgotten, and be closed from now on."""
        if self._is_open or self.is_waiting_for(OpenIssuer):
            self.ask(CloseIssuer())
            self._set_open(False)

    def note_answer(self, what: object, answer: object) -> None:
        if isinstance(what, OpenIssuer):
            self.issuer_file = what.path
            self._set_open(True)

    # --- inside ----------------------------------------------------------------------------------

    def _set_open(self, is_open: bool) -> None:
        if is_open != self._is_open:
            self._is_open = is_open
            self.issuer_changed.emit(is_open)
