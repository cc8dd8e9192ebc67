"""A table of rows whose columns keep their widths; it asks for more rows at its end."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from station.ui.batches.rows_model import RowsModel, ToneRole
from station.ui.chip_delegate import INSET, PADDING, ChipDelegate, Index
from station.ui.row_view import set_up_rows
from station.ui.theme import Theme
from station.ui.words import Words

ROW_HEIGHT = 34
CELL = 22
ONWARD = (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End)


class _Chip(ChipDelegate):
    def tone(self, index: Index) -> str:
        return str(index.data(ToneRole) or "brand")


class RowsTable(QTableView):
    """`chosen`: another row is the present one, -1 for none. `opened`: Enter, or a double click.
    `more_asked`: its end is seen, or somebody goes on from its last row."""

    chosen = Signal(int)
    opened = Signal(int)
    more_asked = Signal()

    def __init__(self, theme: Theme, words: Words, model: RowsModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._chip = _Chip(theme, 2)
        self.setModel(model)
        set_up_rows(self, ROW_HEIGHT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for number, column in enumerate(model.columns):
            if column.widest is None:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
            if column.tone is not None:
                self.setItemDelegateForColumn(number, self._chip)
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.chosen.emit(now.row()))
        model.modelReset.connect(lambda: self.chosen.emit(-1))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.verticalScrollBar().valueChanged.connect(self._look_at_end)
        theme.changed.connect(self.viewport().update)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._model.set_words(words)
        plain, mono = (QFontMetrics(self._theme.font(14, mono=fixed)) for fixed in (False, True))
        heading = QFontMetrics(self._theme.font(13))
        for number, column in enumerate(self._model.columns):
            if column.widest is not None:
                metrics = mono if column.mono else plain
                room = metrics.horizontalAdvance(column.widest(words)) + CELL
                if column.tone is not None:
                    room += 2 * (INSET + PADDING) - CELL + 4
                self.setColumnWidth(
                    number, max(room, heading.horizontalAdvance(words(column.key)) + CELL)
                )

    @property
    def present(self) -> int:
        """The present row, -1 without one."""
        return self.currentIndex().row()

    def choose(self, row: int) -> None:
        """Make ``row`` the present one, and seen."""
        self.selectRow(row)
        self.scrollTo(self._model.index(row, 0))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.present >= 0:
            self.opened.emit(self.present)
            return
        before = self.present
        super().keyPressEvent(event)
        # Rows that all fit the table are never scrolled.
        if event.key() in ONWARD and self.present == before:
            self._look_at_end(self.verticalScrollBar().value())

    @Slot(int)
    def _look_at_end(self, value: int) -> None:
        if value == self.verticalScrollBar().maximum():
            self.more_asked.emit()
