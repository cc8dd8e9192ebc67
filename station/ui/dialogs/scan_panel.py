"""Tubes that are scanned one by one, counted as they come, and compared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from station.domain.tube import BARCODE_LENGTH, BarcodeUnusable, TubeBarcode
from station.ui.card import push_button, text_label
from station.ui.latin_line_edit import LatinLineEdit
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words

LIST_HEIGHT = 132


class _Scanned(QListWidget):
    removed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.removed.emit(self.currentRow())
            return
        super().keyPressEvent(event)


class ScanPanel(QWidget):
    """``barcodes`` are those scanned, each once, the first one first. `changed`: one more, or one
    less. Delete takes the chosen one away."""

    changed = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._words = words
        self._expected: int | None = None
        self._compared = False
        self.barcodes: list[TubeBarcode] = []
        self.edit = LatinLineEdit()
        self.edit.setFont(theme.font(15, mono=True))
        self.edit.setMaxLength(BARCODE_LENGTH)
        self.edit.setPlaceholderText(words("scan_panel.edit"))
        self.edit.setAccessibleName(words("scan_panel.edit"))
        self.count = text_label(theme, 18, bold=True, mono=True)
        self.clear_button = push_button(theme, "quiet", 13)
        self.clear_button.setText(words("scan_panel.clear"))
        self.note = Note(theme)
        self.list = _Scanned()
        self.list.setFont(theme.font(14, mono=True))
        self.list.setAccessibleName(words("scan_panel.list"))
        self.list.setFixedHeight(LIST_HEIGHT)
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        row.addWidget(self.count)
        row.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(self.list)
        self.edit.returnPressed.connect(self._take_typed)
        self.clear_button.clicked.connect(self.clear)
        self.list.removed.connect(self._remove)
        self._show()

    def expect(self, count: int | None) -> None:
        """So many tubes are held by the system; None: not told."""
        self._expected = count
        self._show_count()

    def take_tube(self, text: str) -> None:
        """A tube was scanned."""
        try:
            barcode = TubeBarcode(text.replace(" ", ""))
        except BarcodeUnusable as error:
            self.note.show_error(error, self._words)
            return
        if barcode in self.barcodes:
            self.note.show_text(self._words("scan_panel.twice", tube=barcode.grouped), "warn")
        else:
            self.barcodes.append(barcode)
            self.note.show_text(self._words("scan_panel.taken", tube=barcode.grouped), "ok")
        self._show()
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Begin anew."""
        self.barcodes.clear()
        self.note.clear()
        self._show()
        self.changed.emit()

    def show_difference(self, missing: Sequence[TubeBarcode], extra: Sequence[TubeBarcode]) -> None:
        """Name the tubes that were not scanned, and those that do not belong there, at the top."""
        words = self._words
        self._show()
        lines = [words("scan_panel.missing", tube=each.grouped) for each in missing]
        lines += [words("scan_panel.extra", tube=each.grouped) for each in extra]
        self._compared = True
        self.list.clear()
        self.list.addItems(lines)

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _take_typed(self) -> None:
        if self.edit.text().strip():
            self.take_tube(self.edit.text())
            self.edit.clear()

    @Slot(int)
    def _remove(self, row: int) -> None:
        index = len(self.barcodes) - 1 - row
        if not self._compared and index >= 0:
            del self.barcodes[index]
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        self._compared = False
        self.list.clear()
        self.list.addItems([each.grouped for each in reversed(self.barcodes)])
        self._show_count()

    def _show_count(self) -> None:
        whole = "" if self._expected is None else f" / {self._expected}"
        self.count.setText(f"{len(self.barcodes)}{whole}")
