"""A tinted box with a few words in it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from station.ui.card import set_tone, text_label
from station.ui.theme import Theme


class Notice(QFrame):
    """A bold line over a plain one; ``tone`` is ok, info, warn or bad."""

    def __init__(self, theme: Theme, tone: str = "info", pixels: float = 15) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setProperty("tone", tone)
        self.title = text_label(theme, pixels, bold=True)
        self.text = text_label(theme, 13)
        for label in (self.title, self.text):
            label.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(2)
        box.addWidget(self.title)
        box.addWidget(self.text)

    def show_words(self, title: str, text: str = "", tone: str | None = None) -> None:
        """Show other words, and in another ``tone`` if one is given."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        if tone is not None:
            set_tone(self, "tone", tone)
        self.setAccessibleName(f"{title} {text}".strip())
