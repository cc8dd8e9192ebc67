"""Rows of one kind as a table, each column told by what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from station.ui.theme import Theme
from station.ui.words import Words

ToneRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
Text = Callable[[Any, Words], str]


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is the word over it. ``widest`` returns its longest text; without, it takes the room
    that is left. ``tone`` makes a chip of it, in that colour."""

    key: str
    text: Text
    widest: Callable[[Words], str] | None = None
    mono: bool = False
    right: bool = False
    tone: Callable[[Any], str] | None = None


class RowsModel(QAbstractTableModel):
    """Shows ``columns`` of rows; ``key`` tells a row from others, ``struck`` whether it is no
    longer in force."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        columns: Sequence[Column],
        key: Callable[[Any], object],
        struck: Callable[[Any], bool] = lambda row: False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self.columns = tuple(columns)
        self._key = key
        self._struck = struck
        self.rows: list[Any] = []
        self._heading = theme.font(13)
        self._font, self._mono = theme.font(14), theme.font(14, mono=True)

    def set_words(self, words: Words) -> None:
        self._words = words
        last = len(self.columns) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        self._tell_changed(0, len(self.rows))

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show ``rows`` instead of those before. What stays at its place is not moved."""
        keys, before = [self._key(row) for row in rows], [self._key(row) for row in self.rows]
        same = 0
        while same < min(len(keys), len(before)) and keys[same] == before[same]:
            same += 1
        if same == len(before):
            self.rows[:] = rows[:same]
            self._append(rows[same:])
            self._tell_changed(0, same)
        elif same == len(keys):
            self.beginRemoveRows(QModelIndex(), same, len(before) - 1)
            self.rows[:] = rows
            self.endRemoveRows()
            self._tell_changed(0, same)
        else:
            self.beginResetModel()
            self.rows[:] = rows
            self.endResetModel()

    def row_of(self, key: object) -> int | None:
        """Return where the row of this key stands."""
        return next((i for i, row in enumerate(self.rows) if self._key(row) == key), None)

    # --- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role in (
            *(Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole),
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return column.text(row, self._words)
        if role == Qt.ItemDataRole.FontRole:
            return self._mono if column.mono else self._font
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and self._struck(row):
            return self._theme.colour("muted")
        if role == ToneRole and column.tone is not None:
            return column.tone(row)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(self.columns[section].key)
        if role == Qt.ItemDataRole.FontRole:
            return self._heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight
            if not self.columns[section].right:
                side = Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    # --- inside --------------------------------------------------------------------------------

    def _append(self, rows: Sequence[Any]) -> None:
        if rows:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def _tell_changed(self, first: int, after: int) -> None:
        if after > first:
            last = self.index(after - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(first, 0), last)
