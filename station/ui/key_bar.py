"""The bottom bar: the keys of the page or of the open question; the trust list's age."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from station.ui.card import key_cap, text_label
from station.ui.facts import WindowFacts
from station.ui.theme import Theme
from station.ui.trust_age import TrustAge
from station.ui.words import Words

REGISTER_KEYS = (
    ("F2", "manual"),
    ("F4", "seal"),
    ("F7", "single"),
    ("F8", "undo"),
    ("F9", "box"),
    ("F11", "full_screen"),
    ("Esc", "cancel"),
)
SETTINGS_KEYS = (
    ("Ctrl+S", "apply"),
    ("Ctrl+R", "revert"),
    ("Ctrl+PgDn", "next_section"),
    ("F11", "full_screen"),
    ("Esc", "to_register"),
)
PAGES = {"register": REGISTER_KEYS, "settings": SETTINGS_KEYS}
QUESTION_KEYS = (("Enter", "leave"), ("F12", "again"), ("F11", "full_screen"))


class KeyBar(QFrame):
    """Shows which keys do what just now."""

    def __init__(self, theme: Theme, words: Words, facts: WindowFacts) -> None:
        super().__init__()
        self.setObjectName("keyBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._labels: list[tuple[QLabel, str]] = []
        self._pages = {name: self._row(theme, keys) for name, keys in PAGES.items()}
        self._question = self._row(theme, QUESTION_KEYS)
        self._page, self._asked = "register", False
        self.trust_age = TrustAge(theme, words, facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 18, 8)
        for each in (*self._pages.values(), self._question):
            row.addWidget(each)
        row.addStretch(1)
        row.addWidget(self.trust_age)
        self._show_row()
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        for label, name in self._labels:
            label.setText(words(f"key.{name}"))
        self.trust_age.set_words(words)

    def show_page(self, page: str) -> None:
        """Show the keys of ``page``: register or settings."""
        self._page = page
        self._show_row()

    def show_question(self, asked: bool) -> None:
        """Show the keys that answer the question, or those of the page."""
        self._asked = asked
        self._show_row()

    def shown_keys(self) -> tuple[str, ...]:
        """Return the names of the keys that are shown."""
        keys = QUESTION_KEYS if self._asked else PAGES[self._page]
        return tuple(key for key, _ in keys)

    def _show_row(self) -> None:
        self._question.setVisible(self._asked)
        for name, row in self._pages.items():
            row.setVisible(name == self._page and not self._asked)

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
