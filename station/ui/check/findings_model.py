"""The findings of a check as a table: under a line for each kind those of that kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from station.ui.check.asks import CheckShown, FindingShown
from station.ui.theme import Theme
from station.ui.words import Words

COLUMNS = ("file", "sheet", "row", "detail")
# A line of a kind: its code and how many there are.
Line = FindingShown | tuple[str, int]
Index = QModelIndex | QPersistentModelIndex


class FindingsModel(QAbstractTableModel):
    """Shows the findings of one file, or of all."""

    def __init__(self, theme: Theme, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._shown: CheckShown | None = None
        self._lines: list[Line] = []
        self._plain, self._bold = theme.font(14), theme.font(14, bold=True)
        self._mono, self._head = theme.font(13, mono=True), theme.font(13, bold=True)

    def set_words(self, words: Words) -> None:
        self._words = words
        if self._lines:
            last = self.index(len(self._lines) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def show_checked(self, shown: CheckShown | None, place: int | None = None) -> None:
        """Show the findings of the file at ``place``, of all for None."""
        self.beginResetModel()
        self._shown = shown
        self._lines = [] if shown is None else list(_grouped(shown.of_file(place)))
        self.endResetModel()

    def kinds(self) -> Iterator[int]:
        """Yield the rows that name a kind."""
        return (row for row, line in enumerate(self._lines) if isinstance(line, tuple))

    # --- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(f"check_page.finding.{COLUMNS[section]}")
        if role == Qt.ItemDataRole.FontRole:
            return self._head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(line, column)
        if role == Qt.ItemDataRole.FontRole:
            if isinstance(line, tuple):
                return self._bold
            return self._mono if column == "detail" else self._plain
        if role == Qt.ItemDataRole.ForegroundRole and isinstance(line, tuple):
            return self._theme.colour("bad")
        return None

    # --- inside --------------------------------------------------------------------------------

    def _text(self, line: Line, column: str) -> str:
        words = self._words
        if isinstance(line, tuple):
            if column != "file":
                return ""
            code, count = line
            return f"{words(f'check.code.{code}')} · {words('check_page.count', count=count)}"
        if line.more:
            return words("check_page.more", count=line.more) if column == "detail" else ""
        if column == "file":
            files = () if self._shown is None else self._shown.files
            return "、".join(files[place].name for place in line.files)
        if column == "sheet":
            return line.sheet
        if column == "row":
            return "" if line.row is None else str(line.row)
        return line.detail


def _grouped(findings: Sequence[FindingShown]) -> Iterator[Line]:
    """Yield each kind once, with how many it has, and its findings after it."""
    by_code: dict[str, list[FindingShown]] = {}
    for code, group in groupby(findings, key=lambda finding: finding.code):
        by_code.setdefault(code, []).extend(group)
    for code, group in by_code.items():
        yield code, sum(finding.more or 1 for finding in group)
        yield from group
