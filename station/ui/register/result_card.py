"""The result card: what came of the last read or key, large, and always of the same height."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from station.ui.card import set_tone, text_label
from station.ui.fitted_label import FittedLabel
from station.ui.result_shown import Field, Kind, ResultShown
from station.ui.sign_mark import SignMark
from station.ui.theme import Theme
from station.ui.words import Words

COLUMNS = 3
# How the width is shared where all six cells are used: name, number, place over next step.
WEIGHTS = (6, 11, 8)
NARROWEST, WIDEST = 6, 24
TITLE_SIZES = (32, 30, 28, 26, 24, 22, 20, 18, 16)
VALUE_SIZES = (20, 19, 18, 17, 16, 15, 14, 12)
NOTE_SIZES = (14, 13, 12, 11, 10)
NOTE_PADDING = 10


class _Cell:
    """A field's label over its value."""

    def __init__(self, theme: Theme, lines: int) -> None:
        self.label = text_label(theme, 13, tone="muted")
        self.value = FittedLabel(theme, VALUE_SIZES, lines)

    def show(self, field: Field | None) -> None:
        """Show a field, or nothing but the room for it."""
        visible = field is not None
        self.label.setVisible(visible)
        self.value.setVisible(visible)
        if field is not None:
            self.label.setText(field.label)
            self.value.show_text(field.text, field.mono)


class _Cells(QWidget):
    """Rows of three cells."""

    def __init__(self, theme: Theme, rows: int, lines: int) -> None:
        super().__init__()
        self._cells = [_Cell(theme, lines) for _ in range(rows * COLUMNS)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(0)
        for i, cell in enumerate(self._cells):
            row, column = divmod(i, COLUMNS)
            self._grid.addWidget(cell.label, row * 2, column)
            self._grid.addWidget(cell.value, row * 2 + 1, column)
        self._grid.setRowStretch(rows * 2, 1)

    def show_fields(self, fields: tuple[Field, ...], weights: tuple[int, ...]) -> None:
        """Show ``fields`` from the left; ``weights`` share the width among the columns."""
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, weights[column] if column < len(weights) else 0)
        for i, cell in enumerate(self._cells):
            cell.show(fields[i] if i < len(fields) else None)


class ResultCard(QFrame):
    """Shows a `ResultShown`: sign, title, up to six fields. Its height never changes."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.setObjectName("result")
        self._shown = ResultShown(Kind.IDLE, "")
        self._mark = SignMark(theme)
        self.title = FittedLabel(theme, TITLE_SIZES, lines=1)
        self.title.setObjectName("resultTitle")
        self.title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.note = FittedLabel(theme, NOTE_SIZES, lines=2)
        self.note.setObjectName("note")
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.side = text_label(theme, 14, tone="muted")
        self._head = QHBoxLayout()
        self._head.setSpacing(12)
        for widget in (self._mark, self.title, self.note, self.side):
            self._head.addWidget(widget)
        self._many = _Cells(theme, rows=2, lines=2)
        self._few = _Cells(theme, rows=1, lines=4)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._many)
        self._stack.addWidget(self._few)
        body = QVBoxLayout(self)
        body.setContentsMargins(22, 14, 22, 10)
        body.setSpacing(10)
        body.addLayout(self._head)
        body.addLayout(self._stack)
        self.setFixedHeight(self.sizeHint().height())
        self.set_words(words)

    @property
    def shown(self) -> ResultShown:
        return self._shown

    def set_words(self, words: Words) -> None:
        self.setAccessibleName(words("result.card"))

    def show_result(self, shown: ResultShown) -> None:
        """Show another result."""
        self._shown = shown
        for widget in (self, self.title):
            set_tone(widget, "kind", shown.kind.value)
        self._mark.set_kind(shown.kind)
        self.side.setText(shown.side)
        self.side.setVisible(bool(shown.side))
        self.title.show_text(shown.title)
        self.note.show_text(shown.note)
        self.note.setVisible(bool(shown.note))
        self._share_head()
        self._show_fields(shown.fields)
        self.setAccessibleDescription(f"{shown.kind.sign} {shown.spoken}")

    def _share_head(self) -> None:
        """Share the width as title and note need it; a note is no wider than its text."""
        needed = self.note.width_at_largest() + 2 * NOTE_PADDING
        self.note.setMaximumWidth(needed)
        self._head.setStretchFactor(self.title, self.title.width_at_largest())
        self._head.setStretchFactor(self.note, needed)

    def _show_fields(self, fields: tuple[Field, ...]) -> None:
        if len(fields) > COLUMNS:
            self._many.show_fields(fields, WEIGHTS)
            self._stack.setCurrentWidget(self._many)
        else:
            self._few.show_fields(fields, tuple(_weight(field) for field in fields))
            self._stack.setCurrentWidget(self._few)


def _weight(field: Field) -> int:
    """How much room a field asks for: its longest line, wide characters counted twice."""
    lines = [sum(1 + (ord(c) > 0x2E7F) for c in line) for line in field.text.split("\n")]
    longest = max(*lines, len(field.label))
    return min(max(NARROWEST, longest * 3 // 2 if field.mono else longest), WIDEST)
