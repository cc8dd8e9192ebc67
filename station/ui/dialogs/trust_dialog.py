"""The trust list over the window, for who may import one without seeing the settings."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from station.ui.dialogs.dialog import StationDialog
from station.ui.theme import Theme
from station.ui.trust_card import TrustCard
from station.ui.trust_desk import TrustDesk
from station.ui.words import Words

WIDTH = 800


class TrustDialog(StationDialog):
    """Shows the `TrustCard`; registering goes on behind it."""

    def __init__(self, parent: QWidget | None, theme: Theme, words: Words, desk: TrustDesk) -> None:
        super().__init__(parent, theme, words)
        self.set_heading(words("trust_card.heading"))
        self.card = TrustCard(theme, words, desk)
        self.card.heading.hide()
        self.setMinimumWidth(WIDTH)
        self.body.addWidget(self.card)
        self.close_button = self.add_button("primary")
        self.close_button.setText(words("corner_notice.close"))
        self.close_button.clicked.connect(self.accept)
