"""One sampling code with what its holder reads beside or below it, drawn on a canvas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtGui import QColor

from station.catalogue import Catalogue
from station.printing.code_card import CodeCard, Layout
from station.printing.qt_canvas import LINE, Canvas
from station.printing.symbol import sampling_code_symbol

Box = tuple[float, float, float, float]

# So far may a name shrink before it takes a second line, on that, and before it is cut.
_TWO_LINES, _HALVES_LEAST, _NAME_LEAST = 0.7, 0.8, 0.55
_RELATION_LEAST, _SITE_LEAST = 0.7, 0.75
# Numbers and dates are never so long that they are cut.
_LEAST = 0.45
_BADGE_PAD = 1.0


@dataclass(frozen=True, slots=True)
class Face:
    """Where a card's parts are, in mm from its corner, and how high its texts are.

    ``code`` is left, top and side of the square for the QR code; ``column`` is the box of the
    texts, which stand in its middle from top to bottom. Title and site have a box of their own in
    ``head``, else they are the column's first. A text of height 0 is left out. Colours are names
    or #RRGGBB.
    """

    code: tuple[float, float, float]
    column: Box
    name: float
    number: float
    until: float
    relation: float
    head: Box | None = None
    title: float = 0.0
    site: float = 0.0
    hint: float = 0.0
    name_lines: int = 1
    site_lines: int = 2
    gap: float = 1.0
    centred: bool = True
    head_ink: str = "black"
    ink: str = "black"
    until_ink: str = "black"
    badge: str = "black"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of text; ``above`` is the gap before it in mm."""

    text: str
    size: float
    above: float
    bold: bool = False
    least: float = _LEAST
    colour: str = "black"
    badge: str | None = None

    @property
    def height(self) -> float:
        pad = 0.0 if self.badge is None else 2 * _BADGE_PAD * self.size / 4
        return self.above + LINE * self.size + pad

    def smaller(self, share: float) -> _Row:
        return replace(self, size=share * self.size, above=share * self.above)


def paper_face(layout: Layout) -> Face:
    """Return how a card of ``layout`` is drawn, from the corner of its place on the page."""
    return _FACES[layout]


def draw_card(
    canvas: Canvas, card: CodeCard, words: Catalogue, face: Face, left: float, top: float
) -> None:
    """Draw ``card`` with its corner at ``left`` and ``top`` mm.

    Raises ValueError for a text that is no sampling code's.
    """
    x, y, room = face.code
    canvas.symbol_in(left + x, top + y, room, sampling_code_symbol(card.text))
    head, body = list(_head(canvas, card, words, face)), list(_body(canvas, card, words, face))
    if face.head is None:
        head, body = [], head + body
    else:
        _draw_rows(canvas, head, face.head, left, top, face.centred)
    _draw_rows(canvas, body, face.column, left, top, face.centred)


def _head(canvas: Canvas, card: CodeCard, words: Catalogue, face: Face) -> Iterator[_Row]:
    ink = face.ink if face.head is None else face.head_ink
    width = (face.head or face.column)[2]
    if face.title:
        yield _Row(words.text("code_card.title"), face.title, 0, bold=True, colour=ink)
    if face.site and card.site:
        least = _SITE_LEAST if face.site_lines == 1 else 1
        for line in canvas.wrapped(card.site, width, face.site, face.site_lines):
            yield _Row(line, face.site, 0, least=least, colour=ink)


def _body(canvas: Canvas, card: CodeCard, words: Catalogue, face: Face) -> Iterator[_Row]:
    gap, ink = face.gap, face.ink
    lines, size = _name_lines(canvas, card.name, face)
    least = _NAME_LEAST if len(lines) == 1 else 1
    for number, line in enumerate(lines):
        yield _Row(line, size, 0 if number else 2 * gap, bold=True, least=least, colour=ink)
    yield _Row(card.number_masked, face.number, 0, colour=ink)
    if card.relation is not None:
        text = words.text("code_card.relative", relation=card.relation)
        yield _Row(
            text,
            face.relation,
            gap,
            bold=True,
            least=_RELATION_LEAST,
            colour="white",
            badge=face.badge,
        )
    until = words.text("code_card.valid_until", date=card.expires_on.isoformat())
    yield _Row(until, face.until, gap, bold=True, colour=face.until_ink)
    for number, line in enumerate(_hint_lines(canvas, words, face)):
        yield _Row(line, face.hint, 0 if number else gap, colour=ink)


def _name_lines(canvas: Canvas, name: str, face: Face) -> tuple[list[str], float]:
    """Return a name's lines and their size: two for a long one where there is room.

    They are parted between the name's own parts if both then fit.
    """
    width, size = face.column[2], face.name * _TWO_LINES
    if face.name_lines == 1 or canvas.width(name, size, bold=True) <= width:
        return [name], face.name
    halves = [[name[: at + 1], name[at + 1 :]] for at, sign in enumerate(name) if sign in "·• "]
    best = min(halves, key=lambda both: max(map(len, both)), default=[name])
    needed = max(canvas.width(half.strip(), size, bold=True) for half in best)
    if needed * _HALVES_LEAST <= width:
        return [half.strip() for half in best], size * min(1, 0.98 * width / needed)
    return canvas.wrapped(name, width, size, 2, bold=True), size


def _hint_lines(canvas: Canvas, words: Catalogue, face: Face) -> list[str]:
    if not face.hint:
        return []
    width = face.column[2]
    lines = [words.text("code_card.again"), words.text("code_card.offline")]
    if all(canvas.width(line, face.hint) <= width for line in lines):
        return lines
    return canvas.wrapped(words.text("code_card.hint"), width, face.hint, 3)


def _draw_rows(
    canvas: Canvas, rows: list[_Row], box: Box, left: float, top: float, centred: bool
) -> None:
    x, y, width, height = box
    # The first row's gap is to nothing.
    used = sum(row.height for row in rows) - rows[0].above
    if used > height:
        rows = [row.smaller(height / used) for row in rows]
        used = height
    y += top + (height - used) / 2 - rows[0].above
    for row in rows:
        _draw_row(canvas, row, (left + x, y, width), centred)
        y += row.height


def _draw_row(canvas: Canvas, row: _Row, box: tuple[float, float, float], centred: bool) -> None:
    left, top, width = box
    top += row.above
    pad = 0.0
    if row.badge is not None:
        pad = _BADGE_PAD * row.size / 4
        inner = width - 4 * pad
        needed = min(canvas.width(row.text, row.size, bold=row.bold), inner) + 4 * pad
        at = left + (width - needed) / 2 if centred else left
        canvas.badge((at, top, needed, LINE * row.size + 2 * pad), QColor(row.badge), pad)
        left, width = left + 2 * pad, inner
    canvas.line(
        (left, top + pad, width),
        row.text,
        row.size,
        least=row.least * row.size,
        bold=row.bold,
        centred=centred,
        colour=QColor(row.colour),
    )


_LABEL_50 = Face(
    code=(0, 0, 50),
    column=(2, 49.2, 46, 19.4),
    name=4.8,
    number=3.1,
    until=3.2,
    relation=2.3,
    gap=0.3,
)
_FACES = {
    Layout.A4_ONE: Face(
        code=(54, 74, 78),
        column=(22, 152, 142, 90),
        head=(22, 36, 142, 36),
        title=15,
        site=6.5,
        name=13,
        number=8,
        until=9,
        relation=7,
        hint=6,
        name_lines=2,
        gap=2.5,
    ),
    Layout.A4_EIGHT: Face(
        code=(2.5, 9.1, 51),
        column=(55, 3.5, 37.5, 62),
        title=5,
        site=3,
        name=7.5,
        number=3.7,
        relation=3.4,
        until=3.5,
        hint=3,
        name_lines=2,
        gap=1.1,
        centred=False,
    ),
    Layout.LABEL_40: Face(
        code=(0, 0, 40),
        column=(1.5, 38.9, 37, 19.6),
        name=4.4,
        number=2.9,
        until=3,
        relation=2.3,
        gap=0.3,
    ),
    Layout.LABEL_50: _LABEL_50,
    Layout.LABEL_60: replace(_LABEL_50, code=(0, 0, 60), column=(2, 59.1, 56, 19.4)),
}
