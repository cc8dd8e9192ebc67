"""A line or two of words that say how something went; its room is kept while it is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel

from station.errors import StationError
from station.ui.card import set_tone
from station.ui.theme import Theme
from station.ui.words import Words

PIXELS = 13
SIGNS = {"ok": "✔ ", "bad": "✘ ", "warn": "! "}


def error_text(error: StationError, words: Words) -> str:
    """Return what went wrong and what to do."""
    stop = "。" if words.language == "zh_CN" else ". "
    return f"{words.title(error)}{stop}{words.next_step(error)}"


class Note(QLabel):
    """Shows words with a sign before them, for eyes that see no colours."""

    def __init__(self, theme: Theme, lines: int = 1) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(PIXELS))
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setFixedHeight(QFontMetrics(self.font()).lineSpacing() * lines + 2)

    def show_text(self, text: str, tone: str = "muted") -> None:
        """Show ``text``; ``tone`` is muted, ok, warn or bad."""
        shown = f"{SIGNS.get(tone, '')}{text}" if text else ""
        self.setText(shown)
        self.setToolTip(text)
        self.setAccessibleName(text)
        set_tone(self, "tone", tone)

    def show_error(self, error: StationError, words: Words) -> None:
        """Show what went wrong and what to do."""
        self.show_text(error_text(error, words), "bad")

    def clear(self) -> None:
        self.show_text("")
