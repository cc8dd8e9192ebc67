"""The window's way to the settings and the readers: what its pages ask for, and what they hear.

Answered by `station.qt_settings` (settings), `station.qt_readers` (readers) and
`station.qt_sheets` (sheets of command codes); `station.qt_console` connects them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from station.settings import Settings
from station.ui.trust_desk import TrustDesk

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

QUIET_MS = 120_000


class SettingsDesk(QObject):
    """Pages ask by methods, which return at once; those who answer are connected to the `_asked`
    signals. Answers are signals.

    ``settings`` are those in force. `apply` is answered by `applied` (they are in force and
    saved) or `failed` (a `StationError`; nothing has changed). ``trust`` is the way to the trust
    list, which changes by itself.
    """

    apply_asked = Signal(object)  # Settings
    testing_asked = Signal(bool)  # whether reads are heard and not registered
    save_sheet_asked = Signal(object)  # Path: a new sheet of command codes as a PDF
    print_sheet_asked = Signal(object)  # QPrinter: the same on paper

    applied = Signal(object)  # Settings
    failed = Signal(object)  # StationError
    heard = Signal(object)  # Heard
    went_quiet = Signal()  # nothing was heard for long while testing: who tests ends it
    cameras_changed = Signal(object)  # tuple[CameraDevice, ...]
    controls_changed = Signal(object, str)  # CameraControls, and the camera's key
    lines_changed = Signal(object)  # tuple[LineStatus, ...]
    ports_changed = Signal(object)  # tuple[str, ...], names of serial ports that are there
    sheet_made = Signal(object)  # Path, or None for paper
    sheet_failed = Signal(object)  # StationError

    def __init__(
        self, settings: Settings, parent: QObject | None = None, quiet_ms: int = QUIET_MS
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self.trust = TrustDesk(self)
        self._quiet = QTimer(self, singleShot=True, interval=quiet_ms)
        self._quiet.timeout.connect(self.went_quiet)
        self.heard.connect(self._wait_anew)

    def apply(self, settings: Settings) -> None:
        """Ask for other settings."""
        self.apply_asked.emit(settings)

    def set_testing(self, testing: bool) -> None:
        """Ask that reads are `heard` and not registered, or that they are registered again."""
        if testing:
            self._quiet.start()
        else:
            self._quiet.stop()
        self.testing_asked.emit(testing)

    def save_sheet(self, path: Path) -> None:
        """Ask for a new sheet of command codes; the old one is void once it is made."""
        self.save_sheet_asked.emit(path)

    def print_sheet(self, printer: QPrinter) -> None:
        """Ask for a new sheet on paper; ``printer`` must stay until the answer."""
        self.print_sheet_asked.emit(printer)

    def take_applied(self, settings: Settings) -> None:
        """The settings in force are these now."""
        self.settings = settings
        self.applied.emit(settings)

    @Slot()
    def _wait_anew(self) -> None:
        if self._quiet.isActive():
            self._quiet.start()
