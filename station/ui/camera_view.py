"""The preview: the newest frame, what was read outlined, or a word on what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.scan import Corners
from station.ui.theme import Theme

# Around a picture the ground is dark in both themes.
GROUND = QColor("#1B232C")
INK = QColor("#F2F6FA")
FAINT = QColor("#B6C3D0")
OUTLINE = QColor("#37E283")
RADIUS = 6
CAPTION_GAP = 10


class CameraView(QWidget):
    """Paints a frame scaled into itself, whole, in about a millisecond.

    Not the smooth scaling: it would take most of a frame's time on two cores.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image: QImage | None = None
        self._outlines: Sequence[Corners] = ()
        self._caption = ""
        self._message = ""
        self._advice = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(240, 135))

    def sizeHint(self) -> QSize:
        return QSize(400, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow no higher than 4 to 3: above and below a frame there is nothing to see."""
        super().resizeEvent(event)
        self.setMaximumHeight(max(self.width() * 3 // 4, self.minimumHeight()))

    def show_frame(self, image: QImage, outlines: Sequence[Corners]) -> None:
        """Show ``image``; ``outlines`` are corners in its pixels. The image is not copied."""
        self._image = image
        self._outlines = outlines
        self._message = ""
        self.update()

    def show_caption(self, text: str) -> None:
        """Show ``text`` small in the lower left corner."""
        if text != self._caption:
            self._caption = text
            self.update()

    def show_message(self, message: str, advice: str) -> None:
        """Show words in place of the picture."""
        self._image = None
        self._outlines = ()
        self._message = message
        self._advice = advice
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GROUND)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        if self._image is not None and not self._image.isNull():
            self._paint_frame(painter, self._image)
        elif self._message:
            self._paint_message(painter)

    def _paint_frame(self, painter: QPainter, image: QImage) -> None:
        target = self._target(image.size())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(target, image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = target.width() / image.width()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(OUTLINE, 3, j=Qt.PenJoinStyle.RoundJoin))
        for corners in self._outlines:
            points = [QPointF(target.x() + x * scale, target.y() + y * scale) for x, y in corners]
            painter.drawPolygon(QPolygonF(points))
        if self._caption:
            self._paint_caption(painter)

    def _paint_caption(self, painter: QPainter) -> None:
        font = self._theme.font(12)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(self._caption) + 16, self.width() - 2 * CAPTION_GAP)
        height = metrics.height() + 2
        box = QRect(CAPTION_GAP, self.height() - CAPTION_GAP - height, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(INK)
        elide = Qt.TextElideMode.ElideRight
        text = metrics.elidedText(self._caption, elide, width - 12)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_message(self, painter: QPainter) -> None:
        room = self.rect().adjusted(20, 0, -20, 0)
        middle = room.center().y()
        flags = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.setFont(self._theme.font(18, bold=True))
        painter.setPen(INK)
        painter.drawText(QRect(room.x(), middle - 40, room.width(), 40), flags, self._message)
        painter.setFont(self._theme.font(14))
        painter.setPen(FAINT)
        painter.drawText(QRect(room.x(), middle + 4, room.width(), 60), flags, self._advice)

    def _target(self, size: QSize) -> QRect:
        scaled = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - scaled.width()) // 2
        top = (self.height() - scaled.height()) // 2
        return QRect(left, top, scaled.width(), scaled.height())
