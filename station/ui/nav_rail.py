"""The navigation rail at the left: a button for each page, with its icon, its word and its key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from station.ui.card import set_tone
from station.ui.theme import Theme
from station.ui.words import Words

WIDTH = 64
BUTTON_HEIGHT = 64
ICON = 24
DOT = 10
# The rail is dark in both themes.
MARK = QColor("#F3B75A")
ON_MARK = QColor("#10263C")
COUNT_HEIGHT, COUNT_SIZE = 18, 12
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page: ``name`` is the key of its word and its icon, ``key`` brings it up."""

    name: str
    key: str


class PageButton(QToolButton):
    """A page's button; marked: a dot beside its icon; counted: a number there."""

    def __init__(self) -> None:
        super().__init__()
        self._marked = False
        self.count = 0

    def show_mark(self, marked: bool) -> None:
        self._marked = marked
        self.update()

    def show_count(self, count: int) -> None:
        self.count = count
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count:
            self._paint_count()
        elif self._marked:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(MARK)
            painter.drawEllipse(QRectF(self.width() - 20, 9, DOT, DOT))

    def _paint_count(self) -> None:
        text = str(self.count) if self.count <= MOST_COUNTED else f"{MOST_COUNTED}+"
        font = self.font()
        font.setPixelSize(COUNT_SIZE)
        font.setBold(True)
        width = max(COUNT_HEIGHT, QFontMetricsF(font).horizontalAdvance(text) + 8)
        place = QRectF(self.width() - width - 6, 6, width, COUNT_HEIGHT)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(MARK)
        painter.drawRoundedRect(place, COUNT_HEIGHT / 2, COUNT_HEIGHT / 2)
        painter.setPen(ON_MARK)
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class NavRail(QFrame):
    """`chosen` carries the name of the page that is wished for.

    What is shown as present is up to `show_page`: a page may not let itself be left.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, words: Words, pages: Sequence[PageEntry], icons: Path) -> None:
        super().__init__()
        self.setObjectName("navRail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._pages = tuple(pages)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._marked: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(0)
        for index, page in enumerate(self._pages):
            button = PageButton()
            button.setObjectName("navButton")
            button.setFont(theme.font(13))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIcon(QIcon(str(icons / f"nav-{page.name}.svg")))
            button.setIconSize(QSize(ICON, ICON))
            button.setFixedSize(WIDTH, BUTTON_HEIGHT)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, index)
            column.addWidget(button)
        column.addStretch(1)
        self._group.idClicked.connect(self._choose)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        self._words = words
        for index, page in enumerate(self._pages):
            button = self._group.button(index)
            button.setText(words(f"page.{page.name}"))
            button.setAccessibleName(words(f"page.{page.name}"))
            button.setToolTip(f"{words(f'page.{page.name}')}  {page.key}")
        self._show_marks()

    def show_allowed(self, names: Collection[str]) -> None:
        """Show the buttons of these pages only."""
        for page in self._pages:
            self.button(page.name).setVisible(page.name in names)

    def show_page(self, name: str) -> None:
        """Show the page ``name`` as the present one."""
        for index, page in enumerate(self._pages):
            set_tone(self._group.button(index), "present", "yes" if page.name == name else "no")
        self._show_marks()

    def show_mark(self, name: str | None) -> None:
        """Mark the page ``name`` as one with changes that are not in force; None: no page."""
        if name != self._marked:
            self._marked = name
            self._show_marks()

    def show_count(self, name: str, count: int) -> None:
        """Show how much is open on the page ``name``; 0 for nothing."""
        self.button(name).show_count(count)
        self._show_marks()

    def button(self, name: str) -> PageButton:
        """Return the button of a page."""
        index = [page.name for page in self._pages].index(name)
        found = self._group.button(index)
        assert isinstance(found, PageButton)
        return found

    def _show_marks(self) -> None:
        for page in self._pages:
            button, marked = self.button(page.name), page.name == self._marked
            button.show_mark(marked)
            told = [self._words("page.changed")] if marked else []
            if button.count:
                told.append(self._words("page.open_count", count=button.count))
            button.setAccessibleDescription(" ".join(told))

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.chosen.emit(self._pages[index].name)
