"""What stands around the pages: top bar, rail, bottom bar; and the keys of the page in front."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.staff import StaffMember
from station.paths import resources
from station.ui.facts import WindowFacts
from station.ui.key_bar import KeyBar
from station.ui.nav_rail import NavRail, PageEntry
from station.ui.shortcuts import Shortcuts
from station.ui.theme import Theme
from station.ui.top_bar import TopBar
from station.ui.window_page import Actions, WindowPage
from station.ui.window_pages import WindowPages
from station.ui.words import Words


class WindowFrame(QWidget):
    """Shows ``pages`` in a frame that tells which are there and which keys do what.

    ``shared`` are the keys that work on every page of ``window``.
    """

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        words: Words,
        facts: WindowFacts,
        entries: Sequence[WindowPage],
        pages: WindowPages,
        shared: Actions,
    ) -> None:
        super().__init__()
        in_rail = [page for page in entries if page.key]
        self._pages = pages
        self.top_bar = TopBar(theme, words, facts)
        self.rail = NavRail(
            theme,
            words,
            [PageEntry(page.name, page.key) for page in in_rail],
            resources() / "icons",
        )
        self.key_bar = KeyBar(theme, words, facts, entries)
        self.key_bar.notice.stand_over(self)
        opening = {page.key: partial(pages.open, page.name) for page in in_rail}
        self.shortcuts = Shortcuts(
            window, opening | dict(shared), {page.name: page.actions for page in entries}
        )
        self._lay_out()
        self.rail.chosen.connect(pages.open)
        pages.allowed_changed.connect(self.rail.show_allowed)
        for shows in (self.rail, self.key_bar, self.shortcuts):
            pages.changed.connect(shows.show_page)
            shows.show_page(pages.present)

    def set_words(self, words: Words) -> None:
        for part in (self.top_bar, self.rail, self.key_bar):
            part.set_words(words)

    def admit(self, member: StaffMember | None) -> None:
        """Show the pages and keys of what ``member`` may do."""
        self.key_bar.show_for(member)
        self._pages.admit(member)

    def show_question(self, asked: bool) -> None:
        """The keys answer a question, and no other page can be had meanwhile."""
        self.key_bar.show_question(asked)
        self.shortcuts.show_question(asked)
        self.rail.setEnabled(not asked)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self._pages.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addLayout(middle, 1)
        column.addWidget(self.key_bar)
