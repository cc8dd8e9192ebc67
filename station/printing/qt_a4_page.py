"""One A4 page with margins of 12 mm, on a printer or as a PDF; on any thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from station.errors import StationError
from station.printing.qt_canvas import Canvas
from station.printing.qt_faces import print_families

# All in millimetres.
MARGIN = 12.0
WIDTH, HEIGHT = 186.0, 273.0
_SLACK = 0.5
# A code's dots at this resolution fall on those of printers with 300, 600 and 1200 dots an inch.
_DOTS_AN_INCH = 300
_MM_AN_INCH = 25.4

Paint = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class A4Faults:
    """What is raised of a page: the device has none so large, or cannot be painted on."""

    too_small: Callable[[], StationError]
    not_printed: Callable[[], StationError]


def paint_a4(device: QPagedPaintDevice, faults: A4Faults, paint: Paint) -> None:
    """Let ``paint`` draw one page on ``device``; its origin is the corner within the margins.

    Raises what ``faults`` holds.
    """
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    unit, portrait = QPageLayout.Unit.Millimeter, QPageLayout.Orientation.Portrait
    device.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), portrait, margins, unit))
    room = device.pageLayout().paintRect(unit)
    if room.width() < WIDTH - _SLACK or room.height() < HEIGHT - _SLACK:
        raise faults.too_small()
    painter = QPainter()
    if not painter.begin(device):
        raise faults.not_printed()
    try:
        paint(Canvas(painter, device.logicalDpiX() / _MM_AN_INCH, print_families()))
    finally:
        ended = painter.end()
    if not ended:
        raise faults.not_printed()


def a4_pdf(title: str, faults: A4Faults, paint: Paint) -> bytes:
    """Return a PDF of one page that ``paint`` draws; ``title`` is that of the document.

    Through memory: Qt's own files forget that a write failed. Raises what `paint_a4` does.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_AN_INCH)
    writer.setTitle(title)
    paint_a4(writer, faults, paint)
    return bytes(buffer.data().data())
