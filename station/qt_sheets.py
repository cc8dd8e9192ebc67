"""Making a sheet of command codes: drawn aside, and heard only once it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from station.catalogue import LANGUAGES, Catalogue
from station.errors import StationError
from station.paths import resources
from station.printing.command_sheet import CommandSheet, SheetNotPrinted, SheetNotSaved
from station.services.aside import Aside
from station.services.command_sheet import CommandSheets, SheetDraft
from station.services.worker import Worker
from station.settings import Settings
from station.ui.settings_desk import SettingsDesk

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from station.site import Site


class SheetMaker(QObject):
    """Answers the requests of a `SettingsDesk` for sheets.

    A sheet is drawn on a thread of its own, since a printer may keep it waiting, and if that went
    well adopted on ``writer``: until then the sheet before is heard.
    """

    _made = Signal(object)  # Path, or None for paper
    _failed = Signal(object)  # StationError

    def __init__(
        self,
        desk: SettingsDesk,
        sheets: CommandSheets,
        site: Site,
        writer: Worker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sheets = sheets
        self._zone = site.zone
        self._writer = writer
        self._threads = Aside("sheet")
        desk.save_sheet_asked.connect(self._save)
        desk.print_sheet_asked.connect(self._print)
        self._made.connect(desk.sheet_made, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(desk.sheet_failed, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Wait for a sheet that is being drawn: nobody may paint once the program ends."""
        self._threads.stop()

    @Slot(object)
    def _save(self, path: Path) -> None:
        def save(sheet: CommandSheet, words: list[Catalogue]) -> None:
            # Here and below: only who wants a sheet waits for what draws it.
            from station.printing.qt_command_sheet import save_command_sheet

            save_command_sheet(path, sheet, words)

        self._make(save, path)

    @Slot(object)
    def _print(self, printer: QPrinter) -> None:
        def draw(sheet: CommandSheet, words: list[Catalogue]) -> None:
            from station.printing.qt_command_sheet import draw_command_sheet

            draw_command_sheet(printer, sheet, words)

        self._make(draw, None)

    def _make(
        self, draw: Callable[[CommandSheet, list[Catalogue]], None], path: Path | None
    ) -> None:
        settings: Settings = self._desk.settings
        try:
            draft = self._sheets.draft()
        except StationError as error:
            self._failed.emit(error)
            return

        def work() -> None:
            try:
                words = [Catalogue.load(resources() / "translations", name) for name in LANGUAGES]
                today = datetime.now(UTC).astimezone(self._zone).date()
                site, booth = settings.site.name, settings.booth.number
                draw(CommandSheet(site, booth, today, draft.texts), words)
            except StationError as error:
                self._failed.emit(error)
            except Exception:
                # The buttons must not wait for ever; the bug is told and logged on its way up.
                self._failed.emit(SheetNotSaved() if path else SheetNotPrinted())
                raise
            else:
                self._writer.submit(lambda: self._adopt(draft, path))

        self._threads.go(work, at_printer=path is None)

    def _adopt(self, draft: SheetDraft, path: Path | None) -> None:
        try:
            self._sheets.adopt(draft)
        except StationError as error:
            self._failed.emit(error)
            return
        self._made.emit(path)
