"""The list behind a figure, read a page at a time as it is scrolled."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from station.domain.figure_rows import ListedRow, PersonRow, RefusalRow, RowMark, RowPage, TubeRow
from station.domain.portion import Counted
from station.figure_words import NOTHING
from station.ui.theme import Theme
from station.ui.words import Words

Index = QModelIndex | QPersistentModelIndex
COLUMNS = {
    Counted.PERSONS: ("time", "booth", "name", "number", "source", "tube", "place"),
    Counted.TUBES: ("time", "booth", "tube", "pool", "persons", "stage", "sealed", "batch"),
    Counted.REFUSALS: ("time", "booth", "reader", "reason"),
}


class RowsModel(QAbstractTableModel):
    """`wanted` carries the mark after which more rows are to be brought; None for the first."""

    wanted = Signal(object)

    def __init__(
        self, theme: Theme, words: Words, of: Counted, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._columns = COLUMNS[of]
        self._rows: list[ListedRow] = []
        self._after: RowMark | None = None
        self._waits = False
        self._font = theme.font(14)

    def begin(self) -> None:
        """Ask for the first rows."""
        self._waits = True
        self.wanted.emit(None)

    def add_page(self, page: RowPage) -> None:
        self._waits = False
        self._after = page.after
        if page.rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(page.rows) - 1)
            self._rows += page.rows
            self.endInsertRows()

    def give_up(self) -> None:
        """The rows that were asked for do not come."""
        self._waits, self._after = False, None

    @property
    def is_whole(self) -> bool:
        """Whether all rows are here."""
        return not self._waits and self._after is None

    # --- what Qt asks --------------------------------------------------------------------------

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._after is not None and not self._waits

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._waits = True
            self.wanted.emit(self._after)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(self._rows[index.row()], self._columns[index.column()])
        if role == Qt.ItemDataRole.FontRole:
            return self._font
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        shown = orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._columns)
        if shown and role == Qt.ItemDataRole.DisplayRole:
            return self._words(f"counts.rows.{self._columns[section]}")
        if shown and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    # --- inside --------------------------------------------------------------------------------

    def _text(self, row: ListedRow, column: str) -> str:
        words = self._words
        if column == "time":
            return words.moment(row.at)
        if column == "booth":
            return words.booth(row.booth)
        if isinstance(row, PersonRow):
            return self._person_text(row, column)
        if isinstance(row, TubeRow):
            return self._tube_text(row, column)
        assert isinstance(row, RefusalRow)
        return words(f"counts.reader.{row.source}") if column == "reader" else self._reason(row)

    def _reason(self, row: RefusalRow) -> str:
        return self._words.catalogue.reason(row.reason)

    def _person_text(self, row: PersonRow, column: str) -> str:
        return {
            "name": row.name or self._words("counts.erased"),
            "number": row.number or NOTHING,
            "source": self._words(f"figure.mode.{row.mode.value}"),
            "tube": row.barcode,
        }.get(column, str(row.place))

    def _tube_text(self, row: TubeRow, column: str) -> str:
        sealed = NOTHING if row.sealed_at is None else self._words.moment(row.sealed_at)
        return {
            "tube": row.barcode,
            "pool": self._words.pool(row.pool_size),
            "persons": f"{row.persons}/{row.pool_size}",
            "stage": self._words(f"figure.stage.{row.stage.value}"),
            "sealed": sealed,
        }.get(column, row.batch or NOTHING)
