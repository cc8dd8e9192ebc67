"""The editor of the lab's own columns: which, in which order, under which headers."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from station.services.lab_preview import OwnColumn, column_names, read_columns
from station.ui.card import Card, push_button, text_label
from station.ui.settings.section import combo_box
from station.ui.theme import Theme
from station.ui.words import Words

LONGEST_HEADER = 60
MOST_COLUMNS = 40
LIST_HEIGHT = 150


class ColumnList(QListWidget):
    """Alt+Up and Alt+Down move the chosen row, Delete takes it away, F2 renames it."""

    moved = Signal(int)
    delete_pressed = Signal()
    rename_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif key == Qt.Key.Key_F2:
            self.rename_pressed.emit()
        else:
            super().keyPressEvent(event)


class LabColumnsCard(Card):
    """`edited`: columns were changed. Those of persons and of tubes are kept side by side."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._filling = False
        self._rows, self._language = "tubes", "both"
        self._columns: dict[str, list[OwnColumn]] = {"persons": [], "tubes": []}
        self.list = ColumnList()
        self.list.setFont(theme.font(14))
        self.list.setMinimumHeight(LIST_HEIGHT)
        self.header = QLineEdit()
        self.header.setFont(theme.font(15))
        self.header.setMaxLength(LONGEST_HEADER)
        self.missing = combo_box(theme)
        self.up = push_button(theme)
        self.down = push_button(theme)
        self.remove = push_button(theme)
        self.add = push_button(theme)
        self.reset = push_button(theme)
        self._label = text_label(theme, 14)
        self._label.setBuddy(self.header)
        self.note = text_label(theme, 13, tone="muted")
        self._lay_out()
        self._connect()

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("settings.lab.columns"))
        self.list.setAccessibleName(words("settings.lab.columns"))
        self._label.setText(words("settings.lab.header"))
        self.header.setAccessibleName(words("settings.lab.header"))
        self.missing.setAccessibleName(words("settings.lab.missing"))
        self.note.setText(words("settings.lab.columns_keys"))
        for name in ("up", "down", "remove", "add", "reset"):
            getattr(self, name).setText(words(f"settings.lab.{name}"))
        self._show()

    def show_columns(self, persons: tuple[str, ...], tubes: tuple[str, ...]) -> None:
        """Show what the settings hold; an empty list is all columns."""
        for rows, texts in (("persons", persons), ("tubes", tubes)):
            self._columns[rows] = list(read_columns(texts, rows)) or self._all(rows)
        self._show(0)

    def use(self, rows: str, language: str) -> None:
        """Show the columns of persons or of tubes, their headers in ``language``."""
        if (rows, language) != (self._rows, self._language):
            same = rows == self._rows
            self._rows, self._language = rows, language
            self._show(self.list.currentRow() if same else 0)

    def texts(self, rows: str) -> tuple[str, ...]:
        """Return the columns as the settings write them; all of them are an empty list."""
        columns = self._columns[rows]
        if columns == self._all(rows):
            return ()
        return tuple(each.text for each in columns)

    def doubled(self) -> str:
        """Return a header that two of the columns shown have, empty if there is none."""
        seen: set[str] = set()
        for each in self._columns[self._rows]:
            # As the settings compare them.
            name = (each.header or each.key).casefold()
            if name in seen:
                return each.header or each.key
            seen.add(name)
        return ""

    # --- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(6)
        for button in (self.up, self.down, self.remove, self.reset):
            side.addWidget(button)
        side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.list, 1)
        row.addLayout(side)
        naming = QHBoxLayout()
        naming.setSpacing(8)
        naming.addWidget(self._label)
        naming.addWidget(self.header, 2)
        naming.addSpacing(8)
        naming.addWidget(self.missing, 2)
        naming.addWidget(self.add)
        self.head.addWidget(self.note)
        self.body.addLayout(row, 1)
        self.body.addLayout(naming)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._show_chosen)
        self.list.moved.connect(self._move)
        self.list.delete_pressed.connect(self._remove)
        self.list.rename_pressed.connect(self._rename)
        self.header.textChanged.connect(self._take_header)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self._remove)
        self.add.clicked.connect(self._add)
        self.reset.clicked.connect(self._reset)

    def _all(self, rows: str) -> list[OwnColumn]:
        return [OwnColumn(name.key) for name in column_names(rows, "both")]

    def _present(self) -> list[OwnColumn]:
        return self._columns[self._rows]

    def _names(self) -> dict[str, str]:
        return {name.key: name.header for name in column_names(self._rows, self._language)}

    def _show(self, row: int | None = None) -> None:
        """Show the list anew, with ``row`` chosen."""
        self._filling = True
        names = self._names()
        row = self.list.currentRow() if row is None else row
        self.list.clear()
        for each in self._present():
            item = QListWidgetItem(self._shown(each, names))
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        there = {each.key for each in self._present()}
        self.missing.clear()
        # Those that are there already come last: one may stand twice, under two headers.
        for key in sorted(names, key=lambda key: key in there):
            self.missing.addItem(names[key], key)
        self._filling = False
        self._show_chosen()

    def _shown(self, column: OwnColumn, names: dict[str, str]) -> str:
        name = names[column.key]
        return f"{column.header}  ←  {name}" if column.header else name

    @Slot()
    def _show_chosen(self) -> None:
        row = self.list.currentRow()
        if self._filling or row < 0:
            return
        column = self._present()[row]
        self._filling = True
        self.header.setText(column.header)
        self.header.setPlaceholderText(self._names()[column.key])
        self._filling = False
        last = len(self._present()) - 1
        self._enable(self.up, row > 0)
        self._enable(self.down, row < last)
        self._enable(self.remove, last > 0)
        self._enable(self.add, last + 1 < MOST_COLUMNS)

    def _enable(self, button, can: bool) -> None:
        # A button that has the keyboard must not take it away into nowhere.
        if not can and button.hasFocus():
            self.list.setFocus()
        button.setEnabled(can)

    @Slot(str)
    def _take_header(self, text: str) -> None:
        row = self.list.currentRow()
        if self._filling or row < 0:
            return
        column = replace(self._present()[row], header=text.strip())
        self._present()[row] = column
        self.list.item(row).setText(self._shown(column, self._names()))
        self.edited.emit()

    @Slot(int)
    def _move(self, step: int) -> None:
        row, columns = self.list.currentRow(), self._present()
        if 0 <= row + step < len(columns):
            columns[row], columns[row + step] = columns[row + step], columns[row]
            self._show(row + step)
            self.edited.emit()

    @Slot()
    def _remove(self) -> None:
        row = self.list.currentRow()
        # An empty list would mean all columns.
        if row >= 0 and len(self._present()) > 1:
            del self._present()[row]
            self._show(row)
            self.edited.emit()

    @Slot()
    def _add(self) -> None:
        if len(self._present()) < MOST_COLUMNS:
            self._present().append(OwnColumn(str(self.missing.currentData())))
            self._show(len(self._present()) - 1)
            self.list.setFocus()
            self.edited.emit()

    @Slot()
    def _rename(self) -> None:
        self.header.setFocus()
        self.header.selectAll()

    @Slot()
    def _reset(self) -> None:
        self._columns[self._rows] = self._all(self._rows)
        self._show(0)
        self.edited.emit()
