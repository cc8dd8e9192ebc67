"""The keys of the window: those of the page that is shown, with and without an open question."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from station.ui.window_page import Actions

ALWAYS = ("F11", "Esc")
WHILE_ASKED = ("Return", "Enter", "F12")


class Shortcuts:
    """Shortcuts of a window: ``shared`` by all pages, and ``pages``, each page's own by its name.

    One key may do something else on each page. Those that answer a question work only while one
    is open. They do not repeat: a key that is held down is pressed once.
    """

    def __init__(self, window: QWidget, shared: Actions, pages: Mapping[str, Actions]) -> None:
        self._shortcuts: list[tuple[str, str | None, QShortcut]] = []
        self._page = next(iter(pages))
        self._asked = False
        self._covered = False
        for page, actions in ((None, shared), *pages.items()):
            for key, action in actions.items():
                shortcut = QShortcut(QKeySequence(key), window)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(action)
                self._shortcuts.append((key, page, shortcut))
        self._enable()

    def show_page(self, page: str) -> None:
        """Let the keys work ``page``."""
        self._page = page
        self._enable()

    def show_question(self, asked: bool) -> None:
        """Let the keys answer the question, or work the page."""
        self._asked = asked
        self._enable()

    def show_covered(self, covered: bool) -> None:
        """No key works while the window is covered."""
        self._covered = covered
        self._enable()

    def _enable(self) -> None:
        for key, page, shortcut in self._shortcuts:
            on_page = page is None or page == self._page
            in_state = key in ALWAYS or (key in WHILE_ASKED) == self._asked
            shortcut.setEnabled(on_page and in_state and not self._covered)
