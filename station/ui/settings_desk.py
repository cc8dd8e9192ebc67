"""The window's way to the settings and the readers: what its pages ask for, and what they hear.

`qt_readers` and `qt_console` stand on the other side.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from station.settings import Settings


@dataclass(frozen=True, slots=True)
class CameraControls:
    """What a camera's driver lets be set: lowest and highest value, or None."""

    reader: str
    exposure: tuple[float, float] | None = None
    focus: tuple[float, float] | None = None


class SettingsDesk(QObject):
    """Every request is a signal, and so is every answer; nothing here waits.

    ``settings`` are those in force. `apply_asked` carries the whole `Settings` wished for and is
    answered by `applied` (they are in force and saved) or `failed` (a `StationError`; nothing has
    changed).
    """

    apply_asked = Signal(object)  # Settings
    applied = Signal(object)  # Settings
    failed = Signal(object)  # StationError

    testing_asked = Signal(bool)  # the gun test page is open: reads are heard, not registered
    heard = Signal(object)  # Heard
    cameras_changed = Signal(object)  # tuple[CameraDevice, ...]
    controls_changed = Signal(object)  # CameraControls
    lines_changed = Signal(object)  # tuple[LineStatus, ...]
    ports_changed = Signal(object)  # tuple[str, ...], names of serial ports that are there

    save_sheet_asked = Signal(object)  # Path: a new sheet of command codes as a PDF
    print_sheet_asked = Signal(object)  # QPrinter: the same on paper
    sheet_made = Signal(object)  # Path, or None for paper
    sheet_failed = Signal(object)  # StationError

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings

    def apply(self, settings: Settings) -> None:
        """Ask for other settings."""
        self.apply_asked.emit(settings)

    def take_applied(self, settings: Settings) -> None:
        """The settings in force are these now."""
        self.settings = settings
        self.applied.emit(settings)

    def save_sheet(self, path: Path) -> None:
        """Ask for a new sheet of command codes; the old one is void once it is made."""
        self.save_sheet_asked.emit(path)
