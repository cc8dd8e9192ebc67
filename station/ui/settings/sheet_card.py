"""The sheet of command codes: printed, or saved as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedWidget

from station.errors import StationError
from station.ui.card import Card, push_button, text_label
from station.ui.file_dialog import set_file_words
from station.ui.notice import Notice
from station.ui.settings_desk import SettingsDesk
from station.ui.theme import Theme
from station.ui.words import Words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

# The room for what is said of a sheet: what happened, and what to do.
NOTE_LINES, PADDING = 4, 20
LONGEST_NAME = 28


class SheetCard(Card):
    """Asks for a new sheet; while one is made a press does nothing.

    What is said of the last sheet stands where the warning was, so that nothing moves.
    """

    def __init__(self, theme: Theme, words: Words, desk: SettingsDesk) -> None:
        super().__init__(theme)
        self._desk = desk
        self._printer: QPrinter | None = None
        self._busy = False
        self.text = text_label(theme, 13, tone="muted")
        self.text.setWordWrap(True)
        self.warning = Notice(theme, "warn", 14)
        self.print_button = push_button(theme)
        self.save_button = push_button(theme)
        self.result = Notice(theme, "ok", 14)
        self._notes = QStackedWidget()
        for notice in (self.warning, self.result):
            self._notes.addWidget(notice)
            notice.layout().setAlignment(Qt.AlignmentFlag.AlignTop)
        line = QFontMetrics(self.warning.title.font()).lineSpacing()
        self._notes.setMinimumHeight(line * NOTE_LINES + PADDING)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        self.body.addWidget(self.text)
        self.body.addWidget(self._notes)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.print_button.clicked.connect(self._ask_printer)
        self.save_button.clicked.connect(self._ask_path)
        desk.sheet_made.connect(self._take_made)
        desk.sheet_failed.connect(self._take_failed)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("gun_section.sheet"))
        self.text.setText(words("gun_section.sheet_text"))
        self.warning.show_words(
            words("gun_section.sheet_warning"), words("gun_section.sheet_warning_text")
        )
        self.print_button.setText(words("gun_section.print"))
        self.save_button.setText(words("gun_section.save_pdf"))

    def leave(self) -> None:
        """What was said of the last sheet is old news."""
        if not self._busy:
            self._notes.setCurrentWidget(self.warning)

    @Slot()
    def _ask_printer(self) -> None:
        if self._busy:
            return
        # Loaded by who prints, not by the window at its start.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._words("gun_section.sheet"))
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(self._words("gun_section.sheet"))
        # Kept until the answer: the dialog does not own it, and it is painted on elsewhere.
        self._printer = printer
        dialog.finished.connect(self._print)
        dialog.finished.connect(dialog.deleteLater)
        # Its own `open` takes a slot by name only; this one opens it without waiting.
        QDialog.open(dialog)

    @Slot(int)
    def _print(self, result: int) -> None:
        if result != QDialog.DialogCode.Accepted or self._printer is None:
            self._printer = None
            return
        self._wait()
        self._desk.print_sheet(self._printer)

    @Slot()
    def _ask_path(self) -> None:
        if self._busy:
            return
        words = self._words
        dialog = QFileDialog(self, words("gun_section.save_pdf"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        place = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(place))
        booth = self._desk.settings.booth.number
        dialog.selectFile(words("gun_section.sheet_file", booth=booth) + ".pdf")
        set_file_words(dialog, words)
        dialog.fileSelected.connect(self._save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _save(self, path: str) -> None:
        self._wait()
        self._desk.save_sheet(Path(path))

    def _wait(self) -> None:
        self._set_busy(True)
        self._tell(self._words("gun_section.sheet_busy"), "", "info")

    @Slot(object)
    def _take_made(self, path: Path | None) -> None:
        self._set_busy(False)
        words = self._words
        if path is None:
            title = words("gun_section.sheet_printed")
        else:
            title = words("gun_section.sheet_saved", name=_short(path.name))
        self._tell(f"✔ {title}", words("gun_section.sheet_replace"), "ok")

    @Slot(object)
    def _take_failed(self, error: StationError) -> None:
        self._set_busy(False)
        self._tell(f"✘ {self._words.title(error)}", self._words.next_step(error), "bad")

    def _set_busy(self, busy: bool) -> None:
        # Not disabled: the keyboard would go on to the next field.
        self._busy = busy
        if not busy:
            self._printer = None

    def _tell(self, title: str, text: str, tone: str) -> None:
        self.result.show_words(title, text, tone)
        self._notes.setCurrentWidget(self.result)


def _short(name: str) -> str:
    """Return a file's name without its middle, if it is long: a name has no place to break."""
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[:half]}…{name[-half:]}"
