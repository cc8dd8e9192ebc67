"""What the lab's file would look like, with made-up rows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from station.services.lab_preview import LabPreview
from station.ui.card import Card, text_label
from station.ui.theme import Theme
from station.ui.words import Words

ROW_HEIGHT = 30
LEAST_ROWS = 5
PADDING = 18


class LabPreviewCard(Card):
    """A table as a spreadsheet would show the file; the header is tinted."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._shown: LabPreview | None = None
        self.table = QTableWidget()
        self.table.setFont(theme.font(13))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setMinimumHeight(ROW_HEIGHT * LEAST_ROWS + PADDING)
        self.note = text_label(theme, 13, tone="muted")
        self.note.setWordWrap(True)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.note)
        self.body.addStretch(0)
        self.table.hide()
        theme.changed.connect(self._paint)

    def set_words(self, words: Words) -> None:
        self.heading.setText(words("settings.lab.preview"))
        self.table.setAccessibleName(words("settings.lab.preview"))

    def show_preview(self, shown: LabPreview | None, note: str) -> None:
        """Show the rows, or none; ``note`` says what the file is."""
        self.note.setText(note)
        if shown == self._shown:
            return
        self._shown = shown
        self._paint()

    def _paint(self) -> None:
        shown, table = self._shown, self.table
        rows = () if shown is None else shown.rows
        table.setVisible(bool(rows))
        table.clear()
        table.setRowCount(len(rows))
        table.setColumnCount(max((len(row) for row in rows), default=0))
        tint, ink = QColor(self._theme.tokens.brand_ground), QColor(self._theme.tokens.ink)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                item = QTableWidgetItem(str(cell))
                item.setToolTip(str(cell))
                item.setForeground(ink)
                if isinstance(cell, int):
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                if shown is not None and place == shown.header:
                    item.setFont(self._theme.font(13, bold=True))
                    item.setBackground(tint)
                table.setItem(place, column, item)
        table.resizeColumnsToContents()
