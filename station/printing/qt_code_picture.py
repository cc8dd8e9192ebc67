"""A sampling code as a picture: for its holder's phone, and as large as a page shows it.

May be called on any thread, once there is a Qt application.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from station.catalogue import Catalogue
from station.printing.code_card import CodeCard, CodePictureNotSaved
from station.printing.qt_canvas import WHITE, Canvas
from station.printing.qt_code_card import Face, draw_card
from station.printing.qt_faces import print_families
from station.printing.symbol import sampling_code_symbol
from station.private_files import write_private_file

# As a phone's screen: 1080 pixels wide and 72 mm, 15 pixels a mm; a usual code's modules have 16
# pixels, 8 in a picture that was sent at half the size.
_WIDTH, _HEIGHT = 1080, 1920
_PER_MM = 15.0
_BAND = 15.0

_BRAND = QColor("#0B5CAD")
_FACE = Face(
    code=(1, 15.8, 70),
    column=(4, 85.4, 64, 41.4),
    head=(3, 0, 66, _BAND),
    title=6.4,
    site=3.4,
    name=7.5,
    number=4.4,
    relation=3.8,
    until=5.2,
    hint=3.4,
    site_lines=1,
    gap=1,
    head_ink="white",
    ink="#16202C",
    until_ink="#0F7B46",
    badge="#A35A00",
)


def code_picture(card: CodeCard, words: Catalogue) -> QImage:
    """Return ``card`` as a picture of 1080 by 1920 pixels, for a phone's screen.

    It shows the date until which the code is valid, not the days left: the picture is kept.
    Raises ValueError for a text that is no sampling code's.
    """
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    painter = QPainter(image)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas = Canvas(painter, _PER_MM, print_families())
        canvas.badge((0, 0, _WIDTH / _PER_MM, _BAND), _BRAND, 0)
        draw_card(canvas, card, words, _FACE, 0, 0)
    finally:
        painter.end()
    return image


def code_symbol_picture(text: str, room: int) -> QImage:
    """Return the QR code of ``text`` alone, as large as it fits into ``room`` pixels a side.

    The quiet zone is in it, and a module is a whole number of pixels, one at least: shown pixel
    by pixel it is crisp. Raises ValueError for a text that is no sampling code's.
    """
    symbol = sampling_code_symbol(text)
    side = symbol.columns + 2 * symbol.quiet
    each = max(1, room // side)
    image = QImage(side * each, side * each, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    painter = QPainter(image)
    try:
        Canvas(painter, 1.0, ()).symbol_in(0, 0, side * each, symbol)
    finally:
        painter.end()
    return image


def save_code_picture(path: Path, card: CodeCard, words: Catalogue) -> None:
    """Write `code_picture` to ``path`` as a PNG that only its owner may read, whole or not at all.

    Raises `CodePictureNotSaved`; a file that was there is then as it was. Nothing but the pixels
    tells of the person; ``path`` is the caller's choice, `CodeCard.file_stem` a safe one.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(code_picture(card, words)):
        raise CodePictureNotSaved()
    try:
        write_private_file(path, bytes(buffer.data().data()))
    except OSError as error:
        raise CodePictureNotSaved() from error
