"""The card: a white panel with a heading, of which the page is made; and its small parts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station.ui.theme import Theme

MARGIN = 14
GAP = 14


class Card(QFrame):
    """A panel with a heading; ``body`` is the layout that takes what stands in it."""

    def __init__(self, theme: Theme, key: str = "") -> None:
        super().__init__()
        self.setObjectName("card")
        self.heading = text_label(theme, 13, bold=True, tone="muted")
        self.heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(self.heading)
        if key:
            self.head.addWidget(key_cap(theme, key))
        self.head.addStretch(1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(MARGIN, MARGIN - 2, MARGIN, MARGIN)
        self.body.setSpacing(8)
        self.body.addLayout(self.head)

    def wrap_heading(self) -> None:
        """Let the heading take what room is left, on two lines: a long one widens no window."""
        self.heading.setWordWrap(True)
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.heading.setFixedHeight(2 * self.heading.fontMetrics().lineSpacing())
        self.head.setStretchFactor(self.heading, 1)
        self.head.setStretch(1, 0)


def text_label(
    theme: Theme, pixels: float = 15, bold: bool = False, mono: bool = False, tone: str = ""
) -> QLabel:
    """Return a plain label; ``tone`` is muted, ok, warn, bad or brand."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.font(pixels, bold, mono))
    if tone:
        label.setProperty("tone", tone)
    return label


def key_cap(theme: Theme, key: str) -> QLabel:
    """Return a key's name, drawn as a key."""
    label = QLabel(key)
    label.setObjectName("keyCap")
    label.setFont(theme.font(12, bold=True, mono=True))
    return label


def push_button(theme: Theme, role: str = "", pixels: float = 14) -> QPushButton:
    """Return a button; ``role`` is primary, danger, quiet, segment or chip."""
    button = QPushButton()
    button.setFont(theme.font(pixels, bold=role in ("primary", "segment")))
    button.setAutoDefault(False)
    if role:
        button.setProperty("role", role)
    return button


def set_tone(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet looks at, and style the widget anew."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
