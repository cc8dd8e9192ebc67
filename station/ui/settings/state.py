"""The line at the foot of the settings page: how the changes stand, or what is wrong."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from station.ui.card import set_tone, text_label
from station.ui.theme import Theme
from station.ui.words import Words

HEIGHT = 52


class State(Enum):
    """What the line at the foot says."""

    CLEAN = "clean"
    CHANGED = "changed"
    APPLYING = "applying"
    APPLIED = "applied"


_TONES = {State.CHANGED: "warn", State.APPLIED: "ok"}
_SIGNS = {State.CHANGED: "● ", State.APPLIED: "✔ "}


class SettingsState(QFrame):
    """Two lines of fixed height, so that nothing jumps."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("settingsState")
        self.setFixedHeight(HEIGHT)
        self.title = text_label(theme, 14, bold=True)
        self.text = text_label(theme, 13)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.setSpacing(0)
        column.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        for label in (self.title, self.text):
            label.setMinimumWidth(0)
            column.addWidget(label)

    def show_state(self, state: State, words: Words) -> None:
        """Say how the changes stand."""
        text = words(f"settings.state.{state.value}")
        self.show_words(f"{_SIGNS.get(state, '')}{text}", _TONES.get(state, "muted"))

    def show_bad(self, title: str, text: str = "") -> None:
        """Say what is wrong, and what to do."""
        self.show_words(f"✘ {title}", "bad", text)

    def show_words(self, title: str, tone: str, text: str = "") -> None:
        """Show one line or two; ``tone`` is muted, ok, warn or bad."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        set_tone(self, "tone", tone)
        set_tone(self.title, "tone", tone)
        self.setAccessibleName(f"{title} {text}".strip())
