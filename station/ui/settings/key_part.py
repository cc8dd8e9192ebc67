"""One of a booth's keys as a card."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from station.ui.card import Card, text_label
from station.ui.theme import Theme
from station.ui.words import Words


class KeyPart(Card):
    """A card with a line that tells how things stand, what it is for, and its buttons."""

    def __init__(self, theme: Theme, name: str, *buttons: QPushButton) -> None:
        super().__init__(theme)
        self._name = name
        self.state = text_label(theme, 15, bold=True)
        self._hint = text_label(theme, 13, tone="muted")
        for label in (self.state, self._hint):
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        for button in buttons:
            self.row.addWidget(button)
        self.row.addStretch(1)
        self.body.addLayout(self.row)
        self.body.addStretch(1)

    def set_words(self, words: Words) -> None:
        self.heading.setText(words(f"keys.{self._name}_heading"))
        self._hint.setText(words(f"keys.{self._name}_hint"))
