"""The hand-over sheet on paper or as a PDF; where to is asked first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from station.domain.batch_view import BatchLine
from station.ui.batches.asks import PrintSheet, SaveSheet
from station.ui.batches_desk import BatchesDesk
from station.ui.files import PDF, ask_where
from station.ui.words import Words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class SheetOutput(QObject):
    """Opens the dialogs over ``parent`` and asks the desk; one thing at a time."""

    def __init__(self, parent: QWidget, desk: BatchesDesk, words: Callable[[], Words]) -> None:
        super().__init__(parent)
        self._parent = parent
        self._desk = desk
        self._words = words

    @property
    def is_busy(self) -> bool:
        return self._desk.is_waiting_for(PrintSheet, SaveSheet)

    def print(self, line: BatchLine) -> None:
        """Ask for a printer, then print."""
        if self.is_busy:
            return
        # Loaded by who prints, not by the window at its start.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        words = self._words()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(line.batch.number)
        dialog = QPrintDialog(printer, self._parent)
        dialog.setWindowTitle(words("handover.print"))
        dialog.finished.connect(lambda result: self._print(result, printer, line))
        dialog.finished.connect(dialog.deleteLater)
        # Its own `open` takes a slot by name only; this one opens it without waiting.
        QDialog.open(dialog)

    def save_pdf(self, line: BatchLine) -> None:
        """Ask where to, then save a PDF."""
        if self.is_busy:
            return
        words = self._words()
        name = f"{line.batch.number}-v{line.exported_version}"

        def save(path: Path) -> None:
            self._desk.ask(SaveSheet(line, path, words.language))

        ask_where(self._parent, words, words("handover.pdf"), PDF, name, save)

    def _print(self, result: int, printer: QPrinter, line: BatchLine) -> None:
        if result == QDialog.DialogCode.Accepted:
            self._desk.ask(PrintSheet(line, printer, self._words().language))
