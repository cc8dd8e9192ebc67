"""A card with a table of figures; a click or Enter opens the list behind one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from station.domain.figure_tables import FigureTable
from station.ui.card import Card
from station.ui.counts.figure_model import FigureModel
from station.ui.theme import Theme
from station.ui.words import Words

ROW_HEIGHT, HEADER_HEIGHT = 25, 30
FEW_COLUMNS = 4
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class FigureTableView(QTableView):
    """`opened` carries the index that was chosen."""

    opened = Signal(QModelIndex)

    def __init__(self, theme: Theme, model: FigureModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setFont(theme.font(14))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setFont(theme.font(12, bold=True))
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        header.setFixedHeight(HEADER_HEIGHT)
        model.modelReset.connect(self._set_widths)
        self.clicked.connect(self.opened)

    @Slot()
    def _set_widths(self) -> None:
        """Give the names what room the figures leave; many columns share it evenly."""
        count = self.model().columnCount()
        mode = QHeaderView.ResizeMode
        for column in range(1, count):
            narrow = mode.ResizeToContents if count <= FEW_COLUMNS else mode.Stretch
            self.horizontalHeader().setSectionResizeMode(column, narrow)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS:
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class FigureTableCard(Card):
    """`opened`: a `Portion` and what the figure is called."""

    opened = Signal(object, str)

    def __init__(self, theme: Theme, words: Words, name: str) -> None:
        """``name`` is that of the tables it shows."""
        super().__init__(theme)
        self._table_name = name
        # The table's own first heading says what it is of.
        self.heading.hide()
        self.model = FigureModel(theme, words, self)
        self.view = FigureTableView(theme, self.model)
        self.body.setSpacing(0)
        self.body.setContentsMargins(8, 4, 8, 6)
        self.body.addWidget(self.view, 1)
        self.view.opened.connect(self._open)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        title = words(f"figure.table.{self._table_name}")
        self.view.setAccessibleName(title)
        self.model.set_words(words)

    def show_table(self, table: FigureTable) -> None:
        self.model.show_table(table)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        cell = self.model.cell(index)
        if cell is not None:
            self.opened.emit(cell.behind, self.model.title(index))
