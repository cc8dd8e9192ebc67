"""A label of fixed height that makes its text smaller rather than cut it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from station.ui.theme import Theme


class FittedLabel(QLabel):
    """Shows its text, wrapped, in the largest of ``sizes`` (pixels) in which it fits."""

    def __init__(self, theme: Theme, sizes: tuple[int, ...], lines: int, bold: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self._sizes = sizes
        self._bold = bold
        self._mono = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # A bounding rectangle may be a pixel higher than its lines.
        self.setFixedHeight(QFontMetrics(self._font(sizes[0])).lineSpacing() * lines + 2)
        # A new style sheet takes away the font that was set last.
        theme.changed.connect(self._fit)

    def show_text(self, text: str, mono: bool = False) -> None:
        """Show ``text``; ``mono``: in the face of numbers and codes."""
        self._mono = mono
        self.setContentsMargins(0, self._drop() if mono else 0, 0, 0)
        self.setText(text)
        self._fit()

    def width_at_largest(self) -> int:
        """Return how wide the text is in the largest size, on one line."""
        return QFontMetrics(self._font(self._sizes[0])).horizontalAdvance(self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        room = self.contentsRect()
        for size in self._sizes:
            font = self._font(size)
            if self._fits(QFontMetrics(font), room) or size == self._sizes[-1]:
                self.setFont(font)
                return

    def _fits(self, metrics: QFontMetrics, room: QRect) -> bool:
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        needed = metrics.boundingRect(QRect(0, 0, room.width(), 10_000), flags, self.text())
        return needed.height() <= room.height() and needed.width() <= room.width()

    def _drop(self) -> int:
        """How much lower a mono text has to begin to stand on the line of the others."""
        size = self._sizes[0]
        plain = QFontMetrics(self._theme.font(size, self._bold))
        return max(plain.ascent() - QFontMetrics(self._font(size)).ascent(), 0)

    def _font(self, pixels: int) -> QFont:
        return self._theme.font(pixels, self._bold, self._mono)
