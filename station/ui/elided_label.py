"""A label on one line that loses its end, with an ellipsis, rather than widen the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

# As wide as a few characters and the ellipsis.
LEAST_WIDTH = 96


class ElidedLabel(QLabel):
    """Gives way to what stands beside it; its tool tip is the whole text."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self.setFont(font)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_text(self, text: str) -> None:
        self.setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), LEAST_WIDTH), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        style, role = self.style(), self.foregroundRole()
        style.drawItemText(painter, room, flags, self.palette(), self.isEnabled(), text, role)
