"""An export that goes on while the console is locked: its dialog waits out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from station.errors import StationError
from station.services.export_batch import Exported
from station.ui.corner_notice import Told, told_of_export, told_of_export_fault
from station.ui.dialogs.box_dialog import BoxDialog

if TYPE_CHECKING:
    from station.ui.desk import Desk


class ExportBehind(QObject):
    """Holds at most one dialog. Whoever may export next has it back, with what came of it.

    To others the end is `told` in the corner, once they see the window.
    """

    told = Signal(object)  # Told

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._dialog: BoxDialog | None = None
        self._news: Told | None = None
        self._covered = False
        desk.exported.connect(self._end_well)
        desk.export_failed.connect(self._end_badly)

    @property
    def is_running(self) -> bool:
        return self._dialog is not None and self._dialog.exporting

    def put(self, dialog: BoxDialog) -> None:
        """The window is covered over a dialog that exports."""
        dialog.hide()
        self._dialog, self._news, self._covered = dialog, None, True

    def come_back(self, may_export: bool) -> BoxDialog | None:
        """The window is seen again; return the dialog to be shown, if there is one for them."""
        self._covered = False
        if not may_export:
            self._tell()
            return None
        dialog, self._dialog = self._dialog, None
        return dialog

    # --- inside --------------------------------------------------------------------------------

    @Slot(object)
    def _end_well(self, exported: Exported) -> None:
        self._end(told_of_export(exported))

    @Slot(object)
    def _end_badly(self, error: StationError) -> None:
        self._end(told_of_export_fault(error))

    def _end(self, news: Told) -> None:
        if self._dialog is not None:
            self._news = news
            if not self._covered:
                self._tell()

    def _tell(self) -> None:
        if self._dialog is None or self._news is None:
            return
        dialog, self._dialog = self._dialog, None
        dialog.done(BoxDialog.DialogCode.Rejected)
        self.told.emit(self._news)
