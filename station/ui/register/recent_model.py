"""The latest registrations as a table of masked rows."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from station.domain.person import EntryMode
from station.domain.registration import Registration
from station.ui.theme import Theme
from station.ui.words import Words

COLUMNS = ("time", "name", "number", "source", "place")
SOURCE_COLUMN = COLUMNS.index("source")
SourceRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class RecentModel(QAbstractTableModel):
    """Rows newest first. Only what changed is told to the view: a new row is one insertion."""

    def __init__(self, theme: Theme, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._rows: list[Registration] = []
        self._fonts = _fonts(theme)

    def set_words(self, words: Words) -> None:
        self.beginResetModel()
        self._words = words
        self.endResetModel()

    def registration(self, row: int) -> Registration:
        return self._rows[row]

    def show_rows(self, rows: tuple[Registration, ...]) -> None:
        """Show ``rows``: what is new goes in at the top, what left goes out at the end."""
        known = {row.id for row in self._rows}
        fresh = 0
        while fresh < len(rows) and rows[fresh].id not in known:
            fresh += 1
        kept = [row.id for row in rows[fresh:]]
        if kept != [row.id for row in self._rows[: len(kept)]]:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
            return
        self._cut(len(kept))
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, fresh - 1)
            self._rows[:0] = rows[:fresh]
            self.endInsertRows()
        self._change(rows)

    # --- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        registration = self._rows[index.row()]
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(registration, column)
        if role == Qt.ItemDataRole.FontRole:
            return self._font(registration, column)
        if role == Qt.ItemDataRole.ForegroundRole and registration.withdrawn_at is not None:
            return QColor(self._theme.tokens.muted)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == "place":
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == SourceRole:
            return registration.entry_mode
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(registration, column)
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
            return self._words(f"recent.{COLUMNS[section]}")
        if role == Qt.ItemDataRole.FontRole:
            return self._fonts["head", False]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            place = COLUMNS[section] == "place"
            side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    # --- inside --------------------------------------------------------------------------------

    def _cut(self, length: int) -> None:
        if length < len(self._rows):
            self.beginRemoveRows(QModelIndex(), length, len(self._rows) - 1)
            del self._rows[length:]
            self.endRemoveRows()

    def _change(self, rows: tuple[Registration, ...]) -> None:
        for i, row in enumerate(rows):
            if row.withdrawn_at != self._rows[i].withdrawn_at:
                self._rows[i] = row
                self.dataChanged.emit(self.index(i, 0), self.index(i, len(COLUMNS) - 1))

    def _text(self, registration: Registration, column: str) -> str:
        words = self._words
        if column == "time":
            return words.time(registration.registered_at)
        if column == "name":
            return words.masked_name(registration.person)
        if column == "number":
            return words.masked_number(registration.person)
        if column == "source":
            withdrawn = registration.withdrawn_at is not None
            return words("recent.withdrawn") if withdrawn else words.source(registration.entry_mode)
        return str(registration.place)

    def _spoken(self, registration: Registration, column: str) -> str:
        text = self._text(registration, column)
        if registration.withdrawn_at is None or column == "source":
            return text
        return f"{text} ({self._words('recent.withdrawn')})"

    def _font(self, registration: Registration, column: str) -> QFont:
        struck = registration.withdrawn_at is not None and column != "source"
        if column == "name":
            return self._fonts["name", struck]
        mono = column in ("time", "number") and (
            column == "time" or registration.person.document is not None
        )
        return self._fonts["mono" if mono else "plain", struck]


def is_loud(mode: EntryMode) -> bool:
    """Tell whether a source stands out: what was typed is worth a second look."""
    return mode in (EntryMode.TYPED, EntryMode.NO_DOCUMENT)


def _fonts(theme: Theme) -> dict[tuple[str, bool], QFont]:
    fonts = {}
    for struck in (False, True):
        for name, font in (
            ("plain", theme.font(14)),
            ("name", theme.font(14, bold=True)),
            ("mono", theme.font(14, mono=True)),
            ("head", theme.font(13, bold=True)),
        ):
            font.setStrikeOut(struck)
            fonts[name, struck] = font
    return fonts
