"""The person at the desk and their relatives as a table of masked rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from station.ui.codes.row import DeskRow, RowAction
from station.ui.theme import Theme
from station.ui.words import Words

COLUMNS = ("name", "relation", "facts", "state", "action")
STATE_COLUMN, ACTION_COLUMN = COLUMNS.index("state"), COLUMNS.index("action")
ToneRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractTableModel):
    """Shows `DeskRow`s. ``now`` returns the present moment, aware."""

    def __init__(
        self, theme: Theme, words: Words, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._now = now
        self._rows: list[DeskRow] = []
        self._fonts = {"name": theme.font(15, bold=True), "plain": theme.font(14)}

    def set_words(self, words: Words) -> None:
        self.beginResetModel()
        self._words = words
        self.endResetModel()

    def show_rows(self, rows: Sequence[DeskRow]) -> None:
        """Show ``rows`` instead of those before."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, number: int) -> DeskRow:
        return self._rows[number]

    @property
    def rows(self) -> Sequence[DeskRow]:
        return tuple(self._rows)

    # --- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            # The button that stands there shows its word itself.
            return "" if column == "action" else self._text(row, column)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.FontRole:
            return self._fonts["name" if column == "name" else "plain"]
        if role == ToneRole and column == "state":
            return row.tone
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        shown = orientation == Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS)
        if shown and role == Qt.ItemDataRole.DisplayRole:
            return self._words(f"codes.column.{COLUMNS[section]}")
        return None

    # --- inside --------------------------------------------------------------------------------

    def _text(self, row: DeskRow, column: str) -> str:
        words = self._words
        if column == "name":
            return words.masked_name(row.person.person)
        if column == "relation":
            return row.relation(words)
        if column == "facts":
            return row.facts(words, self._now())
        if column == "state":
            return row.state(words, self._now())
        return "" if row.action is RowAction.NONE else words(f"codes.action.{row.action.value}")
