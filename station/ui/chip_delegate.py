"""A cell's words as a small tinted chip."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from station.ui.theme import Theme

PADDING, INSET = 8, 7
Index = QModelIndex | QPersistentModelIndex


class ChipDelegate(QStyledItemDelegate):
    """Paints the words of an index on the tint of its `tone`; ``rise`` is how much higher than
    they the chip is, in pixels."""

    def __init__(self, theme: Theme, rise: int) -> None:
        super().__init__()
        self._theme = theme
        self._rise = rise

    def tone(self, index: Index) -> str:
        """Return the name of the chip's colour."""
        raise NotImplementedError

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        style = bare.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        tone = self.tone(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(13))
        metrics = painter.fontMetrics()
        room = option.rect.width() - 2 * INSET - 2 * PADDING
        text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text) + 2 * PADDING
        height = metrics.height() + self._rise
        top = option.rect.y() + (option.rect.height() - height) // 2
        box = QRect(option.rect.x() + INSET, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{tone}_ground"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(self._theme.colour(tone))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
