"""What the page shows while no issuer's key is open."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.ui.card import Card, push_button, text_label
from station.ui.note import Note
from station.ui.theme import Theme
from station.ui.words import Words

CARD_WIDTH = 560


class ClosedView(QWidget):
    """`open_asked`, `pending_asked`: what its buttons say."""

    open_asked = Signal()
    pending_asked = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        card = Card(theme)
        card.setFixedWidth(CARD_WIDTH)
        self._heading = card.heading
        self.title = text_label(theme, 26, bold=True)
        self.text = text_label(theme, 15, tone="muted")
        for label in (self.title, self.text):
            label.setWordWrap(True)
        self.button = push_button(theme, "primary", 15)
        self.pending_button = push_button(theme, "", 15)
        # Enter presses them, as in a dialog.
        for button in (self.button, self.pending_button):
            button.setAutoDefault(True)
        self.note = Note(theme, 2)
        self.button.clicked.connect(self.open_asked)
        self.pending_button.clicked.connect(self.pending_asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self.pending_button)
        row.addStretch(1)
        card.body.addWidget(self.title)
        card.body.addWidget(self.text)
        card.body.addSpacing(8)
        card.body.addLayout(row)
        card.body.addWidget(self.note)
        column = QVBoxLayout(self)
        column.addStretch(2)
        # Not aligned: a layout then asks how high the wrapped words are at that width.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(3)
        self.set_words(words)
        self.show_pending(None)

    def set_words(self, words: Words) -> None:
        self._words = words
        self._heading.setText(words("page.codes"))
        self.title.setText(words("open_desk.closed_title"))
        self.text.setText(words("open_desk.closed_text"))
        self.button.setText(words("open_desk.open"))

    def show_pending(self, count: int | None) -> None:
        """Show how many applications wait; None: this member does not decide."""
        self.pending_button.setVisible(count is not None)
        self.pending_button.setText(self._words("codes.pending_button", count=count or 0))
