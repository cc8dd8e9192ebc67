"""The files that were checked, as a table; its first row stands for all of them."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from station.ui.check.asks import CheckShown, FileShown, FileState
from station.ui.theme import Theme
from station.ui.words import Words

COLUMNS = ("state", "file", "batch", "persons", "tubes", "proof")
_NUMBERS = ("persons", "tubes")
# With a sign before the word, for eyes that see no colours.
_SIGNS = {
    FileState.GOOD: ("✔", "ok"),
    FileState.PROOF: ("✔", "muted"),
    FileState.FINDINGS: ("!", "warn"),
    FileState.REFUSED: ("✘", "bad"),
}
Index = QModelIndex | QPersistentModelIndex


class FilesModel(QAbstractTableModel):
    """Shows the files of a `CheckShown`, in the order in which they were read."""

    def __init__(self, theme: Theme, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._shown: CheckShown | None = None
        self._plain, self._bold = theme.font(14), theme.font(14, bold=True)
        self._head = theme.font(13, bold=True)

    def set_words(self, words: Words) -> None:
        self._words = words
        if self._shown is not None:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 5))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def show_checked(self, shown: CheckShown | None) -> None:
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()

    def place(self, row: int) -> int | None:
        """Return which file stands in a row, None for the row of all."""
        return row - 1 if row > 0 else None

    # --- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        if self._shown is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._shown.files) + 1

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(f"check_page.file.{COLUMNS[section]}")
        if role == Qt.ItemDataRole.FontRole:
            return self._head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._shown is None or not index.isValid():
            return None
        column, place = COLUMNS[index.column()], self.place(index.row())
        file = None if place is None else self._shown.files[place]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._of_all(column) if file is None else self._of_file(column, file)
        if role == Qt.ItemDataRole.ToolTipRole and file is not None:
            return file.place if column == "file" else self._of_file(column, file)
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if file is None or column == "state" else self._plain
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole and file is not None and column == "state":
            return self._theme.colour(_SIGNS[file.state][1])
        return None

    # --- inside --------------------------------------------------------------------------------

    def _of_all(self, column: str) -> str:
        shown, words = self._shown, self._words
        assert shown is not None
        if column == "state":
            return words("check_page.count", count=shown.counted)
        if column == "file":
            return words("check_page.all_files", count=len(shown.files))
        if column in _NUMBERS:
            return f"{getattr(shown, column):,}"
        return ""

    def _of_file(self, column: str, file: FileShown) -> str:
        words = self._words
        if column == "state":
            word = words(f"check_page.state.{file.state.value}", count=file.findings)
            return f"{_SIGNS[file.state][0]} {word}"
        if column == "file":
            return file.name
        if column == "batch":
            return f"{file.batch} v{file.version}" if file.version else file.batch
        if column in _NUMBERS:
            count = getattr(file, column)
            return f"{count:,}" if count else ""
        proved = words(f"check_page.proof.{file.proved_by}") if file.proved_by else ""
        resaved = words("check_page.resaved") if file.resaved else ""
        return " · ".join(filter(None, (proved, resaved)))


def _alignment(column: str) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
