"""The two tables of a report: its files, and what was found in the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableView

from station.ui.check.asks import CheckShown
from station.ui.check.files_model import COLUMNS as FILE_COLUMNS
from station.ui.check.files_model import FilesModel
from station.ui.check.findings_model import COLUMNS, FindingsModel
from station.ui.row_view import set_up_rows
from station.ui.theme import Theme
from station.ui.words import Words

ROW_HEIGHT = 34
ROOM = 24


class _Table(QTableView):
    """Rows to look at: nothing opens by a double click or Enter."""

    def __init__(self, theme: Theme, model: QAbstractItemModel) -> None:
        super().__init__()
        self._metrics = QFontMetrics(theme.font(14, bold=True))
        self.setModel(model)
        set_up_rows(self, ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self.viewport().update)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.selectRow(0)

    def _set_width(self, column: int, *texts: str) -> None:
        widest = max(self._metrics.horizontalAdvance(text) for text in texts)
        self.setColumnWidth(column, widest + ROOM)


class FilesTable(_Table):
    """`chosen` carries the place of the file in the present row, None for all."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, words: Words) -> None:
        self._files = FilesModel(theme, words)
        super().__init__(theme, self._files)
        self._files.setParent(self)
        name = FILE_COLUMNS.index("file")
        self.horizontalHeader().setSectionResizeMode(name, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._files.set_words(words)
        self.setAccessibleName(words("check_page.files"))
        widest = {
            "state": (words("check_page.state.findings", count=9999) + " !",),
            "batch": ("20261122-02-05 v10",),
            "persons": ("200,000", words("check_page.file.persons")),
            "tubes": ("200,000", words("check_page.file.tubes")),
            "proof": (
                f"{words('check_page.proof.manifest')} · {words('check_page.resaved')}",
                words("check_page.proof.handover"),
            ),
        }
        for column, texts in widest.items():
            self._set_width(FILE_COLUMNS.index(column), *texts)

    def show_checked(self, shown: CheckShown | None) -> None:
        self._files.show_checked(shown)
        if shown is not None:
            self.selectRow(0)

    @Slot(QModelIndex, QModelIndex)
    def _tell(self, present: QModelIndex, before: QModelIndex) -> None:
        if present.isValid():
            self.chosen.emit(self._files.place(present.row()))


class FindingsTable(_Table):
    """What was found; a line for each kind goes over the whole width."""

    def __init__(self, theme: Theme, words: Words) -> None:
        self._findings = FindingsModel(theme, words)
        super().__init__(theme, self._findings)
        self._findings.setParent(self)
        detail = COLUMNS.index("detail")
        self.horizontalHeader().setSectionResizeMode(detail, QHeaderView.ResizeMode.Stretch)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._findings.set_words(words)
        self.setAccessibleName(words("check_page.findings"))
        self._set_width(COLUMNS.index("file"), "20261122-02-05-v1-persons.csv")
        self._set_width(COLUMNS.index("sheet"), "采样管 Tubes")
        self._set_width(COLUMNS.index("row"), "200,001")

    def show_checked(self, shown: CheckShown | None, place: int | None = None) -> None:
        self.clearSpans()
        self._findings.show_checked(shown, place)
        for row in self._findings.kinds():
            self.setSpan(row, 0, 1, len(COLUMNS))
        self.scrollToTop()
