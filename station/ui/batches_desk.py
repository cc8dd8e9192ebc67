"""The way of the page of batches to the services, and the sticks that are plugged in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal

from station.ui.batches.asks import Received, Settle
from station.ui.page_desk import PageDesk


@dataclass(frozen=True, slots=True)
class Stick:
    """A removable volume: its root folder and the name that people know it by."""

    folder: Path
    label: str


class BatchesDesk(PageDesk):
    """What is asked is one of `batches.asks`. ``sticks`` are those plugged in just now; they are
    looked for while somebody `watch`es."""

    KEPT = (Received, Settle)

    sticks_changed = Signal()
    watching = Signal(bool)

    sticks: tuple[Stick, ...] = ()

    def watch(self, wanted: bool) -> None:
        """Look for sticks from now on, or no more."""
        self.watching.emit(wanted)

    def take_sticks(self, sticks: tuple[Stick, ...]) -> None:
        """These are plugged in."""
        if sticks != self.sticks:
            self.sticks = sticks
            self.sticks_changed.emit()
