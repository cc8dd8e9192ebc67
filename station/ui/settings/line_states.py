"""How the devices on serial lines are doing: a dot, a port and a word for each."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.reader import LineState, LineStatus
from station.ui.card import text_label
from station.ui.chip import Dot
from station.ui.theme import Theme
from station.ui.words import Words

_TOKENS = {
    LineState.SEARCHING: "muted",
    LineState.READY: "ok",
    LineState.MISSING: "bad",
    LineState.BUSY: "warn",
}


class LineStates(QWidget):
    """A line of text for each device; ``none`` is the key of what is said when there is none."""

    def __init__(self, theme: Theme, words: Words, none: str) -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self._none = none
        self._lines: tuple[LineStatus, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._rows: list[QWidget] = []
        self._show()

    def set_words(self, words: Words) -> None:
        self._words = words
        self._show()

    def show_lines(self, lines: tuple[LineStatus, ...]) -> None:
        """Show these devices."""
        self._lines = lines
        self._show()

    def texts(self) -> list[str]:
        """Return what is said, a text a device."""
        return [row.accessibleName() for row in self._rows]

    def _show(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        if self._lines:
            self._rows = [self._row(_TOKENS[line.state], self._told(line)) for line in self._lines]
        else:
            self._rows = [self._row("muted", self._words(self._none))]
        for row in self._rows:
            self._column.addWidget(row)

    def _told(self, line: LineStatus) -> str:
        state = self._words(f"gun_section.line.{line.state.value}")
        return f"{line.port} · {state}" if line.port else state

    def _row(self, token: str, text: str) -> QWidget:
        row = QWidget()
        row.setAccessibleName(text)
        dot = Dot(self._theme)
        dot.set_token(token)
        label = text_label(self._theme, 13)
        label.setText(text)
        label.setWordWrap(True)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(dot)
        line.addWidget(label, 1)
        return row
