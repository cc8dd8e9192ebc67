"""The staff as a table: name, roles, badge, and whether they still sign in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from station.domain.staff import StaffMember
from station.ui.theme import Theme
from station.ui.words import Words

COLUMNS = ("name", "roles", "badge", "state")
Index = QModelIndex | QPersistentModelIndex


class StaffModel(QAbstractTableModel):
    """Shows whole names: only who keeps the staff sees it."""

    def __init__(self, theme: Theme, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._members: tuple[StaffMember, ...] = ()
        self._fonts = {
            "name": theme.font(14, bold=True),
            "badge": theme.font(14, mono=True),
            "plain": theme.font(14),
            "head": theme.font(13, bold=True),
        }

    def set_words(self, words: Words) -> None:
        self.beginResetModel()
        self._words = words
        self.endResetModel()

    def member(self, row: int) -> StaffMember | None:
        """Return who stands in a row; None for a row that there is not."""
        return self._members[row] if 0 <= row < len(self._members) else None

    def row_of(self, member: StaffMember) -> int:
        """Return the row of whoever has the same id, -1 if they are not there."""
        ids = [each.id for each in self._members]
        return ids.index(member.id) if member.id in ids else -1

    def show_members(self, members: Sequence[StaffMember]) -> None:
        self.beginResetModel()
        self._members = tuple(members)
        self.endResetModel()

    # --- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._members)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        member, column = self._members[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(member, column)
        if role == Qt.ItemDataRole.FontRole:
            return self._fonts.get(column, self._fonts["plain"])
        if role == Qt.ItemDataRole.ForegroundRole and not member.active:
            return QColor(self._theme.tokens.muted)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(f"staff.column_{COLUMNS[section]}")
        if role == Qt.ItemDataRole.FontRole:
            return self._fonts["head"]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    # --- inside --------------------------------------------------------------------------------

    def _text(self, member: StaffMember, column: str) -> str:
        if column == "name":
            return member.name
        if column == "roles":
            return self._words.roles(member.roles)
        if column == "badge":
            return member.badge or "—"
        return self._words("staff.active" if member.active else "staff.left")
