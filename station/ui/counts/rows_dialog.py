"""The list behind a figure, over the page."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from station.domain.portion import Portion
from station.errors import StationError
from station.ui.counts.asks import ListRows
from station.ui.counts.rows_model import RowsModel
from station.ui.dialogs.dialog import StationDialog
from station.ui.page_desk import PageDesk
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH, HEIGHT = 980, 460
ROW_HEIGHT = 30


class RowsDialog(StationDialog):
    """Asks ``desk`` for the rows of ``portion``, a page at a time."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Words,
        desk: PageDesk,
        portion: Portion,
        title: str,
    ) -> None:
        super().__init__(parent, theme, words)
        self._desk = desk
        self._portion = portion
        self.setMinimumWidth(WIDTH)
        self.set_heading(title, words("counts.rows.reading"))
        self.model = RowsModel(theme, words, portion.of, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setMinimumHeight(HEIGHT)
        self.table.setAccessibleName(title)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setFont(theme.font(12, bold=True))
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.body.addWidget(self.table, 1)
        self.close_button = self.add_button("primary")
        self.close_button.setText(words("common.close"))
        self.close_button.clicked.connect(self.accept)
        desk.answered.connect(self._take)
        desk.failed.connect(self._fail)
        self.finished.connect(self._leave)
        self.model.wanted.connect(self._ask)
        self.model.begin()
        self.table.setFocus()

    @Slot(object)
    def _ask(self, after: object) -> None:
        self._desk.ask(ListRows(self._portion, after))  # type: ignore[arg-type]

    @Slot(object, object)
    def _take(self, what: object, answer: object) -> None:
        if isinstance(what, ListRows) and what.portion is self._portion:
            first = self.model.rowCount() == 0
            self.model.add_page(answer)  # type: ignore[arg-type]
            if first:
                self.table.resizeColumnsToContents()
                self.table.selectRow(0)
            self._tell_count()

    @Slot(object, object)
    def _fail(self, what: object, error: StationError) -> None:
        if isinstance(what, ListRows) and what.portion is self._portion:
            self.model.give_up()
            self.text.hide()
            self.show_error(error)

    @Slot()
    def _leave(self) -> None:
        self._desk.forget(ListRows)
        self.deleteLater()

    def _tell_count(self) -> None:
        count = f"{self.model.rowCount():,}"
        key = "counts.rows.all" if self.model.is_whole else "counts.rows.some"
        self.text.setText(self.words(key, count=count))
