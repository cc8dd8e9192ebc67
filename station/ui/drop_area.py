"""An area that a list is dropped into; a press, or Enter on it, asks for the file instead."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from station.ui.theme import Theme

LISTS = (".xlsx", ".csv")
LEAST_HEIGHT = 72
CORNER = 8


class DropArea(QAbstractButton):
    """`dropped` carries the path of a list; what is no list is not taken."""

    dropped = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._over = False
        self.setFont(theme.font(15))
        self.setAcceptDrops(True)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def found(self, data: QMimeData) -> object | None:
        """Return what is dragged if it is taken here, else None."""
        return list_in(data)

    # --- what Qt calls -------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.isEnabled() and self.found(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(False)
        found = self.found(event.mimeData())
        if found is not None:
            event.acceptProposedAction()
            self.dropped.emit(found)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._over or self.hasFocus()
        if self._over or self.underMouse():
            painter.setBrush(theme.colour("brand_ground" if self._over else "ground"))
        pen = QPen(theme.colour("focus" if lit else "field_line"), 2)
        pen.setStyle(Qt.PenStyle.SolidLine if lit else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        painter.setPen(theme.colour("muted"))
        painter.setFont(self.font())
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(self.rect().adjusted(12, 4, -12, -4), flags, self.text())

    # --- inside --------------------------------------------------------------------------------

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()


def list_in(data: QMimeData) -> Path | None:
    """Return the list that is dragged, None for anything else and for several."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in LISTS else None
