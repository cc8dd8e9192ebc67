"""A QR code, as large as its room lets it be, each module a whole number of the screen's pixels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.ui.codes_desk import DrawSymbol
from station.ui.theme import Theme

# A usual code has 65 modules a side with its quiet zone: three pixels each at the least.
LEAST, LARGEST = 210, 480


class SymbolView(QWidget):
    """Shows the code of a text on white, in both themes: a dark ground is no quiet zone."""

    def __init__(self, theme: Theme, draw: DrawSymbol) -> None:
        super().__init__()
        self._theme = theme
        self._draw = draw
        self._code = ""
        self._image: QImage | None = None
        self._empty = ""
        self.setMinimumSize(LEAST, LEAST)
        self.setMaximumHeight(LARGEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def code(self) -> str:
        """The text whose code is shown, empty if none is."""
        return self._code

    def show_code(self, text: str) -> None:
        self._code = text
        self._image = None
        self.update()

    def show_empty(self, words: str) -> None:
        """Show ``words`` where no code is."""
        self._empty = words
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(LARGEST, LARGEST)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._code:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.colour("line"), 2, Qt.PenStyle.DashLine))
            side = min(self.width(), self.height()) - 4
            box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
            painter.drawRoundedRect(box, 10, 10)
            painter.setPen(self._theme.colour("muted"))
            painter.setFont(self._theme.font(14))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(box.adjusted(16, 16, -16, -16), flags, self._empty)
            return
        ratio = self.devicePixelRatioF()
        room = int(min(self.width(), self.height()) * ratio)
        if self._image is None or self._image.width() > room or self._room != room:
            self._image = self._draw(self._code, room)
            self._room = room
            self._image.setDevicePixelRatio(ratio)
        size = self._image.deviceIndependentSize()
        # On whole pixels of the screen: half of one would blur every edge.
        left = round((self.width() - size.width()) / 2 * ratio) / ratio
        top = round((self.height() - size.height()) / 2 * ratio) / ratio
        painter.drawImage(QPointF(left, top), self._image)
        painter.setPen(self._theme.colour("line"))
        painter.drawRect(QRectF(left, top, size.width() - 1, size.height() - 1))
