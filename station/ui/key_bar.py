"""The bottom bar: the keys of the page, or those of the open question; the trust list's age."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from station.ui.card import key_cap, text_label
from station.ui.facts import WindowFacts
from station.ui.theme import Theme
from station.ui.trust_age import TrustAge
from station.ui.words import Words

PAGE_KEYS = (
    ("F2", "manual"),
    ("F4", "seal"),
    ("F7", "single"),
    ("F8", "undo"),
    ("F9", "box"),
    ("F11", "full_screen"),
    ("Esc", "cancel"),
)
QUESTION_KEYS = (("Enter", "leave"), ("F12", "again"), ("F11", "full_screen"))


class KeyBar(QFrame):
    """Shows which keys do what just now."""

    def __init__(self, theme: Theme, words: Words, facts: WindowFacts) -> None:
        super().__init__()
        self.setObjectName("keyBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._labels: list[tuple[QLabel, str]] = []
        self._page = self._row(theme, PAGE_KEYS)
        self._question = self._row(theme, QUESTION_KEYS)
        self._question.hide()
        self.trust_age = TrustAge(theme, words, facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 18, 8)
        row.addWidget(self._page)
        row.addWidget(self._question)
        row.addStretch(1)
        row.addWidget(self.trust_age)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        for label, name in self._labels:
            label.setText(words(f"key.{name}"))
        self.trust_age.set_words(words)

    def show_question(self, asked: bool) -> None:
        """Show the keys that answer the question, or those of the page."""
        self._page.setVisible(not asked)
        self._question.setVisible(asked)

    def shown_keys(self) -> tuple[str, ...]:
        """Return the names of the keys that are shown."""
        keys = PAGE_KEYS if self._question.isHidden() else QUESTION_KEYS
        return tuple(key for key, _ in keys)

    def _row(self, theme: Theme, keys: tuple[tuple[str, str], ...]) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        for key, name in keys:
            label = text_label(theme, 14, tone="muted")
            row.addWidget(key_cap(theme, key))
            row.addWidget(label)
            row.addSpacing(12)
            self._labels.append((label, name))
        return holder
