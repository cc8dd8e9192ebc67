"""The card at the left: the batches of the last days, each with its state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from station.domain.batch import BatchStatus
from station.domain.batch_view import BatchLine
from station.ui.batches.rows_model import Column, RowsModel
from station.ui.batches.shown import batch_state
from station.ui.card import Card, text_label
from station.ui.chip_delegate import Index
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH = 296
ROW_HEIGHT, EDGE, CHIP_PADDING = 60, 10, 8
DAYS = (1, 7, 31, 366)


def facts_of(line: BatchLine, words: Words) -> str:
    """Return the second line of a batch: since when, and how much is in it."""
    batch = line.batch
    parts = [words("batches.figures", tubes=line.tubes, persons=line.persons)]
    if batch.status is BatchStatus.OPEN:
        parts.insert(0, words("batches.packing"))
    elif batch.exported_at is not None and batch.status is BatchStatus.EXPORTED:
        parts.insert(0, words("batches.exported_at", at=words.short_time(batch.exported_at)))
    elif batch.sealed_at is not None:
        parts.insert(0, words("batches.boxed_at", at=words.short_time(batch.sealed_at)))
    return " · ".join(parts)


def title_of(line: BatchLine, words: Words) -> str:
    if line.batch.version == 1:
        return line.batch.number
    return f"{line.batch.number}  {words('batches.version', version=line.batch.version)}"


class _TwoLines(QStyledItemDelegate):
    """Paints a batch's number over its figures, and its state as a chip at the right."""

    def __init__(self, theme: Theme, model: RowsModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self.words: Words | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(WIDTH - 40, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if self.words is None:
            return
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        style = bare.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        line, words, theme = self._model.rows[index.row()], self.words, self._theme
        box = option.rect.adjusted(EDGE, 0, -EDGE, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        key, tone = batch_state(line)
        painter.setFont(theme.font(12))
        metrics = painter.fontMetrics()
        word = words(key)
        width = metrics.horizontalAdvance(word) + 2 * CHIP_PADDING
        height = metrics.height() + 4
        chip = QRect(box.right() - width, box.y() + 7, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setBrush(theme.colour("card" if selected else f"{tone}_ground"))
        painter.drawRoundedRect(chip, 5, 5)
        painter.setPen(theme.colour(tone))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, word)
        painter.setPen(theme.colour("ink"))
        painter.setFont(theme.font(14, bold=True))
        upper = QRect(box.x(), box.y() + 6, chip.left() - box.x() - 6, 24)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        title = painter.fontMetrics().elidedText(
            title_of(line, words), Qt.TextElideMode.ElideRight, upper.width()
        )
        painter.drawText(upper, left, title)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(13))
        lower = QRect(box.x(), box.y() + 30, box.width(), 22)
        facts = painter.fontMetrics().elidedText(
            facts_of(line, words), Qt.TextElideMode.ElideRight, lower.width()
        )
        painter.drawText(lower, left, facts)
        painter.setPen(theme.colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()


class _List(QListView):
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))


class BatchList(Card):
    """`chosen` carries the `BatchLine` that is the present one, None without one; `days_chosen`
    how many days back are listed; `more_asked`: the list's end is seen."""

    chosen = Signal(object)
    days_chosen = Signal(int)
    more_asked = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme)
        self.setFixedWidth(WIDTH)
        self.model = RowsModel(
            theme,
            words,
            [Column("batches.title", lambda line, w: f"{title_of(line, w)} {facts_of(line, w)}")],
            key=lambda line: line.batch.number,
            parent=self,
        )
        self.days = QComboBox()
        self.days.setFont(theme.font(13))
        for days in DAYS:
            self.days.addItem("", days)
        self.days.setCurrentIndex(DAYS.index(7))
        self.head.addWidget(self.days)
        self.list = _List()
        self._paints = _TwoLines(theme, self.model)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._paints)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self._none = text_label(theme, 14, tone="muted")
        self._none.setWordWrap(True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._none)
        self._stack.addWidget(self.list)
        self.body.addLayout(self._stack, 1)
        self._loading = False
        self.list.selectionModel().currentRowChanged.connect(self._tell)
        self.list.verticalScrollBar().valueChanged.connect(self._look_at_end)
        self.days.activated.connect(lambda _: self.days_chosen.emit(self.days.currentData()))
        theme.changed.connect(self.list.viewport().update)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        self.heading.setText(words("batches.title"))
        self.list.setAccessibleName(words("batches.title"))
        self.days.setAccessibleName(words("batches.days"))
        for index, days in enumerate(DAYS):
            self.days.setItemText(index, words(f"batches.days_{days}"))
        self._none.setText(words("batches.none"))
        self._paints.words = words
        self.model.set_words(words)

    @property
    def present(self) -> BatchLine | None:
        row = self.list.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def show_batches(self, lines: Sequence[BatchLine], present: str | None = None) -> None:
        """Show these; ``present``, or the one that was, stays the present one."""
        before = self.present
        wanted = present or (before.batch.number if before is not None else None)
        self._loading = True
        self.model.show_rows(lines)
        row = None if wanted is None else self.model.row_of(wanted)
        if row is None and lines:
            row = 0
        if row is not None:
            self.list.setCurrentIndex(self.model.index(row, 0))
        self._loading = False
        self._stack.setCurrentWidget(self.list if lines else self._none)
        self.chosen.emit(self.present)

    @Slot()
    def _tell(self) -> None:
        if not self._loading:
            self.chosen.emit(self.present)

    @Slot(int)
    def _look_at_end(self, value: int) -> None:
        if value == self.list.verticalScrollBar().maximum():
            self.more_asked.emit()
