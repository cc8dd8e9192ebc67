"""The card with the latest registrations; one of them can be withdrawn from here."""

from __future__ import annotations

from PySide6.QtCore import (
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QStackedLayout,
    QStyleOptionViewItem,
    QTableView,
)

from station.domain.person import EntryMode
from station.domain.registration import Registration
from station.ui.card import Card, text_label
from station.ui.chip_delegate import PADDING, ChipDelegate, Index
from station.ui.register.recent_model import (
    COLUMNS,
    SOURCE_COLUMN,
    RecentModel,
    SourceRole,
    is_loud,
)
from station.ui.row_view import set_up_rows
from station.ui.theme import Theme
from station.ui.words import Words

ROW_HEIGHT = 35
BADGE_RISE = 2
CELL_PADDING = 22
# Longer names are elided.
WIDEST_NAME = "关*关"
WIDEST_NUMBER = "310115********4213"


class SourceBadge(ChipDelegate):
    """Paints a source as a small tinted badge with its word in it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, BADGE_RISE)

    def tone(self, index: Index) -> str:
        if index.data(Qt.ItemDataRole.ForegroundRole) is not None:
            return "bad"
        return "warn" if is_loud(index.data(SourceRole)) else "brand"

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + 2 * PADDING, size.height())


class RecentTable(QTableView):
    """A table in which Delete asks for a withdrawal."""

    delete_pressed = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)


class RecentCard(Card):
    """`withdraw_asked` carries the registration that the operator wants withdrawn."""

    withdraw_asked = Signal(object)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self.model = RecentModel(theme, words, self)
        self._theme = theme
        self.table = RecentTable()
        self.table.setModel(self.model)
        self._badge = SourceBadge(theme)
        self.table.setItemDelegateForColumn(SOURCE_COLUMN, self._badge)
        self._none = text_label(theme, 15, tone="muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._none)
        self._stack.addWidget(self.table)
        self.body.addLayout(self._stack, 1)
        self._set_up_table()
        theme.changed.connect(self.table.viewport().update)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("recent.title"))
        self.table.setAccessibleName(words("recent.title"))
        self._none.setText(words("recent.none"))
        self.model.set_words(words)
        self._set_widths()

    def show_rows(self, rows: tuple[Registration, ...]) -> None:
        """Show the latest registrations, newest first."""
        self.model.show_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self._none)

    def selected(self) -> Registration | None:
        """Return the registration of the current row."""
        index = self.table.currentIndex()
        return self.model.registration(index.row()) if index.isValid() else None

    def _set_up_table(self) -> None:
        table = self.table
        set_up_rows(table, ROW_HEIGHT)
        header = table.horizontalHeader()
        # Fixed widths: asking each row for its own on every registration would cost and jump.
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(COLUMNS.index("name"), QHeaderView.ResizeMode.Stretch)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        table.delete_pressed.connect(self._ask_withdrawal)

    def _set_widths(self) -> None:
        words = self._words
        plain = QFontMetrics(self._theme.font(14))
        mono = QFontMetrics(self._theme.font(14, mono=True))
        head = QFontMetrics(self._theme.font(13, bold=True))
        sources = [words.source(mode) for mode in EntryMode] + [words("recent.withdrawn")]
        widest = {
            "time": mono.horizontalAdvance("00:00:00"),
            "number": mono.horizontalAdvance(WIDEST_NUMBER),
            "source": max(plain.horizontalAdvance(text) for text in sources) + PADDING,
            "place": plain.horizontalAdvance("20"),
        }
        bold = QFontMetrics(self._theme.font(14, bold=True))
        least = bold.horizontalAdvance(WIDEST_NAME) + CELL_PADDING
        for column, width in widest.items():
            title = head.horizontalAdvance(words(f"recent.{column}"))
            whole = max(width, title) + CELL_PADDING
            self.table.setColumnWidth(COLUMNS.index(column), whole)
            least += whole
        self.table.setMinimumWidth(least)

    @Slot(QPoint)
    def _show_menu(self, position: QPoint) -> None:
        registration = self.selected()
        if registration is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = QAction(self._words("recent.withdraw"), menu)
        action.setEnabled(registration.withdrawn_at is None)
        action.triggered.connect(self._ask_withdrawal)
        menu.addAction(action)
        menu.popup(self.table.viewport().mapToGlobal(position))

    @Slot()
    def _ask_withdrawal(self) -> None:
        registration = self.selected()
        if registration is not None and registration.withdrawn_at is None:
            self.withdraw_asked.emit(registration)
