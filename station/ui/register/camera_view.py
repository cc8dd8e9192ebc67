"""The preview: the newest frame, what was read outlined, or a word on what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.scan import Corners
from station.ui.theme import Theme

# Around a picture the ground is dark in both themes.
GROUND = QColor("#1B232C")
INK = QColor("#F2F6FA")
FAINT = QColor("#B6C3D0")
OUTLINE = QColor("#37E283")
LAMP = QColor("#FFD166")
EDGE = QColor("#71839A")
SHADE = QColor(0, 0, 0, 170)
RADIUS = 6
CAPTION_GAP = 10
INSET_SHARE = 0.44
_WRAPPED = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)


class CameraView(QWidget):
    """Paints a frame scaled into itself, whole, in about a millisecond.

    Not the smooth scaling: it would take most of a frame's time on two cores. ``small``: it is
    the inset of another view, with smaller words.
    """

    def __init__(self, theme: Theme, small: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._small = small
        self._inset: QWidget | None = None
        self._image: QImage | None = None
        self._outlines: Sequence[Corners] = ()
        self._mirrored = False
        self._caption = ""
        self._hint = ""
        self._message = ""
        self._advice = ""
        if small:
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            self.setMinimumSize(QSize(240, 135))

    def sizeHint(self) -> QSize:
        return QSize(400, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow no higher than 4 to 3: above and below a frame there is nothing to see."""
        super().resizeEvent(event)
        self._place_inset()
        if not self._small:
            self.setMaximumHeight(max(self.width() * 3 // 4, self.minimumHeight()))

    def set_inset(self, inset: QWidget | None) -> None:
        """Show another view in the lower right corner; this one's picture moves to the top."""
        self._inset = inset
        if inset is not None:
            inset.setParent(self)
            inset.show()
        self._place_inset()
        self.update()

    def set_mirrored(self, mirrored: bool) -> None:
        """Paint the picture left to right, as a mirror shows it; its outlines go with it."""
        self._mirrored = mirrored
        self.update()

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

    def show_hint(self, text: str) -> None:
        """Show ``text`` over the top of the picture, as a warning."""
        if text != self._hint:
            self._hint = text
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
        if self._small:
            painter.fillRect(self.rect(), GROUND)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(GROUND)
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        if self._image is not None and not self._image.isNull():
            self._paint_frame(painter, self._image)
        elif self._message:
            self._paint_message(painter)
        if self._small:
            painter.setPen(QPen(EDGE, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_frame(self, painter: QPainter, image: QImage) -> None:
        target = self._target(image.size())
        if self._mirrored:
            # The centre line of the picture's place is where it is turned over.
            painter.setTransform(QTransform(-1, 0, 0, 1, 2 * target.x() + target.width(), 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(target, image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = target.width() / image.width()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(OUTLINE, 3, j=Qt.PenJoinStyle.RoundJoin))
        for corners in self._outlines:
            points = [QPointF(target.x() + x * scale, target.y() + y * scale) for x, y in corners]
            painter.drawPolygon(QPolygonF(points))
        painter.resetTransform()
        if self._hint:
            self._paint_label(painter, self._hint, LAMP, at_top=True)
        if self._caption:
            self._paint_label(painter, self._caption, INK, at_top=False)

    def _paint_label(self, painter: QPainter, label: str, ink: QColor, at_top: bool) -> None:
        """Paint a line on a dark ground: in the middle above, or on the left below."""
        gap = 4 if self._small else CAPTION_GAP
        font = self._theme.font(12 if self._small or not at_top else 16, bold=at_top)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        room = self.width() - 2 * gap
        if not at_top and self._inset is not None:
            room = self._inset.x() - 2 * gap
        width = min(metrics.horizontalAdvance(label) + 16, room)
        height = metrics.height() + (6 if at_top and not self._small else 2)
        left = (self.width() - width) // 2 if at_top else gap
        top = gap if at_top else self.height() - gap - height
        box = QRect(left, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SHADE)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(ink)
        text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, width - 12)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _message_parts(self) -> tuple[QRect, list[tuple[str, QFont, QColor, int]]]:
        """Return the room for the words, which the inset leaves free, and each with its height."""
        side = 6 if self._small else 20
        room = self.rect().adjusted(side, 4, -side, -4)
        if self._inset is not None:
            room.setBottom(self._inset.y() - 4)
        message = self._theme.font(12 if self._small else 18, bold=True)
        advice = self._theme.font(11 if self._small else 14)
        parts = ((self._message, message, INK), (self._advice, advice, FAINT))
        width = room.width()
        return room, [(text, font, ink, _height(font, width, text)) for text, font, ink in parts]

    def _paint_message(self, painter: QPainter) -> None:
        room, parts = self._message_parts()
        if sum(height for *_, height in parts) > room.height():
            # Half a line helps nobody; the chip says it too.
            parts.pop()
        top = room.y() + max(0, (room.height() - sum(height for *_, height in parts)) // 2)
        for text, font, ink, height in parts:
            painter.setFont(font)
            painter.setPen(ink)
            painter.drawText(QRect(room.x(), top, room.width(), height), _WRAPPED, text)
            top += height

    def _target(self, size: QSize) -> QRect:
        scaled = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - scaled.width()) // 2
        # With an inset it stands at the top, so that little of it is covered.
        top = 0 if self._inset is not None else (self.height() - scaled.height()) // 2
        return QRect(left, top, scaled.width(), scaled.height())

    def _place_inset(self) -> None:
        if self._inset is not None:
            width = round(self.width() * INSET_SHARE)
            height = width * 9 // 16
            self._inset.setGeometry(self.width() - width, self.height() - height, width, height)


def _height(font: QFont, width: int, text: str) -> int:
    room = QRect(0, 0, width, 1000)
    return QFontMetrics(font).boundingRect(room, _WRAPPED, text).height() + 4 if text else 0
