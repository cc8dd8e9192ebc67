"""The report, on paper or as a file; where to is asked first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from station.domain.figures import Figures
from station.printing.day_report import DayReport, report_stem
from station.ui.counts.asks import PrintReport, SaveReport
from station.ui.facts import WindowFacts
from station.ui.files import PDF, SHEET, FileKind, ask_where
from station.ui.page_desk import PageDesk
from station.ui.words import Words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class ReportOutput(QObject):
    """Opens the dialogs over ``parent`` and asks the desk; one thing at a time."""

    def __init__(
        self, parent: QWidget, facts: WindowFacts, desk: PageDesk, words: Callable[[], Words]
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._facts = facts
        self._desk = desk
        self._words = words

    @property
    def is_busy(self) -> bool:
        return self._desk.is_waiting_for(PrintReport, SaveReport)

    def report(self, figures: Figures) -> DayReport:
        """Return the report of ``figures``, printed now."""
        now = self._facts.now()
        return DayReport(self._facts.site_name, figures, self._facts.zone, now)

    def print(self, figures: Figures) -> None:
        """Ask for a printer, then print."""
        if self.is_busy:
            return
        # Loaded by who prints, not by the window at its start.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        words = self._words()
        report = self.report(figures)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(report_stem(report, words.catalogue))
        dialog = QPrintDialog(printer, self._parent)
        dialog.setWindowTitle(words("counts.print"))
        dialog.finished.connect(lambda result: self._print(result, printer, report))
        dialog.finished.connect(dialog.deleteLater)
        # Its own `open` takes a slot by name only; this one opens it without waiting.
        QDialog.open(dialog)

    def save_book(self, figures: Figures) -> None:
        """Ask where to, then save a workbook."""
        self._save(figures, SHEET, "counts.export")

    def save_pdf(self, figures: Figures) -> None:
        """Ask where to, then save a PDF."""
        self._save(figures, PDF, "counts.save_pdf")

    # --- inside --------------------------------------------------------------------------------

    def _save(self, figures: Figures, kind: FileKind, title: str) -> None:
        if self.is_busy:
            return
        words, report = self._words(), self.report(figures)

        def save(path: Path) -> None:
            self._desk.ask(SaveReport(path, report, words.language))

        stem = report_stem(report, words.catalogue)
        ask_where(self._parent, words, words(title), kind, stem, save)

    def _print(self, result: int, printer: QPrinter, report: DayReport) -> None:
        if result == QDialog.DialogCode.Accepted:
            self._desk.ask(PrintReport(printer, report, self._words().language))
