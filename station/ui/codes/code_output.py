"""Handing a code out: on paper, as a picture, as a PDF; where to is asked first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from station.printing.code_card import CodeCard, Layout
from station.ui.codes.asks import Print, SavePdf, SavePicture, SaveRevocations
from station.ui.codes.shown_code import ShownCode
from station.ui.codes_desk import CodesDesk
from station.ui.facts import WindowFacts
from station.ui.files import PDF, PICTURE, REVOCATIONS, ask_where
from station.ui.words import Words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class CodeOutput(QObject):
    """Opens the dialogs over ``parent`` and asks the desk; one thing at a time."""

    def __init__(
        self, parent: QWidget, facts: WindowFacts, desk: CodesDesk, words: Callable[[], Words]
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._facts = facts
        self._desk = desk
        self._words = words

    @property
    def is_busy(self) -> bool:
        return self._desk.is_waiting_for(Print, SavePdf, SavePicture, SaveRevocations)

    def card(self, shown: ShownCode) -> CodeCard:
        """Return what is printed of a code."""
        return shown.card(self._words(), self._facts.site_name, self._facts.now())

    def print(self, shown: ShownCode, layout: Layout) -> None:
        """Ask for a printer, then print."""
        if self.is_busy:
            return
        # Loaded by who prints, not by the window at its start.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        words = self._words()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        # Spoolers and their logs keep the name: nobody's stands in it.
        printer.setDocName(words("codes.code_title"))
        dialog = QPrintDialog(printer, self._parent)
        dialog.setWindowTitle(words("codes.print"))
        card = self.card(shown)
        dialog.finished.connect(lambda result: self._print(result, printer, card, layout))
        dialog.finished.connect(dialog.deleteLater)
        # Its own `open` takes a slot by name only; this one opens it without waiting.
        QDialog.open(dialog)

    def save_picture(self, shown: ShownCode) -> None:
        """Ask where to, then save a picture for a phone."""
        if self.is_busy:
            return
        words, card = self._words(), self.card(shown)

        def save(path: Path) -> None:
            self.write_picture(card, path)

        ask_where(self._parent, words, words("codes.save_picture"), PICTURE, card.file_stem, save)

    def write_picture(self, card: CodeCard, path: Path) -> None:
        """Save a picture for a phone at ``path``."""
        self._desk.ask(SavePicture(path, card, self._words().language))

    def save_pdf(self, shown: ShownCode, layout: Layout) -> None:
        """Ask where to, then save a PDF."""
        if self.is_busy:
            return
        words, card = self._words(), self.card(shown)

        def save(path: Path) -> None:
            self._desk.ask(SavePdf(path, card, layout, words.language))

        ask_where(self._parent, words, words("codes.save_pdf"), PDF, card.file_stem, save)

    def save_revocations(self) -> None:
        """Ask where to, then save what this desk revoked; a file that is there is added to."""
        if self.is_busy:
            return
        words = self._words()
        name = words("codes.revocations_file", date=words.day(self._facts.now()))

        def save(path: Path) -> None:
            self._desk.ask(SaveRevocations(path))

        dialog = ask_where(
            self._parent, words, words("codes.save_revocations"), REVOCATIONS, name, save
        )
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)

    # --- inside --------------------------------------------------------------------------------

    def _print(self, result: int, printer: QPrinter, card: CodeCard, layout: Layout) -> None:
        if result == QDialog.DialogCode.Accepted:
            self._desk.ask(Print(printer, card, layout, self._words().language))
