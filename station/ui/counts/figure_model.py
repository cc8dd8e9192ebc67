"""A table of figures for a view: a name and its cells, each with the records behind it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from station.domain.figure_tables import FigureCell, FigureTable, Labelled
from station.figure_words import cell_text, label_text
from station.ui.theme import Theme
from station.ui.words import Words

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FigureModel(QAbstractTableModel):
    """Shows a `FigureTable`; nothing before the first."""

    def __init__(self, theme: Theme, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._table: FigureTable | None = None
        self._font, self._bold = theme.font(14), theme.font(14, bold=True)

    def set_words(self, words: Words) -> None:
        self.beginResetModel()
        self._words = words
        self.endResetModel()

    def show_table(self, table: FigureTable) -> None:
        """Show ``table``; where only figures changed, what is chosen stays chosen."""
        before, same = self._table, False
        if before is not None:
            labels = [line.label for line in before.lines] == [line.label for line in table.lines]
            same = labels and before.columns == table.columns
        if same:
            self._table = table
            if table.lines:
                last = self.index(len(table.lines) - 1, len(table.columns))
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def cell(self, index: Index) -> FigureCell | None:
        """Return the figure at ``index``; on the name it is the first of the line."""
        if self._table is None or not index.isValid():
            return None
        return self._table.lines[index.row()].cells[max(index.column() - 1, 0)]

    def title(self, index: Index) -> str:
        """Return what the figure at ``index`` is called: its line and its column."""
        assert self._table is not None
        line = label_text(self._table.lines[index.row()].label, self._words.catalogue)
        column = self._table.columns[max(index.column() - 1, 0)]
        return f"{line} · {self._words(f'figure.column.{column}')}"

    # --- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        if self._table is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._table.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        if self._table is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._table.columns) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._table is None or not index.isValid():
            return None
        line = self._table.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if index.column() == 0:
                return label_text(line.label, self._words.catalogue)
            return cell_text(line.cells[index.column() - 1], self._words.catalogue)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if index.column() == 0 else _RIGHT
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if line.label.kind is Labelled.ALL else self._font
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if self._table is None or orientation != Qt.Orientation.Horizontal:
            return None
        if not 0 <= section <= len(self._table.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            if section == 0:
                return self._words(f"figure.table.{self._table.name}")
            return self._words(f"figure.column.{self._table.columns[section - 1]}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section == 0 else _RIGHT
        return None
