"""A label that somebody may press, and that looks like any other to everybody else."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent
from PySide6.QtWidgets import QLabel


class PressedLabel(QLabel):
    """`pressed`: it was, by who may."""

    pressed = Signal()

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self.opens = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font)

    def set_opens(self, opens: bool, hint: str) -> None:
        """Let a click be `pressed`, and say so by ``hint``; or be nothing."""
        self.opens = opens
        shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.setToolTip(hint if opens else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.opens and event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit()
