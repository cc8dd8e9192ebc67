"""The state of a row as a small tinted chip with its words in it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from station.ui.codes.row_model import ToneRole
from station.ui.theme import Theme

PADDING, INSET = 8, 7


class StateChip(QStyledItemDelegate):
    """Paints the words of an index on the tint of its `ToneRole`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        bare.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget
        )
        tone = str(index.data(ToneRole))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(13))
        metrics = painter.fontMetrics()
        room = option.rect.width() - 2 * INSET
        text = metrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, room - 2 * PADDING
        )
        width, height = metrics.horizontalAdvance(text) + 2 * PADDING, metrics.height() + 4
        top = option.rect.y() + (option.rect.height() - height) // 2
        box = QRect(option.rect.x() + INSET, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{tone}_ground"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(self._theme.colour(tone))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
