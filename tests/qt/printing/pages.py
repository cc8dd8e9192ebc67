"""What was drawn, as pixels: the pages of a PDF and a picture; and drawing on a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

MM_AN_INCH = 25.4

Grey = NDArray[np.uint8]


def pages(path: Path, dpi: float) -> Iterator[Grey]:
    """Yield the pages of a PDF in grey (rows, columns)."""
    document = QPdfDocument()
    assert document.load(str(path)) == QPdfDocument.Error.None_
    for number in range(document.pageCount()):
        size = document.pagePointSize(number) * dpi / 72
        drawn = document.render(number, size.toSize())
        page = QImage(drawn.size(), QImage.Format.Format_Grayscale8)
        page.fill(255)
        painter = QPainter(page)
        painter.drawImage(0, 0, drawn)
        painter.end()
        yield grey(page)
    document.close()


def grey(image: QImage) -> Grey:
    """Return a picture in grey (rows, columns)."""
    flat = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(flat.constBits(), np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return rows[:, : flat.width()].copy()


def on_a_thread(act: Callable[[], None]) -> list[BaseException]:
    """Let another thread ``act``; return what it raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, name="writer")
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    return raised
