"""A chart of bars, drawn alike on the screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_SHARE_OF_STEP, _WIDEST_BY_TEXT = 0.62, 2.6
_ROOMY = 1.15
_MOST_LINES, _LINES_APART = 5, 1.5
# So that charts of few and of many, one over the other, begin at one place.
_LEAST_GUTTER = "0,000"
_FOOT, _GAP = 1.5, 0.5


@dataclass(frozen=True, slots=True)
class Bar:
    """``value`` is 0 or more; ``label`` stands under the bar."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class BarLook:
    """``bar`` fills the bars, ``line`` draws the grid, ``text`` writes with ``font``.

    ``chosen`` is the bar that is lit (None for none), in ``ring``.
    """

    font: QFont
    bar: QColor
    line: QColor
    text: QColor
    ring: QColor
    chosen: int | None = None


def draw_bars(painter: QPainter, room: QRectF, bars: Sequence[Bar], look: BarLook) -> list[QRectF]:
    """Draw ``bars`` into ``room`` over a grid from 0; return each one's column, to be clicked.

    Numbers stand over the bars, and labels under them, as many as there is room for.
    """
    metrics = QFontMetricsF(look.font, painter.device())
    text_height = metrics.height()
    above, below = text_height * 1.1, text_height * _FOOT
    lines = int((room.height() - above - below) / (text_height * _LINES_APART))
    step = grid_step(max((bar.value for bar in bars), default=0), min(max(lines, 1), _MOST_LINES))
    top = axis_top(max((bar.value for bar in bars), default=0), step)
    ticks = range(0, top + 1, step)
    widest = max(metrics.horizontalAdvance(f"{tick:,}") for tick in ticks)
    gutter = max(widest, metrics.horizontalAdvance(_LEAST_GUTTER)) + text_height * _GAP
    plot = room.adjusted(gutter, above, 0, -below)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(look.font)
    for tick in ticks:
        y = plot.bottom() - plot.height() * tick / top
        painter.setPen(QPen(look.line, max(text_height / 16, 0.5)))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
        painter.setPen(look.text)
        box = QRectF(room.left(), y - text_height / 2, gutter - text_height * _GAP, text_height)
        painter.drawText(box, _RIGHT.value, f"{tick:,}")
    columns = _draw_columns(painter, plot, bars, look, top, metrics)
    painter.restore()
    return columns


def axis_top(highest: int, step: int) -> int:
    """Return where an axis with a line every ``step`` ends: at the first that is not below
    ``highest``."""
    return max(-(-highest // step), 1) * step


def grid_step(highest: int, lines: int) -> int:
    """Return the distance of the grid's lines, 1, 2 or 5 with noughts, so that ``lines`` of them
    are enough for ``highest``."""
    scale = 1
    while True:
        for digit in (1, 2, 5):
            if digit * scale * lines >= highest:
                return digit * scale
        scale *= 10


def _draw_columns(
    painter: QPainter,
    plot: QRectF,
    bars: Sequence[Bar],
    look: BarLook,
    top: int,
    metrics: QFontMetricsF,
) -> list[QRectF]:
    text_height = metrics.height()
    step = plot.width() / max(len(bars), 1)
    width = min(step * _SHARE_OF_STEP, text_height * _WIDEST_BY_TEXT)
    widest_value = max((metrics.horizontalAdvance(f"{b.value:,}") for b in bars), default=0)
    widest_label = max((metrics.horizontalAdvance(bar.label) for bar in bars), default=0)
    every = max(1, -int(-widest_label * _ROOMY // max(step, 0.01)))
    columns = []
    for number, bar in enumerate(bars):
        left = plot.left() + number * step
        height = plot.height() * bar.value / top
        body = QRectF(left + (step - width) / 2, plot.bottom() - height, width, height)
        lit = number == look.chosen
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.ring if lit else look.bar)
        if bar.value:
            painter.drawRect(body)
        painter.setPen(look.text)
        middle = left + step / 2
        if bar.value and (widest_value * _ROOMY <= step or lit):
            box = QRectF(middle - widest_value, body.top() - text_height, 2 * widest_value, 0)
            box.setHeight(text_height)
            painter.drawText(box, _CENTRE.value, f"{bar.value:,}")
        if number % every == 0:
            box = QRectF(middle - widest_label, plot.bottom(), 2 * widest_label, 0)
            box.setHeight(text_height * _FOOT)
            painter.drawText(box, _CENTRE.value, bar.label)
        columns.append(QRectF(left, plot.top() - text_height, step, 0))
        columns[-1].setBottom(plot.bottom() + text_height * _FOOT)
        if lit:
            painter.setPen(QPen(look.ring, max(text_height / 10, 1)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(columns[-1].adjusted(1, 1, -1, -1))
    return columns
