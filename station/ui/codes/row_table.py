"""The table of the person at the desk and their relatives, each row with its button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QWidget,
)

from station.domain.code_desk import ApplicationStatus
from station.ui.card import push_button
from station.ui.codes.row import DeskRow, RowAction
from station.ui.codes.row_model import ACTION_COLUMN, COLUMNS, STATE_COLUMN, RowModel
from station.ui.codes.state_chip import StateChip
from station.ui.row_view import set_up_rows
from station.ui.theme import Theme
from station.ui.words import Words

ROW_HEIGHT = 46
NAME_WIDTH, RELATION_WIDTH = 96, 84
CHIP_ROOM, BUTTON_ROOM = 40, 52


class RowTable(QTableView):
    """`acted` carries the row whose button was pressed, or on which Enter was; `rename_asked` the
    one from whose menu another name was asked for."""

    acted = Signal(object)
    rename_asked = Signal(object)

    def __init__(self, theme: Theme, words: Words, model: RowModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._chip = StateChip(theme)
        self.setModel(model)
        self.setItemDelegateForColumn(STATE_COLUMN, self._chip)
        set_up_rows(self, ROW_HEIGHT)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        facts = COLUMNS.index("facts")
        self.horizontalHeader().setSectionResizeMode(facts, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda index: self.acted.emit(model.row(index.row())))
        self.rename_action = QAction(self)
        self.rename_action.triggered.connect(self._ask_rename)
        self.addAction(self.rename_action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        model.modelReset.connect(self._set_buttons)
        theme.changed.connect(self.viewport().update)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.setAccessibleName(words("codes.title"))
        self.rename_action.setText(words("rename.title"))
        self._set_widths()
        self._set_buttons()

    def button(self, row: int) -> QPushButton | None:
        """Return the button of a row, None if it has none."""
        holder = self.indexWidget(self._model.index(row, ACTION_COLUMN))
        return None if holder is None else holder.findChild(QPushButton)

    def choose(self, row: DeskRow) -> None:
        """Make ``row`` the present one."""
        self.selectRow(self._model.rows.index(row))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.acted.emit(self._model.row(self.currentIndex().row()))
            return
        super().keyPressEvent(event)

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _ask_rename(self) -> None:
        if self.currentIndex().isValid():
            self.rename_asked.emit(self._model.row(self.currentIndex().row()))

    def _set_buttons(self) -> None:
        for number, row in enumerate(self._model.rows):
            holder = None
            if row.action is not RowAction.NONE:
                holder = self._holder(row)
            self.setIndexWidget(self._model.index(number, ACTION_COLUMN), holder)

    def _holder(self, row: DeskRow) -> QWidget:
        role = "primary" if row.action is RowAction.DRAW else ""
        button = push_button(self._theme, role)
        button.setText(self._words(f"codes.action.{row.action.value}"))
        # The table has the keyboard: arrows choose a row, Enter presses its button.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.acted.emit(row))
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 8, 0)
        line.addStretch(1)
        line.addWidget(button)
        return holder

    def _set_widths(self) -> None:
        words, plain = self._words, QFontMetrics(self._theme.font(14))
        status = words(f"codes.status.{ApplicationStatus.APPROVED.value}")
        longest = f"{status} · {words('codes.days_left', days=30)}"
        actions = [
            words(f"codes.action.{each.value}") for each in RowAction if each.value != "none"
        ]
        self.setColumnWidth(COLUMNS.index("name"), NAME_WIDTH)
        self.setColumnWidth(COLUMNS.index("relation"), RELATION_WIDTH)
        self.setColumnWidth(STATE_COLUMN, plain.horizontalAdvance(longest) + CHIP_ROOM)
        widest = max(plain.horizontalAdvance(text) for text in actions)
        self.setColumnWidth(ACTION_COLUMN, widest + BUTTON_ROOM)
